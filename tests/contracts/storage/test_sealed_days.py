"""The contract of the sealed days: what is put in comes out, and nothing older replaces it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.adapters.dynamodb.reporting import sealed_days as stored
from shared.domain.reporting.clock_table import (
    BY_HAND,
    ENDED,
    IN_BUSINESS_TIME,
    IN_TIME,
    LATE,
    PROMISED,
    ClockTable,
    FinishedClock,
    Tables,
    micros,
)
from shared.domain.reporting.sealed_day import Amendment, Amendments, SealedDay, SealingProgress, begin_of
from shared.ports.reporting import SealedDays

DAY = date(2026, 9, 18)
MADE = datetime(2026, 9, 19, 1, 0, 0, 7, tzinfo=UTC)
HOUR = 3_600_000_000


def clock(second: float, ident: int, *, agent: str | None = "keiko", took: int = HOUR) -> FinishedClock:
    start = micros(begin_of(DAY)) + round(second * 1_000_000)
    return FinishedClock(start, ident, took, took // 2, agent, HOUR, PROMISED | IN_TIME | IN_BUSINESS_TIME)


def tables() -> Tables:
    first = [clock(9, 4), clock(9, 7, agent=None), clock(0, 2**24 - 1, agent="恵美"), clock(86_399.999999, 0, took=1)]
    late = clock(10.5, 1)._replace(flags=LATE | BY_HAND | PROMISED, target=None, business=0)
    after = FinishedClock(first[0].start, 4, 5 * HOUR, 3 * HOUR, None, None, IN_BUSINESS_TIME)
    before = FinishedClock(first[1].start, 7, 1, 1, None, None, IN_BUSINESS_TIME)
    return {
        "first_reply": ClockTable.of(first),
        "next_reply": ClockTable.of([late]),
        "resolution": ClockTable.of([after, before]),
        ENDED: ClockTable.of([FinishedClock(first[0].start + 1, 9)]),
    }


def changed(kind: str, row: FinishedClock) -> Amendment:
    return Amendment(kind, row.start, row.ident, row)


def gone(kind: str, row: FinishedClock) -> Amendment:
    return Amendment(kind, row.start, row.ident, None)


def plain(found: Tables) -> dict[str, list[FinishedClock]]:
    return {kind: list(table.rows()) for kind, table in sorted(found.items()) if len(table)}


def sealed(day: date = DAY, *, account: str = "acme", made_at: datetime = MADE) -> SealedDay:
    return SealedDay(account, day, made_at, tables())


def test_every_column_of_a_day_comes_back_as_it_was(sealed_days: SealedDays) -> None:
    sealed_days.put(sealed())
    [found] = sealed_days.between("acme", DAY, DAY)
    assert (found.account, found.day, found.made_at) == ("acme", DAY, MADE)
    assert plain(found.tables) == plain(tables())


def test_a_day_without_clocks_is_sealed_too(sealed_days: SealedDays) -> None:
    sealed_days.put(SealedDay("acme", DAY, MADE, {}))
    [found] = sealed_days.between("acme", DAY, DAY)
    assert plain(found.tables) == {}


def test_days_come_in_their_order_and_of_their_account_alone(sealed_days: SealedDays) -> None:
    for n in (3, 0, 1, 40):
        sealed_days.put(sealed(DAY + timedelta(days=n)))
    sealed_days.put(sealed(account="acme_us"))
    sealed_days.note_progress("acme", SealingProgress(DAY, MADE, MADE))
    found = sealed_days.between("acme", DAY, DAY + timedelta(days=3))
    assert [(day.account, (day.day - DAY).days) for day in found] == [("acme", 0), ("acme", 1), ("acme", 3)]
    assert sealed_days.between("acme", DAY, DAY - timedelta(days=1)) == []


def test_a_day_that_was_made_later_stays(sealed_days: SealedDays) -> None:
    sealed_days.put(sealed(made_at=MADE + timedelta(seconds=1)))
    sealed_days.put(SealedDay("acme", DAY, MADE, {}))
    [found] = sealed_days.between("acme", DAY, DAY)
    assert plain(found.tables) == plain(tables())
    sealed_days.put(SealedDay("acme", DAY, MADE + timedelta(seconds=1), {}))
    assert plain(sealed_days.between("acme", DAY, DAY)[0].tables) == {}


def test_a_large_day_has_several_parts(sealed_days: SealedDays, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MOST_BYTES", 700)
    many = [clock(n, n * 7_919 % 2**24, took=n**5 % 10**11) for n in range(900)]
    sealed_days.put(replace(sealed(), tables={"first_reply": ClockTable.of(many)}))
    [found] = sealed_days.between("acme", DAY, DAY)
    assert plain(found.tables) == {"first_reply": sorted(many)}
    sealed_days.put(sealed(made_at=MADE + timedelta(hours=1)))
    [found] = sealed_days.between("acme", DAY, DAY)
    assert plain(found.tables) == plain(tables())


def test_amendments_come_oldest_first(sealed_days: SealedDays) -> None:
    row = clock(9, 4)
    batches = [
        Amendments(MADE, (changed("first_reply", row), gone("resolution", row))),
        Amendments(MADE + timedelta(seconds=2), (), frozenset({DAY})),
        Amendments(MADE + timedelta(seconds=2), (changed(ENDED, clock(1, 1, agent=None)),)),
    ]
    for batch, ident in zip(reversed(batches), "cba", strict=True):
        sealed_days.amend("acme", batch, ident=ident)
    sealed_days.amend("acme_us", batches[0], ident="a")
    assert list(sealed_days.amended("acme", MADE)) == [batches[0], batches[1], batches[2]]
    assert list(sealed_days.amended("acme", MADE + timedelta(seconds=1))) == batches[1:]
    assert list(sealed_days.amended("nobody", MADE)) == []


def test_the_same_amendments_twice_are_kept_once(sealed_days: SealedDays) -> None:
    batch = Amendments(MADE, (gone("resolution", clock(9, 4)),))
    for _ in range(2):
        sealed_days.amend("acme", batch, ident="event")
    assert list(sealed_days.amended("acme", MADE)) == [batch]


def test_progress_is_what_was_noted_last(sealed_days: SealedDays) -> None:
    assert sealed_days.progress("acme") is None
    for n in (1, 2):
        sealed_days.note_progress("acme", SealingProgress(DAY + timedelta(days=n), MADE + timedelta(hours=n), MADE))
    assert sealed_days.progress("acme") == SealingProgress(DAY + timedelta(days=2), MADE + timedelta(hours=2), MADE)
    assert sealed_days.progress("acme_us") is None
    unfinished = SealingProgress(DAY, MADE, MADE, {DAY: MADE, DAY + timedelta(days=1): MADE + timedelta(seconds=1)})
    sealed_days.note_progress("acme", unfinished)
    assert sealed_days.progress("acme") == unfinished
