"""One check for every time zone: those that ship with the functions, wherever somebody names one."""

from typing import Any

import pytest

from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.sla.time_zones import checked_zone, known_zone, readable_zone, zone_names, zone_of
from shared.ports.settings import Document
from shared.usecases.people.manage_people import add_person
from shared.usecases.settings.current import desk_settings
from tests.fake_desk import KT, FakeDesk
from tests.unit.api.test_api import call
from tests.unit.settings.test_settings import push

NONE = ("right/Asia/Tokyo", "posix/Asia/Tokyo", "posixrules", "localtime", "Factory", "asia/tokyo", "JST", "Mars", "")
WEEKLY = {"mon": ["09:00-18:00"]}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


@pytest.mark.parametrize("zone", NONE)
def test_a_zone_that_does_not_ship_is_refused_wherever_it_is_named(desk: FakeDesk, zone: str) -> None:
    for file, path in (
        ({"desk": {"zone": zone}}, "desk.zone"),
        ({"people": [{"id": "kt", **KT, "zone": zone}]}, "people[kt].zone"),
        ({"calendars": [{"id": "c", "zone": zone, "weekly": WEEKLY}]}, "calendars[c].zone"),
    ):
        with pytest.raises(InvalidError) as refused:
            push(file, desk)
        assert refused.value.path == path
    for route, body in (
        ("/api/preview/calendar", {"calendar": {"zone": zone, "weekly": WEEKLY}}),
        (
            "/api/preview/deadline",
            {"calendar": {"zone": zone, "weekly": WEEKLY}, "start": "2026-09-18T08:00:00Z", "minutes": 1},
        ),
    ):
        status, problem = call("POST", route, body)
        assert (status, problem["path"]) == (400, "calendar.zone")
    fields = {"name": "A", "email": "a@example.com", "zone": zone}
    with pytest.raises(InvalidError) as refused:
        add_person(fields, by=None, desk=desk)
    assert refused.value.path == "zone"
    if zone:
        assert (
            call(
                "GET", "/api/metrics", **{"from": "2026-09-01", "to": "2026-09-02", "zone": zone}, groups="[managers]"
            )[0]
            == 400
        )


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("right/Asia/Tokyo", "Asia/Tokyo"),
        ("asia/tokyo", "Asia/Tokyo"),
        ("Tokyo", "Asia/Tokyo"),
        ("JST", "Asia/Tokyo"),
        ("Asia/Tokio", "Asia/Tokyo"),
        ("Ａｓｉａ/Tokyo", "Asia/Tokyo"),
    ],
)
def test_the_zone_that_was_meant_is_named(said: str, meant: str) -> None:
    with pytest.raises(InvalidError, match=f"did you mean '{meant}'"):
        checked_zone(said, "zone")


def test_every_zone_that_ships_can_be_used() -> None:
    assert len(zone_names()) > 500
    assert all(zone_of(name).key == name for name in zone_names())


@pytest.mark.parametrize(
    ("stored", "read"), [("right/Asia/Tokyo", "Asia/Tokyo"), ("Mars/Olympus", "UTC"), ("UTC", "UTC")]
)
def test_a_zone_that_was_stored_before_stops_no_page(monkeypatch: pytest.MonkeyPatch, stored: str, read: str) -> None:
    person: dict[str, Any] = {**KT, "zone": stored, "groups": ["agents", "managers"]}
    desk = FakeDesk(
        Document("desk", "desk", 1, {"zone": stored}),
        Document("person", "kt", 2, person),
        Document("calendar", "office", 1, {"zone": stored, "weekly": WEEKLY}),
        Document("policy", "default", 1, {"calendar": "office"}),
    )
    monkeypatch.setattr(wiring, "_desk", desk)
    settings = desk_settings(desk)
    assert settings.general.zone == readable_zone(stored) == read
    assert [each.zone for each in settings.calendars if each.id == "office"] == ([read] if known_zone(stored) else [])
    status, me = call("GET", "/api/me", sub="kt")
    assert (status, me["desk_zone"], me["zone"]) == (200, read, read)
    assert (
        call("GET", "/api/metrics", **{"from": "2026-09-01", "to": "2026-09-02", "zone": "desk", "by": "day"})[0] == 200
    )
