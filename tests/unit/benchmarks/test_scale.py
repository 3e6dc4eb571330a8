"""The simulation of a growing desk, where it can be worked out by hand."""

import pytest

from tests.benchmarks.scale import MINUTES, NEW_TABLE, POST, STARTS, Bucket, Setup, limits, simulate

UNHINDERED = Setup(readers=1_000, accounts=1_000, table=1_000_000, starts=Bucket(100_000, 100_000))


def test_below_every_limit_a_post_waits_for_its_own_call_alone() -> None:
    aged = simulate(10, Setup())
    assert aged.p99 == pytest.approx(POST.seconds, abs=0.11)


def test_above_a_limit_the_last_post_waits_for_all_that_the_slowest_part_left() -> None:
    most = NEW_TABLE / POST.base
    offered = 2 * most
    aged = simulate(offered, Setup(readers=1_000, accounts=1_000, starts=Bucket(100_000, 100_000)))
    seconds = MINUTES * 60
    assert aged.longest == pytest.approx(seconds * (offered / most - 1), rel=0.02)
    assert aged.p50 == pytest.approx(aged.longest / 2, rel=0.02)


def test_a_burst_of_timers_is_taken_from_the_bucket_before_its_pace_counts() -> None:
    bucket = STARTS["us-east-1"]
    setup = Setup(readers=1_000, accounts=1_000, table=1_000_000)
    assert limits(setup)["timers started"] == bucket.a_second
    over = bucket.a_second * 1.5
    late = over * MINUTES * 60 - bucket.size
    assert simulate(over, setup).longest == pytest.approx(late / bucket.a_second - MINUTES * 60, rel=0.05)


def test_readers_start_few_and_grow() -> None:
    assert simulate(1_000, UNHINDERED).longest > simulate(10, UNHINDERED).longest
