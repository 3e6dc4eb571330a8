"""What the composer asks the desk: previews by the desk's own rules, templates, colleagues, and a reply that is held."""

from typing import Any

from shared.domain.accounts.costs import cost_of, parts_with_links
from shared.domain.posts.kinds import Channel
from shared.domain.replies.accidental_links import accidental_links
from shared.domain.replies.cautions import cautions_in
from shared.networks.x.rules import RULES
from shared.networks.x.text.measure import measure
from shared.usecases.replies.reply_parts import parts_of
from tests.web.stub_desk import ME, OTHER, Answer, Json, StubDesk, ago, taken

TEMPLATES = [
    {"id": "late", "name": "Late parcel", "language": "en", "text": "We looked: your order [[order number]] is late."},
    {"id": "thanks", "name": "お礼", "language": "ja", "text": "みつき様、ご連絡ありがとうございます。"},
]
PEOPLE = [
    ME | {"handle": "KT", "language": "ja", "present": True},
    OTHER | {"handle": "ren", "language": "ja", "present": False},
]
SECOND = {"id": "acme_us", "username": "acme_us", "name": "Acme US", "colour": "#ffd400", "state": "ok"}


def with_writing(stub: StubDesk, **may: Any) -> StubDesk:
    """The stub with everything that a writer needs; `may` overrides what the preview says."""
    stub.routes["POST /api/preview/reply"] = lambda _, body: (200, previewed(body) | may)
    stub.routes["GET /api/templates"] = lambda *_: (200, {"templates": TEMPLATES, "avoid": ["no refund"]})
    stub.routes["GET /api/people"] = lambda *_: (200, {"people": PEOPLE})
    return stub


def previewed(body: Json) -> Json:
    """As `POST /api/preview/reply` answers it."""
    channel = Channel(body.get("channel") or "public")
    parts = parts_of(body["text"], measure(channel), to="customer", strict=False) if body["text"].strip() else ()
    texts = [part.text for part in parts]
    cautions = cautions_in(body["text"], avoid=("no refund",), region="JP")
    warnings: list[Json] = [
        {"id": each.id, "kind": each.kind.value, "said": each.said, "stops": each.stops, "at": None, "mend": each.mend}
        for each in cautions
    ]
    warnings += [
        {"id": f"accidental_link:{each.host}", "kind": "accidental_link", "said": each.host, "stops": True, "at": None}
        | {"mend": [each.said, each.mend]}
        for each in accidental_links(body["text"])
    ]
    if parts_with_links(texts, RULES):
        warnings.append({"kind": "link_cost", "said": "0.200", "stops": False})
    return {
        "channel": channel.value,
        "parts": [{"text": part.text, "weighted_length": part.length} for part in parts],
        "limit": measure(channel).limit,
        "allowed": True,
        "reason": "",
        "reason_code": "summoned",
        "cost_usd": float(cost_of(texts, RULES, channel=channel)),
        "warnings": warnings,
        "message": {
            "allowed": True,
            "reason_code": "private",
            "cost_usd": 0.015,
            "link": "https://x.com/messages/compose?recipient_id=100",
            "link_cost_usd": 0.2,
        },
    }


def holding(stub: StubDesk, ticket: str, seconds: float = 30) -> None:
    """Replies are held for so long, stand in the ticket, and can be taken back."""

    def reply(body: Json) -> Answer:
        status, made = taken(body)
        held = made | {"state": "held", "by": ME, "held_until": ago(-seconds / 60)}
        held |= {"parts": [{"text": body["text"], "state": "waiting", "post_id": None, "url": None}]}
        stub.tickets[ticket]["replies"] = [held]
        return status, held

    def cancel(_: Json) -> Answer:
        [held] = stub.tickets[ticket]["replies"]
        stub.tickets[ticket]["replies"] = []
        return 200, held | {"state": "cancelled", "held_until": None}

    stub.answers["replies"] = reply
    stub.answers["cancel"] = cancel
