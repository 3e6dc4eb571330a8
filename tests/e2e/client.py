"""What the end-to-end tests do with a running desk: sign in, deliver signed events, read the API, look at mails."""

import base64
import hashlib
import hmac
import html
import json
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import parse_qs, urljoin, urlsplit

import boto3
import httpx

T = TypeVar("T")

PATIENCE_S = 180
"""How long a test waits for what ought to take a second or two. Functions hold settings for half a minute, and what one
attempt did not bring is tried again by a sweep each minute; beside that the machine may have other things to do."""


SOONEST_S, LATEST_S = 0.1, 1.0
"""How soon a test looks again: what takes longer is asked for less often, since each look is work for the desk that is to get on
with it."""


def until(look: Callable[[], T], *, seconds: float = PATIENCE_S) -> T:
    """The first true answer of `look`; fails with the last one once the time is up."""
    ends, pause = time.monotonic() + seconds, SOONEST_S
    while True:
        answer = look()
        if answer:
            return answer
        assert time.monotonic() < ends, f"still {answer!r} after {seconds} s"
        time.sleep(pause)
        pause = min(pause * 1.5, LATEST_S)


KEPT_UNDER = {"mails_url": "messages", "sms_url": "sms_messages"}
"""Where the emulator's answer holds what was sent."""


class DeskClient:
    """One running desk, as its users and the network see it."""

    def __init__(self, outputs: dict[str, Any]) -> None:
        self.outputs = outputs
        self.http = httpx.Client(timeout=30)
        self.x = httpx.Client(base_url=outputs["fake_x_url"], timeout=30)
        self._tokens: dict[str, str] = {}
        self._aws: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self.x.close()
        for service in self._aws.values():
            service.close()

    def token(self, group: str) -> str:
        """The access token of the first person in `group`, through the hosted sign-in with PKCE, as the page gets it."""
        if group not in self._tokens:
            person = next(user for user in self.outputs["users"] if user["group"] == group)
            self._tokens[group] = self._sign_in(person["email"], person["password"])
        return self._tokens[group]

    def _sign_in(self, email: str, password: str) -> str:
        access = self.sign_in(email, password)
        assert access is not None, f"{email} cannot sign in"
        return access

    def sign_in(self, email: str, password: str, *, new_password: str = "") -> str | None:
        """An access token; None for who is not let in. Who was invited chooses a `new_password`."""
        out = self.outputs
        verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        page = self.http.get(
            out["authorize_url"],
            params={
                "response_type": "code",
                "client_id": out["client_id"],
                "redirect_uri": out["redirect_uri"],
                "scope": "openid email profile",
                "state": "s",
                "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
                "code_challenge_method": "S256",
            },
            follow_redirects=True,
        )
        answer = self._fill_in(page, username=email, password=password)
        if "location" not in answer.headers and "new_password" in answer.text:
            answer = self._fill_in(answer, new_password=new_password, confirm_password=new_password)
        if "location" not in answer.headers:
            return None
        code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
        tokens = self.http.post(
            out["token_url"],
            data={
                "grant_type": "authorization_code",
                "client_id": out["client_id"],
                "code": code,
                "redirect_uri": out["redirect_uri"],
                "code_verifier": verifier,
            },
        )
        access: str = tokens.json()["access_token"]
        return access

    def _fill_in(self, page: httpx.Response, **words: str) -> httpx.Response:
        form = re.search(r'<form[^>]*action="([^"]+)"', page.text)
        target = urljoin(str(page.url), html.unescape(form[1])) if form else str(page.url)
        hidden = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', page.text))
        return self.http.post(target, data={name: html.unescape(value) for name, value in hidden.items()} | words)

    def as_bearer(self, token: str, method: str, path: str, body: Any = None) -> httpx.Response:
        """One request with that token."""
        headers = {"authorization": f"Bearer {token}"}
        return self.http.request(method, self.outputs["api_url"] + path, json=body, headers=headers)

    def call(self, method: str, path: str, body: Any = None, *, group: str = "agents", **query: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token(group)}"}
        return self.http.request(method, self.outputs["api_url"] + path, json=body, params=query, headers=headers)

    def queue(self, **query: Any) -> list[dict[str, Any]]:
        answer = self.call("GET", "/api/queue", limit=200, **query)
        assert answer.status_code == 200, answer.text
        tickets: list[dict[str, Any]] = answer.json()["tickets"]
        return tickets

    def ticket_of(self, username: str, **query: Any) -> dict[str, Any]:
        """The customer's ticket in the queue, once it stands there."""
        return self.ticket_with(lambda customer: customer["username"] == username, **query)

    def ticket_with(self, theirs: Callable[[dict[str, Any]], bool], **query: Any) -> dict[str, Any]:
        """The ticket of the customer who is meant, once it stands in the queue."""
        return until(lambda: next((t for t in self.queue(**query) if theirs(t["customer"])), None) or {})

    def full(self, ticket: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.call("GET", f"/api/tickets/{ticket}").json()
        return answer

    def stand_in(self, network: str) -> str:
        """Where the stand-in for a network listens."""
        url: str = self.outputs["networks"][network]["stand_in_url"]
        return url

    def deliver(self, body: bytes, *, secret: str | None = None) -> httpx.Response:
        """One signed delivery to the webhook."""
        key = (secret or self.outputs["x_consumer_secret"]).encode()
        signature = "sha256=" + base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()
        headers = {"x-twitter-webhooks-signature": signature, "content-type": "application/json"}
        return self.http.post(self.outputs["webhook_url"], content=body, headers=headers)

    def write(self, author: str, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes in X's own app."""
        answer = self.x.post("/_control/posts", json={"author": author, "text": text, **more})
        answer.raise_for_status()
        post: dict[str, Any] = answer.json()
        return post

    def reply(self, ticket: str, text: str, client_reply_id: str, **more: Any) -> httpx.Response:
        """Answers the newest post of the customer, having seen all there is."""
        posts = self.full(ticket)["posts"]
        inbound = [post for post in posts if post["direction"] == "inbound"]
        body = {
            "client_reply_id": client_reply_id,
            "in_reply_to": inbound[-1]["id"],
            "seen_through": posts[-1]["answer_id"],
            "text": text,
            **more,
        }
        return self.call("POST", f"/api/tickets/{ticket}/replies", body)

    def reply_state(self, ticket: str, reply: str) -> dict[str, Any]:
        return next(one for one in self.full(ticket)["replies"] if one["id"] == reply)

    def on_x(self, in_reply_to: str, **by: str) -> list[dict[str, Any]]:
        """What stands on X as answers to a post; of one `author`, if that is said."""
        answer = self.x.get("/_control/posts", params={"in_reply_to": in_reply_to, **by}).json()
        found: list[dict[str, Any]] = answer["posts"] if isinstance(answer, dict) else answer
        return found

    def aws(self, service: str) -> Any:
        """The SDK's client for the emulator that the desk runs on: one a service, which is closed at the end."""
        if service not in self._aws:
            given = self.outputs["internal"]
            session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=given["region"])
            client_of: Any = session.client
            self._aws[service] = client_of(service, endpoint_url=given["endpoint_url"])
        return self._aws[service]

    def invoke(self, function: str, **event: Any) -> Any:
        """What a schedule does: run the function whose name holds that word, and wait for its answer."""
        name = self._function(function)
        return json.loads(self.aws("lambda").invoke(FunctionName=name, Payload=json.dumps(event))["Payload"].read())

    def leaves_after(self, seconds: int) -> None:
        """Let answers leave so soon after they were written."""
        read = self.call("GET", "/api/settings", group="admins", kind="desk").json()["documents"]["desk"]
        documents = [{"kind": "desk", **each, "body": {**each["body"], "undo_seconds": seconds}} for each in read]
        self.call("PUT", "/api/settings", {"documents": documents}, group="admins").raise_for_status()

    def forget(self, function: str) -> None:
        """Has the function begin anew in processes that remember nothing, as a deployment does."""
        name = self._function(function)
        functions = self.aws("lambda")
        timeout = functions.get_function_configuration(FunctionName=name)["Timeout"]
        functions.update_function_configuration(FunctionName=name, Timeout=timeout)

    def _function(self, function: str) -> str:
        functions = self.aws("lambda").list_functions()["Functions"]
        [name] = [str(f["FunctionName"]) for f in functions if function in f["FunctionName"]]
        return name

    def sent(self, url: str, word: str) -> list[str]:
        """The mails or SMS that hold `word`, each as the JSON that the emulator keeps."""
        by_account = self.http.get(self.outputs[url]).json()[KEPT_UNDER[url]]
        messages = [message for account in by_account.values() for message in account]
        return [text for text in (json.dumps(m, ensure_ascii=False) for m in messages) if word in text]


def desk_command(client: DeskClient, *words: str) -> subprocess.CompletedProcess[str]:
    """The `desk` command, pointed at the test's desk."""
    command = [str(Path(sys.executable).parent / "desk"), *words]
    environment = client.outputs["internal"]["environment"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def push(client: DeskClient, toml: str) -> subprocess.CompletedProcess[str]:
    """Puts a settings file in force, for the next post and the next alert too: functions hold settings for half a minute."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(toml)
        file.flush()
        pushed = desk_command(client, "settings", "push", file.name)
    if pushed.returncode == 0:
        for function in ("IngestPosts", "SendAlerts"):
            client.forget(function)
    return pushed
