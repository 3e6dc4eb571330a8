"""The numbers as a manager asks for them: by which hours, whose, in whose days, and what stands beside them (M1-M3)."""

from typing import Any

import pytest

from shared import wiring
from shared.domain.sla.calendar_document import WEEKDAYS
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.tickets.ticket_actions import finish_ticket
from tests.builders import minutes, sighted, sighted_answer
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call

OTHER = Document("account", "acme_us", 1, {"network": "x", "network_id": "300", "username": "acme_us", "name": "US"})
TOKYO = Document("desk", "desk", 1, {"zone": "Asia/Tokyo"})


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk(OTHER, TOKYO)
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def asked(status: int = 200, /, **query: str) -> Any:
    period = {"from": "2026-09-15", "to": "2026-09-16"}
    said, told = call("GET", "/api/metrics", groups="[managers]", **period | query)
    assert said == status
    return told


def test_M1_an_hour_of_the_week_has_a_row_each_in_the_desks_zone(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    keys = [row["key"] for row in asked(by="hour_of_week")["rows"]]
    assert keys == ["*"] + [f"{day}-{hour:02}" for day in WEEKDAYS for hour in range(24)]
    counted = {row["key"] for row in asked(by="hour_of_week")["rows"] if row["tickets"]}
    assert counted == {"*", "tue-21"}
    assert {row["key"] for row in asked(by="hour_of_week", zone="UTC")["rows"] if row["tickets"]} == {"*", "tue-12"}


def test_M1_an_agent_is_named_and_nobody_is_nobody(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    rows = {row["key"]: row["agent"] for row in asked(by="agent")["rows"]}
    assert rows == {"*": None, "-": None}
    assert "agent" not in asked(by="account")["rows"][0]


def test_M1_the_numbers_of_an_account_are_its_own(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    assert asked(account="acme")["rows"][0]["tickets"] == 1
    assert asked(account="acme,acme")["rows"][0]["tickets"] == 1
    assert asked(account="acme_us")["rows"][0]["tickets"] == 0
    asked(404, account="nobody")


def test_M2_each_kind_stands_beside_what_it_hides(desk: FakeDesk) -> None:
    for n in range(3):
        ingest_post(sighted(n), desk=desk)
    [row] = asked()["rows"]
    first = row["first_reply"]
    assert (first["unanswered"], first["oldest_unanswered_at"]) == (1, "2026-09-15T12:00:00.000Z")
    assert first["targets_s"] == [3600.0, 3600.0]
    assert row["next_reply"]["unanswered"] == 0
    assert row["next_reply"]["targets_s"] is None


def test_M1_what_was_not_measured_in_open_hours_is_no_zero_there(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    ingest_post(sighted_answer(10, sighted(0).id), desk=desk)
    desk.clock.forward(minutes(20))
    finish_ticket(desk.only_ticket().id, "resolved", by=desk.kt, desk=desk)
    resolution = asked()["rows"][0]["resolution"]
    assert resolution["mean_s"] == 600.0
    assert resolution["business"]["mean_s"] != 0


def test_M3_days_are_days_of_the_zone_that_was_asked_for(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    told = asked(zone="desk", **{"from": "2026-09-15", "to": "2026-09-15"})
    assert (told["from"], told["to"]) == ("2026-09-14T15:00:00.000Z", "2026-09-15T14:59:59.999Z")
    assert told["zone"] == "Asia/Tokyo"
    assert told["rows"][0]["tickets"] == 1
    assert asked(by="day", zone="Pacific/Auckland")["rows"][1]["key"] == "2026-09-16"
    plain = asked(**{"from": "2026-09-15", "to": "2026-09-15"})
    assert (plain["from"], plain["zone"]) == ("2026-09-15T00:00:00.000Z", "Asia/Tokyo")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "localtime", "\x00", "x" * 999])
def test_a_zone_that_is_none_is_refused(desk: FakeDesk, zone: str) -> None:
    assert asked(400, zone=zone)["path"] == "zone"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_time_is_answered_or_refused(desk: FakeDesk, day: str) -> None:
    for zone in ("Asia/Tokyo", "America/New_York", "UTC"):
        period = {"from": day, "to": day, "zone": zone}
        assert call("GET", "/api/metrics", groups="[managers]", **period)[0] in (200, 400)


def outlook(calendar: Any, status: int = 200, **query: str) -> Any:
    said, told = call("POST", "/api/preview/calendar", {"calendar": calendar}, **query)
    assert said == status
    return told


OFFICE: dict[str, Any] = {
    "zone": "Asia/Tokyo",
    "weekly": {day: ["09:00-18:00"] for day in WEEKDAYS[:5]} | {"fri": ["22:00-06:00"]},
    "holidays": {"country": "JP"},
    "presets": ["nenmatsu_nenshi"],
    "special_days": [{"date": "2026-09-22", "hours": ["10:00-12:00"], "name": "棚卸し"}],
}


def test_B2_a_calendar_is_previewed_with_its_holidays_by_name(desk: FakeDesk) -> None:
    told = outlook(OFFICE)
    days = {each["date"]: each for each in told["days"]}
    assert days["2026-09-21"] == {"date": "2026-09-21", "why": "holiday", "name": "敬老の日", "hours": []}
    assert days["2026-09-22"] == {"date": "2026-09-22", "why": "special", "name": "棚卸し", "hours": ["10:00-12:00"]}
    assert days["2027-01-01"]["why"] == "closure"
    assert (told["from"], told["to"], told["zone"]) == ("2026-09-15", "2027-09-15", "Asia/Tokyo")
    assert list(days) == sorted(days)
    english = {each["date"]: each["name"] for each in outlook(OFFICE, language="en")["days"]}
    assert english["2026-09-21"] == "Respect for the Aged Day"


def test_B1_the_next_hours_are_shown_also_over_midnight(desk: FakeDesk) -> None:
    spans = outlook(OFFICE)["spans"]
    assert spans[0] == {"from": "2026-09-16T00:00:00.000Z", "to": "2026-09-16T09:00:00.000Z"}
    assert spans[2] == {"from": "2026-09-18T13:00:00.000Z", "to": "2026-09-18T21:00:00.000Z"}
    assert len(spans) == 8
    assert len(outlook("always")["spans"]) == 1


def test_B4_a_calendar_that_opens_once_is_previewed_and_one_that_never_does_is_refused(desk: FakeDesk) -> None:
    once = {"zone": "UTC", "weekly": {}, "special_days": [{"date": "2027-03-01", "hours": ["09:00-10:00"]}]}
    assert [span["from"] for span in outlook(once)["spans"]] == ["2027-03-01T09:00:00.000Z"]
    assert outlook({"zone": "UTC", "weekly": {}}, 400)["path"] == "calendar.weekly"
    over = {"zone": "UTC", "weekly": {}, "special_days": [{"date": "2020-03-01", "hours": ["09:00-10:00"]}]}
    assert outlook(over, 400)["path"] == "calendar.weekly"


@pytest.mark.parametrize(
    ("calendar", "status", "path"),
    [
        (None, 400, "calendar"),
        ([], 400, "calendar"),
        ("gone", 404, None),
        ({"zone": "UTC", "weekly": {"mon": ["x"]}}, 400, "calendar.weekly.mon[0]"),
        (OFFICE | {"holidays": {"country": "XX"}}, 400, "calendar.holidays.country"),
        (OFFICE | {"special_days": [{"date": "x", "hours": []}]}, 400, "calendar.special_days[0].date"),
    ],
)
def test_a_calendar_that_cannot_be_previewed_says_where(
    desk: FakeDesk, calendar: Any, status: int, path: str | None
) -> None:
    assert outlook(calendar, status).get("path") == path


def test_M1_several_groupings_are_counted_from_one_reading(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    single = {by: asked(by=by) for by in ("day", "agent", "hour")}
    told = asked(by="day,agent,hour")
    assert told["rows"] == [single["day"]["rows"][0]]
    assert {by: told["groups"][by]["rows"] for by in single} == {by: each["rows"] for by, each in single.items()}
    assert told["groups"]["day"]["costs"] == single["day"]["costs"]
    assert told["groups"]["hour"]["costs"] is None
    for wrong in ("day,shoe", "day,", ","):
        asked(400, by=wrong)
