"""Tickets of any content, whether or not a fold would come to it: what a store must give back unchanged."""

from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

from hypothesis import strategies as st

from shared.domain.posts.author import Author, Bystander
from shared.domain.posts.kinds import Channel, Direction, PostKind, Summons, Via
from shared.domain.posts.media import Media
from shared.domain.posts.post import Post
from shared.domain.posts.visibility import Audience, Visibility
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState, Returned, Why
from shared.domain.sla.alert import Alert, AlertOutcome, Sending, SendState
from shared.domain.sla.clock import ClockKind, ClockState, Ref, SlaClock, StepInstant
from shared.domain.sla.resolution import Resolution
from shared.domain.text.search_terms import Indexed, Slot
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.claim import Claim
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id

T = TypeVar("T")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(-timedelta(hours=3, minutes=30))])
INSTANTS = st.builds(
    lambda at, zone: (EPOCH + timedelta(microseconds=at)).astimezone(zone), st.integers(0, 10**16), ZONES
)
SPANS = st.timedeltas(timedelta(0), timedelta(days=3000))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
IDS = st.from_regex(r"[0-9]{1,19}", fullmatch=True)
NETWORK_IDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=500)
"""N2: whatever a network may make an id of."""
NAMES = st.text("abcdefghijklmnopqrstuvwxyz_-#%:0123456789 返品", min_size=1, max_size=12)
WORDS = st.lists(TEXTS, max_size=3).map(tuple)
REFS = st.builds(Ref, NAMES, st.integers(0, 99_999))
MAYBE = st.none()

AUTHORS = st.builds(Author, NETWORK_IDS, TEXTS, TEXTS)
MEDIA = st.builds(Media, NAMES, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.none() | st.integers(0, 2**40))


SLOTS = st.lists(st.builds(Slot, INSTANTS, st.integers(0, 999)), max_size=2).map(tuple)
INDEXED = st.builds(Indexed, WORDS, SLOTS, WORDS, SLOTS).filter(bool)
"""A text without any code and slot has None."""

POSTS = st.builds(
    Post,
    id=IDS | NETWORK_IDS,
    network=st.just("x"),
    account=st.just("acme"),
    direction=st.sampled_from(Direction),
    channel=st.sampled_from(Channel),
    kind=st.sampled_from(PostKind),
    author=AUTHORS,
    text=TEXTS,
    posted_at=INSTANTS,
    seen_at=INSTANTS,
    conversation_id=NETWORK_IDS,
    in_reply_to=MAYBE | NETWORK_IDS,
    answer_id=st.just(""),
    version=st.just("") | NETWORK_IDS,
    edited_at=MAYBE | INSTANTS,
    read_at=MAYBE | INSTANTS,
    answer_by=MAYBE | INSTANTS,
    visibility=MAYBE | st.builds(Visibility, NAMES, st.sampled_from(Audience)),
    content_warning=TEXTS,
    quote_token=st.just("") | NETWORK_IDS,
    held_elsewhere=st.booleans(),
    sent_key=st.just("") | NETWORK_IDS,
    recommendation=st.sampled_from(["", "positive", "negative"]),
    incomplete=st.booleans(),
    url=TEXTS,
    media=st.lists(MEDIA, max_size=2).map(tuple),
    also_names=WORDS,
    bystanders=st.lists(st.builds(Bystander, NETWORK_IDS, NAMES), max_size=2).map(tuple),
    via=st.sampled_from(Via),
    by=MAYBE | NAMES,
    reply_id=MAYBE | IDS,
    seen_through=MAYBE | IDS,
    deleted_at=MAYBE | INSTANTS,
    summons=MAYBE | st.sampled_from(Summons),
    reply_settings=TEXTS,
    author_protected=st.booleans(),
    author_takes_messages=MAYBE | st.booleans(),
    refused=MAYBE | TEXTS,
    gone_because=MAYBE | NAMES,
    revision=st.integers(0, 2**31),
    retracted_at=MAYBE | INSTANTS,
    hidden=st.booleans(),
    hidden_at=MAYBE | INSTANTS,
    liked=st.booleans(),
    closed_at=MAYBE | INSTANTS,
    private_closed_at=MAYBE | INSTANTS,
    private_used_at=MAYBE | INSTANTS,
    indexed=MAYBE | INDEXED,
)

SENDINGS = st.builds(
    Sending, NAMES, st.sampled_from(["mail", "sms"]), st.sampled_from(SendState), INSTANTS, MAYBE | TEXTS
)

ACTIONS = st.builds(
    Action,
    id=IDS,
    kind=st.sampled_from(ActionKind),
    at=INSTANTS,
    by=MAYBE | NAMES,
    text=MAYBE | TEXTS,
    reason=MAYBE | TEXTS,
    through=MAYBE | INSTANTS,
    whom=WORDS,
    sent=st.lists(SENDINGS, max_size=2).map(tuple),
    pending_since=MAYBE | INSTANTS,
    indexed=MAYBE | INDEXED,
    answered_at=MAYBE | INSTANTS,
    post=MAYBE | NETWORK_IDS,
    outcome=MAYBE | NAMES,
)

PARTS = st.builds(Part, TEXTS, st.sampled_from(PartState), MAYBE | NETWORK_IDS, MAYBE | INSTANTS, MAYBE | NAMES)

REPLIES = st.builds(
    Reply,
    id=IDS,
    account=st.just("acme"),
    channel=st.sampled_from(Channel),
    in_reply_to=NETWORK_IDS,
    seen_through=NETWORK_IDS,
    text=TEXTS,
    by=NAMES,
    created_at=INSTANTS,
    parts=st.lists(PARTS, max_size=3).map(tuple),
    state=st.sampled_from(ReplyState),
    reason=MAYBE | TEXTS,
    due_at=MAYBE | INSTANTS,
    looks=st.integers(0, 2),
    seen_version=MAYBE | st.integers(0, 2**31),
    why=MAYBE | st.sampled_from(Why),
    in_line=st.booleans(),
    confirmed=WORDS,
    claimed=MAYBE | IDS,
    audience=MAYBE | st.sampled_from(Audience),
    returned=MAYBE
    | st.builds(Returned, at=INSTANTS, tell_at=MAYBE | INSTANTS, sent=st.lists(SENDINGS, max_size=2).map(tuple)),
)

ALERTS = st.builds(
    Alert,
    clock=IDS,
    step=NAMES,
    due_at=INSTANTS,
    fired_at=INSTANTS,
    whom=WORDS,
    how=WORDS,
    pending_since=MAYBE | INSTANTS,
    sent=st.lists(SENDINGS, max_size=2).map(tuple),
    outcome=MAYBE | st.sampled_from(AlertOutcome),
)

CLOCKS = st.builds(
    SlaClock,
    id=IDS,
    post=NETWORK_IDS,
    kind=st.sampled_from(ClockKind),
    started_at=INSTANTS,
    seen_at=INSTANTS,
    target=SPANS,
    due_at=INSTANTS,
    policy=REFS,
    calendar=REFS,
    state=st.sampled_from(ClockState),
    stopped_at=MAYBE | INSTANTS,
    stopped_by=MAYBE | NETWORK_IDS,
    reason=MAYBE | TEXTS,
    late=st.booleans(),
    business=MAYBE | SPANS,
    steps=st.lists(st.builds(StepInstant, NAMES, INSTANTS, WORDS, WORDS), max_size=3).map(tuple),
    fired=st.dictionaries(NAMES, INSTANTS, max_size=2),
    acknowledged_at=MAYBE | INSTANTS,
    held_until=MAYBE | INSTANTS,
    timer_generation=st.integers(1, 999),
    channel=MAYBE | st.sampled_from(Channel),
    fallback=MAYBE | NAMES,
)

RESOLUTIONS = st.builds(Resolution, INSTANTS, INSTANTS, SPANS, INSTANTS, st.booleans(), MAYBE | REFS, MAYBE | SPANS)


def in_order(
    part: st.SearchStrategy[T], *, key: Callable[[T], Hashable], order: Callable[[T], Any], least: int = 0
) -> st.SearchStrategy[tuple[T, ...]]:
    """None twice by `key`, sorted by `order`: as a ticket's parts come out of a store."""
    return st.lists(part, min_size=least, max_size=3, unique_by=key).map(lambda found: tuple(sorted(found, key=order)))


def tickets() -> st.SearchStrategy[Ticket]:
    return st.builds(
        Ticket,
        id=st.just(ticket_id("acme", "77", "1")),
        account=st.just("acme"),
        network=st.just("x"),
        customer=st.builds(Author, st.just("77"), TEXTS, TEXTS),
        posts=in_order(POSTS, key=lambda p: p.id, order=lambda p: p.order, least=1),
        actions=in_order(ACTIONS, key=lambda a: a.id, order=lambda a: a.order),
        replies=in_order(REPLIES, key=lambda r: r.id, order=lambda r: r.order),
        alerts=in_order(ALERTS, key=lambda a: a.key, order=lambda a: a.order),
        clocks=in_order(CLOCKS, key=lambda c: c.id, order=lambda c: c.order),
        status=st.sampled_from(Status),
        waiting=WORDS,
        to_look_at=WORDS.map(frozenset),
        resolution=MAYBE | RESOLUTIONS,
        spam=st.booleans(),
        priority=NAMES,
        assignee=MAYBE | NAMES,
        tags=WORDS,
        claim=MAYBE | st.builds(Claim, NAMES, INSTANTS),
        linked_to=MAYBE | IDS,
    )
