from datetime import timedelta

from shared.ports.accounts import Heartbeats
from tests.contracts.build import at
from tests.fakes import rfc3339


def test_an_account_never_heard_of_has_nothing_to_tell(heartbeats: Heartbeats) -> None:
    assert heartbeats.of("acme") == {}


def test_each_way_tells_when_it_was_last_heard_of(heartbeats: Heartbeats) -> None:
    heartbeats.beat("acme", "webhook", at(1))
    heartbeats.beat("acme", "poll", at(0))
    heartbeats.beat("acme", "poll", at(2))
    assert heartbeats.of("acme") == {"webhook": "2026-09-18T12:01:00.000001Z", "poll": "2026-09-18T12:02:00.000001Z"}


def test_a_beat_that_comes_late_does_not_turn_the_time_back(heartbeats: Heartbeats) -> None:
    heartbeats.beat("acme", "poll", at(2))
    heartbeats.beat("acme", "poll", at(1))
    assert heartbeats.of("acme") == {"poll": "2026-09-18T12:02:00.000001Z"}


def test_a_fault_stands_in_its_newest_words_until_it_is_cleared(heartbeats: Heartbeats) -> None:
    heartbeats.beat("acme", "poll", at(0))
    heartbeats.fail("acme", "webhook_silent", "Two posts were missed.", at(1))
    heartbeats.fail("acme", "webhook_silent", "Three posts were missed.", at(3))
    heartbeats.fail("acme", "webhook_silent", "One post was missed.", at(0))
    heartbeats.fail("acme", "account_disconnected", "X refuses the token.", at(2))
    told = heartbeats.of("acme")
    assert told["fault:webhook_silent"] == "Three posts were missed."
    assert told["fault:account_disconnected"] == "X refuses the token."
    assert told["since:webhook_silent"] == "2026-09-18T12:01:00.000001Z"
    heartbeats.clear("acme", "webhook_silent")
    heartbeats.clear("acme", "never_raised")
    assert set(heartbeats.of("acme")) == {"poll", "fault:account_disconnected", "since:account_disconnected"}
    heartbeats.fail("acme", "webhook_silent", "One post was missed.", at(5))
    assert heartbeats.of("acme")["since:webhook_silent"] == "2026-09-18T12:05:00.000001Z"


def test_what_comes_is_counted_until_it_was_quiet_for_long(heartbeats: Heartbeats) -> None:
    for minute in (1, 5, 3):
        heartbeats.count("acme", "sealed", at(minute), quiet=timedelta(hours=1))
    told = {
        "count:sealed": "3",
        "first:sealed": "2026-09-18T12:01:00.000001Z",
        "last:sealed": "2026-09-18T12:05:00.000001Z",
    }
    assert heartbeats.of("acme") == told
    heartbeats.count("acme", "sealed", at(65), quiet=timedelta(hours=1))
    later = "2026-09-18T13:05:00.000001Z"
    assert heartbeats.of("acme") == {"count:sealed": "1", "first:sealed": later, "last:sealed": later}
    heartbeats.count("acme", "sealed", at(66), quiet=timedelta(hours=1))
    assert heartbeats.of("acme")["count:sealed"] == "2"


def test_what_has_an_ident_counts_once_in_any_order(heartbeats: Heartbeats) -> None:
    hour = timedelta(hours=1)
    for ident, minute in (("c", 3), ("a", 1), ("c", 3), ("b", 2), ("a", 1)):
        heartbeats.count("acme", "sealed", at(minute), quiet=hour, ident=ident)
    told = heartbeats.of("acme")
    assert (told["count:sealed"], told["last:sealed"]) == ("3", rfc3339(at(3)))
    heartbeats.count("acme", "sealed", at(70), quiet=hour, ident="x" * 5_000 + "\ud83d")
    heartbeats.count("acme2", "sealed", at(3), quiet=hour, ident="c")
    later = rfc3339(at(70))
    assert heartbeats.of("acme") == {"count:sealed": "1", "first:sealed": later, "last:sealed": later}
    assert heartbeats.of("acme2")["count:sealed"] == "1"


def test_accounts_do_not_hear_each_other(heartbeats: Heartbeats) -> None:
    heartbeats.beat("acme", "poll", at(1))
    heartbeats.fail("acme", "webhook_silent", "Two posts were missed.", at(1))
    heartbeats.clear("acme_jp", "webhook_silent")
    assert heartbeats.of("acme_jp") == {}
    assert len(heartbeats.of("acme")) == 3
