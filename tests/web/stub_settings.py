"""Settings as `/api/settings` answers them, kept in memory: versions, a dry run, and what has moved on meanwhile."""

from itertools import cycle
from typing import Any

from functions.desk_api.views.messages import message_view, texts_view
from shared.domain.errors import InvalidError
from shared.domain.settings.desk import Person
from shared.usecases.notifications.preview_message import preview_text
from tests.fake_desk import FakeDesk
from tests.web.stub_desk import Answer, Json, StubDesk, ago

KEIKO = Person("kt", "Keiko Tanaka", "k@example.com", language="ja", zone="Asia/Tokyo")

WEEK = {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu")} | {"fri": ["22:00-06:00"]}

DOCUMENTS: dict[str, list[Json]] = {
    "desk": [{"id": "desk", "version": 1, "body": {"language": "ja", "zone": "Asia/Tokyo", "thanks": ["ありがとう"]}}],
    "account": [
        {"id": "acme_help", "version": 2}
        | {"body": {"network": "x", "network_id": "1111111111", "username": "acme_help", "name": "Acme Help"}}
    ],
    "person": [
        {"id": "kt", "version": 1}
        | {
            "body": {"name": "Keiko Tanaka", "email": "k@example.com", "groups": ["agents", "admins"], "sign_off": "KT"}
            | {"language": "ja", "zone": "Asia/Tokyo"}
        },
        {"id": "ren", "version": 3}
        | {
            "body": {
                "name": "佐藤 蓮",
                "email": "r@example.com",
                "language": "ja",
                "zone": "Asia/Tokyo",
                "on_call": True,
            }
        },
    ],
    "team": [{"id": "support", "version": 1, "body": {"name": "Support", "members": ["kt", "ren"]}}],
    "calendar": [
        {"id": "office", "version": 3}
        | {
            "body": {"zone": "Asia/Tokyo", "weekly": WEEK, "holidays": {"country": "JP"}}
            | {"presets": ["nenmatsu_nenshi"], "special_days": [{"date": "2026-12-28", "hours": ["10:00-12:00"]}]}
        },
        {"id": "always", "version": 0, "body": {"zone": "UTC", "weekly": {"mon": ["00:00-24:00"]}}},
    ],
    "policy": [
        {"id": "returns", "version": 1}
        | {"body": {"calendar": "office", "first_reply_minutes": 15, "next_reply_minutes": 30, "tags": ["返品"]}},
        {"id": "direct", "version": 2} | {"body": {"calendar": "always", "channels": ["direct"]}},
        {"id": "default", "version": 4}
        | {"body": {"calendar": "office", "first_reply_minutes": 30, "next_reply_minutes": 60, "team": "support"}},
    ],
    "order": [{"id": "policy", "version": 2, "body": {"ids": ["returns", "direct"]}}],
    "keyword_rule": [
        {"id": "returns", "version": 1, "body": {"words": ["返品", "refund"], "notify": ["team:support"]}}
    ],
    "template": [],
    "text": [],
    "novelty": [{"id": "a", "version": 1, "body": {"colour_of_hope": "green", "deep": {"er": 1}, "list": ["x"]}}],
}

VERSIONS: list[Json] = [
    {
        "version": 4,
        "body": {"calendar": "office", "first_reply_minutes": 30, "next_reply_minutes": 60, "team": "support"},
        "saved": {"at": "2026-11-26T02:10:00.000Z", "by": "ren", "name": "Ren"},
        "changes": [
            {"path": "first_reply_minutes", "before": 45, "after": 30},
            {"path": "team", "before": None, "after": "support"},
        ],
    },
    {
        "version": 3,
        "body": {"calendar": "office", "first_reply_minutes": 45, "next_reply_minutes": 60},
        "saved": {"at": "2026-11-20T08:00:00.000Z", "by": None, "name": "command line (user/keiko)"},
        "changes": [{"path": "ladder[1].at_percent", "before": 80, "after": 75}],
    },
    {"version": 0, "body": {"calendar": "always"}, "saved": None, "changes": []},
]
"""The history of a policy: by a person, by the command, and what was built in."""

OUTLOOK: Json = {
    "zone": "Asia/Tokyo",
    "from": "2026-11-22",
    "to": "2027-11-22",
    "days": [
        {"date": "2026-11-23", "why": "holiday", "name": "勤労感謝の日", "hours": []},
        {"date": "2026-12-28", "why": "special", "name": "", "hours": ["10:00-12:00"]},
        {"date": "2026-12-29", "why": "closure", "name": "nenmatsu_nenshi", "hours": []},
    ],
    "spans": [
        {"from": "2026-11-24T00:00:00.000Z", "to": "2026-11-24T03:00:00.000Z"},
        {"from": "2026-11-27T13:00:00.000Z", "to": "2026-11-27T21:00:00.000Z"},
    ],
}


class StubSettings:
    """What stands in force for a test; `moves` is what a dry run says, `refuses` the next refusal."""

    def __init__(self, stub: StubDesk) -> None:
        self.documents: dict[str, list[Json]] = {
            kind: [dict(each) for each in found] for kind, found in DOCUMENTS.items()
        }
        self.moves: Json = dict.fromkeys(("looked_at", "clocks", "earlier", "later", "become_overdue", "failed"), 0)
        self.examples: list[Json] = []
        self.refuses: Answer | None = None
        self.warnings: list[Json] = []
        self._stub = stub
        self._saved: list[Json] = []
        stub.routes["GET /api/settings"] = lambda query, body: (200, {"documents": self.documents})
        stub.routes["PUT /api/settings"] = self._put
        stub.routes["GET /api/settings/policy/default/versions"] = lambda query, body: (
            200,
            {"versions": [{"id": "default", **each} for each in VERSIONS], "next_before": None},
        )
        stub.routes["POST /api/preview/calendar"] = lambda query, body: (200, OUTLOOK)
        self._sent_to_myself: list[Json] = []
        stub.routes["GET /api/texts"] = lambda query, body: (200, {"texts": texts_view(by=KEIKO, desk=FakeDesk())})
        stub.routes["POST /api/preview/alert"] = self._try_text

    def would_move(self, *, earlier: int, become_overdue: int) -> None:
        self.moves |= {"clocks": earlier, "earlier": earlier, "become_overdue": become_overdue}
        due = {"account": "acme_help", "due_at": ago(-50), "new_due_at": ago(3)}
        self.examples = [
            {"ticket": f"acme_help.{n}.1", "customer": {"username": f"customer_{n}", "name": name}} | due
            for n, name in zip(range(earlier), cycle(("Jo Park", "佐々木 蓮", "")), strict=False)
        ][:10]

    def _try_text(self, query: dict[str, str], asked: Json) -> Answer:
        """What the desk says, by the desk's own code."""
        try:
            words = asked["words"]
            message = preview_text(asked["kind"], language=asked["language"], words=words, by=KEIKO, desk=FakeDesk())
        except InvalidError as error:
            return 400, {"code": "invalid", "path": error.path, "detail": error.sentence}
        if asked.get("send"):
            self._sent_to_myself.append(asked)
        return (202 if asked.get("send") else 200), message_view(message)

    @property
    def saved(self) -> list[Json]:
        """What was put in force, once the pages are at rest."""
        self._stub.rest()
        return self._saved

    @property
    def sent_to_myself(self) -> list[Json]:
        self._stub.rest()
        return self._sent_to_myself

    def body(self, kind: str, ident: str) -> Any:
        """What stands in force, likewise."""
        self._stub.rest()
        return self._of(kind, ident)["body"]

    def _of(self, kind: str, ident: str) -> Json:
        return next((each for each in self.documents[kind] if each["id"] == ident), {"version": 0})

    def _put(self, query: dict[str, str], asked: Json) -> Answer:
        [document] = asked["documents"]
        kind, ident, version = document["kind"], document["id"], document["version"]
        there = self._of(kind, ident)
        if self.refuses is not None:
            return self.refuses
        if there["version"] != version:
            now = {"kind": kind, "id": ident, "version": there["version"]}
            return 409, {"detail": "It stands at another version.", "document": now}
        changed = [] if there.get("body") == document["body"] else [{"kind": kind, "id": ident, "version": version + 1}]
        dry_run = query.get("dry_run") == "true"
        if changed and not dry_run:
            self._saved.append(document)
            others = [each for each in self.documents[kind] if each["id"] != ident]
            self.documents[kind] = [*others, {"id": ident, "version": version + 1, "body": document["body"]}]
        told = {"dry_run": dry_run, "documents": changed, "more": False, "examples": self.examples}
        told["warnings"] = self.warnings
        return 200, told | self.moves
