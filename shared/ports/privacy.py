"""Requests for erasure that networks bring."""

from collections.abc import Sequence
from typing import Protocol

from shared.domain.privacy.erasure_request import ErasureRequest


class ErasureRequests(Protocol):
    """Each request under its confirmation code. Finished ones stay for a year."""

    def find(self, code: str) -> ErasureRequest | None: ...

    def open(self) -> Sequence[ErasureRequest]:
        """Return the requests that are not finished, oldest first."""

    def save(self, request: ErasureRequest) -> None:
        """Store the request as it is now. One that is finished stays so, whatever is saved later."""


class HasErasureRequests(Protocol):
    @property
    def erasures(self) -> ErasureRequests: ...
