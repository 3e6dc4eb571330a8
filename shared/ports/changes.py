"""The mark that says whether anything of an account has changed, so that a page with nothing new costs one small read."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

BELIEVED_FOR = timedelta(seconds=60)
"""How long an unmoved mark is believed. The stream whose reader moves the marks can fail, or be missing on a restored table; what
rests on a mark is then a minute behind at most."""

ANOTHER = "+"
ANOTHER_AFTER = timedelta(seconds=1.5)
"""A mark followed by `+` also stands for what has changed within so long of its instant."""


def marked_at(mark: str) -> datetime:
    """Return the latest instant of the changes that a mark stands for."""
    at = datetime.fromisoformat(mark.removesuffix(ANOTHER))
    return at + ANOTHER_AFTER if mark.endswith(ANOTHER) else at


class Changes(Protocol):
    """One mark an account. Every change of what a list shows is followed, within about two seconds, by a mark of another value."""

    def changed(self, account: str) -> str | None:
        """Return the account's mark, an instant in RFC 3339 or one followed by `+` (`marked_at`); None before the first one. It
        may be a moment old."""

    def changed_each(self, accounts: Collection[str]) -> Mapping[str, str]:
        """Return the marks of those of the accounts that have one, with one request a hundred."""

    def mark(self, account: str, at: datetime) -> None:
        """Give the account another mark, since something has changed before `at`: now, or once a second has passed since the last
        one, if that is not yet so. Whatever happens within a second takes two small writes."""


class HasChanges(Protocol):
    @property
    def changes(self) -> Changes: ...
