"""Traps into which others have fallen on Meta's networks, from delivery to ticket."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Direction, PostKind
from shared.domain.posts.post import Post
from shared.domain.settings.desk import Account
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.excerpt import excerpt_media_of
from shared.domain.tickets.ticket import Ticket
from shared.networks.meta.facebook.rules import RULES as FACEBOOK
from shared.networks.meta.instagram.rules import RULES as INSTAGRAM_RULES
from shared.networks.meta.messenger.rules import RULES as MESSENGER
from shared.networks.meta.reading.reader import MetaReader
from shared.networks.meta.webhook import WEBHOOK
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from tests.fake_desk import FakeDesk
from tests.fake_plug import FakePlug, FakeRules
from tests.samples.meta_samples import (
    FOLLOWER,
    INSTAGRAM,
    KEN,
    OTHER_FOLLOWER,
    OTHER_PAGE,
    PAGE,
    WRITER,
    YUKI,
    names,
    parsed,
)
from tests.unit.networks.meta.test_page import at

RULES = {"facebook": FACEBOOK, "messenger": MESSENGER, "instagram": INSTAGRAM_RULES}
IDS = {"facebook": PAGE, "messenger": PAGE, "instagram": INSTAGRAM}
HANDLES = {"instagram": "acme.jp"}


@dataclass
class Times:
    """A completer that tells the time of each post as the second before its delivery."""

    asked: list[str] = field(default_factory=list)

    def complete(self, account: Account, posts: Sequence[IncomingPost]) -> Mapping[str, IncomingPost]:
        self.asked += [post.id for post in posts]
        return {p.id: replace(p, posted_at=p.posted_at - timedelta(seconds=1), incomplete=False) for p in posts}


def family(**more: str) -> FakeDesk:
    """A desk with an account of each network of the family, and `more` by their ids."""
    accounts = {f"acme_{network}": (network, ident) for network, ident in IDS.items()}
    accounts |= {name: ("facebook", ident) for name, ident in more.items()}
    documents = [
        Document(
            "account",
            name,
            1,
            {
                "network": network,
                "network_id": ident,
                "username": HANDLES.get(network, ""),
                "name": "Acme",
            },
        )
        for name, (network, ident) in accounts.items()
    ]
    desk = FakeDesk(*documents, now=at(600))
    completer, reader = Times(), MetaReader()
    for network, rules in RULES.items():
        desk.networks[network] = FakePlug(
            name=network, rules=rules, webhook=WEBHOOK, reader=reader, completer=completer
        )
    desk.rules = FakeRules(**RULES)
    return desk


def take(desk: FakeDesk, *deliveries: str | dict[str, Any]) -> dict[str, int]:
    """Take samples by name, or deliveries, and count what became of them."""
    counted: dict[str, int] = {}
    for each in deliveries:
        document = parsed(each) if isinstance(each, str) else each
        events = MetaReader().read(json.dumps(document).encode(), desk.clock.now())
        for outcome, n in ingest_delivery(events, source="webhook", desk=desk).items():
            counted[outcome] = counted.get(outcome, 0) + n
    return counted


def tickets(desk: FakeDesk, network: str, customer: str) -> tuple[Ticket, ...]:
    found = desk.tickets.of_customer(f"acme_{network}", customer)[1]
    return tuple(desk.tickets.load(ticket.id) for ticket in found)


def only(desk: FakeDesk, network: str, customer: str) -> Ticket:
    [found] = tickets(desk, network, customer)
    return found


def posts(ticket: Ticket) -> list[tuple[Direction, str]]:
    return [(post.direction, post.text) for post in ticket.posts]


def test_an_echo_answers_the_customer_and_never_opens_a_ticket() -> None:
    desk = family()
    assert take(desk, "messenger/echo_from_inbox") == {"parked": 1}
    assert tickets(desk, "messenger", WRITER) == tickets(desk, "messenger", PAGE) == ()
    take(desk, "messenger/text")
    ticket = only(desk, "messenger", WRITER)
    assert (ticket.status, ticket.running) == (Status.ANSWERED, None)
    assert [direction for direction, _ in posts(ticket)] == [Direction.INBOUND, Direction.OUTBOUND]


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_N3_an_edit_opens_no_window_anew_whichever_comes_first(order: Sequence[int]) -> None:
    desk = family()
    message, edit = parsed("instagram/message"), parsed("instagram/edit")
    edit["entry"][0]["messaging"][0]["timestamp"] = message["entry"][0]["messaging"][0]["timestamp"] + 3_600_000
    take(desk, *[(message, edit)[n] for n in order])
    [post] = only(desk, "instagram", FOLLOWER).posts
    assert post.edited
    assert post.answer_by == post.posted_at + timedelta(days=7)


@pytest.mark.parametrize("order", list(permutations(["instagram/message", "instagram/edit", "instagram/echo"])))
def test_messages_in_any_order_are_one_ticket_in_order(order: Sequence[str]) -> None:
    desk = family()
    take(desk, *order, *order)
    ticket = only(desk, "instagram", FOLLOWER)
    assert posts(ticket) == [
        (Direction.INBOUND, "サイズを交換できますか？"),
        (Direction.OUTBOUND, "可能です。"),
    ]
    assert ticket.status is Status.ANSWERED


def test_I6_an_unsent_message_loses_its_words_whichever_comes_first() -> None:
    desk = family()
    take(desk, "instagram/message", "instagram/unsend", "instagram/message")
    [post] = only(desk, "instagram", FOLLOWER).posts
    assert (post.text, post.gone_because) == ("", "deleted")
    early = family()
    take(early, "instagram/unsend")
    assert take(early, "instagram/message") == {"deleted_before": 1}


def test_I3_a_redelivery_differs_in_time_and_the_first_time_stays() -> None:
    desk = family()
    assert take(desk, "messenger/text", "messenger/text_redelivered") == {"stored": 1, "known": 1}
    ticket = only(desk, "messenger", WRITER)
    assert [post.posted_at for post in ticket.posts] == [at(0.123)]


def test_two_quick_messages_are_one_ticket_whichever_is_taken_first() -> None:
    document = parsed("messenger/two_quick")
    document["entry"][0]["messaging"].reverse()
    desk = family()
    take(desk, document)
    assert [post.id for post in only(desk, "messenger", WRITER).posts] == ["m_quick-1", "m_quick-2"]


def test_N2_a_strange_id_is_stored_once() -> None:
    desk = family()
    assert take(desk, "messenger/strange_id", "messenger/strange_id") == {"stored": 1, "known": 1}


def test_standby_is_a_ticket_as_usual_that_says_who_has_the_conversation() -> None:
    desk = family()
    take(desk, "messenger/standby")
    held = only(desk, "messenger", WRITER)
    assert (held.held_elsewhere, held.status, held.running is not None) == (True, Status.NEW, True)
    later = parsed("messenger/text")
    later["entry"][0]["messaging"][0]["timestamp"] += 60_000
    take(desk, later)
    assert not only(desk, "messenger", WRITER).held_elsewhere


def test_unsupported_content_is_a_ticket_that_says_so() -> None:
    desk = family()
    take(desk, "instagram/unsupported")
    ticket = only(desk, "instagram", FOLLOWER)
    assert (excerpt_media_of(ticket), ticket.running is not None) == ("unsupported", True)


def test_N3_a_message_and_a_story_mention_have_their_window_and_a_comment_has_none() -> None:
    desk = family()
    take(desk, "instagram/story_mention", "messenger/text", "facebook/comment")
    [story] = only(desk, "instagram", FOLLOWER).posts
    [message] = only(desk, "messenger", WRITER).posts
    [comment] = only(desk, "facebook", YUKI).posts
    assert story.answer_by == message.answer_by == at(0.123) + timedelta(days=7)
    assert (story.kind, comment.answer_by) == (PostKind.STORY_MENTION, None)


def test_all_entries_go_to_their_accounts_and_one_of_an_unknown_page_rests() -> None:
    desk = family(acme_two=OTHER_PAGE)
    take(desk, "facebook/several")
    assert len(only(desk, "facebook", YUKI).posts) == 2
    assert len(desk.tickets.of_customer("acme_two", KEN)[1]) == 1
    assert len(only(desk, "messenger", WRITER).posts) == 1
    alone = family()
    with pytest.raises(BrokenEventError, match=OTHER_PAGE):
        take(alone, "facebook/several")
    assert len(only(alone, "facebook", YUKI).posts) == 2


def test_C1_the_clock_of_a_comment_on_instagram_starts_when_it_was_written() -> None:
    desk = family()
    take(desk, "instagram/comment", "instagram/comment")
    ticket = only(desk, "instagram", FOLLOWER)
    assert ticket.running is not None
    assert ticket.running.started_at == at(0)
    assert isinstance(desk.networks["instagram"].completer, Times)
    assert len(desk.networks["instagram"].completer.asked) == 1


def test_I3_a_comment_on_an_advertisement_that_is_told_twice_is_one() -> None:
    document = parsed("instagram/comment_on_ad")
    document["entry"][0]["changes"] *= 2
    desk = family()
    take(desk, document, "instagram/comment_on_ad")
    assert len(only(desk, "instagram", FOLLOWER).posts) == 1


@pytest.mark.parametrize(
    ("network", "first", "own", "customer"),
    [
        ("facebook", "facebook/comment", "facebook/comment_own", YUKI),
        ("facebook", "facebook/review", "facebook/review_comment_own", YUKI),
        ("instagram", "instagram/comment", "instagram/comment_own", FOLLOWER),
        ("instagram", "instagram/comment", "instagram/comment_own_scoped", FOLLOWER),
    ],
)
def test_C2_a_native_answer_stops_the_clock_whichever_comes_first(
    network: str, first: str, own: str, customer: str
) -> None:
    for order in ((first, own), (own, first)):
        desk = family()
        take(desk, *order)
        ticket = only(desk, network, customer)
        assert (ticket.status, len(ticket.posts)) == (Status.ANSWERED, 2)


def test_T4_our_comment_under_a_visitors_post_answers_it() -> None:
    own = parsed("facebook/comment_own_on_top")
    visited = f"{PAGE}_210000000000009"
    own["entry"][0]["changes"][0]["value"] |= {"post_id": visited, "parent_id": visited}
    desk = family()
    take(desk, own, "facebook/visitor_post")
    assert only(desk, "facebook", YUKI).status is Status.ANSWERED


def test_C9_our_comment_that_is_removed_answers_no_more() -> None:
    removed = parsed("facebook/comment_removed")
    removed["entry"][0]["changes"][0]["value"]["comment_id"] = "210000000000001_310000000000005"
    desk = family()
    take(desk, "facebook/comment", "facebook/comment_own", removed)
    ticket = only(desk, "facebook", YUKI)
    assert (ticket.status, ticket.running is not None) == (Status.NEW, True)


def test_I3_an_edit_of_a_comment_is_its_newest_text_whichever_comes_first() -> None:
    for order in permutations(["facebook/comment", "facebook/comment_edited"]):
        desk = family()
        take(desk, *order, *order)
        [post] = only(desk, "facebook", YUKI).posts
        assert (post.text, post.posted_at) == ("ケトルのふたが開きません。", at(0))


def test_I3_of_two_changes_in_one_entry_the_later_one_counts() -> None:
    desk = family()
    delivery = parsed("facebook/comment")
    [change] = delivery["entry"][0]["changes"]
    told = [("add", "v1"), ("edited", "v2"), ("edited", "v3"), ("hide", "v3"), ("unhide", "v3")]
    changes = [{**change, "value": {**change["value"], "verb": verb, "message": text}} for verb, text in told]
    delivery["entry"][0]["changes"] = changes
    take(desk, delivery, delivery)
    [ticket] = desk.tickets.tickets.values()
    assert [(post.text, post.hidden) for post in ticket.posts] == [("v3", False)]


def test_I4_people_among_themselves_open_no_ticket_and_somebody_with_a_question_does() -> None:
    desk = family()
    take(desk, "facebook/comment", "instagram/comment")
    assert take(desk, "facebook/comment_by_another", "facebook/comment_tagged") == {"comment_to_somebody_else": 2}
    assert take(desk, "instagram/comment_to_another", "instagram/comment_friends_only") == {
        "comment_to_somebody_else": 2
    }
    assert take(desk, "instagram/comment_reply", "instagram/comment_to_us") == {"stored": 2}
    assert len(only(desk, "instagram", OTHER_FOLLOWER).posts) == 2


def test_T3_comments_and_messages_of_one_person_on_instagram_are_one_ticket() -> None:
    desk = family()
    take(desk, "instagram/comment", "instagram/message")
    assert len(only(desk, "instagram", FOLLOWER).posts) == 2


def test_a_sticker_that_comes_under_two_kinds_is_shown_once() -> None:
    desk = family()
    take(desk, "messenger/sticker_twice")
    [post] = only(desk, "messenger", WRITER).posts
    assert [each.type for each in post.media] == ["sticker"]


def everything(desk: FakeDesk) -> Iterator[Post]:
    for network in RULES:
        for customer in (YUKI, KEN, WRITER, FOLLOWER, OTHER_FOLLOWER):
            for ticket in tickets(desk, network, customer):
                yield from ticket.posts


def test_I3_every_sample_taken_twice_and_backwards_changes_nothing() -> None:
    samples = [name for name in names() if name != "facebook/several"]
    desk = family()
    take(desk, *samples)
    first = {post.id: (post.text, post.posted_at, post.deleted_at) for post in everything(desk)}
    take(desk, *reversed(samples))
    again = {post.id: (post.text, post.posted_at, post.deleted_at) for post in everything(desk)}
    assert again == first
    assert len(first) > 25
