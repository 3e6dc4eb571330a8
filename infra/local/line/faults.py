"""Faults on demand: what happens instead of the answer to the next requests, or to the answer itself."""

from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from starlette.responses import HTMLResponse, JSONResponse, Response

from infra.local.line.store import Json
from infra.local.serving import Silence

MESSAGES: Final[dict[str, tuple[int, Json]]] = {
    "month_used_up": (429, {"message": "You have reached your monthly limit."}),
    "rate": (429, {"message": "The API rate limit has been exceeded. Try again later."}),
    "bad_recipient": (400, {"message": "Failed to send messages"}),
    "bad_text": (
        400,
        {
            "message": "The request body has 1 error(s)",
            "details": [{"message": "Length must be between 0 and 5000", "property": "messages[0].text"}],
        },
    ),
    "400": (400, {"message": "The property, 'messages', in the request body is invalid (line: -, column: -)"}),
    "401": (
        401,
        {
            "message": "Authentication failed due to the following reason: invalid token. Confirm that the access token in "
            "the authorization header is valid."
        },
    ),
    "403": (403, {"message": "Access to this API is not available for your account"}),
    "404": (404, {"message": "Not found"}),
    "410": (410, {"message": "The resource is no longer available"}),
    "413": (413, {"message": "The request is too large"}),
    "429": (429, {"message": "The API rate limit has been exceeded. Try again later."}),
}
"""LINE's words: https://developers.line.biz/en/reference/messaging-api/#error-messages"""

GARBAGE: Final = "<!DOCTYPE html><title>502 Bad Gateway</title>"
SILENCES: Final = ("drop", "timeout")


@dataclass(slots=True)
class Fault:
    answer: str
    times: int = 1
    path: str = "*"
    seconds: float = 30.0
    used: int = 0

    @property
    def works(self) -> bool:
        """Whether the request is carried out all the same."""
        return self.answer.startswith("take_then_")

    def response(self) -> Response:
        how = self.answer.removeprefix("take_then_")
        if how in SILENCES:
            return Silence(self.seconds if how == "timeout" else 0.0)
        if how == "garbage":
            return HTMLResponse(GARBAGE)
        status, document = MESSAGES.get(how, (int(how) if how.isdigit() else 500, {"message": "Internal server error"}))
        return JSONResponse(document, status_code=status)


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> Json:
        """Add a fault. Raises ValueError or TypeError if that makes no sense."""
        fault = Fault(**{**wanted, "answer": str(wanted["answer"])})
        how = fault.answer.removeprefix("take_then_")
        if how not in (*MESSAGES, *SILENCES, "garbage") and not (how.isdigit() and 300 <= int(how) <= 599):
            raise ValueError(f"unknown answer: {fault.answer}")
        self._faults.append(fault)
        return asdict(fault)

    def strike(self, path: str) -> Fault | None:
        """Return the first fault that fits, counted as used."""
        for fault in self._faults:
            if fault.used < fault.times and fnmatchcase(path, fault.path):
                fault.used += 1
                return fault
        return None

    def clear(self) -> None:
        self._faults.clear()
