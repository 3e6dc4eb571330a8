"""What a network ends by itself is made again, and what the desk depends on is checked every day (I8)."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from shared.domain.accounts.connection import AccountCheck, RegisteredWebhook, Subscription
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import GRACE
from shared.domain.accounts.status import Signal
from shared.domain.errors import (
    DisconnectedError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.networks.reading import ReadingLimits
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account, General
from shared.networks.x.rules import XRules
from shared.ports.network_reading import Timeline
from shared.usecases.accounts.account_health import account_health
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.deletions.detect_deletions import MOST_A_DAY, shares
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.poll_accounts import poll_accounts
from shared.usecases.notifications.notify_incident import notify_incident
from shared.usecases.settings.current import desk_settings
from tests.builders import BRAND, at, minutes, sighted
from tests.fake_console import WANTED, FakeConsole
from tests.fake_desk import FakeDesk, FakeTimelines
from tests.fake_plug import FakeProfiles, plugged

EVERY = timedelta(minutes=15)
LIMITS = ReadingLimits(
    back=timedelta(days=6),
    messages_every=minutes(5),
    replayed=timedelta(0),
    looked_up=50,
    mentions_every=minutes(5),
    looked_up_daily=300,
    subscriptions_every=EVERY,
)
MENTIONS, REVOKED, OPTIONAL = WANTED


class ForgetfulRules(XRules):
    """The rules of a network that ends subscriptions by itself, and gives an account few calls."""

    reading = LIMITS


@dataclass
class CountingConsole(FakeConsole):
    """`refuses` are the events that the network lets nobody subscribe to; `asked` counts the looks at subscriptions."""

    refuses: frozenset[str] = frozenset()
    asked: int = 0
    checks_made: int = 0

    def subscriptions(self, account: Account) -> frozenset[Subscription]:
        self.asked += 1
        return super().subscriptions(account)

    def subscribe(self, account: Account, wanted: Subscription, webhook: str) -> None:
        if wanted.event in self.refuses:
            raise RefusedError("not this one")
        super().subscribe(account, wanted, webhook)

    def checks(self, account: Account) -> tuple[AccountCheck, ...]:
        self.checks_made += 1
        return tuple(super().checks(account))


def desk_with(console: FakeConsole, timelines: FakeTimelines | None = None) -> FakeDesk:
    desk = FakeDesk()
    desk.rules = {"x": ForgetfulRules()}
    return plugged(
        desk, console=console, rules=desk.rules["x"], timelines=timelines or FakeTimelines(), redelivery=None
    )


def run(desk: FakeDesk, after: timedelta = timedelta(0)) -> dict[str, int]:
    desk.clock.forward(after)
    return {str(outcome): n for outcome, n in poll_accounts(desk=desk).items()}


def faults(desk: FakeDesk) -> dict[str, str]:
    [health] = account_health(desk=desk)
    return {name: fault.sentence for name, fault in health.faults.items()}


def bring(desk: FakeDesk, n: float, source: str, channel: Channel = Channel.PUBLIC) -> None:
    recipient = BRAND.id if channel is Channel.DIRECT else None
    ingest_delivery([sighted(n, channel=channel, recipient_id=recipient)], source=source, desk=desk)


def test_I8_a_subscription_that_the_network_has_ended_is_made_again_within_a_quarter_of_an_hour() -> None:
    desk = desk_with(console := CountingConsole())
    assert run(desk) == {"polled": 1}
    console.there -= {MENTIONS}
    assert run(desk, minutes(14)) == {"polled": 1}
    assert run(desk, minutes(1)) == {"not_due": 1, "subscriptions_renewed": 1}
    assert console.there == frozenset(WANTED)
    assert console.asked == 2
    assert faults(desk) == {}


def test_I8_all_are_looked_at_once_in_a_quarter_of_an_hour_and_no_more() -> None:
    desk = desk_with(console := CountingConsole())
    for _ in range(31):
        run(desk, minutes(1))
    assert console.asked == 3


def test_I8_what_the_network_does_not_give_everybody_is_not_missed() -> None:
    desk = desk_with(console := CountingConsole(there=frozenset({MENTIONS, REVOKED})))
    assert run(desk) == {"polled": 1}
    assert console.there == {MENTIONS, REVOKED}


def test_I8_one_that_is_refused_is_a_fault_and_keeps_no_other_from_being_made() -> None:
    desk = desk_with(console := CountingConsole(there=frozenset({OPTIONAL}), refuses=frozenset({MENTIONS.event})))
    assert run(desk) == {"polled": 1, "subscriptions_lost": 1}
    assert console.there == {REVOKED, OPTIONAL}
    assert faults(desk) == {"subscriptions_lost": "post.mention.create: not this one"}
    console.refuses = frozenset()
    assert run(desk, minutes(1)) == {"polled": 1, "subscriptions_renewed": 1}
    assert faults(desk) == {}


def test_I8_an_account_without_its_subscriptions_is_read_every_minute() -> None:
    console = CountingConsole(there=frozenset(), refuses=frozenset({MENTIONS.event}))
    desk = desk_with(console, timelines := FakeTimelines())
    for _ in range(4):
        run(desk, minutes(1))
    assert timelines.read_of.count(Timeline.MENTIONS) == 4


def test_I10_a_refused_one_is_tried_again_after_growing_pauses() -> None:
    desk = desk_with(console := CountingConsole(there=frozenset(), refuses=frozenset({MENTIONS.event})))
    for _ in range(40):
        run(desk, minutes(1))
    assert 5 <= console.asked <= 9


def test_I8_an_app_that_delivers_elsewhere_is_not_taken_from_another_desk() -> None:
    hook = RegisteredWebhook("9", "https://other.example.com/webhooks/x/main", valid=True)
    elsewhere = CountingConsole(hooks=(replace(hook, url="https://other.example.com/hook"),), there=frozenset())
    desk = desk_with(elsewhere)
    assert run(desk) == {"polled": 1, "subscriptions_lost": 1}
    assert "delivers to another address" in faults(desk)["subscriptions_lost"]
    assert elsewhere.there == frozenset()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OutcomeUnknownError("no answer"), {}),
        (RateLimitedError("too many", at(30)), {"rate_limited": "too many"}),
        (DisconnectedError("401"), {"account_disconnected": "401"}),
    ],
)
def test_I8_a_check_that_failed_is_made_again_and_says_nothing_of_the_subscriptions(
    error: SocialNetworkError, told: dict[str, str]
) -> None:
    desk = desk_with(console := CountingConsole(fails=error))
    assert run(desk) == {"polled": 1, "subscriptions_unchecked": 1, "setup_unchecked": 1}
    assert faults(desk) == told
    console.fails = None
    run(desk, minutes(31))
    assert console.asked >= 2
    assert faults(desk) == {}


def test_I8_a_network_that_keeps_its_subscriptions_is_not_asked_for_them() -> None:
    desk = plugged(FakeDesk(), console=(console := CountingConsole()))
    run(desk)
    run(desk, minutes(60))
    assert console.asked == 0


def test_I8_what_the_daily_check_finds_is_told_to_people_and_looked_at_every_hour_until_it_is_mended() -> None:
    wrong = (
        AccountCheck("rights", "pages_messaging is missing", well=False),
        AccountCheck("review", "nobody knows", well=None),
    )
    desk = desk_with(console := CountingConsole(checked=wrong))
    assert run(desk) == {"polled": 1, "setup_faulty": 1}
    assert faults(desk) == {"setup_faulty": "rights: pages_messaging is missing"}
    assert watch_accounts(desk=desk).at_fault == 1
    run(desk, minutes(59))
    assert console.checks_made == 1
    console.checked = ()
    run(desk, minutes(1))
    assert (console.checks_made, faults(desk)) == (2, {})
    run(desk, timedelta(hours=23))
    assert console.checks_made == 2
    run(desk, timedelta(hours=1))
    assert console.checks_made == 3


def test_I8_a_check_clears_no_fault_that_it_says_nothing_of() -> None:
    desk = desk_with(CountingConsole(), FakeTimelines(fails=DisconnectedError("401")))
    assert run(desk) == {"disconnected": 1}
    assert list(faults(desk)) == ["account_disconnected"]


@pytest.mark.parametrize(
    ("fault", "subject", "over"),
    [
        (Fault.SUBSCRIPTIONS_LOST, "not subscribed to X any more", "posts come in as before"),
        (Fault.SETUP_FAULTY, "not set up as the desk needs it on X", "the check finds nothing any more"),
    ],
)
def test_I8_managers_are_told_of_both_and_when_it_is_over(fault: Fault, subject: str, over: str) -> None:
    desk = FakeDesk()
    desk.heartbeats.beat("acme", Signal.POLL, at(0) + timedelta(days=1))
    desk.heartbeats.fail("acme", fault, "feed: refused", at(0))
    for after in (GRACE[fault], timedelta(0), timedelta(minutes=11)):
        desk.clock.forward(after)
        watch_accounts(desk=desk)
        for each in desk.alerts.faults:
            notify_incident(each, desk=desk)
        desk.heartbeats.clear("acme", fault)
    (_, raised, text), (_, recovered, end) = desk.mailer.mails
    assert (raised, recovered) == (f"@acme_help: {subject}", f"Recovered: @acme_help ({subject})")
    assert "feed: refused" in text
    assert over in end


def test_I8_messages_that_the_webhook_brings_do_not_hide_that_it_brings_no_comments() -> None:
    desk = desk_with(CountingConsole())
    for n in range(0, 12, 3):
        bring(desk, n, "poll")
        bring(desk, n + 1, "webhook", Channel.DIRECT)
        desk.clock.forward(minutes(3))
        run(desk)
    assert "webhook_silent" in faults(desk)
    bring(desk, 12, "webhook")
    run(desk)
    assert faults(desk) == {}


def test_I8_comments_do_not_hide_that_no_messages_come() -> None:
    desk = desk_with(CountingConsole())
    bring(desk, 0, "poll", Channel.DIRECT)
    bring(desk, 1, "webhook")
    desk.clock.forward(minutes(3))
    run(desk)
    assert "webhook_silent" in faults(desk)
    bring(desk, 2, "webhook", Channel.DIRECT)
    run(desk)
    assert faults(desk) == {}


def test_I8_whatever_the_webhook_brings_shows_when_it_was_last_heard() -> None:
    desk = desk_with(CountingConsole())
    desk.heartbeats.beat("acme", Signal.WEBHOOK, at(-9))
    desk.heartbeats.beat("acme", Signal.WEBHOOK_MESSAGES, at(-2))
    [health] = account_health(desk=desk)
    assert health.last_event == at(-2)


def test_N1_an_account_with_few_calls_is_read_less_often_and_every_minute_while_the_webhook_is_silent() -> None:
    desk = desk_with(CountingConsole(), timelines := FakeTimelines())
    for _ in range(10):
        run(desk)
        desk.clock.forward(minutes(1))
    assert timelines.read_of.count(Timeline.MENTIONS) == 2
    assert faults(desk) == {}
    bring(desk, 7, "poll")
    for _ in range(5):
        run(desk)
        desk.clock.forward(minutes(1))
    assert timelines.read_of.count(Timeline.MENTIONS) == 7


def test_I8_an_account_that_is_read_less_often_is_silent_later() -> None:
    desk = desk_with(CountingConsole())
    run(desk)
    desk.clock.forward(minutes(10))
    assert faults(desk) == {}
    desk.clock.forward(timedelta(seconds=1))
    assert list(faults(desk)) == ["poll_silent"]


def test_N1_no_more_posts_are_looked_up_in_a_day_than_the_network_has_calls_for() -> None:
    desk = desk_with(CountingConsole())
    [account] = desk_settings(desk).accounts
    rich = General(relookup_usd_per_day=1_000_000)
    assert shares([account], rich, desk.rules) == {account: 300}
    assert shares([account], rich, {"x": XRules()}) == {account: MOST_A_DAY}


def test_a_network_with_timelines_is_asked_for_names_too() -> None:
    profiles = FakeProfiles({"900": "花子"})
    desk = plugged(desk_with(CountingConsole()), profiles=profiles)
    message = sighted(0, author=Author("900", "", ""), channel=Channel.DIRECT, recipient_id=BRAND.id)
    ingest_delivery([message], source="webhook", desk=desk)
    run(desk)
    assert desk.only_ticket().customer.name == "花子"


def test_I8_what_no_webhook_tells_of_is_no_silence() -> None:
    desk = desk_with(CountingConsole())
    ingest_delivery([replace(sighted(0), only_listed=True)], source="poll", desk=desk)
    run(desk, minutes(3))
    assert faults(desk) == {}
