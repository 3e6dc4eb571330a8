"""A person's request, brought by a network, that the desk erases what it holds of them (I6)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class ErasureState(StrEnum):
    """What became of the request. The person can ask for it by the confirmation code."""

    RECEIVED = "received"
    BY_HAND = "by_hand"
    """The desk cannot tell by itself what is the person's: somebody has to look."""
    ERASED = "erased"
    NOTHING_HELD = "nothing_held"


OPEN = frozenset({ErasureState.RECEIVED, ErasureState.BY_HAND})


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """`code` is the confirmation code, a word that nobody can guess. `person` is the id by which the network knows the person for
    the app of that `plug`, kept only while the request is open. `reason` says in English why a person has to look, and `tickets` how
    many were erased."""

    code: str
    plug: str
    app: str
    person: str
    received_at: datetime
    state: ErasureState = ErasureState.RECEIVED
    settled_at: datetime | None = None
    tickets: int = 0
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def left_to_people(self, reason: str) -> "ErasureRequest":
        return replace(self, state=ErasureState.BY_HAND, reason=reason)

    def settled(self, state: ErasureState, at: datetime, *, tickets: int = 0) -> "ErasureRequest":
        """Return the request as it stays on record: what identifies the person is gone from it."""
        return replace(self, person="", reason="", state=state, settled_at=at, tickets=tickets)
