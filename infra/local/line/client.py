"""A client for a running stand-in: its control requests, and the connection of a desk."""

from typing import Any

from infra.local.control_client import ControlClient
from infra.local.line import seed


class FakeLine(ControlClient):
    """The stand-in at `url`. Raises httpx.HTTPStatusError if a request is refused."""

    def person(self, name: str, **more: Any) -> dict[str, Any]:
        return self._control("POST", "/people", {"name": name, **more})

    def write(self, name: str, text: str = "", **more: Any) -> dict[str, Any]:
        """Let somebody write a text, or with `type` something else."""
        return self._control("POST", "/messages", {"from": name, "text": text, **more})

    def edit(self, message: str, text: str) -> dict[str, Any]:
        return self._control("POST", f"/messages/{message}/edit", {"text": text})

    def unsend(self, message: str) -> None:
        self._control("POST", f"/messages/{message}/unsend")

    def forget(self, message: str) -> None:
        self._control("POST", f"/messages/{message}/forget")

    def follow(self, name: str) -> None:
        self._control("POST", "/follow", {"from": name})

    def unfollow(self, name: str) -> None:
        self._control("POST", "/unfollow", {"from": name})

    def sent(self, to: str | None = None) -> list[dict[str, Any]]:
        return list(self._control("GET", "/sent", params={"to": to} if to else None)["sent"])

    def messages(self) -> list[dict[str, Any]]:
        return list(self._control("GET", "/messages")["messages"])

    def deliveries(self) -> list[dict[str, Any]]:
        return list(self._control("GET", "/deliveries")["deliveries"])

    def under_way(self) -> int:
        """Return the number of deliveries that have not ended."""
        return int(self._control("GET", "/deliveries")["under_way"])

    def requests(self) -> dict[str, int]:
        return dict(self._control("GET", "/requests")["requests"])

    def fault(self, answer: int | str, **more: Any) -> None:
        self._control("POST", "/faults", {"answer": answer, **more})

    def channel(self, **settings: Any) -> dict[str, Any]:
        return self._control("POST", "/channel", settings)

    def reset(self, *, everything: bool = False) -> None:
        self._control("POST", "/reset", {"everything": everything})

    def connect(self, webhook_url: str, channel: seed.Channel = seed.MAIN) -> None:
        """Set the webhook through LINE's own API. Idempotent."""
        form = {
            "grant_type": "client_credentials",
            "client_id": channel.channel_id,
            "client_secret": channel.channel_secret,
        }
        token = self._http.post("/oauth2/v3/token", data=form).raise_for_status().json()["access_token"]
        headers = {"authorization": f"Bearer {token}"}
        body = {"endpoint": webhook_url}
        self._http.put("/v2/bot/channel/webhook/endpoint", json=body, headers=headers).raise_for_status()
