"""What only polling brings: edits that keep their id (N2), posts far behind the mark, and times that a client declares (C1)."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.domain.errors import RefusedError, UnavailableError, UnreachableError
from shared.domain.networks.reading import ReadingLimits
from shared.domain.posts.claimed_time import believed_time
from shared.domain.posts.incoming_post import Deletion, IncomingPost
from shared.domain.posts.kinds import Via
from shared.domain.replies.reply import ReplyState
from shared.domain.settings.desk import Account
from shared.networks.x.rules import XRules
from shared.ports.memory import ProcessMemory
from shared.ports.network_reading import Timeline
from shared.ports.network_sending import Sent
from shared.usecases.accounts.account_health import account_health
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.poll_accounts import poll_accounts
from shared.usecases.privacy.erase_customer import erase_customer
from tests.builders import CUSTOMER, at, minutes, sighted, sighted_answer
from tests.fake_desk import AT_ONCE, FakeDesk, FakeIngest, FakePage, FakeTimelines
from tests.fake_office import FakeOffice
from tests.fake_plug import plugged
from tests.unit.reporting.test_costs import answer

DAY = timedelta(days=1)
LIMITS = ReadingLimits(
    back=timedelta(days=30),
    messages_every=None,
    replayed=timedelta(0),
    looked_up=0,
    overlap=timedelta(hours=1),
    sweep=timedelta(days=7),
)


class PolledRules(XRules):
    """X's rules on a network that is polled alone."""

    reading = LIMITS


def polled_desk() -> FakeDesk:
    desk = FakeDesk()
    desk.rules = {"x": PolledRules()}
    return plugged(desk, webhook=None, ingest=FakeIngest())


def poll(desk: FakeDesk, *pages: FakePage) -> FakeTimelines:
    """Poll as a new process does."""
    desk.memory = ProcessMemory()
    desk.ingest.deliveries.clear()
    timelines = FakeTimelines(list(pages))
    poll_accounts(desk=plugged(desk, timelines=timelines))
    return timelines


def bring(desk: FakeDesk, incoming: IncomingPost, *, source: str = "poll", **more: Any) -> dict[str, int]:
    return dict(ingest_delivery([incoming], source=source, desk=desk, **more))


def versioned(n: float, version: str, **more: Any) -> IncomingPost:
    return replace(sighted(n, **more), version=version)


def test_overlap_is_the_networks_own() -> None:
    desk = polled_desk()
    poll(desk)
    desk.clock.forward(minutes(1))
    assert poll(desk).asked == [at(0) - timedelta(hours=1)]


def test_a_network_without_a_timeline_of_messages_is_not_asked_for_them() -> None:
    assert Timeline.MESSAGES not in poll(polled_desk()).read_of


def test_mentions_are_read_a_week_back_once_a_day_but_not_from_before_the_desk() -> None:
    desk = polled_desk()
    poll(desk)
    for day in range(1, 13):
        desk.clock.forward(DAY / 2)
        assert poll(desk).asked == [desk.clock.now() - DAY / 2 - LIMITS.overlap]
        desk.clock.forward(DAY / 2)
        mark = desk.clock.now() - DAY / 2 - LIMITS.overlap
        assert poll(desk).asked == [mark, max(at(0) + day * DAY - timedelta(days=7), at(0) - DAY)]


class Deep(FakeTimelines):
    """A network that lists new mentions, and fails or takes its time when it is asked for old ones."""

    def __init__(self, desk: FakeDesk, *, takes: timedelta = timedelta(0), fails: Exception | None = None) -> None:
        super().__init__()
        self.desk, self.takes, self.deep_fails = desk, takes, fails
        self.pages_read = 0

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[FakePage]:
        if timeline is Timeline.MENTIONS and since < self.desk.clock.now() - timedelta(hours=2):
            if self.deep_fails is not None:
                raise self.deep_fails
            for _ in range(50):
                self.desk.clock.forward(self.takes)
                self.pages_read += 1
                yield FakePage({})
        self.asked.append(since)
        yield from super().read(account, timeline, since)


@pytest.mark.parametrize("error", [UnreachableError("connection refused"), RefusedError("Forbidden")])
def test_I8_a_sweep_that_fails_is_no_failed_poll_and_is_made_again_after_an_hour(error: Exception) -> None:
    desk = polled_desk()
    poll(desk)
    desk.clock.forward(timedelta(hours=23))
    poll(desk)
    desk.clock.forward(timedelta(hours=1))
    failing = Deep(desk, fails=error)
    assert poll_accounts(desk=plugged(desk, timelines=failing))["polled"] == 1  # type: ignore[index]
    assert account_health(desk=desk)[0].state == "ok"
    desk.clock.forward(minutes(59))
    assert len(poll(desk).asked) == 1
    desk.clock.forward(minutes(1))
    assert len(poll(desk).asked) == 2


def test_a_sweep_that_takes_too_long_ends_and_the_next_poll_is_a_plain_one() -> None:
    desk = polled_desk()
    poll(desk)
    desk.clock.forward(timedelta(hours=23))
    poll(desk)
    desk.clock.forward(timedelta(hours=1))
    slow = Deep(desk, takes=timedelta(seconds=7))
    poll_accounts(desk=plugged(desk, timelines=slow))
    assert slow.pages_read == 3
    desk.clock.forward(minutes(1))
    assert len(poll(desk).asked) == 1


def test_N2_a_known_post_in_another_version_is_handed_on_and_one_in_the_same_is_not() -> None:
    desk = polled_desk()
    post = versioned(0, "cid-1")
    bring(desk, post)
    poll(desk, FakePage({post.id: at(0)}, {post.id: "cid-1"}))
    assert desk.ingest.deliveries == []
    poll(desk, FakePage({post.id: at(0)}, {post.id: "cid-2"}))
    assert desk.ingest.deliveries == [post.id.encode()]


def test_N2_I3_another_version_without_a_time_is_an_edit_from_when_it_was_read() -> None:
    desk = polled_desk()
    bring(desk, versioned(0, "cid-1"), received_at=at(1))
    edited = versioned(0, "cid-2", text="@acme_help where is order 42?")
    assert bring(desk, edited, received_at=at(5)) == {"edited": 1}
    assert bring(desk, edited, received_at=at(6)) == {"known": 1}
    assert bring(desk, versioned(0, "cid-1"), received_at=at(4)) == {"known": 1}
    [post] = desk.only_ticket().posts
    assert (post.text, post.version, post.edited_at) == ("@acme_help where is order 42?", "cid-2", at(5))


def test_N2_I3_versions_that_were_read_in_one_order_and_come_in_in_the_other_end_alike() -> None:
    older, newer = versioned(0, "cid-1"), versioned(0, "cid-2", text="@acme_help where is order 42?")
    for order in ([(older, 1), (newer, 5)], [(newer, 5), (older, 1)]):
        desk = polled_desk()
        desk.clock.forward(minutes(30))
        for post, read_at in order:
            bring(desk, post, received_at=at(read_at))
        [stored] = desk.only_ticket().posts
        assert (stored.text, stored.version) == ("@acme_help where is order 42?", "cid-2")


def test_N2_a_webhooks_event_without_a_time_is_no_edit() -> None:
    desk = polled_desk()
    bring(desk, versioned(0, "cid-1"))
    assert bring(desk, versioned(0, "cid-2", text="@acme_help new"), source="webhook") == {"known": 1}


def test_N2_the_version_of_an_answer_that_the_desk_sent_is_learned_and_is_no_edit() -> None:
    desk = polled_desk()
    asked = sighted(0)
    bring(desk, asked)
    answer = sighted_answer(2, asked.id)
    bring(desk, answer)
    ticket = desk.only_ticket()
    desk.tickets.save(ticket, ticket.with_post(replace(ticket.posts[-1], via=Via.DESK)))
    before = desk.only_ticket().posts[-1]
    assert bring(desk, replace(answer, version="cid-1"), received_at=at(3)) == {"known": 1}
    after = desk.only_ticket().posts[-1]
    assert (after.version, after.edited, after.revision) == ("cid-1", False, before.revision)
    poll(desk, FakePage({answer.id: at(2)}, {answer.id: "cid-1"}))
    assert desk.ingest.deliveries == []


def test_N2_a_network_that_gives_the_version_of_an_answer_spares_learning_it() -> None:
    desk = polled_desk()
    desk.settings.put([AT_ONCE])
    bring(desk, sighted(0))
    send = desk.x.send

    def with_version(*args: Any, **named: Any) -> list[Sent]:
        return [replace(each, version="cid-1") for each in send(*args, **named)]

    desk.x.send = with_version  # type: ignore[method-assign]
    assert answer(desk, "We are on it.") is ReplyState.SENT
    ours = desk.only_ticket().posts[-1]
    assert (ours.version, ours.edited) == ("cid-1", False)
    poll(desk, FakePage({ours.id: ours.posted_at}, {ours.id: "cid-1"}))
    assert desk.ingest.deliveries == []


def test_I6_a_post_without_words_is_not_read_again_whatever_its_version() -> None:
    desk = polled_desk()
    post = versioned(0, "cid-1")
    bring(desk, post)
    ingest_delivery([Deletion("x", post.id, at(1))], source="lookup", desk=desk)
    poll(desk, FakePage({post.id: at(0)}, {post.id: "cid-2"}))
    assert desk.ingest.deliveries == []


def test_I6_what_an_erased_customer_wrote_is_not_polled_again() -> None:
    desk = polled_desk()
    post = versioned(0, "cid-1")
    bring(desk, post)
    erase_customer("acme", CUSTOMER.id, desk=desk, office=FakeOffice())
    poll(desk, FakePage({post.id: at(0)}, {post.id: "cid-1"}))
    assert desk.ingest.deliveries == []
    assert bring(desk, post) == {"deleted_before": 1}
    assert desk.tickets.tickets == {}


def test_a_process_asks_the_table_once_about_what_polls_show_again_and_again() -> None:
    desk = polled_desk()
    stored, dropped = sighted(0), "99"
    bring(desk, stored)
    page = FakePage({stored.id: at(0), dropped: at(0)})
    asked: list[str] = []
    known = desk.tickets.known

    def counted(network: str, post_ids: Collection[str]) -> Any:
        asked.extend(post_ids)
        return known(network, post_ids)

    desk.tickets.known = counted  # type: ignore[method-assign]
    for _ in range(12):
        poll_accounts(desk=plugged(desk, timelines=FakeTimelines([page])))
        desk.clock.forward(minutes(1))
    assert sorted(asked) == sorted([stored.id, dropped, dropped])
    assert desk.ingest.deliveries == [b"99", b"99"]


def test_a_post_that_could_not_be_handed_on_is_handed_on_by_the_same_process() -> None:
    desk = polled_desk()

    class Full(FakeIngest):
        def put(self, *args: object, **more: object) -> None:
            raise UnavailableError("the ingest queue")

    page = FakeTimelines([FakePage({"4": at(0)})])
    poll_accounts(desk=plugged(desk, timelines=page, ingest=Full()))
    poll_accounts(desk=plugged(desk, timelines=page, ingest=(queue := FakeIngest())))
    assert queue.deliveries == [b"4"]


def test_N2_I3_of_two_versions_that_come_in_in_the_wrong_order_the_newer_stays() -> None:
    desk = polled_desk()
    first, second = versioned(0, "cid-1"), versioned(0, "cid-2", text="@acme_help order 42?")
    poll(desk, FakePage({first.id: at(0)}, {first.id: "cid-1"}))
    poll(desk, FakePage({first.id: at(0)}, {first.id: "cid-2"}))
    desk.clock.forward(minutes(3))
    assert bring(desk, second, received_at=at(2)) == {"stored": 1}
    assert bring(desk, first, received_at=at(1)) == {"known": 1}
    poll(desk, FakePage({first.id: at(0)}, {first.id: "cid-2"}))
    assert desk.ingest.deliveries == []
    assert desk.only_ticket().posts[0].text == "@acme_help order 42?"


def test_N2_of_two_versions_that_come_in_in_their_order_the_newer_is_an_edit() -> None:
    desk = polled_desk()
    bring(desk, versioned(0, "cid-1"), received_at=at(0))
    assert bring(desk, versioned(0, "cid-2", text="@acme_help 42?"), received_at=at(1)) == {"edited": 1}


def test_C1_the_queue_is_told_when_the_account_was_last_read_without_the_post() -> None:
    desk = polled_desk()
    poll(desk)
    desk.clock.forward(minutes(1))
    poll(desk, FakePage({"4": at(0.5)}))
    assert [told["unseen_at"] for told in desk.ingest.envelopes] == [at(0)]


@pytest.mark.parametrize(
    ("claimed", "unseen_at", "believed"),
    [
        pytest.param(at(59), at(59), at(59), id="as it says"),
        pytest.param(at(50), at(59), at(50), id="listed a few minutes late"),
        pytest.param(at(-3), at(59), at(60), id="back-dated: the poll before would have shown it"),
        pytest.param(at(0) - 2000 * DAY, at(59), at(60), id="back-dated by years"),
        pytest.param(at(-3), at(-5), at(-3), id="written while the desk was away"),
        pytest.param(at(-3), None, at(-3), id="the first poll of the account"),
        pytest.param(at(90), at(59), at(60), id="from the future"),
    ],
)
def test_C1_a_time_that_a_client_declares_is_believed_where_it_can_be(
    claimed: datetime, unseen_at: datetime | None, believed: datetime
) -> None:
    assert believed_time(claimed, at(60), unseen_at) == believed


@pytest.mark.parametrize(("time_claimed", "starts"), [(True, at(60)), (False, at(0))])
def test_C1_the_clock_of_a_back_dated_post_starts_at_first_sight(time_claimed: bool, starts: datetime) -> None:
    desk = polled_desk()
    desk.clock.forward(minutes(60))
    post = replace(sighted(0), time_claimed=time_claimed)
    bring(desk, post, received_at=at(60), unseen_at=at(59))
    running = desk.only_ticket().running
    assert running is not None
    assert (running.started_at, desk.only_ticket().posts[0].late) == (starts, not time_claimed)
    desk.clock.forward(minutes(1))
    bring(desk, post, received_at=at(61), unseen_at=at(60))
    assert desk.only_ticket().posts[0].posted_at == starts
