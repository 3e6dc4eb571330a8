"""Every other network on the running desk: a post reaches the queue, an answer whose confirmation was lost stands once, and
what a customer takes back is gone."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.bluesky import seed as bluesky_seed
from infra.local.bluesky.client import Bluesky
from infra.local.line.client import FakeLine
from infra.local.mastodon import seed as mastodon_seed
from infra.local.mastodon.client import Mastodon
from infra.local.meta.client import FakeMeta
from tests.e2e.client import DeskClient, until


@pytest.fixture(scope="module")
def line(client: DeskClient) -> Iterator[FakeLine]:
    with FakeLine(client.stand_in("line")) as line:
        yield line


@pytest.fixture(scope="module")
def bluesky(client: DeskClient) -> Iterator[Bluesky]:
    with Bluesky(client.stand_in("bluesky")) as bluesky:
        yield bluesky


@pytest.fixture(scope="module")
def mastodon(client: DeskClient) -> Iterator[Mastodon]:
    with Mastodon(client.stand_in("mastodon")) as mastodon:
        yield mastodon


@pytest.fixture(scope="module")
def meta(client: DeskClient) -> Iterator[FakeMeta]:
    """Facebook, Messenger and Instagram, which share one stand-in."""
    with FakeMeta(client.stand_in("facebook")) as meta:
        yield meta


def somebody() -> str:
    """A name that nobody has yet."""
    return f"somebody-{secrets.token_hex(4)}"


def ticket_of(client: DeskClient, customer: str) -> str:
    """The ticket of the customer with that id on the network."""
    ticket: str = client.ticket_with(lambda theirs: theirs["id"] == customer)["id"]
    return ticket


def answered(client: DeskClient, ticket: str, text: str, reply: str) -> None:
    """Answers, and waits until the desk knows that the answer is there."""
    assert client.reply(ticket, text, reply).status_code == 202
    sent(client, ticket, reply)
    assert client.full(ticket)["ticket"]["status"] == "answered"


def sent(client: DeskClient, ticket: str, reply: str) -> None:
    until(lambda: client.reply_state(ticket, reply)["state"] == "sent")


def posts_of(client: DeskClient, ticket: str) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = client.full(ticket)["posts"]
    return posts


@dataclass(frozen=True)
class Lost:
    """An answer whose confirmation was lost: who asked what, in which ticket, and how often the network was asked before."""

    customer: str
    asked: dict[str, Any]
    ticket: str
    tried: int = 0


@pytest.fixture(scope="module", autouse=True)
def lost(client: DeskClient, line: FakeLine, bluesky: Bluesky, mastodon: Mastodon, meta: FakeMeta) -> dict[str, Lost]:
    """One on each network. The desk lets some seconds pass before it looks whether such an answer stands: it does so for all at
    once, and a test looks at each."""
    person = line.person(somebody(), shown="ゆい")["id"]
    name, member = somebody(), f"{somebody().replace('-', '_')}@meadow.example"
    commenter = meta.person(name, shown="ちひろ")["facebook"]
    asked = {
        "line": line.write(person, "荷物はいつ届きますか"),
        "bluesky": bluesky.post(somebody(), f"@{bluesky_seed.ACME.username} where is my parcel?"),
        "mastodon": mastodon.write(
            member, f"@{mastodon_seed.ACME.username} where is my parcel?", visibility="unlisted"
        ),
        "facebook": meta.comment(name, "届いたお皿が割れていました"),
    }
    client.invoke("Poll")
    customers = {
        "line": (person, person),
        "bluesky": (asked["bluesky"]["author_did"],) * 2,
        "mastodon": (asked["mastodon"]["author"], member),
        "facebook": (commenter, name),
    }
    tried = line.requests().get(PUSH, 0)
    begun = {
        network: Lost(customer, asked[network], ticket_of(client, ident), tried)
        for network, (ident, customer) in customers.items()
    }
    line.fault("take_then_drop", path="/v2/bot/message/push")
    bluesky.fault("take_then_drop", method="com.atproto.repo.putRecord")
    mastodon.fault("take_then_drop", method="POST", path="/api/v1/statuses")
    meta.fault("take_then_drop", method="POST", path="*/messages")
    for network, (text, how) in ANSWERS.items():
        assert client.reply(begun[network].ticket, text, f"lost-on-{network}", **how).status_code == 202
    return begun


PUSH = "POST /v2/bot/message/push"
ANSWERS: dict[str, tuple[str, dict[str, str]]] = {
    "line": ("明日お届けします。", {}),
    "bluesky": ("It is on its way.", {}),
    "mastodon": ("It is on its way.", {}),
    "facebook": ("ご注文番号をお知らせください。", {"channel": "direct"}),
}


def found(client: DeskClient, lost: Lost, reply: str) -> None:
    """Waits until the desk knows that the answer is there."""
    sent(client, lost.ticket, reply)
    assert client.full(lost.ticket)["ticket"]["status"] == "answered"


def test_N4_an_answer_on_line_whose_confirmation_was_lost_stands_once(
    client: DeskClient, line: FakeLine, lost: dict[str, Lost]
) -> None:
    begun = lost["line"]
    found(client, begun, "lost-on-line")
    [push] = line.sent(begun.customer)
    assert (push["texts"], push["arrived"]) == (["明日お届けします。"], True)
    assert push["key"]
    assert line.requests()[PUSH] == begun.tried + 2
    assert len(posts_of(client, begun.ticket)) == 2


def test_I6_what_somebody_takes_back_on_line_is_gone(client: DeskClient, line: FakeLine) -> None:
    person = line.person(somebody(), shown="りく")["id"]
    line.write(person, "住所を変えたいです")
    ticket = ticket_of(client, person)
    unsent = line.write(person, "みどり町1-2-3")
    until(lambda: len(posts_of(client, ticket)) == 2)
    line.unsend(unsent["id"])
    until(lambda: [post["text"] for post in posts_of(client, ticket)] == ["住所を変えたいです", ""])


def test_N4_an_answer_on_bluesky_whose_confirmation_was_lost_stands_once(
    client: DeskClient, bluesky: Bluesky, lost: dict[str, Lost]
) -> None:
    ticket, asked = lost["bluesky"].ticket, lost["bluesky"].asked
    found(client, lost["bluesky"], "lost-on-bluesky")
    brand = bluesky_seed.ACME
    [ours] = [post for post in bluesky.posts(author=brand.network_id) if post["in_reply_to"] == asked["uri"]]
    assert (ours["text"], ours["shown"]) == ("It is on its way.", True)
    client.invoke("Poll")
    assert [post["id"] for post in posts_of(client, ticket)] == [asked["uri"], ours["uri"]]

    bluesky.delete(asked["uri"])
    client.invoke("Poll", look_for="deleted")
    until(lambda: [post["text"] for post in posts_of(client, ticket)] == ["", "It is on its way."])


def test_N6_an_answer_on_mastodon_names_the_customer_and_is_no_wider_than_the_question(
    client: DeskClient, mastodon: Mastodon, lost: dict[str, Lost]
) -> None:
    customer, ticket, asked = lost["mastodon"].customer, lost["mastodon"].ticket, lost["mastodon"].asked
    found(client, lost["mastodon"], "lost-on-mastodon")
    statuses = mastodon.statuses(author=mastodon_seed.ACME.username)
    [ours] = [status for status in statuses if status["in_reply_to_id"] == asked["id"]]
    assert (ours["text"], ours["visibility"]) == (f"@{customer} It is on its way.", "unlisted")
    client.invoke("Poll")
    there = [post["id"].partition("@")[0] for post in posts_of(client, ticket)]
    assert there == [asked["id"], ours["id"]]

    mastodon.delete(asked["id"])
    client.invoke("Poll", look_for="deleted")
    until(lambda: posts_of(client, ticket)[0]["text"] == "")


def test_T3_a_comment_on_facebook_that_is_answered_in_private_goes_on_on_messenger_in_the_same_ticket(
    client: DeskClient, meta: FakeMeta, lost: dict[str, Lost]
) -> None:
    name, ticket = lost["facebook"].customer, lost["facebook"].ticket
    person = meta.person(name)
    sent(client, ticket, "lost-on-facebook")
    meta.write(name, "A-20471 です")
    until(lambda: len(posts_of(client, ticket)) == 3)
    answered(client, ticket, "本日交換品を発送します。", "message-on-messenger")
    assert [(post["text"], post["channel"]) for post in posts_of(client, ticket)] == [
        ("届いたお皿が割れていました", "public"),
        ("ご注文番号をお知らせください。", "direct"),
        ("A-20471 です", "direct"),
        ("本日交換品を発送します。", "direct"),
    ]
    mine = [one for one in meta.sent() if one.get("person") == person["id"]]
    assert [(one["text"], one["comment"] != "") for one in mine] == [
        ("ご注文番号をお知らせください。", True),
        ("本日交換品を発送します。", False),
    ]


def test_a_comment_is_hidden_on_the_network_from_its_ticket(client: DeskClient, meta: FakeMeta) -> None:
    name = somebody()
    comment = meta.comment(name, "buy cheap kettles at kettles.example")["id"]
    ticket = ticket_of(client, meta.person(name)["facebook"])
    path = f"/api/tickets/{ticket}/posts/{comment}/moderate"
    assert client.call("POST", path, {"action": "hide"}).status_code == 200
    assert [one["hidden"] for one in meta.comments() if one["id"] == comment] == [True]
    assert posts_of(client, ticket)[0]["hidden"] is True


def test_T3_a_comment_and_a_message_on_instagram_are_one_ticket(client: DeskClient, meta: FakeMeta) -> None:
    """That the comment was deleted is believed while somebody else's is shown."""
    name = somebody()
    person = meta.person(name)
    comment = meta.comment(name, "いつ発売ですか", platform="instagram")
    ticket = ticket_of(client, person["instagram"])
    meta.write(name, "予約はできますか", platform="instagram", attachments=["image"])
    until(lambda: len(posts_of(client, ticket)) == 2)
    answered(client, ticket, "はい、承ります。", "message-on-instagram")
    meta.comment(somebody(), "かわいい！", platform="instagram", on=comment["post"])
    meta.delete_comment(comment["id"])
    client.invoke("Poll", look_for="deleted")
    until(lambda: posts_of(client, ticket)[0]["text"] == "")


def test_N3_a_message_is_answered_until_its_window_closes(client: DeskClient, meta: FakeMeta) -> None:
    """The one written six days ago goes out under the tag for people's answers, the one of eight days ago is too late."""
    now = datetime.now(UTC)
    late, later = somebody(), somebody()
    for name, days in ((late, 6), (later, 8)):
        meta.write(name, "どなたかいらっしゃいますか", at=(now - timedelta(days=days)).isoformat())
    ticket = ticket_of(client, meta.person(late)["messenger"])
    answered(client, ticket, "遅くなり申し訳ございません。", "late-on-messenger")
    [sent] = [one for one in meta.sent() if one.get("person") == meta.person(late)["id"]]
    assert sent["tag"] == "HUMAN_AGENT"
    ticket = ticket_of(client, meta.person(later)["messenger"])
    refused = client.reply(ticket, "遅くなり申し訳ございません。", "too-late-on-messenger")
    assert (refused.status_code, "Messenger" in refused.text) == (400, True)


def test_I2_a_thousand_events_in_one_delivery_are_taken_whole(client: DeskClient, meta: FakeMeta) -> None:
    """Most are reactions, which nobody answers; the comments stand at the beginning, in the middle and at the end."""
    names = [somebody() for _ in range(3)]
    post = meta.post("Which colour do you like best?")["id"]
    meta.hold()
    for n in range(1_000):
        if n in (0, 500, 999):
            meta.comment(names[n // 499], f"comment {n}", on=post)
        else:
            meta.react(post, names[0])
    assert meta.release() == 1
    for name in names:
        ticket_of(client, meta.person(name)["facebook"])


def test_what_is_known_of_somebody_is_erased_once_they_ask_meta_for_it(client: DeskClient, meta: FakeMeta) -> None:
    name = somebody()
    person = meta.person(name)
    meta.write(name, "my address is 14 Plum Lane")
    ticket = ticket_of(client, person["messenger"])
    asked = meta.ask_for_deletion(name)
    assert asked["status"] == 200
    assert asked["answer"]["confirmation_code"]

    def is_gone() -> bool:
        client.invoke("ReconcileDesk", look_for="erasures")
        return client.call("GET", f"/api/tickets/{ticket}").status_code == 404

    until(is_gone)
    shown = client.http.get(asked["answer"]["url"])
    assert shown.status_code == 200
