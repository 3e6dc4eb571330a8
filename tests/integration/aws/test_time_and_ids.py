"""Instants as text, the machine's clock, and ids that sort."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.clock import SystemClock
from shared.adapters.ids import ALPHABET, UlidIds
from shared.domain.text.rfc3339 import parse, rfc3339, whole_seconds

START = datetime(1990, 1, 1, tzinfo=UTC)
TOKYO = timezone(timedelta(hours=9))


class HandSetClock:
    def __init__(self, *instants: datetime) -> None:
        self.instants = list(instants)

    def now(self) -> datetime:
        return self.instants.pop(0) if len(self.instants) > 1 else self.instants[0]


def test_the_clock_is_aware_and_in_utc() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_an_instant_is_written_in_utc() -> None:
    assert rfc3339(datetime(2026, 3, 2, 17, 0, 0, 250_999, TOKYO)) == "2026-03-02T08:00:00.250Z"


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 3, 2, 8, 0, 0, 0, UTC), "2026-03-02T08:00:00Z"),
        (datetime(2026, 3, 2, 8, 0, 0, 1, UTC), "2026-03-02T08:00:01Z"),
        (datetime(2026, 12, 31, 23, 59, 59, 999_999, UTC), "2027-01-01T00:00:00Z"),
        (datetime(2026, 3, 2, 17, 0, tzinfo=TOKYO), "2026-03-02T08:00:00Z"),
    ],
)
def test_a_waking_time_is_never_before_its_instant(instant: datetime, text: str) -> None:
    """Step Functions' Wait cuts milliseconds off."""
    assert whole_seconds(instant) == text
    assert parse(text) >= instant


@given(st.timedeltas(timedelta(0), timedelta(days=40_000)).map(lambda since: START + since))
def test_what_is_written_can_be_read_to_the_millisecond(instant: datetime) -> None:
    assert timedelta(0) <= instant - parse(rfc3339(instant)) < timedelta(milliseconds=1)


@pytest.mark.parametrize("text", ["", "soon", "2026-03-02", "2026-03-02T08:00:00", "0001-01-01T00:00:00+14:00"])
def test_text_that_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)


def test_an_id_starts_with_its_time_as_a_ulid_does() -> None:
    """1469918176385 ms is the example of the ULID specification's own implementation: `01ARYZ6S41…`."""
    at = datetime(2016, 7, 30, 22, 36, 16, 385_000, UTC)
    made = UlidIds(HandSetClock(at)).new()
    assert made[:10] == "01ARYZ6S41"
    assert len(made) == 26
    assert set(made) <= set(ALPHABET)


@given(st.lists(st.integers(0, 3000).map(lambda us: START + timedelta(microseconds=us)), min_size=2, max_size=40))
def test_later_ids_sort_after_earlier_ones_whatever_the_clock_does(instants: list[datetime]) -> None:
    ids = UlidIds(HandSetClock(*instants))
    made = [ids.new() for _ in instants]
    assert made == sorted(set(made))


def test_two_makers_in_the_same_millisecond_do_not_meet() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert len({UlidIds(HandSetClock(at)).new() for _ in range(1000)}) == 1000
