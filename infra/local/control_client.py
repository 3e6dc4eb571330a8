"""What the clients of all stand-ins have in common."""

from typing import Any, ClassVar, Self

import httpx


class ControlClient:
    """A stand-in at `url`, and its control requests below `CONTROL`. Raises httpx.HTTPStatusError if a request is refused,
    with the stand-in's own words where it says why."""

    CONTROL: ClassVar[str] = "/control"

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.Client(base_url=self.url, timeout=timeout, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _control(
        self, method: str, path: str, body: dict[str, Any] | None = None, params: dict[str, str] | None = None
    ) -> dict[str, Any]:
        response = self._http.request(method, f"{self.CONTROL}{path}", json=body, params=params)
        if response.status_code == 400:
            raise httpx.HTTPStatusError(response.text, request=response.request, response=response)
        return dict(response.raise_for_status().json())
