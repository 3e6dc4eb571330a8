"""Pages of Meta's lists, and the deliveries that are made of them (ports.TimelinePage).

https://developers.facebook.com/docs/graph-api/results
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from shared.domain.settings.desk import Account
from shared.networks.deliveries import shaped_bodies
from shared.networks.fields import dict_in, instant_in, objects_in, text_in
from shared.networks.meta.api.client import MetaClient, Params

PAGE, INSTAGRAM = "page", "instagram"
"""The objects of Meta's webhook."""

CHANGES, MESSAGING = "changes", "messaging"

AT_ONCE = 50
"""Events in one delivery: the ingest function takes a few dozen in a second."""

A_POLL = timedelta(days=1)
"""A read that begins farther back is a sweep, or the first after a long time: it looks at more of each list."""

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Polled:
    """A post in a list: its identity (I3), when it was written, and the events of a webhook that say the same. `version` is that
    of its text, None where edits are told of by themselves."""

    id: str
    at: datetime
    events: tuple[Event, ...]
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Whose list it is: the webhook's `thing` and the id of the Page or the Instagram account there; `kind` is that of the
    events. `read_at` is when it was read."""

    thing: str
    account: str
    kind: str
    read_at: datetime

    def bodies(self, events: Sequence[Event]) -> Iterator[bytes]:
        """Yield the events as deliveries, each small enough for the ingest queue."""
        at = int(self.read_at.timestamp()) * (1 if self.kind == CHANGES else 1000)
        for start in range(0, len(events), AT_ONCE):
            yield from shaped_bodies(
                lambda some: {
                    "object": self.thing,
                    "entry": [{"id": self.account, "time": at, self.kind: [one for one in some if one is not None]}],
                },
                events[start : start + AT_ONCE],
            )


@dataclass(frozen=True)
class PolledPage:
    source: Source
    found: Sequence[Polled]

    @cached_property
    def posts(self) -> Mapping[str, datetime]:
        return {one.id: one.at for one in self.found}

    @cached_property
    def versions(self) -> Mapping[str, str]:
        return {one.id: one.version for one in self.found if one.version is not None}

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        """Yield deliveries of these posts, the oldest first: times are whole seconds, and the order tells two of one second
        apart."""
        wanted = {one.id: one for one in self.found if one.id in ids}
        newest_first = sorted(wanted.values(), key=lambda one: one.at, reverse=True)
        yield from self.source.bodies([event for one in reversed(newest_first) for event in one.events])


def listed(
    client: MetaClient, account: Account, path: str, params: Params, *, most: int
) -> Iterator[list[Mapping[str, Any]]]:
    """Yield the pages of a list, `most` at most. Raises NetworkErrors."""
    given, after = list(params), ""
    for _ in range(most):
        answer = client.get(account, path, [*given, *([("after", after)] if after else [])])
        yield list(objects_in(answer.get("data")))
        paging = dict_in(answer.get("paging"))
        following = text_in(dict_in(paging.get("cursors")).get("after"))
        if not following or following == after or not paging.get("next"):
            return
        after = following


def written(one: Mapping[str, Any], name: str = "created_time") -> datetime | None:
    """Return when something was written, in whole seconds; None if it does not say."""
    return instant_in(one.get(name))


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not known, as Meta does."""
    return {name: value for name, value in values.items() if value not in (None, "", {}, [])}
