"""A client for a running stand-in: its control requests."""

from typing import Any

import httpx


class Mastodon:
    """The stand-in at `url`. Raises httpx.HTTPStatusError if a request is refused."""

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.Client(base_url=self.url, timeout=timeout, trust_env=False)

    def __enter__(self) -> "Mastodon":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def write(self, author: str, text: str, **more: Any) -> dict[str, Any]:
        """Let a person write on Mastodon; see the package for `more`."""
        return self._control("POST", "/statuses", {"from": author, "text": text, **more})

    def edit(self, status: str, text: str) -> dict[str, Any]:
        return self._control("PUT", f"/statuses/{status}", {"text": text})

    def delete(self, status: str) -> None:
        self._control("DELETE", f"/statuses/{status}")

    def statuses(self, author: str | None = None) -> list[dict[str, Any]]:
        """Return statuses, oldest first."""
        return list(self._control("GET", "/statuses", params={"author": author} if author else None)["statuses"])

    def fault(self, answer: int | str, **more: Any) -> None:
        self._control("POST", "/faults", {"answer": answer, **more})

    def no_faults(self) -> None:
        self._control("DELETE", "/faults")

    def settings(self, **values: Any) -> dict[str, Any]:
        return self._control("POST", "/settings", values)

    def requests(self) -> dict[str, int]:
        return dict(self._control("GET", "/requests")["requests"])

    def reset(self) -> None:
        self._control("POST", "/reset")

    def _control(
        self, method: str, path: str, body: dict[str, Any] | None = None, params: dict[str, str] | None = None
    ) -> dict[str, Any]:
        response = self._http.request(method, f"/control{path}", json=body, params=params)
        return dict(response.raise_for_status().json())
