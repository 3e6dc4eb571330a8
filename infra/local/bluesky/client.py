"""A client for a running stand-in: its control requests, and log-ins of the brand's accounts."""

from typing import Any

from infra.local.bluesky import seed
from infra.local.control_client import ControlClient


class Bluesky(ControlClient):
    """The stand-in at `url`. Raises httpx.HTTPStatusError if a request is refused."""

    def actor(self, handle: str, **particulars: Any) -> dict[str, Any]:
        return self._control("POST", "/actors", {"handle": handle, **particulars})

    def post(self, author: str, text: str, **more: Any) -> dict[str, Any]:
        """Let a person write in Bluesky's own app; see the package for `more`."""
        return self._control("POST", "/posts", {"author": author, "text": text, **more})

    def edit(self, uri: str, text: str) -> dict[str, Any]:
        return self._control("PUT", "/posts", {"uri": uri, "text": text})

    def delete(self, uri: str) -> None:
        self._control("DELETE", "/posts", params={"uri": uri})

    def posts(self, **narrowed: str) -> list[dict[str, Any]]:
        """Return public posts, newest first."""
        return list(self._control("GET", "/posts", params=narrowed)["posts"])

    def hide(self, uri: str) -> None:
        """Let the app not have seen a post yet that stands at its PDS."""
        self._control("POST", "/hidden", {"uri": uri})

    def like(self, author: str, uri: str) -> None:
        self._control("POST", "/likes", {"author": author, "uri": uri})

    def gate(self, uri: str, *allow: str) -> None:
        """Let only those answer a thread; nobody, if none is named."""
        self._control("POST", "/gates", {"uri": uri, "allow": list(allow)})

    def block(self, author: str, subject: str, *, blocked: bool = True) -> None:
        self._control("POST", "/blocks", {"author": author, "subject": subject, "blocked": blocked})

    def follow(self, author: str, subject: str) -> None:
        self._control("POST", "/follows", {"author": author, "subject": subject})

    def mute(self, author: str, **what: str) -> None:
        self._control("POST", "/mutes", {"author": author, **what})

    def message(self, sender: str, recipient: str, text: str) -> dict[str, Any]:
        return self._control("POST", "/messages", {"sender": sender, "recipient": recipient, "text": text})

    def react(self, convo: str) -> None:
        """Let something change in a conversation that is no message."""
        self._control("POST", "/reactions", {"convo": convo})

    def messages(self) -> list[dict[str, Any]]:
        """Return direct messages, newest first."""
        return list(self._control("GET", "/messages")["messages"])

    def sessions(self, account: str, **change: Any) -> None:
        self._control("POST", "/sessions", {"account": account, **change})

    def fault(self, answer: int | str, *, times: int = 1, seconds: float | None = None, **match: str) -> None:
        body = {"answer": answer, "times": times, "match": match} | ({"seconds": seconds} if seconds else {})
        self._control("POST", "/faults", body)

    def no_faults(self) -> None:
        self._control("DELETE", "/faults")

    def limit(self, **limits: int) -> None:
        self._control("POST", "/limits", limits)

    def requests(self) -> dict[str, int]:
        return dict(self._control("GET", "/requests")["requests"])

    def reset(self) -> None:
        self._control("POST", "/reset")

    def log_in(self, account: seed.SeedAccount = seed.ACME, password: str | None = None) -> dict[str, Any]:
        body = {"identifier": account.network_id, "password": password or account.password}
        answer = self._http.post("/xrpc/com.atproto.server.createSession", json=body)
        return dict(answer.raise_for_status().json())
