"""A desk that stands in front of one browser page: the real page files, and an API that answers what a test tells it.

Nothing listens anywhere: every request of the page is answered by the test itself, under the policy of the real desk.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from functions.desk_api.page_files import PageFiles
from functions.desk_api.routers.page import POLICY
from functions.desk_api.views.networks import network_view
from infra.bundling import page as built
from shared.networks.x.rules import RULES
from tests.web.slow_page import rest, watch

ROOT = Path(__file__).parents[2]
URL = "http://desk.localhost"
LOGIN = f"{URL}/login"
CONFIG = {"client_id": "page", "redirect_uri": f"{URL}/"} | dict.fromkeys(("authorize_url", "logout_url"), LOGIN)
FILES = PageFiles()
SOURCES = "/sources/"
"""Where a test finds a single module of the page, which the built page has among others in a chunk."""
ME = {"sub": "kt", "name": "Keiko Tanaka"}
OTHER = {"sub": "ren", "name": "佐藤 蓮"}

ON_X: dict[str, Any] = {
    "network": "x",
    "network_name": "X",
    "network_sign": {"letter": "X", "shape": "square"},
    "shows_native_answers": True,
    "measures": {
        "public": {"unit": "weighted", "limit": 280, "splits": True},
        "direct": {"unit": "characters", "limit": 10_000, "splits": False},
    },
}
"""What the desk says of the network of an account."""

LOST = 0
"""As a status: the desk did what was asked, and its answer never came."""

Json = dict[str, Any]
Answer = tuple[int, Any]


class Sheet(NamedTuple):
    """A file, or a part of one."""

    text: str
    next_cursor: str = ""


class Clock:
    """The desk's own time, which the screenshots stop, so that each looks as it did before. A test that puts
    the page's clock forward puts this one `ahead` too, by which the page corrects its own."""

    stopped_at: datetime | None = None
    ahead = timedelta(0)

    def now(self) -> datetime:
        return self.stopped_at or datetime.now(UTC) + self.ahead


CLOCK = Clock()


def ago(minutes: float) -> str:
    """An instant before now, as the API writes it; after now if `minutes` are negative."""
    at = CLOCK.now() - timedelta(minutes=minutes)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def post(ident: str, text: str, *, minutes: float = 5, **more: Any) -> Json:
    """A customer's post; `more` overrides."""
    return {
        "id": ident,
        "direction": "inbound",
        "channel": "public",
        "kind": "mention",
        "author": {"id": "c", "username": "customer", "name": "Customer"},
        "text": text,
        "posted_at": ago(minutes),
        "seen_at": ago(minutes),
        "late": False,
        "deleted": False,
        "edited": False,
        "flagged": False,
        "account": "acme_help",
        "url": f"https://x.com/i/status/{ident}",
        "in_reply_to": None,
        "via": None,
        "by": None,
        "reply_id": None,
        "media": [],
    } | more


def view(ident: str, posts: list[Json], *, due_in: float | None = 30, name: str = "Customer", **more: Any) -> Json:
    """A ticket as `GET /api/tickets/{id}` answers it, due in so many minutes of its hour; `more` goes to the ticket."""
    clock = None
    if due_in is not None:
        clock = {"id": "k1", "kind": "first_reply", "started_at": ago(60 - due_in), "due_at": ago(-due_in)}
        clock |= {"state": "running", "policy": "default", "calendar": "always"}
    ticket = {
        "id": ident,
        "account": "acme_help",
        "network": "x",
        "customer": {"id": "c", "username": "customer", "name": name},
        "status": "new",
        "priority": "normal",
        "assignee": None,
        "tags": [],
        "opened_at": posts[0]["posted_at"],
        "last_post_at": posts[-1]["posted_at"],
        "waiting_since": posts[0]["posted_at"],
        "clock": clock,
        "holder": None,
        "overdue": due_in is not None and due_in <= 0,
        "late": False,
        "excerpt": posts[-1]["text"][:200],
        "posts_count": len(posts),
        "flags": [],
    } | more
    clocks = []
    if clock:
        rest = {"stopped_at": None, "elapsed_s": None, "business_s": None, "target_s": 3600.0, "late": False}
        trace = [{"from": clock["started_at"], "to": clock["due_at"]}]
        clocks = [clock | rest | {"reason": None, "trace": trace, "steps": []}]
    told = {"ticket": ticket, "posts": posts, "clocks": clocks, "alerts": [], "replies": [], "history": []}
    return told | {"earlier": 0}


def taken(body: Json) -> Answer:
    """What the desk answers when it takes a reply and is about to send it."""
    return 202, {
        "id": body["client_reply_id"],
        "state": "sending",
        "account": "acme_help",
        "channel": "public",
        "held_until": None,
        "text": body["text"],
        "in_reply_to": body["in_reply_to"],
        "by": None,
        "created_at": ago(0),
        "reason": None,
        "parts": [],
    }


def unremarkable(body: Json) -> Json:
    """What the desk says of an answer in which there is nothing to look at."""
    parts = [{"text": body["text"], "weighted_length": len(body["text"])}] if body["text"] else []
    said = {"channel": body.get("channel") or "public", "parts": parts, "allowed": True, "reason": ""}
    return said | {"reason_code": "summoned", "cost_usd": 0.01, "warnings": [], "message": None}


def check_opened_posts(page: Page) -> None:
    """The page asks at once, as it does when a connection comes back."""
    page.evaluate("dispatchEvent(new Event('online'))")


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your reply")


class StubDesk:
    """What a test lets the API say: `routes` are answers of a method and path, such as `GET /api/metrics`, to the query and
    the body."""

    def __init__(self, context: BrowserContext | None = None) -> None:
        self.tickets: dict[str, Json] = {}
        self.accounts: list[Json] = [
            {"id": "acme_help", "username": "acme_help", "name": "Acme Help", "colour": "#0a7d5a"}
            | {"state": "ok", "last_seen": ago(1)}
        ]
        self.people: list[Json] = []
        self.returned: list[Json] = []
        self.files: dict[str, tuple[bytes, str]] = {}
        """Content and type of kept files, by the path of their links."""
        self.pictures_from = ""
        """Hosts of networks' pictures that the desk's settings let a browser fetch."""
        self.groups = ["managers"]
        self.places = ""
        """What every cursor begins with; another one is that of another version of the desk."""
        self._asked: list[tuple[str, str, Json]] = []
        self._context = context
        self.answers: dict[str, Callable[[Json], Answer]] = {}
        self.routes: dict[str, Callable[[dict[str, str], Json], Answer]] = {
            "GET /api/networks": lambda *_: (200, {"networks": [network_view(RULES)]})
        }
        self.build = FILES.build
        """The build that the desk's answers name, and that its document is of."""
        self.reachable = True
        self.nobody_reachable = False
        self.signed_in = True
        self.renewed: Answer = (401, {"detail": "Nobody is signed in here."})
        self.retry_after: str | None = None
        self.complaints: list[str] = []
        self._unchanged = 0
        self._tags: list[str | None] = []
        if context is not None:
            self._stand_before(context)

    def _stand_before(self, context: BrowserContext) -> None:
        tokens = {"access": "token", "until": 9e15}
        context.add_init_script(
            f"sessionStorage.getItem('sokuto.tokens') ?? sessionStorage.setItem('sokuto.tokens', {json.dumps(json.dumps(tokens))})"
        )
        watch(context)
        context.route("**/*", self._route)

    def put(self, *views: Json) -> None:
        self.tickets |= {each["ticket"]["id"]: each for each in views}

    def open(self, context: BrowserContext, path: str = "/") -> Page:
        """The page, signed in; anything that it throws, or that the policy stops, ends in `complaints`."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if "Policy" in said.text else None)
        page.goto(URL + path)
        expect(page.locator(".desk")).to_be_visible()
        return page

    def rest(self) -> None:
        """Wait until every page has been answered whatever it has asked, and shows it."""
        for page in self._context.pages if self._context else ():
            rest(page)

    @property
    def asked(self) -> list[tuple[str, str, Json]]:
        """Every request of the API as method, path and body, once the pages are at rest: a click returns before."""
        self.rest()
        return self._asked

    @property
    def unchanged(self) -> int:
        """How many answers were 304, likewise."""
        self.rest()
        return self._unchanged

    @property
    def tags(self) -> list[str | None]:
        """The tag in each request for the queue, likewise: what the page says that it has."""
        self.rest()
        return self._tags

    def sent(self, verb: str) -> list[Json]:
        """The bodies of the requests whose path ends so."""
        return [body for method, path, body in self.asked if method == "POST" and path.endswith(f"/{verb}")]

    def _route(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        if not route.request.url.startswith(URL):
            self._elsewhere(route)
            return
        if url.path.startswith("/api/"):
            self._api(route, url.path, {name: values[0] for name, values in parse_qs(url.query).items()})
        elif url.path.startswith("/session"):
            self._asked.append((route.request.method, url.path, route.request.post_data_json or {}))
            status, answer = self.renewed
            route.fulfill(status=status, json=answer)
        else:
            self._file(route, url.path)

    def _elsewhere(self, route: Route) -> None:
        """A file of another host, such as a network's pictures; what is asked of it is kept too."""
        self.asked.append((route.request.method, route.request.url, dict(route.request.headers)))
        content, kind = self.files.get(route.request.url, (b"", ""))
        route.fulfill(status=200 if kind else 404, body=content, headers={"content-type": kind or "text/plain"})

    def _file(self, route: Route, path: str) -> None:
        name = path.removeprefix("/")
        if path.startswith("/files/"):
            self._asked.append((route.request.method, path, {}))
            content, kind = self.files.get(path, (b"", ""))
            route.fulfill(status=200 if kind else 403, body=content, headers={"content-type": kind or "text/xml"})
            return
        if path.startswith((SOURCES, "/vendor/")):
            route.fulfill(path=_source(path), content_type="text/javascript")
            return
        file = FILES.find(name) if "." in name and not name.startswith("t/") else FILES.document(CONFIG)
        if file is None:
            route.fulfill(status=404)
            return
        headers = {
            "content-type": file.type,
            "content-security-policy": POLICY.format(files="'self'", pictures=f" {self.pictures_from}"),
        }
        body = file.body if "." in name else file.body.replace(FILES.build.encode(), self.build.encode())
        route.fulfill(body=body, headers=headers)

    def _api(self, route: Route, path: str, query: dict[str, str]) -> None:
        body: Json = route.request.post_data_json or {}
        self._asked.append((route.request.method, unquote(path), body))
        if not self.reachable:
            route.abort()
            return
        known = route.request.headers.get("if-none-match")
        if path == "/api/queue":
            self._tags.append(known)
        status, answer, tag = self.answer(route.request.method, path, query, body, known=known)
        headers = {"etag": tag, "desk-time": ago(0), "desk-build": self.build}
        if status >= 429 and self.retry_after is not None:
            headers["retry-after"] = self.retry_after
        if status == LOST:
            route.abort()
        elif status == 304:
            route.fulfill(status=status, headers=headers)
        elif isinstance(answer, Sheet):
            headers |= {"next-cursor": answer.next_cursor} if answer.next_cursor else {}
            route.fulfill(status=status, body=answer.text, content_type="text/csv; charset=utf-8", headers=headers)
        else:
            route.fulfill(status=status, json=answer, headers=headers)

    def answer(
        self, method: str, path: str, query: dict[str, str], body: Json, *, known: str | None
    ) -> tuple[int, Any, str]:
        """Status, body and tag of one request; 304 for what the page has already."""
        own = self.routes.get(f"{method} {unquote(path)}")
        status: int = 401
        answer: Any = {}
        if self.signed_in:
            status, answer = self._own(own, query, body) if own is not None else self._answer(path, query, body)
        tag = _tag(answer)
        if known != tag:
            return status, answer, tag
        self._unchanged += 1
        return 304, None, tag

    def _own(self, own: Callable[[dict[str, str], Json], Answer], query: dict[str, str], body: Json) -> Answer:
        """A route's own answer. Metrics of several groupings are those of each, as the API puts them together."""
        names = query.get("by", "").split(",")
        if len(names) == 1:
            return own(query, body)
        told = {name: own(query | {"by": name}, body) for name in names}
        status, first = told[names[0]]
        if status != 200:
            return status, first
        return status, {**first, "rows": first["rows"][:1], "groups": {name: each for name, (_, each) in told.items()}}

    def _answer(self, path: str, query: dict[str, str], body: Json) -> Answer:
        parts = [unquote(part) for part in path.split("/")[2:]]
        if parts == ["me"]:
            return 200, ME | {
                "email": "k@example.com",
                "language": None,
                "zone": None,
                "groups": self.groups,
                "sign_off": "KT",
                "nobody_reachable": self.nobody_reachable,
            }
        if "replies" in (parts[0], *parts[2:3]) and (answer := self._reply(parts)) is not None:
            return answer
        if parts == ["queue"]:
            if not query.get("cursor", self.places).startswith(self.places):
                return 400, {
                    "code": "invalid",
                    "path": "cursor",
                    "detail": "was cut, altered, or given for another query",
                }
            return 200, self._queue(query)
        if parts == ["health"]:
            return 200, {
                "accounts": [ON_X | account for account in self.accounts],
                "queues": [],
                "timers": {},
                "people": self.people,
                "nobody_reachable": self.nobody_reachable,
            }
        if parts[0] == "people" and parts[-1] == "clear":
            self.people = [each for each in self.people if each["id"] != parts[1]]
            return 200, {"people": self.people, "nobody_reachable": self.nobody_reachable}
        if parts == ["preview", "reply"]:
            return 200, unremarkable(body)
        found = self.tickets.get(parts[1]) if len(parts) > 1 else None
        if found is None:
            return 404, {"detail": "There is no such ticket."}
        if len(parts) == 2:
            return 200, found | {"as_of": ago(0)}
        verb = parts[-1]
        if verb in self.answers:
            return self.answers[verb](body)
        if verb == "claim":
            found["ticket"]["holder"] = ME | {"until": ago(-10)}
        return 200, found["ticket"]

    def _reply(self, parts: list[str]) -> Answer | None:
        """All that came back, or one reply of a ticket."""
        if parts == ["replies"]:
            return 200, {"replies": self.returned, "next_cursor": None, "as_of": ago(0)}
        if len(parts) != 4 or parts[1] not in self.tickets:
            return None
        stands = [each for each in self.tickets[parts[1]]["replies"] if each["id"] == parts[3]]
        return (200, stands[0]) if stands else (404, {"detail": "There is no such reply."})

    def _queue(self, query: dict[str, str]) -> Json:
        rows = [each["ticket"] for each in self.tickets.values()]
        waiting = sorted((row for row in rows if row["clock"]), key=_place)
        shown = [row for row in rows if row["status"] == query["status"]] if "status" in query else waiting
        for name in ("channel", "tag"):
            if name in query:
                shown = [row for row in shown if query[name] in (row.get("channel"), *row["tags"])]
        overdue = [row for row in waiting if row["overdue"]]
        if query.get("only") == "overdue":
            shown = overdue
        if "q" in query:
            handle = query["q"].removeprefix("@").lower()
            shown = [*shown, *(row for row in rows if row not in shown)]
            shown = [row for row in shown if row["customer"]["username"] == handle]
        behind = [row for row in shown if "cursor" not in query or self.places + _place(row) > query["cursor"]]
        page = behind[: int(query["limit"])]
        more = self.places + _place(page[-1]) if len(page) < len(behind) else None
        whose = Counter(row["assignee"] and row["assignee"]["sub"] for row in waiting)
        now = CLOCK.now()
        counts = {"overdue": len(overdue), "due_soon": sum(_is_soon(row["clock"], now) for row in waiting)}
        counts |= {"waiting": len(waiting), "unassigned": whose[None], "mine": whose[ME["sub"]]}
        return {
            "as_of": ago(0),
            "tickets": page,
            "next_cursor": more,
            "counts": {name: {"n": n, "more": False} for name, n in counts.items()},
            "tags": Counter(tag for row in waiting for tag in row["tags"]),
            "accounts": [ON_X | account for account in self.accounts],
        }


def _source(path: str) -> Path:
    """The file of a module, or of a library that a module names."""
    if path.startswith(SOURCES):
        return built.SOURCES / path.removeprefix(SOURCES)
    return ROOT / str(json.loads(built.LIBRARIES.read_bytes())[path.removeprefix("/vendor/")])


def _place(row: Json) -> str:
    """A row's place in the order of what waits, by which the next page is found whatever has left meanwhile."""
    return f"{row['clock']['due_at']}#{row['id']}" if row["clock"] else ""


def _is_soon(clock: Json, now: datetime) -> bool:
    """In the last fifth of its time."""
    started, due = datetime.fromisoformat(clock["started_at"]), datetime.fromisoformat(clock["due_at"])
    return timedelta(0) < due - now <= (due - started) / 5


def _tag(answer: Any) -> str:
    named = answer._asdict() if isinstance(answer, Sheet) else answer
    steady = {name: said for name, said in named.items() if name != "as_of"}
    return f'W/"{hashlib.sha256(json.dumps(steady).encode()).hexdigest()}"'
