"""A client for a running stand-in: its control requests."""

from typing import Any

from infra.local.control_client import ControlClient


class Mastodon(ControlClient):
    """The stand-in at `url`. Raises httpx.HTTPStatusError if a request is refused."""

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
