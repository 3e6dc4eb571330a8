"""Why a reply is not out, in one word, by what the network, or a service of the desk, said to it."""

from shared.domain.errors import (
    AccountRefusedError,
    DeskError,
    DisconnectedError,
    NotAnswerableError,
    OutOfCreditError,
    RateLimitedError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.replies.reply import Why

_WHY: tuple[tuple[type[DeskError], Why], ...] = (
    (NotAnswerableError, Why.NOT_ANSWERABLE),
    (AccountRefusedError, Why.ACCOUNT_REFUSED),
    (DisconnectedError, Why.DISCONNECTED),
    (OutOfCreditError, Why.OUT_OF_CREDIT),
    (RateLimitedError, Why.RATE_LIMITED),
    (UnreachableError, Why.UNREACHABLE),
    (UnavailableError, Why.DESK_UNAVAILABLE),
)


def failure_reason(error: DeskError) -> Why:
    """The narrowest that is known; of anything else that nothing was posted is all that the network said."""
    return next((why for kind, why in _WHY if isinstance(error, kind)), Why.REFUSED)
