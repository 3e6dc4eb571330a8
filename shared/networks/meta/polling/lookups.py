"""Stored comments, looked up again (ports.Lookups): Instagram tells of no deletion, and a webhook may miss Facebook's.

Meta answers with one and the same error for what is deleted and for what the account may not see. So a deletion is believed only
while the account is shown what other people have written: a right that was taken away would hide all of it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.domain.errors import DisconnectedError, RateLimitedError, SocialNetworkError
from shared.domain.settings.desk import Account
from shared.networks.meta.api.client import MetaClient, Params
from shared.networks.meta.api.refusals import GoneOrNoRightError, refusal_of
from shared.networks.meta.ids import is_node
from shared.networks.meta.polling.pages import Event, Polled, Source

DELETED = "deleted"

Read = tuple[str, Params]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a batch says of each id that was asked for: what is there, and what Meta calls gone. One in neither has no answer."""

    there: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class MetaLookedUp:
    """`found` are posts as a webhook tells of them; `tells_gone` is the event by which it tells that one is deleted."""

    source: Source
    found: Mapping[str, Polled]
    gone: Mapping[str, str]
    tells_gone: Mapping[str, Event]

    @property
    def versions(self) -> Mapping[str, str]:
        return {ident: one.version for ident, one in self.found.items() if one.version is not None}

    def deliveries(self, ids: Collection[str]) -> Iterator[bytes]:
        yield from self.source.bodies([event for ident, event in self.tells_gone.items() if ident in ids])
        there = [one for ident, one in self.found.items() if ident in ids]
        yield from self.source.bodies([event for one in there for event in one.events])


class BatchReader:
    """Reads many objects in one call."""

    def __init__(self, client: MetaClient) -> None:
        self.client = client

    def ask(self, account: Account, reads: Mapping[str, Read]) -> Answers:
        """Read each id's object. Raises NetworkErrors: a token or a limit that is refused once is refused for all."""
        asked = {ident: read for ident, read in reads.items() if is_node(ident)}
        there: dict[str, Mapping[str, Any]] = {}
        missing: list[str] = []
        if not asked:
            return Answers()
        answers = self.client.batch(account, list(asked.values()))
        for ident, (status, body) in zip(asked, answers, strict=True):
            if status == 200 and isinstance(body, dict) and "error" not in body:
                there[ident] = body
            elif isinstance(self._refusal(status, body), GoneOrNoRightError):
                missing.append(ident)
        return Answers(there, missing)

    def _refusal(self, status: int, body: Any) -> SocialNetworkError | None:
        if not status:
            return None
        error = refusal_of(status, body, {}, self.client.now())
        if isinstance(error, DisconnectedError | RateLimitedError):
            raise error
        return error
