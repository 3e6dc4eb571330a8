"""What any store of watched threads owes those who write in them: no list of the network shows these (I8)."""

from datetime import timedelta

from shared.ports.accounts import WatchedThreads
from tests.contracts.build import at

DAY = timedelta(days=1)


def test_a_thread_is_watched_once_however_often_somebody_writes_in_it(threads: WatchedThreads) -> None:
    for day in range(3):
        threads.watch("acme", "17900000000000001", at(0) + day * DAY)
        threads.watch("acme", "17900000000000001", at(1) + day * DAY)
    assert list(threads.newest("acme", limit=10)) == ["17900000000000001"]


def test_those_that_were_written_in_last_come_first_and_no_more_than_asked_for(threads: WatchedThreads) -> None:
    for day in range(6):
        threads.watch("acme", f"thread {day}", at(0) + day * DAY)
    threads.watch("acme", "thread 1", at(0) + 7 * DAY)
    assert list(threads.newest("acme", limit=3)) == ["thread 1", "thread 5", "thread 4"]


def test_accounts_have_threads_of_their_own(threads: WatchedThreads) -> None:
    threads.watch("acme", "a#thread/" + "x" * 480, at(0))
    assert list(threads.newest("acme", limit=3)) == ["a#thread/" + "x" * 480]
    assert list(threads.newest("other", limit=3)) == []
