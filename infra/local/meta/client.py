"""A client for a running stand-in: its control requests, and the connection of a desk."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from infra.local.control_client import ControlClient
from infra.local.meta import seed
from infra.local.meta.access import NEWEST


class FakeMeta(ControlClient):
    """The stand-in at `url`. Raises httpx.HTTPStatusError if a request is refused."""

    def person(self, name: str, **more: Any) -> dict[str, Any]:
        return self._control("POST", "/people", {"name": name, **more})

    def post(self, text: str, **more: Any) -> dict[str, Any]:
        """Publish as the brand; with `from` as a visitor of the Page."""
        return self._control("POST", "/posts", {"text": text, **more})

    def review(self, name: str, text: str, *, recommends: bool, **more: Any) -> dict[str, Any]:
        return self._control("POST", "/reviews", {"from": name, "text": text, "recommends": recommends, **more})

    def mention(self, name: str, text: str, **more: Any) -> dict[str, Any]:
        return self._control("POST", "/mentions", {"from": name, "text": text, **more})

    def comment(self, name: str, text: str, **more: Any) -> dict[str, Any]:
        """Let somebody comment, or with "brand" a colleague in the network's own app; see the package for `more`."""
        return self._control("POST", "/comments", {"from": name, "text": text, **more})

    def edit_comment(self, comment: str, text: str) -> dict[str, Any]:
        return self._control("POST", f"/comments/{comment}/edit", {"text": text})

    def delete_comment(self, comment: str) -> None:
        self._control("POST", f"/comments/{comment}/delete")

    def hide_comment(self, comment: str, *, hidden: bool = True) -> None:
        self._control("POST", f"/comments/{comment}/hide", {"hidden": hidden})

    def react(self, post: str, name: str) -> None:
        self._control("POST", f"/comments/{post}/react", {"from": name})

    def write(self, name: str, text: str = "", **more: Any) -> dict[str, Any]:
        """Let somebody write a message; see the package for `more`."""
        return self._control("POST", "/messages", {"from": name, "text": text, **more})

    def write_natively(self, to: str, text: str, **more: Any) -> dict[str, Any]:
        """Let a colleague write in the inbox of the network's own app."""
        return self._control("POST", "/messages", {"to": to, "text": text, **more})

    def edit_message(self, message: str, text: str) -> dict[str, Any]:
        return self._control("POST", f"/messages/{quote(message)}/edit", {"text": text})

    def unsend(self, message: str) -> None:
        self._control("POST", f"/messages/{quote(message)}/unsend")

    def tell_again(self, message: str, **more: Any) -> None:
        self._control("POST", f"/messages/{quote(message)}/again", more)

    def postback(self, name: str, title: str, **more: Any) -> str:
        return str(self._control("POST", "/postbacks", {"from": name, "title": title, **more})["mid"])

    def hold_thread(self, person: str, owner: str, **more: Any) -> dict[str, Any]:
        """Give a thread to the `inbox`, to the `desk`, or to an app by its id."""
        return self._control("POST", "/threads", {"person": person, "owner": owner, **more})

    def ask_for_deletion(self, name: str) -> dict[str, Any]:
        return self._control("POST", "/deletion", {"from": name})

    def sent(self) -> list[dict[str, Any]]:
        """Return what the app has written, oldest first: comments and messages, told apart by `kind`."""
        return list(self._control("GET", "/sent")["sent"])

    def people(self) -> list[dict[str, Any]]:
        return list(self._control("GET", "/people")["persons"])

    def posts(self) -> list[dict[str, Any]]:
        return list(self._control("GET", "/posts")["posts"])

    def comments(self) -> list[dict[str, Any]]:
        return list(self._control("GET", "/comments")["comments"])

    def messages(self) -> list[dict[str, Any]]:
        return list(self._control("GET", "/messages")["messages"])

    def deliveries(self) -> list[dict[str, Any]]:
        return list(self._control("GET", "/deliveries")["deliveries"])

    def deliver_again(self, delivery: str) -> None:
        self._control("POST", f"/deliveries/{delivery}/again")

    def under_way(self) -> int:
        """Return the number of deliveries that have not ended."""
        return int(self._control("GET", "/under_way")["under_way"])

    def hold(self) -> None:
        """Keep events until `release`, which delivers them at once."""
        self.settings(holds=True)

    def release(self, **how: bool) -> int:
        return int(self._control("POST", "/release", how)["deliveries"])

    def requests(self) -> dict[str, int]:
        return dict(self._control("GET", "/requests")["requests"])

    def fault(self, answer: int | str, **more: Any) -> None:
        self._control("POST", "/faults", {"answer": answer, **more})

    def no_faults(self) -> None:
        self._control("DELETE", "/faults")

    def settings(self, **values: Any) -> dict[str, Any]:
        return self._control("POST", "/settings", values)

    def reset(self, *, everything: bool = False) -> None:
        self._control("POST", "/reset", {"everything": everything})

    def connect(self, webhook_url: str, page_fields: Sequence[str] = seed.PAGE_FIELDS) -> None:
        """Subscribe the app and the Page through the API itself. Idempotent."""
        token = f"{seed.APP_ID}|{seed.APP_SECRET}"
        for thing, fields in (("page", seed.PAGE_FIELDS), ("instagram", seed.INSTAGRAM_FIELDS)):
            form = {
                "object": thing,
                "callback_url": webhook_url,
                "verify_token": seed.VERIFY_TOKEN,
                "fields": ",".join(fields),
                "access_token": token,
            }
            self._graph(f"{seed.APP_ID}/subscriptions", form)
        form = {"subscribed_fields": ",".join(page_fields), **self.credentials()}
        self._graph(f"{seed.PAGE_ID}/subscribed_apps", form)

    def credentials(self, token: str = seed.PAGE_TOKEN) -> dict[str, str]:
        """Return the parameters that every call bears."""
        return {"access_token": token, "appsecret_proof": seed.proof(token)}

    def _graph(self, path: str, form: dict[str, str]) -> None:
        self._http.post(f"/{NEWEST}/{path}", data=form).raise_for_status()
