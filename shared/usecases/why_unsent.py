"""Why a reply is not out, in one word, by what the network said to it."""

from shared.domain.errors import (
    AccountRefusedError,
    DisconnectedError,
    NetworkError,
    NotAnswerableError,
    OutOfCreditError,
    RateLimitedError,
    UnreachableError,
)
from shared.domain.reply import Why

_WHY: tuple[tuple[type[NetworkError], Why], ...] = (
    (NotAnswerableError, Why.NOT_ANSWERABLE),
    (AccountRefusedError, Why.ACCOUNT_REFUSED),
    (DisconnectedError, Why.DISCONNECTED),
    (OutOfCreditError, Why.OUT_OF_CREDIT),
    (RateLimitedError, Why.RATE_LIMITED),
    (UnreachableError, Why.UNREACHABLE),
)


def why_unsent(error: NetworkError) -> Why:
    """The narrowest that is known; of anything else that nothing was posted is all that the network said."""
    return next((why for kind, why in _WHY if isinstance(error, kind)), Why.REFUSED)
