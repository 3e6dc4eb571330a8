"""What every clock and every maker of ids does (ports.Clock, Ids)."""

from datetime import UTC, timedelta

import pytest

from shared.adapters.clock import SystemClock
from shared.adapters.ids import UlidIds
from shared.ports.clock import Clock, Ids
from tests.contracts.build import NOON
from tests.fake_desk import FakeIds
from tests.fakes import FakeClock

MANY = 2_000


@pytest.fixture(params=["fake", "system"])
def clock(request: pytest.FixtureRequest) -> Clock:
    return FakeClock(NOON) if request.param == "fake" else SystemClock()


@pytest.fixture(params=["fake", "ulid"])
def ids(request: pytest.FixtureRequest) -> Ids:
    return FakeIds() if request.param == "fake" else UlidIds(SystemClock())


def test_the_time_is_aware_and_in_utc(clock: Clock) -> None:
    now = clock.now()
    assert now.tzinfo is UTC
    assert now.utcoffset() == timedelta(0)


def test_the_time_never_goes_back(clock: Clock) -> None:
    told = [clock.now() for _ in range(100)]
    assert told == sorted(told)


def test_no_id_is_given_twice_and_later_ones_sort_after_earlier_ones(ids: Ids) -> None:
    given = [ids.new() for _ in range(MANY)]
    assert len(set(given)) == MANY
    assert given == sorted(given)


def test_an_id_can_stand_in_a_key_and_in_an_address(ids: Ids) -> None:
    given = ids.new()
    assert given.isascii()
    assert given.replace("-", "").isalnum()
    assert len(given) <= 26
