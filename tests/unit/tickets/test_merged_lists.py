"""Lists of several accounts read as one, the instants at which counts change, and the counts."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.listed import AccountList, ListedTicket
from shared.domain.tickets.lists.queue_counts import Count, count
from shared.domain.tickets.lists.urgency import Urgency
from shared.usecases.tickets.merged_lists import SPARE, first_tickets
from tests.builders import NOON


class Stored:
    """Accounts' lists, and how many of their tickets were read, in how many requests."""

    def __init__(self, lists: dict[str, list[int]]) -> None:
        self.lists = {account: [f"{place:06}#{account}" for place in places] for account, places in lists.items()}
        self.tickets = self.requests = 0

    def read(
        self, account: str, after: str | None, limit: int, *, newest_first: bool = False
    ) -> Sequence[ListedTicket]:
        places = sorted(self.lists[account], reverse=newest_first)
        found = [p for p in places if after is None or (p < after if newest_first else p > after)][:limit]
        self.tickets, self.requests = self.tickets + len(found), self.requests + 1
        return [listed(place) for place in found]

    def read_back(self, account: str, after: str | None, limit: int) -> Sequence[ListedTicket]:
        return self.read(account, after, limit, newest_first=True)

    def unread(self) -> dict[str, AccountList]:
        return {account: AccountList(NOON) for account in self.lists}


def listed(place: str, urgency: Urgency | None = None) -> ListedTicket:
    def row() -> None:
        raise AssertionError("counted, not shown")

    return ListedTicket(place, Status.NEW, None, None, (), urgency, row)  # type: ignore[arg-type]


def places(found: Sequence[ListedTicket]) -> list[str]:
    return [each.place for each in found]


accounts = st.dictionaries(
    st.sampled_from("abcdefgh"), st.lists(st.integers(0, 400), max_size=60, unique=True), min_size=1
)


@given(lists=accounts, n=st.integers(1, 120), further=st.integers(0, 60), newest_first=st.booleans())
def test_the_first_of_all_lists_are_those_of_one_long_list(
    lists: dict[str, list[int]], n: int, further: int, newest_first: bool
) -> None:
    stored = Stored(lists)
    whole = sorted((place for each in stored.lists.values() for place in each), reverse=newest_first)
    read = stored.read_back if newest_first else stored.read
    known = stored.unread()
    for wanted in (n, n + further):
        found, is_all = first_tickets(wanted, known, read, newest_first=newest_first)
        assert places(found) == whole[:wanted]
        assert not (is_all and len(whole) > wanted)
        assert is_all or len(whole) >= wanted


@given(lists=accounts, cut=st.integers(0, 400))
def test_a_list_begins_behind_a_place(lists: dict[str, list[int]], cut: int) -> None:
    stored = Stored(lists)
    whole = sorted(place for each in stored.lists.values() for place in each if place > f"{cut:06}~")
    assert places(first_tickets(30, stored.unread(), stored.read, after=f"{cut:06}~")[0]) == whole[:30]


def test_ten_accounts_are_read_once_each_and_hardly_more_than_one() -> None:
    even = Stored({f"{n}": list(range(n, 20_000, 10)) for n in range(10)})
    first_tickets(1_001, even.unread(), even.read)
    assert (even.requests, even.tickets) == (10, 10 * (100 + SPARE))
    one = Stored({"a": list(range(20_000))})
    first_tickets(1_001, one.unread(), one.read)
    assert (one.requests, one.tickets) == (1, 1_001)


def test_one_large_account_among_small_ones_is_read_further_at_once() -> None:
    stored = Stored({"large": list(range(10_000))} | {f"{n}": [n] for n in range(9)})
    first_tickets(1_001, stored.unread(), stored.read)
    assert (stored.requests, stored.tickets < 1_100) == (11, True)


def test_a_busy_account_among_quiet_ones_is_read_by_its_part_of_the_whole() -> None:
    stored = Stored({"busy": list(range(0, 100_000, 2))} | {f"{n}": list(range(n, 100_000, 10)) for n in range(1, 10)})
    first_tickets(1_001, stored.unread(), stored.read)
    assert (stored.requests, stored.tickets < 1_450) == (11, True)


spans = st.integers(1, 10_000).map(lambda minutes: timedelta(minutes=minutes))


@given(target=spans, window=st.none() | spans, passed=spans, before=st.integers(1, 10**9))
def test_nothing_changes_before_the_instant_that_is_told(
    target: timedelta, window: timedelta | None, passed: timedelta, before: int
) -> None:
    urgency = Urgency(NOON, NOON + target, NOON + window if window is not None else None)
    now = NOON + passed
    until = urgency.changes_at(now)
    later = max(now, until - timedelta(microseconds=before)) if until is not None else now + timedelta(days=400)
    assert (urgency.overdue(now), urgency.due_soon(now)) == (urgency.overdue(later), urgency.due_soon(later))


def waiting(due_in: int) -> ListedTicket:
    due_at = NOON + timedelta(minutes=due_in)
    return listed(str(due_at), Urgency(due_at - timedelta(hours=1), due_at))


def test_overdue_tickets_are_all_counted_once_one_that_is_not_was_seen() -> None:
    some = [waiting(due) for due in (-5, -1, 20, 30)]
    counts = count(some, more=True, me="kt", left=frozenset(), now=NOON)
    assert (counts["overdue"], counts["waiting"]) == (Count(2, more=False), Count(4, more=True))
    all_late = count(some[:2], more=True, me="kt", left=frozenset(), now=NOON)
    assert all_late["overdue"] == Count(2, more=True)
    assert count([], more=False, me="kt", left=frozenset(), now=NOON)["overdue"] == Count(0, more=False)


def test_a_window_that_closed_does_not_hide_that_more_may_be_overdue() -> None:
    """The list is ordered by the window, and overdue is what is past its deadline."""
    closed = Urgency(NOON - timedelta(hours=9), NOON + timedelta(hours=1), NOON - timedelta(minutes=1))
    counts = count([listed("a", closed)], more=True, me="kt", left=frozenset(), now=NOON)
    assert counts["overdue"] == Count(0, more=True)
