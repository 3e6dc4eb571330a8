"""The ETag of the queue: what a page shows, and what vouches that it is still so.

`W/"<content>"` names the content alone. `W/"<content>.<state>.<until>"` also names the state in which it was read: the
accounts' marks as they stood *before* their tickets were read, the settings, the caller and the query. While the state is
the same, and until the instant at which time alone may change something, the page is unchanged, and nothing but the marks
has to be read to know it. Otherwise the page is read anew, and the content decides.

The desk signs no tag: who alters one deceives only themselves, and a 304 holds nothing.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.ports.changes import BELIEVED_FOR

_FORM = re.compile(r'W/"([0-9a-f]{24})(?:\.([0-9a-f]{24})\.([0-9]{1,13}))?"', re.ASCII)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class QueueTag:
    """A weak tag, since responses for it can differ in their instant. Without `until` nothing vouches for the content."""

    content: str
    state: str = ""
    until: datetime | None = None

    def __str__(self) -> str:
        if self.until is None:
            return f'W/"{self.content}"'
        return f'W/"{self.content}.{self.state}.{(self.until - _EPOCH) // _MILLISECOND}"'

    def holds(self, state: str, now: datetime) -> bool:
        """Return whether the tagged page is unchanged. No tag is given for longer than a mark is believed."""
        return self.until is not None and self.state == state and now < self.until <= now + BELIEVED_FOR


def tags_in(header: str) -> Sequence[QueueTag]:
    """Parse the tags in an `If-None-Match`, without those that are of another form."""
    return [
        QueueTag(content, state, _EPOCH + int(until) * _MILLISECOND if until else None)
        for content, state, until in _FORM.findall(header)
    ]


def digest(value: Any) -> str:
    """Return the fingerprint of any JSON value."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:24]
