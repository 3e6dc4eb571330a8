"""One conversation, told by webhook, poll and replay: in any order, with losses and duplicates, it comes out the same."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion, IncomingPost, Mention
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.sla.clock import ClockState, SlaClock
from shared.domain.tickets.lists.excerpt import excerpt_of
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.reporting.measure_response_times import measure
from tests.builders import BRAND, CUSTOMER, at, sighted, sighted_answer, snowflake
from tests.fake_desk import FakeDesk

NAMED = Mention(BRAND.id, BRAND.username, leading=False)
AUTO_MENTION = Mention(BRAND.id, BRAND.username, leading=True)
DM: dict[str, Any] = {
    "channel": Channel.DIRECT,
    "conversation_id": f"{BRAND.id}-{CUSTOMER.id}",
    "mentions": (),
    "told_as_mention": False,
}
FIRST = sighted(0)
SECOND = sighted(
    2, mentions=(AUTO_MENTION,), conversation_id=FIRST.id, in_reply_to=FIRST.id, in_reply_to_user=CUSTOMER.id
)
ANSWER = sighted_answer(10, SECOND.id, conversation_id=FIRST.id)
MORE = sighted_answer(11, ANSWER.id, conversation_id=FIRST.id, in_reply_to_user=BRAND.id)
BACK = sighted(30, mentions=(AUTO_MENTION,), conversation_id=FIRST.id, in_reply_to=MORE.id, in_reply_to_user=BRAND.id)
EDITED = replace(BACK, answer_id=snowflake(at(33)), edited_at=at(33), text="@acme_help and my invoice?")
ASKED_DIRECTLY = sighted(40, recipient_id=BRAND.id, text="My number is 17.", **DM)
ANSWERED_DIRECTLY = sighted(
    47, id=snowflake(at(47), 1), author=BRAND, recipient_id=CUSTOMER.id, text="Thank you.", **DM
)
REGRETTED = sighted(50, text="@acme_help my number is 4711")
STRANGER = sighted(5, author=Author("901", "jo", "Jo"), conversation_id=FIRST.id, text="@acme_help me too")
TOLD = (FIRST, SECOND, ANSWER, MORE, BACK, EDITED, ASKED_DIRECTLY, ANSWERED_DIRECTLY, REGRETTED, STRANGER)
REGRET = Deletion("x", REGRETTED.id, at(52))

ONE_HOUR = Document("policy", "default", 1, {"first_reply_minutes": 60, "next_reply_minutes": 60})


def by(way: str, incoming: IncomingPost) -> IncomingPost:
    """The same post as each way tells of it: a webhook says whether it is an explicit mention, a poll lists whoever names
    the account, and knows the author better."""
    if way == "poll":
        mention = incoming.channel is Channel.PUBLIC and incoming.author != BRAND
        return replace(incoming, told_as_mention=False, listed_as_mention=mention, author_takes_messages=True)
    return incoming


Deliveries = list[tuple[str, IncomingPost | Deletion, timedelta]]


@st.composite
def deliveries(draw: st.DrawFn) -> Deliveries:
    """Each event by one way at least, by each perhaps, some twice; every one up to two minutes after the one before."""
    ways = st.lists(st.sampled_from(["webhook", "poll", "replay"]), min_size=1, max_size=3)
    told: list[tuple[str, IncomingPost | Deletion]] = [(way, event) for event in TOLD for way in draw(ways)]
    told += [("webhook", REGRET)] * draw(st.integers(1, 2))
    delays = st.integers(0, 120).map(lambda seconds: timedelta(seconds=seconds))
    return [(way, event, draw(delays)) for way, event in draw(st.permutations(told))]


def outcome(told: Deliveries) -> tuple[Any, ...]:
    """Tickets, clocks and numbers: all but when each post was seen, and what follows from that."""
    desk = FakeDesk(ONE_HOUR, now=at(60))
    for way, event, delay in told:
        desk.clock.forward(delay)
        shown = by(way, event) if isinstance(event, IncomingPost) else event
        ingest_delivery([shown], source="poll" if way == "poll" else "webhook", desk=desk)
    assert "4711" not in repr(vars(desk.tickets)) + repr(vars(desk.search))
    tickets = [ticket for customer in (CUSTOMER.id, "901") for ticket in desk.tickets.of_customer("acme", customer)[1]]
    heads = [(t.customer, t.status, t.waiting, excerpt_of(t)) for t in tickets]
    posts = [plain(post) for t in tickets for post in t.posts if post.deleted_at is None]
    clocks = [plain_clock(c) for t in tickets for c in t.clocks if c.state is not ClockState.CANCELLED]
    desk.clock.instant = at(600)
    rows = measure(at(0), at(60), by="account", desk=desk)
    found = [
        sorted(searched(words, desk)) for words in ("order", "invoice", "number", "we are on it", "me too", "4711")
    ]
    return heads, posts, found, clocks, [replace(row, late=0, oldest_unanswered_s=None) for row in rows]


def searched(words: str, desk: FakeDesk) -> list[str]:
    found = desk.search.by_words([words], accounts=["acme"], limit=9).hits
    return [desk.tickets.load(hit.ticket).customer.id for hit in found]


def plain(post: Post) -> Post:
    """Whether its author takes messages only a poll is told; when its words came in is what differs, and with it beside
    which others the search keeps them."""
    return replace(post, seen_at=at(0), revision=0, author_takes_messages=None, indexed=None)


def plain_clock(clock: SlaClock) -> SlaClock:
    return replace(clock, id="", seen_at=at(0), late=False, steps=(), fired={}, timer_generation=1)


IN_ORDER: Deliveries = [("webhook", event, timedelta(0)) for event in (*TOLD, REGRET)]


def test_I3_the_conversation_as_x_tells_it_when_all_is_well() -> None:
    heads, posts, found, clocks, rows = outcome(IN_ORDER)
    assert [len(tickets) for tickets in found] == [1, 1, 1, 1, 1, 0]
    assert [head[1] for head in heads] == ["answered", "new"]
    assert [len(posts), len(clocks)] == [8, 3]
    assert [c.elapsed for c in clocks] == [timedelta(minutes=10), timedelta(minutes=17), None]
    assert rows


@settings(max_examples=150, deadline=None)
@given(deliveries())
def test_I3_a_conversation_comes_out_the_same_by_whatever_ways_it_comes(told: Deliveries) -> None:
    assert outcome(told) == outcome(IN_ORDER)
