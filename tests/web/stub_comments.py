"""Tickets on networks where people comment on a page, and where the brand writes them in private once (N3)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.web.stub_desk import ME, ON_X, OTHER, Answer, Json, StubDesk, ago, post, view
from tests.web.stub_pictures import png
from tests.web.stub_writing import previewed, with_writing

CDN = "https://pictures.cdn.example"
PAGE: Json = ON_X | {
    "id": "acme_page",
    "username": "",
    "name": "Acme",
    "network": "facebook",
    "network_name": "Facebook",
    "network_sign": {"letter": "F", "shape": "shield"},
    "measures": {
        "public": {"unit": "characters", "limit": 8_000, "bytes_limit": None, "splits": False},
        "direct": {"unit": "characters", "limit": 2_000, "bytes_limit": None, "splits": True},
    },
    "colour": "#1d4ed8",
    "state": "ok",
}
GRAM: Json = PAGE | {
    "id": "acme_gram",
    "username": "acme.shop",
    "network": "instagram",
    "network_name": "Instagram",
    "network_sign": {"letter": "I", "shape": "diamond"},
    "measures": {
        "public": {"unit": "characters", "limit": 300, "bytes_limit": None, "splits": False},
        "direct": {"unit": "bytes", "limit": 1_000, "bytes_limit": None, "splits": True},
    },
    "colour": "#a21caf",
}
HANA = {"id": "7345001", "username": "", "name": "林 花"}
LEO = {"id": "17841400000", "username": "leo.bakes", "name": "Leo Baker"}
BRAND = {"id": "1009", "username": "", "name": "Acme"}
INBOX = "https://inbox.example/acme"
WEEK = 7 * 24 * 60


def comment(ident: str, text: str, *, minutes: float, **more: Any) -> Json:
    """A comment under a post of the page, which takes all that an account can do with a customer's."""
    given = {"kind": "comment", "account": "acme_page", "author": HANA, "url": f"https://facebook.example/{ident}"}
    actions = {"hidden": False, "liked": False, "moderation": ["hide", "like"], "recommendation": ""}
    return post(ident, text, minutes=minutes, **(given | actions | more))


def message(ident: str, text: str, *, minutes: float, **more: Any) -> Json:
    """A private message of the same person."""
    private: Json = {"kind": "direct", "channel": "direct", "audience": "direct", "url": None, "moderation": []}
    return comment(ident, text, minutes=minutes, **(private | more))


def ours(ident: str, text: str, *, minutes: float, **more: Any) -> Json:
    """An answer of the brand's, which it can delete where it stands in public."""
    sent = {"direction": "outbound", "kind": "reply", "via": "desk", "by": ME, "author": BRAND}
    return comment(ident, text, minutes=minutes, **(sent | {"moderation": ["delete"]} | more))


def private_way(*, closes_in: float = WEEK - 95, **more: Any) -> Json:
    """What the preview says of the one private answer to a comment."""
    said = {"allowed": True, "reason_code": "private", "cost_usd": 0.0, "link": None, "link_cost_usd": 0.0}
    return said | {"once": True, "until": ago(-closes_in), "used_at": None, "network_name": "Messenger"} | more


def previewing(stub: StubDesk, way: Callable[[], Json], **may: Any) -> None:
    """The preview follows the channel: in private it allows what the private way allows. `may` overrides."""

    def preview(_: dict[str, str], body: Json) -> Answer:
        told = previewed(body) | {"cost_usd": 0.0, "message": way()}
        if told["channel"] == "direct":
            told |= {name: told["message"][name] for name in ("allowed", "reason_code")}
        return 200, told | may

    stub.routes["POST /api/preview/reply"] = preview


def moderating(stub: StubDesk, ticket: str) -> None:
    """The network does what is asked of it: the post says so from then on, and the history who did it."""
    opposite = {"hide": "unhide", "unhide": "hide", "like": "unlike", "unlike": "like"}

    def moderate(ident: str, _: dict[str, str], body: Json) -> Answer:
        action = body["action"]
        told = stub.tickets[ticket]
        [found] = [each for each in told["posts"] if each["id"] == ident]
        if action == "delete":
            found |= {"deleted": True, "gone": "deleted", "text": "", "moderation": []}
        else:
            found["hidden" if "hide" in action else "liked"] = action in opposite.values() and not action.startswith(
                "un"
            )
            found["moderation"] = [opposite[action] if each == action else each for each in found["moderation"]]
        entry = {"id": f"m-{len(told['history'])}", "kind": "moderated", "at": ago(0), "by": ME, "text": None}
        told["history"] = [*told["history"], entry | {"reason": action, "post": ident}]
        return 200, found

    for each in stub.tickets[ticket]["posts"]:
        stub.routes[f"POST /api/tickets/{ticket}/posts/{each['id']}/moderate"] = partial(moderate, each["id"])


def commented(stub: StubDesk, **way: Any) -> None:
    """A customer who has commented; a colleague has hidden an earlier comment. `way` overrides the private way."""
    with_writing(stub)
    stub.accounts.append(PAGE | {"last_seen": ago(1)})
    said = private_way(**way)
    previewing(stub, lambda: said)
    posts = [
        comment("c_1", "このお店は対応が遅いです。電話番号は 03-1234-5678 です。", minutes=180, hidden=True, moderation=["unhide", "like"]),
        ours("c_2", "ご不便をおかけしております。すぐにお調べします。", minutes=150),
        comment("c_3", "積み木がまだ届きません。注文番号は A-4471 です。", minutes=95, liked=True, moderation=["hide", "unlike"]),
    ]  # fmt: skip
    told = view("hana", posts, due_in=38, name="林 花", account="acme_page", network="facebook", status="open")
    told["ticket"] |= {"customer": HANA, "channel": "public"}
    told["inbox_url"] = INBOX
    hidden = {"id": "m-0", "kind": "moderated", "at": ago(170), "by": OTHER, "text": None, "reason": "hide"}
    told["history"] = [hidden | {"post": "c_1"}]
    stub.put(told)
    moderating(stub, "hana")


def used(stub: StubDesk) -> None:
    """The one private answer is out; nothing has come back."""
    commented(stub, allowed=False, reason_code="private_answer_used", used_at=ago(40))
    sent = ours("m_1", "林様、詳しくはこちらでご案内します。", minutes=40, channel="direct", moderation=[], url=None)
    stub.tickets["hana"]["posts"].append(sent)


def messaging(stub: StubDesk, *, closes_in: float = 25, due_in: float = 38, **may: Any) -> None:
    """The customer has written back in private; the network takes an answer for so many minutes more."""
    commented(stub, allowed=False, reason_code="private_answer_used", used_at=ago(1_450))
    previewing(stub, lambda: private_way(once=False), **may)
    told = stub.tickets["hana"]
    told["posts"] += [
        ours("m_1", "林様、詳しくはこちらでご案内します。", minutes=1_450, channel="direct", moderation=[], url=None),
        message("m_2", "住所を変えたいです。写真も送ります。", minutes=22, answer_by=ago(-closes_in)),
    ]
    told["ticket"] |= {"channel": "direct", "answer_by": ago(-closes_in), "excerpt": "住所を変えたいです。"}
    told["ticket"]["clock"] |= {"due_at": ago(-due_in), "started_at": ago(22)}


def closed(stub: StubDesk) -> None:
    messaging(stub, closes_in=-3, allowed=False, reason_code="window_closed")


def held(stub: StubDesk) -> None:
    """Another inbox has the conversation."""
    messaging(stub, closes_in=5_000, allowed=True, reason_code="held_elsewhere")
    stub.tickets["hana"]["ticket"]["flags"] = ["held_elsewhere"]
    stub.tickets["hana"]["posts"][-1]["held_elsewhere"] = True


def picture(name: str, **more: Any) -> Json:
    """A picture on the network, which the desk's settings let a browser fetch."""
    told = {"type": "photo", "url": f"{CDN}/{name}.png", "preview_url": "", "alt": "", "name": "", "size": None}
    return told | {"content_type": None, "kept": None, "shown": True} | more


def kinds(stub: StubDesk) -> None:
    """Everything else that people write about a brand there, and pictures that only one of the networks gives out."""
    with_writing(stub)
    stub.accounts += [PAGE | {"last_seen": ago(1)}, GRAM | {"last_seen": ago(1)}]
    previewing(stub, private_way)
    stub.pictures_from = CDN
    stub.files[f"{CDN}/box.png"] = (png(480, 320, (226, 198, 160), (178, 138, 92), (92, 62, 44)), "image/png")
    stub.files[f"{CDN}/thanks.png"] = (png(160, 160, (250, 214, 90), (240, 180, 60)), "image/png")
    yes = comment(
        "k_1",
        "Lovely shop. They mended my kettle in a day.",
        minutes=400,
        kind="review",
        recommendation="positive",
        moderation=[],
    )
    no = comment(
        "k_2",
        "Never again: three weeks, and no answer.",
        minutes=300,
        kind="review",
        recommendation="negative",
        moderation=[],
    )
    visitor = comment("k_3", "Is the blue cup still made?", minutes=200, kind="visitor_post", media=[picture("box")])
    blind = comment("k_4", "", minutes=120, kind="mention", incomplete=True)
    gone = message(
        "k_5", "", minutes=60, media=[picture("thanks", type="sticker"), picture("lost"), picture("box", shown=False)]
    )
    odd = message(
        "k_6",
        "",
        minutes=30,
        media=[picture("", type="unsupported", url="", shown=False)],
        url="https://facebook.example/inbox",
    )
    told = view(
        "hana", [yes, no, visitor, blind, gone, odd], due_in=20, name="林 花", account="acme_page", network="facebook"
    )
    told["ticket"] |= {
        "customer": HANA,
        "channel": "direct",
        "excerpt": "",
        "excerpt_media": "unsupported",
        "answer_by": ago(-4_000),
    }
    told["inbox_url"] = INBOX
    stub.put(told)
    moderating(stub, "hana")
    story = message(
        "i_1",
        "",
        minutes=25,
        kind="story_mention",
        account="acme_gram",
        author=LEO,
        media=[picture("", type="story", url="", shown=False)],
        answer_by=ago(-1_000),
    )
    about = message(
        "i_2",
        "これ、まだ買えますか？",
        minutes=20,
        kind="story_reply",
        account="acme_gram",
        author=LEO,
        answer_by=ago(-1_000),
    )
    stub.put(
        view(
            "leo",
            [story, about],
            due_in=44,
            name="Leo Baker",
            account="acme_gram",
            network="instagram",
            customer=LEO,
            channel="direct",
            answer_by=ago(-1_000),
        )
    )
