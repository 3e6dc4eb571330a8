"""The reason, in one word, why a reply is not sent, by the error of the network or of a service of the desk."""

from shared.domain.errors import (
    AccountRefusedError,
    DeskError,
    DisconnectedError,
    NotAnswerableError,
    OutOfCreditError,
    PostGoneError,
    PrivateAnswerUsedError,
    QuotaUsedUpError,
    RateLimitedError,
    TooVisibleError,
    UnavailableError,
    UnreachableError,
    WindowClosedError,
)
from shared.domain.replies.reply import Why

_WHY: tuple[tuple[type[DeskError], Why], ...] = (
    (PostGoneError, Why.POST_GONE),
    (WindowClosedError, Why.WINDOW_CLOSED),
    (PrivateAnswerUsedError, Why.PRIVATE_ANSWER_USED),
    (NotAnswerableError, Why.NOT_ANSWERABLE),
    (AccountRefusedError, Why.ACCOUNT_REFUSED),
    (DisconnectedError, Why.DISCONNECTED),
    (OutOfCreditError, Why.OUT_OF_CREDIT),
    (QuotaUsedUpError, Why.QUOTA_USED_UP),
    (TooVisibleError, Why.TOO_VISIBLE),
    (RateLimitedError, Why.RATE_LIMITED),
    (UnreachableError, Why.UNREACHABLE),
    (UnavailableError, Why.DESK_UNAVAILABLE),
)


def failure_reason(error: DeskError) -> Why:
    """Return the narrowest reason known; for any other error the network said only that nothing was posted."""
    return next((why for kind, why in _WHY if isinstance(error, kind)), Why.REFUSED)
