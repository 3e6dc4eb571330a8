"""Business hours, rule by rule. The known values of the design stand here in their own words."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.domain.errors import InvalidError, NeverOpenError
from shared.domain.sla.calendar import (
    FURTHEST,
    Calendar,
    Span,
    always_open,
    closing_after,
    deadline,
    is_open,
    next_opening,
    open_spans,
    open_time,
)
from shared.domain.sla.calendar_document import calendar_from

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
TOKYO = ZoneInfo("Asia/Tokyo")
LONDON = ZoneInfo("Europe/London")


def hours(*intervals: str, days: tuple[str, ...] = WEEKDAYS, zone: str = "Asia/Tokyo", **other: Any) -> Calendar:
    return calendar_from(
        {"zone": zone, "weekly": {day: list(intervals) for day in days}, **other}, id="test", version=1
    )


def japan(**other: Any) -> Calendar:
    return hours("09:00-18:00", holidays={"country": "JP"}, **other)


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def london(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_known_value_silver_week_leaves_two_hours() -> None:
    assert open_time(tokyo("2026-09-18 17:00"), tokyo("2026-09-24 10:00"), japan()) == timedelta(hours=2)


def test_known_value_four_hours_over_silver_week_end_on_thursday_noon() -> None:
    due = deadline(tokyo("2026-09-18 17:00"), timedelta(hours=4), japan())
    assert due.due_at == tokyo("2026-09-24 12:00")
    assert due.due_at.tzinfo is UTC


def test_B1_several_intervals_a_day_are_counted_without_the_break() -> None:
    due = deadline(tokyo("2026-09-14 11:30"), minutes(60), hours("09:00-12:00", "13:00-18:00"))
    assert due.due_at == tokyo("2026-09-14 13:30")


def test_B1_a_shift_over_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    night = hours("22:00-06:00", days=("fri",))
    assert open_time(tokyo("2026-09-18 00:00"), tokyo("2026-09-20 00:00"), night) == timedelta(hours=8)
    assert is_open(tokyo("2026-09-19 05:59"), night)
    assert not is_open(tokyo("2026-09-18 05:59"), night)


def test_B1_midnight_may_be_written_as_the_end_of_the_day() -> None:
    late = hours("18:00-24:00", days=("mon",))
    assert closing_after(tokyo("2026-09-14 20:00"), late) == tokyo("2026-09-15 00:00")


def test_B1_sunday_night_runs_into_monday() -> None:
    night = hours("22:00-06:00", days=("sun",))
    assert is_open(tokyo("2026-09-14 03:00"), night)


def test_B1_round_the_clock_is_one_span_of_plain_time() -> None:
    start = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    due = deadline(start, timedelta(days=30), always_open(zone="Europe/London"))
    assert due.due_at == start + timedelta(days=30)
    assert due.spans == (Span(start, due.due_at),)
    assert open_time(start, due.due_at, always_open()) == timedelta(days=30)
    assert closing_after(start, always_open()) is None
    assert next_opening(start, always_open()) == start
    assert is_open(start, always_open())


def test_B1_round_the_clock_with_a_day_off_is_two_spans() -> None:
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    calendar = hours("00:00-24:00", days=week, special_days=[{"date": "2026-09-15", "hours": []}])
    due = deadline(tokyo("2026-09-14 12:00"), timedelta(days=1), calendar)
    assert due.spans == (
        Span(tokyo("2026-09-14 12:00"), tokyo("2026-09-15 00:00")),
        Span(tokyo("2026-09-16 00:00"), tokyo("2026-09-16 12:00")),
    )
    assert closing_after(tokyo("2026-09-14 12:00"), calendar) == tokyo("2026-09-15 00:00")
    assert closing_after(tokyo("2026-09-16 12:00"), calendar) is None


def test_B2_a_holiday_is_closed() -> None:
    assert not is_open(tokyo("2026-09-21 12:00"), japan())


def test_B2_the_banks_of_japan_are_closed_when_the_public_is_not() -> None:
    bank = hours("09:00-18:00", holidays={"country": "JP", "categories": ["public", "bank"]})
    assert not is_open(tokyo("2026-12-31 12:00"), bank)
    assert is_open(tokyo("2026-12-31 12:00"), japan())


def test_B2_a_subdivision_has_holidays_of_its_own() -> None:
    scottish = hours("09:00-17:00", zone="Europe/London", holidays={"country": "GB", "subdivision": "SCT"})
    english = hours("09:00-17:00", zone="Europe/London", holidays={"country": "GB", "subdivision": "ENG"})
    assert not is_open(london("2026-11-30 12:00"), scottish)
    assert is_open(london("2026-11-30 12:00"), english)


def test_B2_the_years_end_is_a_preset_over_new_year() -> None:
    calendar = japan(presets=["nenmatsu_nenshi"])
    assert next_opening(tokyo("2026-12-28 18:00"), calendar) == tokyo("2027-01-04 09:00")


def test_B2_obon_is_a_preset() -> None:
    calendar = hours("09:00-18:00", presets=["obon"])
    assert next_opening(tokyo("2026-08-12 18:00"), calendar) == tokyo("2026-08-17 09:00")


def test_B2_a_preset_can_be_given_other_dates() -> None:
    calendar = hours("09:00-18:00", presets=[{"name": "obon", "from": "08-12", "to": "08-14"}])
    assert next_opening(tokyo("2026-08-11 18:00"), calendar) == tokyo("2026-08-17 09:00")
    assert not is_open(tokyo("2026-08-12 12:00"), calendar)


def test_B2_a_special_day_opens_within_a_preset() -> None:
    special = [{"date": "2026-12-30", "hours": ["10:00-12:00"]}]
    calendar = japan(presets=["nenmatsu_nenshi"], special_days=special)
    assert next_opening(tokyo("2026-12-28 18:00"), calendar) == tokyo("2026-12-30 10:00")


def test_B2_a_special_day_shortens() -> None:
    calendar = japan(special_days=[{"date": "2026-09-18", "hours": ["09:00-12:00"]}])
    assert closing_after(tokyo("2026-09-18 10:00"), calendar) == tokyo("2026-09-18 12:00")


def test_B2_a_special_day_opens_a_holiday_and_a_sunday() -> None:
    special = [
        {"date": "2026-09-20", "hours": ["10:00-11:00"]},
        {"date": "2026-09-21", "hours": ["10:00-11:00"]},
    ]
    due = deadline(tokyo("2026-09-18 18:00"), minutes(90), japan(special_days=special))
    assert due.due_at == tokyo("2026-09-21 10:30")


def test_B2_a_closed_day_takes_the_tail_of_its_shifts_with_it() -> None:
    nights: dict[str, Any] = {"days": ("thu", "fri", "sat"), "special_days": [{"date": "2026-09-18", "hours": []}]}
    calendar = hours("22:00-06:00", **nights)
    assert is_open(tokyo("2026-09-18 05:00"), calendar), "Thursday's shift keeps its tail on the closed day"
    assert not is_open(tokyo("2026-09-18 23:00"), calendar)
    assert not is_open(tokyo("2026-09-19 05:00"), calendar), "the tail of Friday's shift is gone"
    assert is_open(tokyo("2026-09-19 23:00"), calendar)


def test_B2_a_special_day_that_overlaps_with_the_night_before_counts_once() -> None:
    special = [{"date": "2026-09-18", "hours": ["05:00-10:00"]}]
    calendar = hours("22:00-06:00", days=("thu",), special_days=special)
    assert open_spans(tokyo("2026-09-17 12:00"), tokyo("2026-09-18 12:00"), calendar) == (
        Span(tokyo("2026-09-17 22:00"), tokyo("2026-09-18 10:00")),
    )


def test_B3_a_target_that_ends_at_closing_is_due_then() -> None:
    assert deadline(tokyo("2026-09-18 17:00"), minutes(60), japan()).due_at == tokyo("2026-09-18 18:00")


def test_B3_a_second_more_is_due_after_the_next_opening() -> None:
    due = deadline(tokyo("2026-09-18 17:00"), timedelta(seconds=3601), japan())
    assert due.due_at == tokyo("2026-09-24 09:00:01")


def test_B3_a_post_outside_hours_counts_from_the_next_opening() -> None:
    assert deadline(tokyo("2026-09-18 20:00"), minutes(30), japan()).due_at == tokyo("2026-09-24 09:30")
    assert deadline(tokyo("2026-09-18 03:00"), minutes(30), japan()).due_at == tokyo("2026-09-18 09:30")


def test_B3_closing_time_is_closed_and_opening_time_is_open() -> None:
    assert not is_open(tokyo("2026-09-18 18:00"), japan())
    assert is_open(tokyo("2026-09-18 09:00"), japan())
    assert is_open(tokyo("2026-09-18 17:59:59.999999"), japan())
    assert next_opening(tokyo("2026-09-18 18:00"), japan()) == tokyo("2026-09-24 09:00")


def test_B3_no_target_is_due_at_once_or_at_the_next_opening() -> None:
    assert deadline(tokyo("2026-09-18 17:00"), minutes(0), japan()).due_at == tokyo("2026-09-18 17:00")
    shut = deadline(tokyo("2026-09-18 18:00"), minutes(0), japan())
    assert shut.due_at == tokyo("2026-09-24 09:00")
    assert shut.spans == ()


def test_B3_milliseconds_are_kept() -> None:
    start = tokyo("2026-09-18 17:59:59.250")
    assert deadline(start, minutes(1), japan()).due_at == tokyo("2026-09-24 09:00:59.250")


def test_B3_nothing_lies_between_an_end_and_a_start() -> None:
    assert open_time(tokyo("2026-09-18 12:00"), tokyo("2026-09-18 11:00"), japan()) == timedelta(0)
    assert open_time(tokyo("2026-09-18 12:00"), tokyo("2026-09-18 11:00"), always_open()) == timedelta(0)


def test_B3_an_opening_that_spring_skips_is_the_first_instant_after_it() -> None:
    early = hours("01:30-05:00", days=("sun",), zone="Europe/London")
    assert next_opening(london("2026-03-28 12:00"), early) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert open_time(london("2026-03-28 12:00"), london("2026-03-29 12:00"), early) == timedelta(hours=3)


def test_B3_a_closing_that_spring_skips_is_the_first_instant_after_it() -> None:
    late = hours("00:00-01:30", days=("sun",), zone="Europe/London")
    assert closing_after(london("2026-03-28 12:00"), late) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_B3_a_shift_that_spring_skips_as_a_whole_is_not_there() -> None:
    gone = hours("01:10-01:50", days=("sun",), zone="Europe/London")
    assert next_opening(london("2026-03-28 12:00"), gone) == london("2026-04-05 01:10")


def test_B3_of_a_wall_time_that_comes_twice_opening_is_the_first_and_closing_the_second() -> None:
    twice = hours("01:15-01:45", days=("sun",), zone="Europe/London")
    assert open_spans(london("2026-10-25 00:00"), london("2026-10-25 12:00"), twice) == (
        Span(london("2026-10-25 01:15", fold=0).astimezone(UTC), london("2026-10-25 01:45", fold=1).astimezone(UTC)),
    )


def test_B3_a_day_that_the_zone_skips_has_no_hours() -> None:
    apia = ZoneInfo("Pacific/Apia")
    calendar = hours("09:00-17:00", zone="Pacific/Apia", days=("thu", "fri", "sat"))
    start, end = datetime(2011, 12, 29, tzinfo=apia), datetime(2012, 1, 1, tzinfo=apia)
    assert open_time(start, end, calendar) == timedelta(hours=16)


def test_B4_a_calendar_that_has_closed_for_good_says_so() -> None:
    calendar = hours(days=(), special_days=[{"date": "2026-09-18", "hours": ["09:00-10:00"]}])
    assert deadline(tokyo("2026-09-17 00:00"), minutes(60), calendar).due_at == tokyo("2026-09-18 10:00")
    for ask in (next_opening, closing_after):
        with pytest.raises(NeverOpenError, match="366 days after 2026-09-18 03:00 UTC"):
            ask(tokyo("2026-09-18 12:00"), calendar)
    with pytest.raises(NeverOpenError):
        deadline(tokyo("2026-09-17 00:00"), minutes(61), calendar)
    assert open_time(tokyo("2026-01-01 00:00"), tokyo("2036-01-01 00:00"), calendar) == minutes(60)


def test_B4_one_day_a_year_is_enough_even_over_a_leap_year() -> None:
    special = [{"date": f"{year}-03-01", "hours": ["09:00-10:00"]} for year in (2027, 2028, 2029)]
    calendar = hours(days=(), special_days=special)
    assert deadline(tokyo("2027-03-01 09:00"), minutes(180), calendar).due_at == tokyo("2029-03-01 10:00")


def test_B5_the_trace_lists_what_was_counted_and_nothing_else() -> None:
    due = deadline(tokyo("2026-09-18 17:00"), timedelta(hours=4), japan())
    assert due.spans == (
        Span(tokyo("2026-09-18 17:00"), tokyo("2026-09-18 18:00")),
        Span(tokyo("2026-09-24 09:00"), tokyo("2026-09-24 12:00")),
    )


def test_B5_shifts_that_touch_are_one_span() -> None:
    calendar = hours("09:00-12:00", "12:00-18:00")
    due = deadline(tokyo("2026-09-14 10:00"), timedelta(hours=5), calendar)
    assert due.spans == (Span(tokyo("2026-09-14 10:00"), tokyo("2026-09-14 15:00")),)
    assert closing_after(tokyo("2026-09-14 10:00"), calendar) == tokyo("2026-09-14 18:00")


@pytest.mark.parametrize("year", [1970, 2100])
def test_far_years_are_counted_alike(year: int) -> None:
    start = datetime(year, 6, 1, tzinfo=TOKYO)
    due = deadline(start, timedelta(hours=90), japan())
    assert open_time(start, due.due_at, japan()) == timedelta(hours=90)


def test_a_target_of_ten_years_finishes() -> None:
    start, target = tokyo("2026-09-18 17:00"), timedelta(days=3652)
    began = time.process_time()
    due = deadline(start, target, japan())
    assert time.process_time() - began < 5
    assert open_time(start, due.due_at, japan()) == target


@pytest.mark.parametrize("calendar", [always_open(), hours("09:00-09:01", days=("mon",))])
def test_a_target_beyond_a_century_is_refused(calendar: Calendar) -> None:
    with pytest.raises(InvalidError, match="hundred years"):
        deadline(tokyo("2026-09-18 17:00"), FURTHEST + minutes(1), calendar)


def test_a_target_that_a_century_of_the_calendar_does_not_hold_is_refused() -> None:
    with pytest.raises(InvalidError, match="hundred years"):
        deadline(tokyo("2026-09-18 17:00"), timedelta(days=10), hours("09:00-09:01", days=("mon",)))


def test_a_negative_target_is_refused() -> None:
    with pytest.raises(InvalidError, match="negative"):
        deadline(tokyo("2026-09-18 17:00"), minutes(-1), always_open())


def test_a_time_without_its_offset_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="offset"):
        is_open(datetime(2026, 9, 18), japan())  # noqa: DTZ001


@pytest.mark.parametrize("year", [1, 9999])
def test_times_of_no_meaning_are_refused(year: int) -> None:
    with pytest.raises(InvalidError, match="1900"):
        next_opening(datetime(year, 6, 1, tzinfo=UTC), japan())


def test_a_calendar_is_a_value() -> None:
    used, fresh = japan(), japan()
    is_open(tokyo("2026-09-18 12:00"), used)
    assert used == fresh
    assert hash(used) == hash(fresh)
    assert used != japan(special_days=[{"date": date(2026, 9, 18), "hours": []}])


def test_what_was_computed_of_days_does_not_grow_without_bound() -> None:
    calendar = hours("09:00-18:00")
    open_time(tokyo("1950-01-01 00:00"), tokyo("2010-01-01 00:00"), calendar)
    assert open_time(tokyo("2026-09-18 17:00"), tokyo("2026-09-22 10:00"), calendar) == timedelta(hours=11)


def test_B3_a_day_that_has_begun_counts_although_the_wall_shows_the_one_before_again() -> None:
    """St John's put its clocks back at 00:01: Sunday had been open for a minute when it was Saturday 23:01 once more."""
    sundays = calendar_from({"zone": "America/St_Johns", "weekly": {"sun": ["00:00-24:00"]}}, id="sundays", version=1)
    start, end = datetime(2010, 11, 6, tzinfo=UTC), datetime(2010, 11, 7, 2, 31, tzinfo=UTC)
    assert open_time(start, end, sundays) == timedelta(minutes=1)
    assert deadline(start, timedelta(minutes=1), sundays).due_at == end
