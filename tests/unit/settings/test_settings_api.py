"""The settings at the HTTP edge: who reads and changes them, what a dry run answers, and how a refusal reads (C6)."""

import json
from typing import Any

import pytest

from shared import wiring
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.settings_changes.check_documents import check_new
from tests.builders import minutes, sighted
from tests.fake_desk import KT, FakeDesk
from tests.unit.api.test_api import call, raw

POLICY: dict[str, Any] = {"calendar": "always", "first_reply_minutes": 30, "next_reply_minutes": 30}
OFFICE: dict[str, Any] = {"zone": "Asia/Tokyo", "weekly": {"mon": ["09:00-18:00"]}}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def put(*documents: Any, groups: str = "[admins]", **query: str) -> tuple[int, Any]:
    return call("PUT", "/api/settings", {"documents": documents}, groups=groups, **query)


def document(kind: str, ident: str, version: int, body: Any) -> dict[str, Any]:
    return {"kind": kind, "id": ident, "version": version, "body": body}


def policy(version: int = 0, **more: Any) -> dict[str, Any]:
    return document("policy", "default", version, POLICY | more)


def calendar(**more: Any) -> dict[str, Any]:
    return document("calendar", "office", 0, OFFICE | more)


@pytest.mark.parametrize(("groups", "status"), [("[agents]", 403), ("[]", 403), ("[managers]", 200), ("[admins]", 200)])
def test_settings_are_for_managers_and_admins(desk: FakeDesk, groups: str, status: int) -> None:
    assert call("GET", "/api/settings", groups=groups)[0] == status
    assert put(policy(), groups=groups, dry_run="true")[0] == status
    assert put(policy(), groups=groups)[0] == status


def test_every_document_comes_with_its_version(desk: FakeDesk) -> None:
    status, told = call("GET", "/api/settings", groups="[managers]")
    assert status == 200
    assert set(told["documents"]) == {
        "desk",
        "account",
        "person",
        "team",
        "calendar",
        "policy",
        "order",
        "keyword_rule",
        "template",
        "text",
    }
    assert told["documents"]["team"] == []
    people = {person["id"]: person for person in told["documents"]["person"]}
    assert people["kt"] == {"id": "kt", "version": 1, "body": KT, "saved": None}
    assert [(p["id"], p["version"]) for p in told["documents"]["policy"]] == [("default", 0)]


def test_one_kind_can_be_asked_for(desk: FakeDesk) -> None:
    assert list(call("GET", "/api/settings", groups="[managers]", kind="policy")[1]["documents"]) == ["policy"]
    assert call("GET", "/api/settings", groups="[managers]", kind="wish")[0] == 400


def test_what_was_read_can_be_put_back_and_changes_nothing(desk: FakeDesk) -> None:
    _, told = call("GET", "/api/settings", groups="[admins]")
    documents = [{"kind": kind, **each} for kind, found in told["documents"].items() for each in found]
    status, changed = put(*documents)
    assert (status, changed["documents"]) == (200, [])


def test_C6_a_dry_run_answers_what_would_change_and_changes_nothing(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    desk.clock.forward(minutes(40))
    status, told = put(policy(), groups="[managers]", dry_run="true")
    assert status == 200
    assert told == {
        "dry_run": True,
        "documents": [{"kind": "policy", "id": "default", "version": 1}],
        "looked_at": 1,
        "clocks": 1,
        "earlier": 1,
        "later": 0,
        "become_overdue": 1,
        "failed": 0,
        "more": False,
        "warnings": [],
        "examples": [
            {
                "ticket": desk.only_ticket().id,
                "account": "acme",
                "customer": {"username": "mitsuki", "name": "みつき"},
                "due_at": "2026-09-15T13:00:00.000Z",
                "new_due_at": "2026-09-15T12:30:00.000Z",
            }
        ],
    }
    assert call("GET", "/api/queue")[1]["tickets"][0]["clock"]["due_at"] == "2026-09-15T13:00:00.000Z"
    assert call("GET", "/api/settings", groups="[managers]", kind="policy")[1]["documents"]["policy"][0]["version"] == 0


def test_C6_without_it_the_same_is_done(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    _, would = put(policy(), dry_run="true")
    status, did = put(policy())
    assert status == 200
    assert did == {**would, "dry_run": False}
    assert call("GET", "/api/queue")[1]["tickets"][0]["clock"]["due_at"] == "2026-09-15T12:30:00.000Z"
    full = call("GET", f"/api/tickets/{desk.only_ticket().id}")[1]
    assert full["clocks"][0]["policy"] == "default@1"
    assert full["clocks"][0]["trace"] == [{"from": "2026-09-15T12:00:00.000Z", "to": "2026-09-15T12:30:00.000Z"}]


def test_an_editor_who_comes_second_is_409_with_the_document_and_its_version(desk: FakeDesk) -> None:
    assert put(policy())[0] == 200
    for query in ({}, {"dry_run": "true"}):
        status, problem = put(policy(first_reply_minutes=5), **query)
        assert (status, problem["document"]) == (409, {"kind": "policy", "id": "default", "version": 1})
    assert put(policy(1, first_reply_minutes=5))[0] == 200


def test_a_manager_changes_no_people_accounts_or_desk(desk: FakeDesk) -> None:
    renamed = document("person", "boss", 1, {"name": "M", "email": "mori@example.com", "groups": ["managers"]})
    for each in (renamed, document("account", "acme", 1, {}), document("desk", "desk", 0, {"language": "ja"})):
        status, problem = put(each, groups="[managers]")
        assert (status, problem["status"]) == (403, 403)
    assert put(renamed)[0] == 200


def test_the_last_admin_cannot_be_locked_out(desk: FakeDesk) -> None:
    admin = {"name": "M", "email": "mori@example.com", "groups": ["admins"]}
    desk.settings.put([Document("person", "boss", 2, admin)])
    status, problem = put(document("person", "boss", 2, {**admin, "groups": ["managers"]}))
    assert (status, problem["path"]) == (400, "people[boss].groups")


@pytest.mark.parametrize(
    ("documents", "path"),
    [
        ([calendar(weekly={})], "calendars[office].weekly"),
        ([calendar(weekly={"mon": ["09:00-18:00", "17:00-20:00"]})], "calendars[office].weekly.mon[1]"),
        ([calendar(weekly={"mon": ["22:00-06:00"], "tue": ["05:00-18:00"]})], "calendars[office].weekly.tue[0]"),
        ([calendar(zone="Mars/Olympus")], "calendars[office].zone"),
        ([calendar(zone="../../etc/passwd")], "calendars[office].zone"),
        ([calendar(holidays={"country": "XX"})], "calendars[office].holidays.country"),
        ([calendar(special_days=[{"date": "2026-02-30", "hours": []}])], "calendars[office].special_days[0].date"),
        ([policy(ladder=[{"step": "due", "whom": []}])], "policies[default].ladder[0].whom"),
        ([policy(ladder=[{"step": "due", "whom": ["person:gone"]}])], "policies[default].ladder[0].whom[0]"),
        ([policy(calendar="gone")], "policies[default].calendar"),
        ([policy(first_reply_minutes=0)], "policies[default].first_reply_minutes"),
        ([policy(first_reply_minutes=10 * 366 * 24 * 60)], "policies[default].first_reply_minutes"),
        ([policy(first_reply_minutes="30")], "policies[default].first_reply_minutes"),
        ([policy(), policy()], "policies[default]"),
        ([policy(accounts=["acme", "gone"])], "policies[default].accounts[1]"),
        ([policy(team="gone")], "policies[default].team"),
        ([document("calendar", "always", 0, {"retired": True})], "calendars[always].retired"),
        ([document("policy", "default", 0, {"retired": True})], "policies[default].retired"),
        ([document("keyword_rule", "r", 0, {"words": ["a"], "accounts": ["gone"]})], "keyword_rules[r].accounts[0]"),
        ([document("team", "t", 0, {"name": "T\r\nBcc: x@example.com"})], "teams[t].name"),
        ([document("team", "t", 0, {"name": "T", "members": ["kt", "gone"]})], "teams[t].members[1]"),
        ([document("person", "kt", 1, {**KT, "phone": "+8112"})], "people[kt].phone"),
        ([document("person", "kt", 1, {**KT, "phone": "+999123456789"})], "people[kt].phone"),
        ([document("person", "kt", 1, {**KT, "phone": "+819012345678\n"})], "people[kt].phone"),
        ([document("person", "kt", 1, {**KT, "phone": "090-1234-5678"})], "people[kt].phone"),
        ([document("person", "kt", 1, {**KT, "email": "a@example.com\nBcc: b@example.com"})], "people[kt].email"),
        ([document("person", "kt", 1, {**KT, "email": "keiko@example.com\n"})], "people[kt].email"),
        ([document("person", "kt", 1, {**KT, "email": "a,b@example.com"})], "people[kt].email"),
        ([document("person", "kt", 1, {**KT, "email": "<keiko@example.com>"})], "people[kt].email"),
        ([document("person", "kt", 1, {**KT, "groups": ["admins"]})], "people[kt].groups"),
        ([document("person", "kt", 1, {**KT, "disabled": True})], "people[kt].disabled"),
        ([document("person", "new", 0, KT)], "people[new]"),
        ([document("wish", "a", 0, {})], "kind"),
        ([document("desk", "other", 0, {})], "desk"),
        ([document("policy", "default", 0, None)], "documents.0.body"),
        ([document("policy", "default", -1, {})], "documents.0.version"),
        ([document("policy", "default", 0, [])], "documents.0.body"),
        (["nonsense"], "documents.0"),
    ],
)
def test_what_cannot_be_is_400_with_the_path_and_a_sentence_and_the_old_settings_stay(
    desk: FakeDesk, documents: list[Any], path: str
) -> None:
    before = desk.settings.current(fresh=True)
    for query in ({}, {"dry_run": "true"}):
        status, problem = put(*documents, **query)
        assert (status, problem["path"]) == (400, path)
        assert " " in problem["detail"]
    assert desk.settings.current(fresh=True) == before


@pytest.mark.parametrize("body", ["not json", "[]", "{}", '{"documents": null}', '{"documents": ' + "[" * 5000])
def test_a_body_that_is_none_is_400(desk: FakeDesk, body: str) -> None:
    assert call("PUT", "/api/settings", body, groups="[admins]")[0] == 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400])
def test_a_number_that_is_none_is_400(desk: FakeDesk, number: str) -> None:
    body = json.dumps({"documents": [policy(first_reply_minutes="?")]}).replace('"?"', number)
    assert call("PUT", "/api/settings", body, groups="[admins]")[0] == 400


def test_a_dry_run_is_asked_for_in_words_that_cannot_be_mistaken(desk: FakeDesk) -> None:
    assert put(policy(), dry_run="yes")[0] == 400
    assert put(policy(), dry_run="false")[1]["dry_run"] is False


TOKYO: dict[str, Any] = {
    "zone": "Asia/Tokyo",
    "weekly": {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": {"country": "JP"},
}


def preview(calendar: Any, start: Any, minutes: Any, groups: str = "[agents]") -> tuple[int, Any]:
    return call(
        "POST", "/api/preview/deadline", {"calendar": calendar, "start": start, "minutes": minutes}, groups=groups
    )


def test_B5_a_deadline_is_tried_out_with_the_spans_that_it_counts(desk: FakeDesk) -> None:
    status, told = preview(TOKYO, "2026-09-18T17:00:00+09:00", 240)
    assert status == 200
    assert told == {
        "due_at": "2026-09-24T03:00:00.000Z",
        "trace": [
            {"from": "2026-09-18T08:00:00.000Z", "to": "2026-09-18T09:00:00.000Z"},
            {"from": "2026-09-24T00:00:00.000Z", "to": "2026-09-24T03:00:00.000Z"},
        ],
        "more": False,
    }


def test_B5_a_calendar_in_force_is_named_by_its_id(desk: FakeDesk) -> None:
    desk.settings.put([Document("calendar", "office", 1, TOKYO)])
    assert preview("office", "2026-09-18T08:00:00Z", 60)[1]["due_at"] == "2026-09-18T09:00:00.000Z"
    assert preview("always", "2026-09-18T08:00:00Z", 0.5)[1]["due_at"] == "2026-09-18T08:00:30.000Z"
    status, problem = preview("gone", "2026-09-18T08:00:00Z", 60)
    assert (status, "gone" in problem["detail"]) == (404, True)


@pytest.mark.parametrize("groups", ["[agents]", "[managers]", "[admins]"])
def test_anybody_at_the_desk_may_try_and_nobody_else(desk: FakeDesk, groups: str) -> None:
    assert preview("always", "2026-09-18T08:00:00Z", 60, groups=groups)[0] == 200
    assert preview("always", "2026-09-18T08:00:00Z", 60, groups="[guests]")[0] == 403


@pytest.mark.parametrize(
    "start", ["1970-01-01T00:00:00Z", "2100-12-31T23:59:59.999+09:00", "2026-03-08T02:30:00-05:00"]
)
def test_B3_starts_long_ago_and_far_ahead_are_counted_like_any_other(desk: FakeDesk, start: str) -> None:
    status, told = preview(TOKYO, start, 600)
    assert status == 200
    assert len(told["trace"]) >= 2


@pytest.mark.parametrize(
    ("calendar", "start", "minutes", "path"),
    [
        ({**TOKYO, "weekly": {}}, "2026-09-18T08:00:00Z", 60, "calendar.weekly"),
        (
            {**TOKYO, "weekly": {"mon": ["09:00-12:00", "11:00-13:00"]}},
            "2026-09-18T08:00:00Z",
            60,
            "calendar.weekly.mon[1]",
        ),
        ({**TOKYO, "zone": "Mars"}, "2026-09-18T08:00:00Z", 60, "calendar.zone"),
        ({**TOKYO, "presets": ["obon"] * 51}, "2026-09-18T08:00:00Z", 60, "calendar.presets"),
        ({}, "2026-09-18T08:00:00Z", 60, "calendar.zone"),
        (
            {"zone": "UTC", "weekly": {}, "special_days": [{"date": "2020-01-01", "hours": ["09:00-18:00"]}]},
            "2026-09-18T08:00:00Z",
            60,
            "calendar",
        ),
        ("always", "2026-09-18T08:00:00", 60, "start"),
        ("always", "2026-09-18", 60, "start"),
        ("always", "yesterday", 60, "start"),
        ("always", "", 60, "start"),
        ("always", "0001-01-01T00:00:00+14:00", 60, "start"),
        ("always", "9999-12-31T23:59:59-12:00", 60, "start"),
        ("always", 1789000000, 60, "start"),
        ("always", None, 60, "start"),
        ("always", "2026-09-18T08:00:00Z", 0, "minutes"),
        ("always", "2026-09-18T08:00:00Z", -5, "minutes"),
        ("always", "2026-09-18T08:00:00Z", 1e-12, "minutes"),
        ("always", "2026-09-18T08:00:00Z", 10 * 366 * 24 * 60, "minutes"),
        ("always", "2026-09-18T08:00:00Z", 1e300, "minutes"),
        ("always", "2026-09-18T08:00:00Z", "60", "minutes"),
        ("always", "2026-09-18T08:00:00Z", True, "minutes"),
        ({"zone": "UTC", "weekly": {"mon": ["09:00-09:01"]}}, "2026-09-18T08:00:00Z", 366 * 24 * 60, "minutes"),
    ],
)
def test_a_question_that_cannot_be_is_400_with_the_field_and_a_sentence(
    desk: FakeDesk, calendar: Any, start: Any, minutes: Any, path: str
) -> None:
    status, problem = preview(calendar, start, minutes)
    assert (status, problem["path"]) == (400, path)
    assert " " in problem["detail"]


@pytest.mark.parametrize("calendar", [None, 5, [], True])
def test_a_calendar_is_an_id_or_a_document(desk: FakeDesk, calendar: Any) -> None:
    status, problem = preview(calendar, "2026-09-18T08:00:00Z", 60)
    assert (status, problem["path"]) == (400, "calendar")


def test_an_answer_stays_within_what_a_function_may_send(desk: FakeDesk) -> None:
    short = [f"{hour:02}:00-{hour:02}:01" for hour in range(12)]
    many = {"zone": "UTC", "weekly": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), short)}
    answer = raw(
        "POST", "/api/preview/deadline", {"calendar": many, "start": "2026-09-18T08:00:00Z", "minutes": 20_000}
    )
    assert json.loads(answer["body"])["more"]
    assert len(answer["body"]) < 2_000_000


def test_a_policy_whose_calendar_was_retired_meanwhile_is_refused_and_the_old_one_stays(desk: FakeDesk) -> None:
    assert put(calendar())[0] == 200
    assert put(document("calendar", "office", 1, {"retired": True}))[0] == 200
    status, problem = put(policy(calendar="office"))
    assert (status, problem["path"]) == (400, "policies[default].calendar")
    assert put(policy())[0] == 200


@pytest.mark.parametrize(
    "phone", ["+819000000001", "+447700900001", "+12025550100", "+819012345678", "+61491570006", "+33639981234"]
)
def test_numbers_that_are_kept_for_examples_can_stand_in_settings(desk: FakeDesk, phone: str) -> None:
    assert put(document("person", "kt", 1, {**KT, "phone": phone}))[0] == 200


@pytest.mark.parametrize(
    "email", ["keiko..t.@docomo.example.jp", "keiko+desk@example.co.jp", "o'neil@xn--fsq.example", "k@a.museum"]
)
def test_addresses_that_carriers_have_given_out_are_addresses(email: str) -> None:
    check_new(Document("person", "kt", 1, {**KT, "email": email}))
