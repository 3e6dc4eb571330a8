"""Faults on demand: what happens instead of the answer to the next requests, or to the answer itself."""

from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from starlette.responses import HTMLResponse, JSONResponse, Response

from infra.local.documents import Json
from infra.local.meta.errors import ERRORS, GraphError
from infra.local.serving import Silence

SILENCES: Final = ("drop", "timeout")
NO_PART: Final = "null"
"""A batch whose time ran out holds `null` for the parts that were not worked on."""


@dataclass(slots=True)
class Fault:
    answer: str
    times: int = 1
    method: str = "*"
    path: str = "*"
    text: str = ""
    seconds: float = 30.0
    used: int = 0

    @property
    def works(self) -> bool:
        """Whether the request is carried out all the same."""
        return self.answer.startswith("take_then_")

    @property
    def error(self) -> GraphError | None:
        how = self.answer.removeprefix("take_then_")
        return GraphError(how) if how in ERRORS else None

    def response(self) -> Response:
        how = self.answer.removeprefix("take_then_")
        if how in SILENCES:
            return Silence(self.seconds if how == "timeout" else 0.0)
        if how == "garbage":
            return HTMLResponse("<!DOCTYPE html><title>Sorry, something went wrong.</title>")
        if how in ERRORS:
            return GraphError(how).response()
        return JSONResponse({"error": {"message": "Something went wrong", "code": 1}}, status_code=int(how))


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> Json:
        """Add a fault. Raises ValueError or TypeError if that makes no sense."""
        fault = Fault(**{**wanted, "answer": str(wanted["answer"])})
        how = fault.answer.removeprefix("take_then_")
        if how not in (*ERRORS, *SILENCES, "garbage", NO_PART) and not (how.isdigit() and 300 <= int(how) <= 599):
            raise ValueError(f"unknown answer: {fault.answer}")
        self._faults.append(fault)
        return asdict(fault)

    def strike(self, method: str, path: str, body: str) -> Fault | None:
        """Return the first fault that fits, counted as used."""
        for fault in self._faults:
            fits = fnmatchcase(method, fault.method) and fnmatchcase(path, fault.path) and fault.text in body
            if fault.used < fault.times and fits:
                fault.used += 1
                return fault
        return None

    def clear(self) -> None:
        self._faults.clear()
