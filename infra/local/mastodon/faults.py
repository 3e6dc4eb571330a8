"""Mastodon's errors, and faults on demand: what happens instead of the answer to the next requests, or to the answer itself."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, Final

from starlette.responses import HTMLResponse, JSONResponse, Response

from infra.local.documents import Json
from infra.local.serving import Silence

ERRORS: Final[dict[str, tuple[int, str]]] = {
    "token": (401, "The access token is invalid"),
    "scope": (403, "This action is outside the authorized scopes"),
    "disabled": (403, "Your login is currently disabled"),
    "gone": (404, "Record not found"),
    "parent_gone": (404, "The post you are trying to reply to does not appear to exist."),
    "too_long": (422, "Validation failed: Text character limit of 500 exceeded"),
    "empty": (422, "Validation failed: Text can't be blank"),
    "rate": (429, "Too many requests"),
    "rate_bare": (429, "Too many requests"),
}
SILENCES: Final = ("drop", "timeout")
WINDOW: Final = timedelta(minutes=5)


class RefusedError(Exception):
    """An answer that is no success."""

    def __init__(self, known: str, words: str | None = None) -> None:
        self.status, said = ERRORS[known]
        super().__init__(words or said)

    def response(self) -> Response:
        return JSONResponse({"error": str(self)}, status_code=self.status)


@dataclass(slots=True)
class Fault:
    answer: str
    times: int = 1
    method: str = "*"
    path: str = "*"
    seconds: float = 30.0
    used: int = 0

    @property
    def works(self) -> bool:
        """Whether the request is carried out all the same."""
        return self.answer.startswith("take_then_")

    def response(self, now: datetime) -> Response:
        how = self.answer.removeprefix("take_then_")
        if how in SILENCES:
            return Silence(self.seconds if how == "timeout" else 0.0)
        if how == "garbage":
            return HTMLResponse("<!DOCTYPE html><title>502 Bad Gateway</title>")
        if how == "rate":
            headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": (now + WINDOW).isoformat()}
            return JSONResponse({"error": ERRORS[how][1]}, status_code=429, headers=headers)
        status, words = ERRORS.get(how, (int(how) if how.isdigit() else 500, "Something went wrong"))
        return JSONResponse({"error": words}, status_code=status)


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> Json:
        """Add a fault. Raises ValueError or TypeError if that makes no sense."""
        fault = Fault(**{**wanted, "answer": str(wanted["answer"])})
        how = fault.answer.removeprefix("take_then_")
        if how not in (*ERRORS, *SILENCES, "garbage") and not (how.isdigit() and 300 <= int(how) <= 599):
            raise ValueError(f"unknown answer: {fault.answer}")
        self._faults.append(fault)
        return asdict(fault)

    def strike(self, method: str, path: str) -> Fault | None:
        """Return the first fault that fits, counted as used."""
        for fault in self._faults:
            if fault.used < fault.times and fnmatchcase(method, fault.method) and fnmatchcase(path, fault.path):
                fault.used += 1
                return fault
        return None

    def clear(self) -> None:
        self._faults.clear()
