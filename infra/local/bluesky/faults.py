"""Errors as XRPC tells them, and faults on demand, so that recovery from them can be tested from outside."""

from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

from infra.local.documents import Json

ERRORS: Final[dict[str, tuple[int, str]]] = {
    "ExpiredToken": (400, "Token has expired"),
    "InvalidToken": (400, "Token could not be verified"),
    "BadScope": (403, "Forbidden: the token lacks the scope"),
    "AuthMissing": (401, "Authentication Required"),
    "AuthenticationRequired": (401, "Invalid identifier or password"),
    "AuthFactorTokenRequired": (401, "A sign in code has been sent to your email address"),
    "AccountTakedown": (401, "Account has been taken down"),
    "AccountDeactivated": (401, "Account is deactivated"),
    "RateLimitExceeded": (429, "Rate Limit Exceeded"),
    "InvalidRequest": (400, "Input/record must be a valid record"),
    "InvalidSwap": (400, "Record was at another cid"),
    "RecordNotFound": (400, "Could not locate record"),
    "NotFound": (404, "Post not found"),
    "UpstreamFailure": (502, "Upstream Failure"),
    "UpstreamTimeout": (504, "Upstream Timeout"),
    "InternalServerError": (500, "Internal Server Error"),
    "NotFollowedBySender": (400, "recipient requires incoming messages to come from someone they follow"),
    "MessagesDisabled": (400, "recipient has disabled incoming messages"),
    "BlockedActor": (400, "block between recipient and sender"),
    "BlockedSubject": (400, "block between recipient and sender"),
    "RecipientNotFound": (400, "recipient not found"),
    "ConvoLocked": (400, "convo is locked"),
    "InvalidConvo": (400, "convo not found"),
}
SILENCES: Final = ("timeout", "drop", "take_then_timeout", "take_then_drop")
HALF: Final = "take_then_half"
GARBAGE: Final = "garbage"
LONGEST_HOLD: Final = 86_400.0


class XrpcError(Exception):
    """An error of the network: its name, status and sentence."""

    def __init__(self, name: str, message: str | None = None, status: int | None = None) -> None:
        known = ERRORS.get(name, (400, name))
        super().__init__(message or known[1])
        self.name = name
        self.status = status or known[0]
        self.headers: dict[str, str] = {}

    @property
    def document(self) -> Json:
        return {"error": self.name, "message": str(self)}


class BadFaultError(ValueError):
    """A fault that this stand-in cannot play."""


@dataclass(slots=True)
class InjectedFault:
    answer: int | str
    times: int = 1
    method: str | None = None
    account: str | None = None
    text: str | None = None
    seconds: float = 30.0
    used: int = field(default=0)

    def __post_init__(self) -> None:
        status = isinstance(self.answer, int) and not isinstance(self.answer, bool) and 400 <= self.answer <= 599
        if not status and self.answer not in (*ERRORS, *SILENCES, HALF, GARBAGE):
            raise BadFaultError(f"answer must be a status from 400 to 599 or one of {', '.join((*ERRORS, *SILENCES))}")
        if not 0 < self.seconds <= LONGEST_HOLD:
            raise BadFaultError(f"seconds must lie between 0 and {LONGEST_HOLD:.0f}")

    @property
    def works(self) -> bool:
        """Return whether the request is carried out all the same, and only its response is lost."""
        return isinstance(self.answer, str) and self.answer.startswith("take_then_")

    @property
    def holds(self) -> bool:
        return isinstance(self.answer, str) and self.answer.endswith("timeout")

    @property
    def error(self) -> XrpcError:
        if isinstance(self.answer, int):
            return XrpcError("InternalServerError" if self.answer >= 500 else "InvalidRequest", status=self.answer)
        return XrpcError(self.answer)

    def fits(self, method: str, account: str, body: str) -> bool:
        return (
            self.used < self.times
            and (self.method is None or fnmatchcase(method, self.method))
            and (self.account is None or self.account == account)
            and (self.text is None or self.text in body)
        )


class Faults:
    def __init__(self) -> None:
        self._faults: list[InjectedFault] = []

    def add(self, wanted: dict[str, Any]) -> Json:
        """Add a fault. Raises BadFaultError if `wanted` has fields that mean nothing here."""
        match = wanted.get("match", {})
        rest = {name: value for name, value in wanted.items() if name != "match"}
        unknown = (set(match) - {"method", "account", "text"}) | (set(rest) - {"times", "answer", "seconds"})
        if unknown or "answer" not in wanted:
            raise BadFaultError(f"unknown or missing: {', '.join(sorted(unknown)) or 'answer'}")
        self._faults.append(InjectedFault(**match, **rest))
        return asdict(self._faults[-1])

    def strike(self, method: str, account: str, body: str) -> InjectedFault | None:
        """Return the first fault that matches this request, counted as used."""
        for fault in self._faults:
            if fault.fits(method, account, body):
                fault.used += 1
                return fault
        return None

    def clear(self) -> None:
        self._faults.clear()
