"""What the deliveries of a batch have in common is written once, and neither lost nor doubled where one of them fails half-way."""

import base64
import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from functions import ingest_posts
from shared import wiring
from shared.domain.accounts.status import Signal
from shared.domain.errors import BrokenEventError, UnavailableError
from shared.domain.posts.incoming_post import Broken, Deletion
from shared.domain.search.entries import IndexChange, entries_of
from shared.ports.tickets import Aftermath, Nearby
from shared.usecases.deletions.apply_deletion import forget_post
from shared.usecases.inbound.afterwards import Afterwards
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.search import update_index
from tests.builders import CUSTOMER, NOON, at, snowflake
from tests.fake_desk import FakeDesk
from tests.fakes import FakeHeartbeats, FakeLedger, FakeTicketStore
from tests.faults.x_side import XPost

OURS = replace(CUSTOMER, id="100", username="acme_help")
POSTS = [XPost(snowflake(at(n)), replace(CUSTOMER, id=str(900 + n)), f"@acme_help question {n}") for n in range(4)]


class CountingLedger(FakeLedger):
    def __init__(self) -> None:
        super().__init__()
        self.calls: Counter[str] = Counter()

    def unseen(self, *args: Any) -> frozenset[str]:
        self.calls["unseen"] += 1
        return super().unseen(*args)

    def enter(self, *args: Any) -> None:
        self.calls["enter"] += 1
        super().enter(*args)


class CountingTickets(FakeTicketStore):
    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        self.asked: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def newcomers(self, customers: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """`meanwhile` is what another worker does just then."""
        found = super().newcomers(customers)
        self.meanwhile()
        return found

    def nearby(self, account: str, customer_id: str, **more: Any) -> Nearby:
        self.asked.append(customer_id)
        return super().nearby(account, customer_id, **more)

    def aftermath(self, ticket_ids: Collection[str], posts: Collection[tuple[str, str]]) -> Aftermath:
        self.looks += 1
        return super().aftermath(ticket_ids, posts)


class CountingHeartbeats(FakeHeartbeats):
    """The first `fails` beats fail."""

    def __init__(self) -> None:
        super().__init__()
        self.beats: list[tuple[str, Signal, datetime]] = []
        self.fails = 0

    def beat(self, account: str, signal: Signal, at: datetime) -> None:
        if self.fails:
            self.fails -= 1
            raise UnavailableError("the table")
        self.beats.append((account, signal, at))
        super().beat(account, signal, at)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    desk: Any = FakeDesk()
    desk.ledger, desk.heartbeats, desk.tickets = CountingLedger(), CountingHeartbeats(), CountingTickets()
    monkeypatch.setattr(desk, "ingest_retries", SimpleNamespace(retry_after=lambda *_: None), raising=False)
    monkeypatch.setattr(wiring, "_desk", desk)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    found: FakeDesk = desk
    return found


def taken(*posts: XPost) -> list[str]:
    """Hand the posts over in one batch, each in a delivery of its own; return the ids of those that come back."""
    records = [
        {"messageId": post.id, "receiptHandle": post.id, "body": _message(post), "attributes": {}} for post in posts
    ]
    failed = ingest_posts.handler({"Records": records}, None)["batchItemFailures"]
    return [each["itemIdentifier"] for each in failed]


def _message(post: XPost) -> str:
    head = {"network": "x", "app": "main", "source": "webhook", "received_at": NOON.isoformat()}
    return json.dumps({**head, "body": base64.b64encode(post.event()).decode()})


def counted(desk: FakeDesk) -> list[tuple[str, int, Decimal]]:
    return [(each.account, each.number, each.usd) for each in desk.ledger.entries(NOON.date(), NOON.date())]


def test_I8_charges_and_signs_of_life_are_written_once_a_batch(desk: Any) -> None:
    assert taken(*POSTS) == []
    assert desk.ledger.calls == {"unseen": 1, "enter": 1}
    assert desk.heartbeats.beats == [("acme", Signal.WEBHOOK, NOON)]
    assert counted(desk) == [("acme", 4, Decimal("0.020"))]


def test_I3_a_batch_that_comes_again_costs_nothing_more(desk: Any) -> None:
    taken(*POSTS)
    taken(*POSTS[2:])
    assert counted(desk) == [("acme", 4, Decimal("0.020"))]
    assert desk.ledger.calls["enter"] == 1


def test_I5_one_delivery_that_fails_takes_nothing_from_the_others(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest = ingest_delivery

    def failing(events: Any, **more: Any) -> Any:
        every = list(events)
        if every[0].id == POSTS[1].id:
            raise UnavailableError("the table")
        return ingest(every, **more)

    monkeypatch.setattr(ingest_posts, "ingest_delivery", failing)
    assert taken(*POSTS) == [POSTS[1].id]
    assert counted(desk) == [("acme", 4, Decimal("0.020"))], "X charges for what it has delivered"
    monkeypatch.setattr(ingest_posts, "ingest_delivery", ingest)
    assert taken(POSTS[1]) == []
    assert counted(desk) == [("acme", 4, Decimal("0.020"))]
    assert len(desk.tickets.tickets) == 4


def test_I8_a_sign_of_life_that_cannot_be_written_brings_the_batch_back(desk: Any) -> None:
    desk.heartbeats.fails = 1
    with pytest.raises(UnavailableError):
        taken(*POSTS)
    assert desk.heartbeats.beats == []
    assert taken(*POSTS) == []
    assert desk.heartbeats.beats == [("acme", Signal.WEBHOOK, NOON)]
    assert counted(desk) == [("acme", 4, Decimal("0.020"))]
    assert len(desk.tickets.tickets) == 4


def test_a_count_that_cannot_be_written_brings_nothing_back(desk: Any) -> None:
    desk.ledger.fails = UnavailableError("the table")
    assert taken(*POSTS) == []
    assert len(desk.tickets.tickets) == 4


def test_the_newest_sign_of_life_counts(desk: Any) -> None:
    taken(POSTS[0])
    desk.clock.instant = at(-5)
    taken(POSTS[1])
    assert desk.heartbeats.of("acme").last[Signal.WEBHOOK] == NOON


def test_the_posts_of_a_batch_are_looked_up_once(desk: Any) -> None:
    assert taken(*POSTS) == []
    assert desk.tickets.looks == 1


def test_T4_answers_that_waited_for_posts_of_a_batch_are_released(desk: Any) -> None:
    ours = [XPost(snowflake(at(9), n), OURS, f"answer {n}", answers=POSTS[n].id) for n in (1, 3)]
    taken(*ours)
    assert taken(*POSTS) == []
    held = [desk.tickets.load(desk.tickets.place("x", post.id).ticket).posts for post in POSTS]
    assert [len(posts) for posts in held] == [1, 2, 1, 2]
    assert desk.tickets.parked_anywhere() == []


def test_I5_an_answer_that_cannot_be_released_brings_back_the_delivery_that_it_waits_for(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(XPost(snowflake(at(9)), OURS, "answer", answers=POSTS[1].id))
    orphans_of = desk.tickets.orphans_of

    def failing(*_: Any) -> Any:
        raise UnavailableError("the table")

    monkeypatch.setattr(desk.tickets, "orphans_of", failing)
    assert taken(*POSTS) == [POSTS[1].id]
    monkeypatch.setattr(desk.tickets, "orphans_of", orphans_of)
    assert taken(POSTS[1]) == []
    assert max(len(ticket.posts) for ticket in desk.tickets.tickets.values()) == 2


def test_I6_a_post_that_is_deleted_while_its_words_are_written_does_not_stay_in_the_search(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply, deleted = desk.search.apply, Deletion("x", POSTS[1].id, at(9))

    def slowly(change: IndexChange, *, version: int) -> None:
        if desk.tickets.place("x", POSTS[1].id) is not None:
            monkeypatch.setattr(desk.search, "apply", apply)
            forget_post(deleted, desk=desk)
        apply(change, version=version)

    monkeypatch.setattr(desk.search, "apply", slowly)
    assert taken(*POSTS) == []
    written = {key.ticket for key in desk.search.held}
    assert written == {desk.tickets.place("x", POSTS[n].id).ticket for n in (0, 2, 3)}


def test_I5_what_a_delivery_stored_before_it_failed_is_looked_up_all_the_same(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken event beside it is dead-lettered, and nobody would look."""
    answered = XPost(snowflake(at(9)), OURS, "answer", answers=POSTS[0].id)
    taken(answered)
    events = list(desk.networks["x"].reader.read(POSTS[0].event(), NOON))
    with pytest.raises(BrokenEventError):
        ingest_delivery([*events, Broken("no author")], source="webhook", desk=desk, afterwards=Afterwards())
    place = desk.tickets.place("x", POSTS[0].id)
    assert len(desk.tickets.load(place.ticket).posts) == 2


def test_posts_of_one_customer_in_a_batch_are_no_change_by_somebody_else(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_index, "_follow_newest", lambda *_, **__: pytest.fail("nothing has changed"))
    assert taken(*(replace(post, author=POSTS[0].author) for post in POSTS)) == []
    [ticket] = desk.tickets.tickets.values()
    assert not desk.search.missing(entries_of(ticket))


class ReadAlone:
    """A plug of which nothing may be asked but what reading a delivery takes: each other part brings a client of the network, a
    third of a cold start."""

    ASKED = ("name", "reader", "completer", "profiles", "media")

    def __init__(self, plug: Any) -> None:
        self._plug = plug

    def __getattr__(self, name: str) -> Any:
        assert name in self.ASKED, f"the plug's {name} was asked for"
        return getattr(self._plug, name)


def test_a_delivery_that_is_complete_is_taken_without_a_client_of_its_network(desk: Any) -> None:
    desk.networks = {"x": ReadAlone(desk.plug)}
    assert taken(*POSTS) == []
    assert desk.ledger.calls["enter"] == 1


def test_new_customers_of_a_batch_are_looked_up_once(desk: Any) -> None:
    assert taken(*POSTS) == []
    assert desk.tickets.asked == []
    assert len(desk.tickets.tickets) == 4


def test_T2_customers_who_have_written_before_are_asked_about(desk: Any) -> None:
    taken(*POSTS[:2])
    again = [replace(post, id=snowflake(at(30 + n))) for n, post in enumerate(POSTS)]
    assert taken(*again) == []
    assert desk.tickets.asked == [POSTS[0].author.id, POSTS[1].author.id]
    assert sorted(len(ticket.posts) for ticket in desk.tickets.tickets.values()) == [1, 1, 2, 2]


def test_T2_two_posts_of_a_new_customer_in_one_batch_are_one_ticket(desk: Any) -> None:
    second = replace(POSTS[0], id=snowflake(at(30)))
    assert taken(POSTS[0], POSTS[1], second) == []
    assert desk.tickets.asked == [POSTS[0].author.id]
    assert sorted(len(ticket.posts) for ticket in desk.tickets.tickets.values()) == [1, 2]


def test_T2_a_ticket_that_another_worker_opens_meanwhile_is_joined(desk: Any) -> None:
    first = replace(POSTS[0], id=snowflake(at(-3)))
    events = list(desk.networks["x"].reader.read(first.event(), NOON))
    desk.tickets.meanwhile = lambda: ingest_delivery(events, source="webhook", desk=desk)
    assert taken(POSTS[0], POSTS[1]) == []
    assert sorted(len(ticket.posts) for ticket in desk.tickets.tickets.values()) == [1, 2]
    assert desk.tickets.load(desk.tickets.place("x", POSTS[0].id).ticket).posts[0].id == first.id


def test_I3_a_post_that_another_worker_stores_meanwhile_is_known(desk: Any) -> None:
    events = list(desk.networks["x"].reader.read(POSTS[0].event(), NOON))
    desk.tickets.meanwhile = lambda: ingest_delivery(events, source="webhook", desk=desk)
    assert taken(POSTS[0], POSTS[1]) == []
    assert [len(ticket.posts) for ticket in desk.tickets.tickets.values()] == [1, 1]
