"""The document that people edit: what it may say, and the field and reason of every fault."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from shared.domain.errors import InvalidCalendarError, NeverOpenError
from shared.domain.sla.calendar import PublicHolidays, Shift, next_opening
from shared.domain.sla.calendar_document import calendar_from

OFFICE: Mapping[str, object] = {"zone": "Asia/Tokyo", "weekly": {"mon": ["09:00-12:00", "13:00-18:00"]}}


def read(**changes: object) -> object:
    return calendar_from({**OFFICE, **changes}, id="office", version=3)


def test_a_document_says_what_the_calendar_is() -> None:
    calendar = calendar_from(
        {
            "zone": "Asia/Tokyo",
            "weekly": {"mon": ["09:00-12:00", "13:00-18:00"], "fri": ["22:00-06:00"], "sat": []},
            "holidays": {"country": "JP", "subdivision": None, "categories": ["public", "bank"]},
            "presets": ["nenmatsu_nenshi", {"name": "obon", "from": "08-12", "to": "08-15"}],
            "special_days": [
                {"date": "2026-12-31", "hours": []},
                {"date": "2027-01-04", "hours": ["10:00-15:00"], "name": "first day back"},
            ],
        },
        id="office",
        version=3,
    )
    assert (calendar.id, calendar.version, calendar.zone) == ("office", 3, "Asia/Tokyo")
    assert calendar.weekly[0] == (Shift(540, 720), Shift(780, 1080))
    assert calendar.weekly[4] == (Shift(1320, 1800),)
    assert calendar.special_days == {date(2026, 12, 31): (), date(2027, 1, 4): (Shift(600, 900),)}
    assert [closure.name for closure in calendar.closures] == ["nenmatsu_nenshi", "obon"]
    assert calendar.closures[1].last == (8, 15)


def test_what_stands_beside_the_hours_is_let_be() -> None:
    read(id="office", version=2, name="Office hours")


def test_a_date_may_come_as_toml_reads_it() -> None:
    read(special_days=[{"date": date(2026, 12, 31), "hours": []}])


def test_a_closure_of_ones_own_needs_only_its_dates() -> None:
    read(presets=[{"name": "founding day", "from": "10-01", "to": "10-01"}])


def test_shifts_that_touch_do_not_overlap() -> None:
    read(weekly={"mon": ["00:00-12:00", "12:00-24:00"], "tue": ["00:00-09:00", "22:00-06:00"], "wed": ["06:00-07:00"]})


@pytest.mark.parametrize("holidays", [None, {"country": "JP", "categories": []}])
def test_no_holidays_are_a_choice(holidays: object) -> None:
    calendar = calendar_from({**OFFICE, "holidays": holidays}, id="office", version=1)
    assert calendar.holidays is None


def test_a_stored_document_is_read_without_asking_about_its_holidays() -> None:
    reads = """
import sys
from shared.domain.sla.calendar_document import calendar_from
office = {"zone": "UTC", "weekly": {"mon": ["09:00-12:00"]}, "holidays": {"country": "JP"}}
assert calendar_from(office, id="office", version=1, stored=True).holidays.country == "JP"
assert "holidays" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", reads], check=True, cwd=Path(__file__).parents[3])


def test_a_stored_document_is_believed_about_its_country() -> None:
    holidays = {"country": "Atlantis"}
    calendar = calendar_from({**OFFICE, "holidays": holidays}, id="office", version=1, stored=True)
    assert calendar.holidays == PublicHolidays("Atlantis")


def test_B2_without_a_category_the_public_holidays_are_meant() -> None:
    calendar = calendar_from({**OFFICE, "holidays": {"country": "JP", "categories": None}}, id="office", version=1)
    assert calendar.holidays is not None
    assert calendar.holidays.categories == ("public",)


FAULTS = [
    ({"zone": "Asia/Tokio"}, "zone", "no time zone 'Asia/Tokio'"),
    ({"zone": "America"}, "zone", "no time zone"),
    ({"zone": "../etc/passwd"}, "zone", "no time zone"),
    ({"zone": "right/Asia/Tokyo"}, "zone", "no time zone"),
    ({"zone": "localtime"}, "zone", "no time zone"),
    ({"zone": None}, "zone", "missing"),
    ({"zone": 9}, "zone", "must be"),
    ({"weekly": None}, "weekly", "missing"),
    ({"weekly": ["09:00-18:00"]}, "weekly", "must be a table"),
    ({"weekly": {"monday": []}}, "weekly.monday", "no such field"),
    ({"weekly": {"holy": []}}, "weekly.holy", "there are mon, tue, wed, thu, fri, sat, sun"),
    ({"weekly": {"mon": "09:00-18:00"}}, "weekly.mon", "must be a list"),
    ({"weekly": {"mon": ["09:00-12:00", "noon"]}}, "weekly.mon[1]", "no interval"),
    ({"weekly": {"mon": [900]}}, "weekly.mon[0]", "must be"),
    ({"weekly": {"mon": ["09:60-12:00"]}}, "weekly.mon[0]", "00:00 to 24:00"),
    ({"weekly": {"mon": ["24:00-06:00"]}}, "weekly.mon[0]", "00:00 to 24:00"),
    ({"weekly": {"mon": ["22:00-26:00"]}}, "weekly.mon[0]", "past midnight as in 22:00-06:00"),
    ({"weekly": {"mon": ["22:00-24:30"]}}, "weekly.mon[0]", "00:00 to 24:00"),
    ({"weekly": {"mon": ["09:00-09:00"]}}, "weekly.mon[0]", "whole day is 00:00-24:00"),
    ({"weekly": {"mon": ["09:00-12:00", "11:00-18:00"]}}, "weekly.mon[1]", "overlaps with 09:00-12:00"),
    ({"weekly": {"mon": ["20:00-02:00", "23:00-24:00"]}}, "weekly.mon[1]", "overlaps with 20:00-02:00"),
    ({"weekly": {"mon": ["22:00-06:00"], "tue": ["05:00-09:00"]}}, "weekly.tue[0]", "22:00-06:00 of mon"),
    ({"weekly": {"sun": ["22:00-06:00"], "mon": ["09:00-12:00", "05:59-09:00"]}}, "weekly.mon[1]", "of sun"),
    ({"holidays": "JP"}, "holidays", "must be a table"),
    ({"holidays": {"region": "JP"}}, "holidays.region", "no such field"),
    ({"holidays": {}}, "holidays.country", "missing"),
    ({"holidays": {"country": "Nippon"}}, "holidays.country", "No holidays are known of 'Nippon'"),
    ({"holidays": {"country": "UK"}}, "holidays.country", "did you mean 'GB'?"),
    ({"holidays": {"country": "Japan"}}, "holidays.country", "did you mean 'JP'?"),
    ({"holidays": {"country": "HolidayBase"}}, "holidays.country", "No holidays are known"),
    ({"holidays": {"country": "JP", "subdivision": "13"}}, "holidays.subdivision", "left out"),
    ({"holidays": {"country": "DE", "subdivision": "XX"}}, "holidays.subdivision", "one of BB, BE, BW"),
    ({"holidays": {"country": "JP", "categories": ["school"]}}, "holidays.categories[0]", "bank, public"),
    ({"presets": "obon"}, "presets", "must be a list"),
    ({"presets": ["obon", "golden week"]}, "presets[1]", "only nenmatsu_nenshi, obon"),
    ({"presets": [{"from": "08-12", "to": "08-13"}]}, "presets[0].name", "missing"),
    ({"presets": [{"name": "obon", "from": "13-08"}]}, "presets[0].from", "no day of the year"),
    ({"presets": [{"name": "obon", "to": "tomorrow"}]}, "presets[0].to", "no day of the year"),
    ({"presets": [{"name": "own", "from": "08-12"}]}, "presets[0]", "needs from and to"),
    ({"special_days": {"2026-12-31": []}}, "special_days", "must be a list"),
    ({"special_days": ["2026-12-31"]}, "special_days[0]", "must be a table"),
    ({"special_days": [{"date": "2026-02-29", "hours": []}]}, "special_days[0].date", "no date"),
    ({"special_days": [{"date": "31.12.2026", "hours": []}]}, "special_days[0].date", "no date"),
    ({"special_days": [{"hours": []}]}, "special_days[0].date", "missing"),
    ({"special_days": [{"date": "2026-12-31"}]}, "special_days[0].hours", "an empty list closes the day"),
    ({"special_days": [{"date": "2026-12-31", "hours": ["9-5"]}]}, "special_days[0].hours[0]", "no interval"),
    (
        {"special_days": [{"date": "2026-12-31", "hours": []}, {"date": "2026-12-31", "hours": []}]},
        "special_days[1].date",
        "twice",
    ),
    ({"special_day": []}, "special_day", "no such field"),
]


@pytest.mark.parametrize(("changes", "path", "words"), FAULTS, ids=[f"{path}: {words}" for _, path, words in FAULTS])
def test_every_fault_says_where_and_why(changes: Mapping[str, object], path: str, words: str) -> None:
    with pytest.raises(InvalidCalendarError) as caught:
        read(**changes)
    assert caught.value.path == path
    assert words in caught.value.sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"weekly": {}},
        {"weekly": {"mon": [], "tue": []}},
        {"weekly": {}, "special_days": [{"date": "2026-12-31", "hours": []}]},
        {"presets": [{"name": "all year", "from": "01-01", "to": "12-31"}]},
    ],
)
def test_B4_a_calendar_that_never_opens_is_refused(changes: Mapping[str, object]) -> None:
    with pytest.raises(NeverOpenError) as caught:
        read(**changes)
    assert caught.value.path == "weekly"


def test_B4_a_calendar_of_special_days_is_refused_once_they_are_over() -> None:
    document = {"zone": "UTC", "weekly": {}, "special_days": [{"date": "2026-12-31", "hours": ["10:00-12:00"]}]}
    before, after = datetime(2026, 12, 30, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    calendar = calendar_from(document, id="fair", version=1, as_of=before)
    assert next_opening(before, calendar) == datetime(2026, 12, 31, 10, tzinfo=UTC)
    with pytest.raises(NeverOpenError) as caught:
        calendar_from(document, id="fair", version=1, as_of=after)
    assert caught.value.path == "weekly"
    assert "'fair' has no open time within 366 days after 2027-01-01" in caught.value.sentence
