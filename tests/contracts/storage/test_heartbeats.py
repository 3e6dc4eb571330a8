from datetime import timedelta

from shared.domain.accounts.faults import Fault, FaultState
from shared.domain.accounts.quota import Quota
from shared.domain.accounts.status import AccountStatus, Call, Counted, PauseReason, Signal, Tally
from shared.ports.accounts import Heartbeats
from tests.contracts.build import at

SEALED = Counted.ENCRYPTED_MESSAGE


def test_an_account_never_heard_of_has_nothing_to_tell(heartbeats: Heartbeats) -> None:
    assert heartbeats.of("acme") == AccountStatus()


def test_each_way_tells_when_it_was_last_heard_of(heartbeats: Heartbeats) -> None:
    heartbeats.beat("acme", Signal.WEBHOOK, at(1))
    heartbeats.beat("acme", Signal.POLL, at(0))
    heartbeats.beat("acme", Signal.POLL, at(2))
    assert heartbeats.of("acme").last == {Signal.WEBHOOK: at(1), Signal.POLL: at(2)}


def test_a_beat_that_comes_late_does_not_turn_the_time_back(heartbeats: Heartbeats) -> None:
    heartbeats.beat("acme", Signal.POLL, at(2))
    heartbeats.beat("acme", Signal.POLL, at(1))
    assert heartbeats.of("acme").last == {Signal.POLL: at(2)}


def test_I10_each_call_pauses_by_itself_and_for_each_reason_until_the_later_instant(heartbeats: Heartbeats) -> None:
    heartbeats.pause("acme", Call.MENTIONS, PauseReason.REFUSED, at(3))
    heartbeats.pause("acme", Call.MENTIONS, PauseReason.REFUSED, at(2))
    heartbeats.pause("acme", Call.MENTIONS, PauseReason.RATE_LIMITED, at(1))
    heartbeats.pause("acme", Call.LOOK_UP, PauseReason.RATE_LIMITED, at(5))
    status = heartbeats.of("acme")
    assert status.pauses == {
        (Call.MENTIONS, PauseReason.REFUSED): at(3),
        (Call.MENTIONS, PauseReason.RATE_LIMITED): at(1),
        (Call.LOOK_UP, PauseReason.RATE_LIMITED): at(5),
    }
    assert [status.paused(Call.MENTIONS, at(minute)) for minute in (0, 1, 2, 3)] == [
        PauseReason.RATE_LIMITED,
        PauseReason.REFUSED,
        PauseReason.REFUSED,
        None,
    ]
    assert (status.last, heartbeats.of("acme_jp")) == ({}, AccountStatus())


def test_a_fault_stands_in_its_newest_words_until_it_is_cleared(heartbeats: Heartbeats) -> None:
    heartbeats.beat("acme", Signal.POLL, at(0))
    heartbeats.fail("acme", Fault.WEBHOOK_SILENT, "Two posts were missed.", at(1))
    heartbeats.fail("acme", Fault.WEBHOOK_SILENT, "Three posts were missed.", at(3))
    heartbeats.fail("acme", Fault.WEBHOOK_SILENT, "One post was missed.", at(0))
    heartbeats.fail("acme", Fault.ACCOUNT_DISCONNECTED, "X refuses the token.", at(2))
    disconnected = FaultState("X refuses the token.", at(2))
    assert heartbeats.of("acme").faults == {
        Fault.WEBHOOK_SILENT: FaultState("Three posts were missed.", at(1)),
        Fault.ACCOUNT_DISCONNECTED: disconnected,
    }
    heartbeats.clear("acme", Fault.WEBHOOK_SILENT)
    heartbeats.clear("acme", Fault.POLL_FAILED)
    assert heartbeats.of("acme") == AccountStatus({Signal.POLL: at(0)}, {Fault.ACCOUNT_DISCONNECTED: disconnected})
    heartbeats.fail("acme", Fault.WEBHOOK_SILENT, "One post was missed.", at(5))
    assert heartbeats.of("acme").faults[Fault.WEBHOOK_SILENT].since == at(5)


def test_what_comes_is_counted_until_it_was_quiet_for_long(heartbeats: Heartbeats) -> None:
    for minute in (1, 5, 3):
        heartbeats.count("acme", SEALED, at(minute), quiet=timedelta(hours=1))
    assert heartbeats.of("acme") == AccountStatus(tallies={SEALED: Tally(3, at(1), at(5))})
    heartbeats.count("acme", SEALED, at(65), quiet=timedelta(hours=1))
    assert heartbeats.of("acme").tallies == {SEALED: Tally(1, at(65), at(65))}
    heartbeats.count("acme", SEALED, at(66), quiet=timedelta(hours=1))
    assert heartbeats.of("acme").tallies[SEALED].number == 2


def test_what_has_an_ident_counts_once_in_any_order(heartbeats: Heartbeats) -> None:
    hour = timedelta(hours=1)
    for ident, minute in (("c", 3), ("a", 1), ("c", 3), ("b", 2), ("a", 1)):
        heartbeats.count("acme", SEALED, at(minute), quiet=hour, ident=ident)
    found = heartbeats.of("acme").tallies[SEALED]
    assert (found.number, found.last) == (3, at(3))
    heartbeats.count("acme", SEALED, at(70), quiet=hour, ident="x" * 5_000 + "\ud83d")
    heartbeats.count("acme2", SEALED, at(3), quiet=hour, ident="c")
    assert heartbeats.of("acme").tallies == {SEALED: Tally(1, at(70), at(70))}
    assert heartbeats.of("acme2").tallies[SEALED].number == 1


def test_accounts_do_not_hear_each_other(heartbeats: Heartbeats) -> None:
    heartbeats.beat("acme", Signal.POLL, at(1))
    heartbeats.fail("acme", Fault.WEBHOOK_SILENT, "Two posts were missed.", at(1))
    heartbeats.clear("acme_jp", Fault.WEBHOOK_SILENT)
    assert heartbeats.of("acme_jp") == AccountStatus()
    assert (len(heartbeats.of("acme").last), len(heartbeats.of("acme").faults)) == (1, 1)


def test_N7_the_newest_reading_of_a_quota_stays_in_whatever_order_they_come(heartbeats: Heartbeats) -> None:
    heartbeats.beat("acme", Signal.POLL, at(1))
    newest = Quota(200, 161, at(3), renews_at=at(60))
    for reading in (Quota(200, 160, at(2)), newest, Quota(200, 150, at(1)), Quota(500, 161, at(3))):
        heartbeats.note_quota("acme", reading)
    assert heartbeats.of("acme") == AccountStatus({Signal.POLL: at(1)}, quota=newest)
    assert heartbeats.of("acme_jp").quota is None


def test_N7_a_plan_without_a_limit_is_no_plan_of_nothing(heartbeats: Heartbeats) -> None:
    for limit in (None, 0):
        heartbeats.note_quota(f"plan-{limit}", Quota(limit, 0, at(1)))
    assert heartbeats.of("plan-None").quota == Quota(None, 0, at(1))
    assert heartbeats.of("plan-0").quota == Quota(0, 0, at(1))
