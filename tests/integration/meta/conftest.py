"""A stand-in for each module of tests, as new for each test."""

from collections.abc import Iterator

import pytest

from infra.local.meta.client import FakeMeta
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.integration.meta.bench import Bench, benches, new_bench


@pytest.fixture(scope="module")
def desk_clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory, desk_clock: FakeClock) -> Iterator[FakeMeta]:
    with benches(tmp_path_factory.mktemp("meta"), desk_clock) as meta:
        yield meta


@pytest.fixture
def desk_bench(stand_in: FakeMeta, desk_clock: FakeClock) -> Bench:
    return new_bench(stand_in, desk_clock)
