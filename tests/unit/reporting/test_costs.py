"""What the networks charge is counted once, and a month's limit stops reading before it stops answers."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared import wiring
from shared.domain.accounts.status import Signal
from shared.domain.errors import DeskError, InvalidError, OutcomeUnknownError, UnavailableError
from shared.domain.replies.reply import ReplyState
from shared.domain.settings.desk import Account
from shared.networks.x.pricing.charges import charged_events, charged_reads
from shared.networks.x.pricing.prices import XCharge
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.accounts.usage import charge_events, charge_reads, spending
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.deletions.detect_deletions import detect_deletions
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.inbound.poll_accounts import poll_accounts
from shared.usecases.notifications.notify_incident import notify_incident
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings_changes.change_settings import change_settings
from tests.builders import at, minutes, sighted, sighted_answer
from tests.fake_desk import ACCOUNT, MANAGER, FakeDesk, FakeIngest, FakeLookups, FakeRedelivery, FakeTimelines
from tests.fake_plug import plugged
from tests.samples.x_samples import parsed, raw
from tests.unit.api.test_api import call

LINK = "See https://example.com/help for it."
TODAY = date(2026, 9, 15)


def priced(**settings: Any) -> FakeDesk:
    return FakeDesk(Document("desk", "desk", 1, {"undo_seconds": 0, **settings}))


def acme(desk: FakeDesk) -> Account:
    return desk_settings(desk).account("acme")


def entered(desk: FakeDesk) -> dict[str, tuple[int, Decimal]]:
    """By kind, over all days and accounts."""
    found: dict[str, tuple[int, Decimal]] = {}
    for entry in desk.ledger.entries(date.min, date.max):
        number, usd = found.get(entry.charge, (0, Decimal(0)))
        found[entry.charge] = number + entry.number, usd + entry.usd
    return found


def spend(desk: FakeDesk, posts: int) -> None:
    """Reads so many posts at half a cent each."""
    seen = sum(number for number, _ in entered(desk).values())
    charge_reads(acme(desk), {XCharge.POST_READ: [str(seen + n) for n in range(posts)]}, desk=desk)


def answer(desk: FakeDesk, text: str) -> ReplyState | None:
    ticket = desk.only_ticket()
    told = ReplyToTicket(
        ticket=ticket.id,
        client_reply_id="reply-0001",
        in_reply_to=ticket.posts[0].id,
        seen_through=ticket.last_post.id,
        text=text,
    )
    reply_to_ticket(told, by=desk.kt, desk=desk)
    return send_reply(ticket.id, "reply-0001", desk=desk)


def look(desk: FakeDesk, after: float = 0) -> list[tuple[str, str]]:
    """The mails that come of what the reconciler finds, that many minutes later."""
    desk.clock.forward(minutes(after))
    desk.mailer.mails.clear()
    watch_accounts(desk=desk)
    faults, desk.alerts.faults = desk.alerts.faults, []
    for fault in faults:
        notify_incident(fault, desk=desk)
    return [(who, subject) for who, subject, _ in desk.mailer.mails]


def test_what_is_read_costs_once_a_day_in_utc() -> None:
    desk = priced()
    for _ in range(3):
        charge_reads(acme(desk), {XCharge.POST_READ: ["1", "2"], XCharge.USER_READ: ["900"]}, desk=desk)
    assert entered(desk) == {"post_read": (2, Decimal("0.010")), "user_read": (1, Decimal("0.010"))}
    desk.clock.forward(timedelta(hours=11, minutes=59))
    charge_reads(acme(desk), {XCharge.POST_READ: ["2"]}, desk=desk)
    assert entered(desk)["post_read"][0] == 2
    desk.clock.forward(timedelta(minutes=1))
    charge_reads(acme(desk), {XCharge.POST_READ: ["2"]}, desk=desk)
    assert entered(desk)["post_read"][0] == 3


@pytest.mark.parametrize(("owns", "kind", "usd"), [(False, "post_read", "0.010"), (True, "own_read", "0.002")])
def test_own_posts_cost_a_fifth_where_the_app_is_the_accounts(owns: bool, kind: str, usd: str) -> None:
    desk = FakeDesk(Document("account", "acme", 2, {**ACCOUNT, "owns_app": owns}))
    charge_reads(acme(desk), {XCharge.OWN_READ: ["1", "2"]}, desk=desk)
    assert entered(desk) == {kind: (2, Decimal(usd))}


def test_a_price_of_the_desks_own_counts_from_when_it_stands() -> None:
    desk = priced()
    charge_reads(acme(desk), {XCharge.USER_READ: ["1"]}, desk=desk)
    desk.settings.put([Document("desk", "desk", 2, {"prices": {"x": {"user_read": 0}}})])
    desk.clock.forward(timedelta(seconds=31))
    charge_reads(acme(desk), {XCharge.USER_READ: ["2"], XCharge.POST_READ: ["2"]}, desk=desk)
    assert entered(desk) == {"user_read": (2, Decimal("0.010")), "post_read": (1, Decimal("0.005"))}


@pytest.mark.parametrize(
    "prices",
    [{"x": {"user_read": -1}}, {"x": {"usr_read": 1}}, {"x": {"post": "much"}}, {"y": {"post": 1}}, {"post": 1}, 7],
)
def test_prices_that_are_none_are_refused_with_their_place(prices: object) -> None:
    desk = priced()
    with pytest.raises(InvalidError) as refused:
        change_settings(
            [Document("desk", "desk", 1, {"prices": prices})], by=None, desk=desk, within=timedelta(seconds=9)
        )
    assert "prices" in refused.value.path


@pytest.mark.parametrize(
    "prices", [{"x": {"user_read": -1}}, {"x": {"usr_read": 1}}, {"x": {"post": "much"}}, {"post": 1}, 7]
)
def test_I9_stored_prices_that_are_none_leave_those_of_the_list(prices: object) -> None:
    desk = priced(prices=prices)
    charge_reads(acme(desk), {XCharge.POST_READ: ["1"]}, desk=desk)
    assert entered(desk) == {"post_read": (1, Decimal("0.005"))}


@pytest.mark.parametrize(
    ("text", "kind", "usd"),
    [("We are on it.", "summoned_reply", "0.010"), (LINK, "post_with_link", "0.200")],
)
def test_R6_an_answer_costs_what_its_preview_said(text: str, kind: str, usd: str) -> None:
    desk = priced()
    ingest_post(sighted(0), desk=desk)
    assert answer(desk, text) is ReplyState.SENT
    assert entered(desk) == {kind: (1, Decimal(usd))}


def test_R1_a_part_that_the_worker_and_its_event_both_tell_of_costs_once() -> None:
    desk = priced()
    ingest_post(sighted(0), desk=desk)
    answer(desk, "We are on it.")
    [sent] = desk.x.stands
    ingest_post(sighted_answer(1, sighted(0).id, id=sent.post_id, text=sent.text), desk=desk)
    assert entered(desk) == {"summoned_reply": (1, Decimal("0.010"))}


def test_R1_a_part_that_only_its_event_tells_of_costs_too() -> None:
    desk = priced()
    ingest_post(sighted(0), desk=desk)
    desk.x.answers = [OutcomeUnknownError("no answer")]
    desk.x.takes_before_failing = True
    assert answer(desk, "We are on it.") is ReplyState.SENDING
    assert entered(desk) == {}
    [sent] = desk.x.stands
    ingest_post(sighted_answer(1, sighted(0).id, id=sent.post_id, text=sent.text), desk=desk)
    assert entered(desk) == {"summoned_reply": (1, Decimal("0.010"))}


def test_R1_an_answer_is_never_counted_twice_so_what_a_crash_kept_from_being_counted_stays_uncounted() -> None:
    """Who stores the answer's post counts it. A record that tells whether that was done would cost every answer two write units."""
    desk = priced()
    ingest_post(sighted(0), desk=desk)
    desk.ledger.fails = UnavailableError("the table")
    answer(desk, LINK)
    desk.ledger.fails = None
    [sent] = desk.x.stands
    for _ in range(2):
        ingest_post(sighted_answer(1, sighted(0).id, id=sent.post_id, text=sent.text), desk=desk)
    assert entered(desk) == {}


def test_I5_what_is_sent_again_from_the_dead_letter_queue_was_counted_when_it_came() -> None:
    desk = FakeDesk()
    desk.clock.forward(timedelta(days=6))
    charge_events("x", charged_events(raw("activity/post.mention.create")), at(0), desk=desk)
    assert entered(desk) == {}


def test_what_was_answered_in_the_networks_own_app_costs_nothing() -> None:
    desk = priced()
    ingest_post(sighted(0), desk=desk)
    ingest_post(sighted_answer(1, sighted(0).id), desk=desk)
    assert entered(desk) == {}


@pytest.mark.parametrize("error", [UnavailableError("the table"), InvalidError("desk", "is broken")])
def test_a_count_that_fails_stops_no_answer_and_no_delivery(error: DeskError) -> None:
    desk = priced()
    ingest_post(sighted(0), desk=desk)
    desk.ledger.fails = error
    charge_events("x", charged_events(raw("activity/post.mention.create")), at(0), desk=desk)
    charge_reads(acme(desk), {XCharge.POST_READ: ["1"]}, desk=desk)
    assert answer(desk, "We are on it.") is ReplyState.SENT
    assert poll(desk) == {"polled": 1}


@pytest.mark.parametrize(
    ("name", "charged"),
    [
        ("activity/post.mention.create", ["post_event"]),
        ("activity/post.create-own-edited", ["post_event"]),
        ("activity/dm.received", ["message_event"]),
        ("activity/dm.sent", []),
        ("activity/post.delete", []),
        ("activity/oauth.revoke", []),
        ("activity/post.repost.create", ["post_event"]),
        ("activity/chat.received", []),
        ("account_activity/tweet_create-mention", ["post_event"]),
        ("account_activity/direct_message_events", ["message_event"]),
        ("account_activity/tweet_delete_events", []),
        ("account_activity/follow_events", []),
    ],
)
def test_events_are_charged_as_x_lists_them(name: str, charged: list[str]) -> None:
    found = list(charged_events(raw(name)))
    assert [kind.value for _, kind, _ in found] == charged
    assert all(owner and resource.partition(":")[2] for owner, _, resource in found)


def test_I3_an_event_that_is_taken_twice_costs_once_and_two_kinds_of_one_post_cost_twice() -> None:
    desk = FakeDesk(Document("account", "acme", 2, {**ACCOUNT, "network_id": owner_of("activity/post.mention.create")}))
    mention = raw("activity/post.mention.create")
    other = parsed("activity/post.mention.create")
    other["data"]["event_type"] = "post.reply.create"
    for body in (mention, mention, json.dumps(other).encode()):
        charge_events("x", charged_events(body), at(0), desk=desk)
    [entry] = desk.ledger.entries(TODAY, TODAY)
    assert (entry.account, entry.number, entry.usd) == ("acme", 2, Decimal("0.010"))


def owner_of(name: str) -> str:
    owner: str = parsed(name)["data"]["filter"]["user_id"]
    return owner


def test_an_event_for_an_account_that_the_desk_has_not_is_charged_to_nobody() -> None:
    desk = FakeDesk()
    charge_events("x", charged_events(raw("activity/post.mention.create")), at(0), desk=desk)
    assert [entry.account for entry in desk.ledger.entries(TODAY, TODAY)] == ["-"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"7",
        b"{}",
        b'{"data": 1}',
        b'{"data": {"event_type": ["post.create"], "payload": {"id": "1"}}}',
        b'{"data": {"event_type": "post.create", "payload": [1]}}',
        b'{"data": {"event_type": "dm.received", "payload": {"direct_message_events": "x"}, "filter": 3}}',
        b'{"for_user_id": "1", "tweet_create_events": {"a": 1}, "direct_message_events": [null, {"id": []}]}',
        b"[" * 100_000,
    ],
)
def test_I5_a_body_that_makes_no_sense_is_charged_to_nobody(body: bytes) -> None:
    assert list(charged_events(body)) == []


def told(document: object) -> Mapping[str, list[str]]:
    found = charged_reads("GET", "/2/users/1/mentions", lambda: document)
    return {charge: sorted(ids) for charge, ids in found.items()}


def test_what_comes_along_with_a_post_is_charged_too() -> None:
    includes = {"users": [{"id": "5"}, {"id": "5"}], "media": [{"media_key": "3_1"}], "tweets": [{"id": "8"}]}
    assert told({"data": [{"id": "1"}, {"id": "2"}], "includes": includes}) == {
        "own_read": ["1", "2"],
        "user_read": ["5"],
        "media_read": ["3_1"],
        "post_read": ["8"],
    }
    looked_up = charged_reads(
        "GET", "/2/tweets", lambda: {"data": [{"id": "1"}], "includes": {"tweets": [{"id": "8"}]}}
    )
    assert looked_up == {XCharge.POST_READ: {"1", "8"}}


@pytest.mark.parametrize("document", [None, [], {"data": None}, {"data": [None, 7, {"id": True}]}, {"includes": 1}])
def test_an_answer_that_makes_no_sense_costs_nothing(document: object) -> None:
    assert told(document) == {}


def test_sends_and_what_is_free_are_not_counted_as_reads() -> None:
    one = {"data": {"id": "1"}}
    assert charged_reads("POST", "/2/tweets", lambda: one) == {}
    assert charged_reads("GET", "/2/webhooks", lambda: one) == {}
    assert charged_reads("GET", "/2/users/me", lambda: one) == {XCharge.USER_READ: {"1"}}


def poll(
    desk: FakeDesk, timelines: FakeTimelines | None = None, webhooks: FakeRedelivery | None = None
) -> dict[str, int]:
    found = poll_accounts(desk=plugged(desk, timelines=timelines or FakeTimelines(), redelivery=webhooks))
    return {str(outcome): n for outcome, n in found.items()}


def state(desk: FakeDesk) -> str:
    return account_health(desk=desk)[0].state


def test_the_months_limit_stops_polling_and_looking_again_and_no_answer() -> None:
    desk = priced(monthly_usd=0.05)
    ingest_post(sighted(0), desk=desk)
    spend(desk, 9)
    assert poll(desk) == {"polled": 1}
    spend(desk, 1)
    timelines, lookups, webhooks = FakeTimelines(), FakeLookups(), FakeRedelivery()
    assert poll(desk, timelines, webhooks) == {"limit_reached": 1}
    assert timelines.read_of == []
    assert detect_deletions(desk=plugged(desk, lookups=lookups, ingest=FakeIngest())) == {"limit_reached": 1}
    assert lookups.asked == []
    assert state(desk) == "limit_reached"
    assert webhooks.replays == []
    assert answer(desk, "We are on it.") is ReplyState.SENT
    desk.clock.forward(minutes(30))
    assert state(desk) == "limit_reached"


def test_I8_a_desk_that_reads_no_more_still_wakes_the_webhook_that_it_hears_by() -> None:
    desk = priced(monthly_usd=0.05)
    spend(desk, 10)
    webhooks = FakeRedelivery(stopped=True)
    told = [poll(desk, webhooks=webhooks)]
    for _ in range(9):
        desk.clock.forward(minutes(1))
        webhooks.stopped = True
        told.append(poll(desk, webhooks=webhooks))
    assert webhooks.woken == ["main", "main"]
    assert told[0] == told[5] == {"limit_reached": 1, "webhook_revived": 1}


def test_a_new_month_or_a_higher_limit_lets_the_desk_read_again() -> None:
    desk = priced(monthly_usd=0.05)
    spend(desk, 10)
    assert poll(desk) == {"limit_reached": 1}
    desk.settings.put([Document("desk", "desk", 2, {"monthly_usd": 0.06})])
    desk.clock.forward(timedelta(seconds=31))
    assert poll(desk) == {"polled": 1}
    assert state(desk) == "ok"
    spend(desk, 2)
    assert poll(desk) == {"limit_reached": 1}
    desk.clock.instant = datetime(2026, 10, 1, tzinfo=UTC)
    assert spending(desk=desk).usd == 0
    assert poll(desk) == {"polled": 1}


def test_a_count_that_cannot_be_read_stops_no_reading_and_warns_nobody() -> None:
    desk = priced(monthly_usd=0.05)
    spend(desk, 10)
    desk.ledger.fails = UnavailableError("the table")
    assert poll(desk) == {"polled": 1}
    assert look(desk) == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_managers_are_warned_once_a_month_at_four_fifths(language: str) -> None:
    manager = Document("person", "boss", 2, {**MANAGER, "language": language})
    desk = FakeDesk(Document("desk", "desk", 1, {"monthly_usd": 0.05}), manager)
    desk.heartbeats.beat("acme", Signal.POLL, at(100_000))
    spend(desk, 7)
    assert look(desk) == []
    spend(desk, 1)
    [(who, subject)] = look(desk, 5)
    assert (who, "80" in subject) == ("boss", True)
    spend(desk, 1)
    assert [look(desk, 60) for _ in range(48)] == [[]] * 48
    desk.clock.instant = datetime(2026, 10, 1, tzinfo=UTC)
    assert [look(desk, 5) for _ in range(4)] == [[]] * 4
    assert desk.incidents.all() == []
    spend(desk, 8)
    assert len(look(desk, 5)) == 1


def test_I8_managers_hear_that_reading_has_stopped_and_that_it_goes_on() -> None:
    desk = priced(monthly_usd=0.05)
    poll(desk)
    spend(desk, 10)
    poll(desk)
    subjects = {subject for _, subject in look(desk)}
    assert subjects == {"X has cost 100 % of the limit for September 2026", "@acme_help: stopped by the cost limit"}
    assert desk.texter.texts == []
    desk.settings.put([Document("desk", "desk", 2, {"monthly_usd": 9})])
    desk.clock.forward(timedelta(minutes=1))
    poll(desk)
    look(desk)
    desk.clock.forward(minutes(11))
    poll(desk)
    assert look(desk) == [("boss", "Recovered: @acme_help is no longer stopped by the cost limit")]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    other = Document("account", "acme_us", 1, {"network": "x", "network_id": "300", "username": "us", "name": "US"})
    desk = FakeDesk(Document("desk", "desk", 1, {"monthly_usd": 0.05, "zone": "Asia/Tokyo"}), other)
    monkeypatch.setattr(wiring, "_desk", desk)
    return desk


def costs(**query: str) -> Any:
    status, told = call(
        "GET", "/api/metrics", groups="[managers]", **{"from": "2026-09-15", "to": "2026-09-16"} | query
    )
    assert status == 200
    return told["costs"]


def test_the_numbers_say_what_x_has_cost_by_day_account_and_kind(served: FakeDesk) -> None:
    charge_reads(acme(served), {XCharge.POST_READ: ["1", "2"], XCharge.USER_READ: ["7"]}, desk=served)
    served.clock.forward(timedelta(days=1))
    charge_reads(desk_settings(served).account("acme_us"), {XCharge.POST_READ: ["3"]}, desk=served)
    both = {"key": "*", "usd": 0.025, "kinds": costs()["rows"][0]["kinds"]}
    assert both["kinds"] == {"post_read": {"count": 3, "usd": 0.015}, "user_read": {"count": 1, "usd": 0.01}}
    assert costs()["rows"] == costs(by="agent")["rows"] == [both]
    assert [(row["key"], row["usd"]) for row in costs(by="account")["rows"]] == [
        ("*", 0.025),
        ("acme", 0.02),
        ("acme_us", 0.005),
    ]
    assert [(row["key"], row["usd"]) for row in costs(by="day")["rows"]] == [
        ("*", 0.025),
        ("2026-09-15", 0.02),
        ("2026-09-16", 0.005),
    ]
    assert costs(account="acme_us")["rows"][0]["usd"] == 0.005
    assert costs(to="2026-09-15")["rows"][0]["usd"] == 0.02
    assert costs()["month"] == {"month": "2026-09", "usd": 0.025, "limit_usd": 0.05, "state": "ok"}


def test_M1_the_numbers_say_what_each_network_has_cost(served: FakeDesk) -> None:
    town = {"network": "toy", "network_id": "did:toy:brand", "name": "Toys"}
    served.settings.put([Document("account", "toys", 1, town)])
    served.memory.settings = None
    charge_reads(acme(served), {XCharge.POST_READ: ["1", "2"]}, desk=served)
    served.ledger.enter("toys", "note", 3, Decimal("0.003"), served.clock.now().date())
    served.ledger.enter("-", "post_event", 1, Decimal("0.005"), served.clock.now().date())
    rows = costs(by="network")["rows"]
    assert [(row["key"], row["usd"]) for row in rows] == [("*", 0.018), ("-", 0.005), ("toy", 0.003), ("x", 0.01)]
    assert rows[2]["kinds"] == {"note": {"count": 3, "usd": 0.003}}


def test_where_the_count_cannot_be_read_the_other_numbers_are_told(served: FakeDesk) -> None:
    served.ledger.fails = UnavailableError("the table")
    assert costs() is None


@pytest.mark.parametrize(("posts", "state"), [(7, "ok"), (8, "near"), (10, "reached")])
def test_the_month_stands_in_health_for_managers_alone(served: FakeDesk, posts: int, state: str) -> None:
    spend(served, posts)
    for name, value in (
        ("depths", type("Depths", (), {"read": lambda _: []})()),
        ("sms_account", type("Sms", (), {"monthly_limit": lambda _: 50.0})()),
    ):
        setattr(served, name, value)
    assert call("GET", "/api/health", groups="[managers]")[1]["spending"]["state"] == state
    assert "spending" not in call("GET", "/api/health")[1]
