"""Polling finds what the webhook did not bring, and says when the webhook is silent (I8)."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pytest

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Signal
from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    NotPermittedError,
    OutcomeUnknownError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.posts.incoming_post import Deletion, IncomingPost, Mention
from shared.domain.settings.desk import Account
from shared.ports.network_reading import Timeline
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.inbound.poll_accounts import poll_accounts
from tests.builders import BRAND, at, minutes, sighted, sighted_answer
from tests.fake_desk import FakeDesk, FakeIngest, FakePage, FakeRedelivery, FakeTimelines
from tests.fake_plug import plugged

OTHER = Document("account", "acme_us", 1, {"network": "x", "network_id": "300", "username": "acme_us", "name": "US"})


def poll(
    desk: FakeDesk, timelines: FakeTimelines, webhooks: FakeRedelivery | None = None
) -> tuple[Mapping[str, int], list[bytes]]:
    ingest = FakeIngest()
    found = poll_accounts(desk=plugged(desk, timelines=timelines, redelivery=webhooks, ingest=ingest))
    return {str(outcome): n for outcome, n in found.items()}, ingest.deliveries


def state(desk: FakeDesk) -> str:
    return account_health(desk=desk)[0].state


def faults(desk: FakeDesk) -> Mapping[str, str]:
    return {name: fault.sentence for name, fault in account_health(desk=desk)[0].faults.items()}


def test_polling_hands_on_only_what_the_desk_does_not_hold() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    ingest_delivery([Deletion("x", "77", at(0))], source="webhook", desk=desk)
    page = FakePage({sighted(0).id: at(0), sighted(1).id: at(1), "77": at(0)})
    told, deliveries = poll(desk, FakeTimelines([page]))
    assert told == {"polled": 1}
    assert deliveries == [sighted(1).id.encode()]


def test_C2_own_posts_and_direct_messages_are_read_too() -> None:
    desk = FakeDesk()
    others = {Timeline.OWN_POSTS: [FakePage({"5": at(0)})], Timeline.MESSAGES: [FakePage({"6": at(0)})]}
    told, deliveries = poll(desk, FakeTimelines([FakePage({"4": at(0)})], others))
    assert told == {"polled": 1}
    assert deliveries == [b"4", b"5", b"6"]


def test_polling_overlaps_its_windows() -> None:
    desk = FakeDesk()
    timelines = FakeTimelines()
    poll(desk, timelines)
    desk.clock.forward(minutes(1))
    poll(desk, timelines)
    assert timelines.asked == [at(0) - timedelta(hours=24), at(0) - timedelta(minutes=5)]


def test_direct_messages_are_read_every_other_minute_and_every_minute_while_the_webhook_is_silent() -> None:
    desk = FakeDesk()
    timelines = FakeTimelines()
    for _ in range(4):
        poll(desk, timelines)
        desk.clock.forward(minutes(1))
    assert timelines.read_of.count(Timeline.MESSAGES) == 2
    desk.heartbeats.fail("acme", Fault.WEBHOOK_SILENT, "Silent.", desk.clock.now())
    desk.heartbeats.beat("acme", Signal.MISSED_SINCE, at(0))
    for _ in range(4):
        poll(desk, timelines)
        desk.clock.forward(minutes(1))
    assert timelines.read_of.count(Timeline.MESSAGES) == 6


def test_who_was_read_last_has_its_turn_last_and_a_long_run_leaves_the_rest_to_the_next() -> None:
    desk = FakeDesk(OTHER)

    class Slow(FakeTimelines):
        def connected(self, account: object) -> bool:
            desk.clock.forward(minutes(1))
            turns.append(getattr(account, "id", ""))
            return True

    turns: list[str] = []
    assert poll(desk, Slow())[0] == {"polled": 1, "left_for_the_next_run": 1}
    assert poll(desk, Slow())[0] == {"polled": 1, "left_for_the_next_run": 1}
    assert sorted(turns) == ["acme", "acme_us"]


def test_an_account_whose_reads_hang_keeps_no_other_from_its_turn() -> None:
    desk = FakeDesk(OTHER)

    class Hanging(FakeTimelines):
        def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[FakePage]:
            asked.append((account.id, timeline))
            if account.id == "acme":
                desk.clock.forward(timedelta(seconds=40))
                raise OutcomeUnknownError("X gave no answer: ReadTimeout")
            return iter(())

    asked: list[tuple[str, Timeline]] = []
    assert poll(desk, Hanging())[0] == {"failed": 1, "left_for_the_next_run": 1}
    assert poll(desk, Hanging())[0] == {"polled": 1, "failed": 1}
    assert [timeline for account, timeline in asked if account == "acme"] == [Timeline.MENTIONS] * 2


def test_an_account_that_cannot_be_handed_on_just_now_harms_no_other() -> None:
    desk = FakeDesk(OTHER)

    class Full(FakeIngest):
        def put(self, *args: object, **more: object) -> None:
            raise UnavailableError("the ingest queue")

    page = FakeTimelines([FakePage({"4": at(0)})])
    assert dict(poll_accounts(desk=plugged(desk, timelines=page, ingest=Full()))) == {"failed": 2}
    assert Signal.POLL not in desk.heartbeats.of("acme").last


def bring(desk: FakeDesk, incoming: IncomingPost, source: str) -> None:
    ingest_delivery([incoming], source=source, desk=desk)


def test_I8_what_only_the_poll_brings_says_that_the_webhook_is_silent() -> None:
    desk = FakeDesk()
    webhooks = FakeRedelivery()
    bring(desk, sighted(0), "poll")
    desk.clock.forward(minutes(1))
    poll(desk, FakeTimelines(), webhooks)
    assert state(desk) == "ok"
    bring(desk, sighted(1, id="78"), "poll")
    desk.clock.forward(minutes(1))
    poll(desk, FakeTimelines(), webhooks)
    assert state(desk) == "webhook_silent"
    assert "2026-09-15 12:00 UTC" in faults(desk)["webhook_silent"]


def test_I8_a_silence_is_noticed_although_the_attempt_that_stored_the_post_failed_afterwards() -> None:
    """The message comes back three minutes later, and finds the post known."""
    desk = FakeDesk()
    ensure = desk.timers.ensure

    def fails(*_: object) -> bool:
        desk.timers.ensure = ensure  # type: ignore[method-assign]
        raise UnavailableError("the timers")

    desk.timers.ensure = fails  # type: ignore[method-assign,assignment]
    desk.clock.forward(minutes(14))
    with pytest.raises(UnavailableError):
        ingest_delivery([sighted(0)], source="poll", received_at=at(14), desk=desk)
    desk.clock.forward(minutes(3))
    assert ingest_delivery([sighted(0)], source="poll", received_at=at(14), desk=desk) == {"known": 1}
    poll(desk, FakeTimelines())
    assert state(desk) == "webhook_silent"


def test_I8_while_it_is_silent_the_webhook_is_woken_every_five_minutes() -> None:
    desk = FakeDesk()
    webhooks = FakeRedelivery(stopped=True)
    bring(desk, sighted(0), "poll")
    told = []
    for _ in range(9):
        desk.clock.forward(minutes(1))
        told.append(poll(desk, FakeTimelines(), webhooks)[0])
    assert webhooks.woken == ["main", "main"]
    assert told[1] == {"polled": 1, "webhook_revived": 1}
    assert webhooks.replays == []


def test_I8_when_the_webhook_speaks_again_the_silence_is_asked_for_once_more() -> None:
    desk = FakeDesk()
    webhooks = FakeRedelivery()
    bring(desk, sighted(0), "poll")
    desk.clock.forward(minutes(20))
    poll(desk, FakeTimelines(), webhooks)
    desk.clock.forward(minutes(1))
    bring(desk, sighted(21), "webhook")
    for _ in range(3):
        poll(desk, FakeTimelines(), webhooks)
        desk.clock.forward(minutes(1))
    assert state(desk) == "ok"
    assert webhooks.replays == [(at(-5), at(21))]


@pytest.mark.parametrize("way", ["beat", "clear"])
def test_I8_a_replay_is_asked_for_although_the_end_of_the_silence_could_not_be_written_down_at_once(way: str) -> None:
    desk = FakeDesk()
    webhooks = FakeRedelivery()
    bring(desk, sighted(0), "poll")
    desk.clock.forward(minutes(20))
    poll(desk, FakeTimelines(), webhooks)
    bring(desk, sighted(20), "webhook")
    works = getattr(desk.heartbeats, way)

    def sometimes(account: str, what: str, *more: object) -> None:
        if what in ("replay_wanted", "webhook_silent"):
            setattr(desk.heartbeats, way, works)
            raise UnavailableError("the table")
        works(account, what, *more)

    setattr(desk.heartbeats, way, sometimes)
    for _ in range(3):
        poll(desk, FakeTimelines(), webhooks)
    assert state(desk) == "ok"
    assert webhooks.replays == [(at(-5), at(20))]


def test_I8_a_replay_that_fails_is_asked_for_again() -> None:
    desk = FakeDesk()
    broken = FakeRedelivery(fails=UnreachableError("connection refused"))
    bring(desk, sighted(0), "poll")
    desk.clock.forward(minutes(3))
    assert poll(desk, FakeTimelines(), broken)[0] == {"polled": 1, "webhook_call_failed": 1}
    bring(desk, sighted(3), "webhook")
    poll(desk, FakeTimelines(), broken)
    webhooks = FakeRedelivery()
    poll(desk, FakeTimelines(), webhooks)
    assert webhooks.replays == [(at(-5), at(3))]


def test_I8_a_desk_that_was_away_itself_asks_for_what_the_webhook_had_nobody_to_tell() -> None:
    desk = FakeDesk()
    webhooks = FakeRedelivery()
    poll(desk, FakeTimelines(), webhooks)
    desk.clock.forward(timedelta(hours=30))
    poll(desk, FakeTimelines(), webhooks)
    now = desk.clock.now()
    assert webhooks.replays == [(now - timedelta(hours=24), now)]


def test_I8_that_the_desk_was_away_is_not_forgotten_where_it_could_not_be_written_down_at_once() -> None:
    desk = FakeDesk()
    webhooks = FakeRedelivery()
    poll(desk, FakeTimelines(), webhooks)
    desk.clock.forward(minutes(30))
    beat = desk.heartbeats.beat

    def sometimes(account: str, signal: Signal, at: datetime) -> None:
        if signal is Signal.REPLAY_WANTED:
            desk.heartbeats.beat = beat  # type: ignore[method-assign]
            raise UnavailableError("the table")
        beat(account, signal, at)

    desk.heartbeats.beat = sometimes  # type: ignore[method-assign]
    assert poll(desk, FakeTimelines(), webhooks)[0] == {"failed": 1}
    poll(desk, FakeTimelines(), webhooks)
    assert webhooks.replays == [(at(-5), at(30))]


@pytest.mark.parametrize("first", ["webhook", "poll"])
def test_I8_a_post_that_both_bring_is_no_silence(first: str) -> None:
    desk = FakeDesk()
    for source in (first, "poll" if first == "webhook" else "webhook"):
        bring(desk, sighted(0), source)
    desk.clock.forward(minutes(5))
    poll(desk, FakeTimelines())
    assert state(desk) == "ok"


def test_I8_a_name_that_is_carried_along_or_an_old_post_is_no_silence() -> None:
    desk = FakeDesk()
    carried = (Mention(BRAND.id, BRAND.username, leading=True),)
    desk.heartbeats.beat("acme", Signal.WEBHOOK, at(-90))
    bring(desk, sighted(-60), "poll")
    more = sighted(0, mentions=carried, in_reply_to=sighted(-60).id, in_reply_to_user="900")
    bring(desk, more, "poll")
    elsewhere = sighted(0, id="79", mentions=carried, in_reply_to="5", in_reply_to_user="901")
    bring(desk, elsewhere, "poll")
    desk.clock.forward(minutes(5))
    poll(desk, FakeTimelines([FakePage({elsewhere.id: at(0)})]))
    assert len(desk.only_ticket().posts) == 2
    assert state(desk) == "ok"


def test_I8_a_native_answer_that_only_the_poll_brings_stops_the_clock_and_tells_of_the_silence() -> None:
    desk = FakeDesk()
    bring(desk, sighted(0), "webhook")
    desk.clock.forward(minutes(2))
    bring(desk, sighted_answer(2, sighted(0).id), "poll")
    assert desk.only_ticket().running is None
    desk.clock.forward(minutes(2))
    poll(desk, FakeTimelines())
    assert state(desk) == "webhook_silent"


def test_polling_never_sleeps_on_a_rate_limit_and_asks_again_when_it_is_over() -> None:
    desk = FakeDesk()
    limited = FakeTimelines(fails=RateLimitedError("Too Many Requests", at(10)))
    assert poll(desk, limited)[0] == {"rate_limited": 1}
    desk.clock.forward(minutes(5))
    assert poll(desk, limited)[0] == {"rate_limited": 1}
    assert len(limited.asked) == 1
    assert state(desk) == "rate_limited"
    desk.clock.forward(minutes(6))
    assert poll(desk, FakeTimelines())[0] == {"polled": 1}
    assert state(desk) == "ok"


def test_a_limit_on_messages_keeps_nobody_from_reading_mentions() -> None:
    desk = FakeDesk()
    limited = FakeTimelines(fails=RateLimitedError("Too Many Requests", at(10)), failing=(Timeline.MESSAGES,))
    assert poll(desk, limited)[0] == {"polled": 1}
    assert state(desk) == "rate_limited"
    desk.clock.forward(minutes(3))
    assert poll(desk, limited)[0] == {"polled": 1}
    assert limited.read_of.count(Timeline.MESSAGES) == 1
    assert state(desk) == "rate_limited"
    desk.clock.forward(minutes(8))
    poll(desk, FakeTimelines())
    assert state(desk) == "ok"


@pytest.mark.parametrize("timeline", Timeline)
@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (DisconnectedError("Unauthorized"), "account_disconnected"),
        (AccountRefusedError("Your account is temporarily locked."), "account_disconnected"),
        (OutOfCreditError("CreditsDepleted"), "out_of_credit"),
        (RateLimitedError("Too Many Requests", at(3)), "rate_limited"),
        (BudgetSpentError("X is not asked before 12:03.", at(3)), None),
        (UnreachableError("connection refused"), "poll_failed"),
        (OutcomeUnknownError("X answered 503"), "poll_failed"),
        (RefusedError("Forbidden"), "unread"),
    ],
)
def test_I8_whatever_a_read_says_is_raised_and_goes_with_the_next_one_that_goes_well(
    timeline: Timeline, error: SocialNetworkError, fault: str | None
) -> None:
    desk = FakeDesk()
    told, _ = poll(desk, FakeTimelines(fails=error, failing=(timeline,)))
    assert sum(told.values()) == 1
    expected = {f"{timeline}_unread" if fault == "unread" else fault} if fault else set()
    assert set(faults(desk)) == expected
    for _ in range(2):
        desk.clock.forward(timedelta(hours=1))
        poll(desk, FakeTimelines())
    assert faults(desk) == {}
    assert state(desk) == "ok"


def test_I10_a_channel_that_we_have_no_right_to_read_is_asked_for_once_an_hour() -> None:
    desk = FakeDesk()
    refused = FakeTimelines(fails=NotPermittedError("client-not-enrolled"), failing=(Timeline.MESSAGES,))
    for _ in range(61):
        poll(desk, refused)
        desk.clock.forward(minutes(1))
    assert refused.read_of.count(Timeline.MESSAGES) == 2
    assert state(desk) == "messages_unread"


def test_I8_a_refused_token_shows_and_other_accounts_are_polled_all_the_same() -> None:
    desk = FakeDesk(OTHER)
    refused = FakeTimelines(fails=DisconnectedError("Unauthorized"))
    assert poll(desk, refused)[0] == {"disconnected": 2}
    assert refused.read_of == [Timeline.MENTIONS, Timeline.MENTIONS]
    assert state(desk) == "account_disconnected"
    assert poll(desk, FakeTimelines(tokens=False))[0] == {"not_connected": 2}
