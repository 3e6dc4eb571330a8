"""Whatever the desk answers carries the headers that keep browsers from guessing, framing and telling on (RFC 9110, OWASP)."""

from datetime import timedelta
from typing import Any

import pytest

from functions import receive_webhook
from functions.desk_api.http.answer_headers import EVERYWHERE, with_headers
from functions.desk_api.http.body_size import LARGEST
from functions.desk_api.routers import csp_reports
from tests.fake_desk import FakeDesk
from tests.fake_sign_in import FakeSignIn
from tests.unit.api.test_api import desk, one, raw
from tests.unit.api.test_forgery import event as webhook_event
from tests.unit.people.test_session import BEGUN

__all__ = ["desk"]

ANSWERS: list[tuple[str, str, Any, dict[str, str], int]] = [
    ("GET", "/", None, {}, 200),
    ("GET", "/favicon.svg", None, {}, 200),
    ("GET", "/missing.js", None, {}, 404),
    ("GET", "/t/acme.900.1", None, {}, 200),
    ("GET", "/config.json", None, {}, 200),
    ("GET", "/health", None, {}, 200),
    ("GET", "/pictures/acme/0", None, {}, 404),
    ("GET", "/pictures/nobody/0", None, {}, 404),
    ("GET", "/api/queue", None, {}, 200),
    ("GET", "/api/nothing", None, {}, 404),
    ("GET", "/api/metrics", None, {}, 403),
    ("PATCH", "/api/queue", None, {}, 404),
    ("POST", "/api/preview/deadline", "{", {}, 400),
    ("POST", "/api/preview/deadline", "{}", {"sec-fetch-site": "cross-site"}, 403),
    ("POST", "/nothing", None, {}, 404),
    ("POST", "/csp", "{}", {"content-type": "application/csp-report"}, 204),
    ("POST", "/csp", "{}", {"content-type": "text/plain"}, 415),
    ("POST", "/csp", "x" * 20_000, {"content-type": "application/reports+json"}, 413),
    ("POST", "/api/preview/reply", " " * (LARGEST + 1), {}, 413),
    ("POST", "/session", " " * (LARGEST + 1), {}, 413),
    ("POST", "/session", BEGUN, {}, 200),
    ("POST", "/session/renew", None, {}, 401),
    ("DELETE", "/session", None, {}, 204),
]


def lower(answer: dict[str, Any]) -> dict[str, str]:
    named = [(name.lower(), value) for name, value in answer["headers"].items()]
    assert len(dict(named)) == len(named), "a header stands twice"
    return dict(named)


@pytest.mark.parametrize(("method", "path", "body", "headers", "status"), ANSWERS)
def test_every_answer_has_the_headers_that_all_have(
    desk: FakeDesk, method: str, path: str, body: Any, headers: dict[str, str], status: int
) -> None:
    desk.sign_in = FakeSignIn()  # type: ignore[attr-defined]
    answer = raw(method, path, body, headers=headers)
    assert answer["statusCode"] == status
    said = lower(answer)
    for name in (
        "x-content-type-options",
        "referrer-policy",
        "strict-transport-security",
        "cross-origin-resource-policy",
    ):
        assert said[name] == EVERYWHERE[name]
    assert "frame-ancestors 'none'" in said["content-security-policy"]
    assert said["cache-control"] == "no-store" or (method, status) == ("GET", 200)


def test_a_fault_and_an_answer_without_news_have_them_too(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    one(desk)
    tag = lower(raw("GET", "/api/queue"))["etag"]
    unchanged = raw("GET", "/api/queue", headers={"if-none-match": tag})
    assert (unchanged["statusCode"], lower(unchanged)["x-content-type-options"]) == (304, "nosniff")
    assert lower(unchanged)["cache-control"] == "private, no-cache"
    monkeypatch.setattr(desk.tickets, "waiting", lambda *_, **__: 1 / 0)
    fault = raw("GET", "/api/queue")
    assert (fault["statusCode"], lower(fault)["x-content-type-options"]) == (500, "nosniff")


def test_the_page_keeps_its_own_policy_and_its_files_are_kept(desk: FakeDesk) -> None:
    assert "script-src 'self'" in lower(raw("GET", "/"))["content-security-policy"]
    assert lower(raw("GET", "/favicon.svg"))["cache-control"] == "public, max-age=86400"


def test_answers_to_webhooks_have_them(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = (
        webhook_event("GET", "/webhooks/x/main", query={"crc_token": "abc"}),
        webhook_event("GET", "/webhooks/x/main"),
        webhook_event("POST", "/webhooks/x/main", body="{}", sign="sha256=no"),
    )
    answers = [receive_webhook.handler(each, None) for each in asked]
    assert [answer["statusCode"] for answer in answers] == [200, 400, 401]
    for answer in answers:
        assert EVERYWHERE.items() <= lower(answer).items()


@pytest.mark.parametrize(
    "path", ["/", "/favicon.svg", "/missing.js", "/health", "/api/queue", "/api/me", "/api/nothing"]
)
def test_HEAD_is_answered_as_GET_without_the_body(desk: FakeDesk, path: str) -> None:
    one(desk)
    whole, head = (raw(method, path, headers={"accept-encoding": "gzip"}) for method in ("GET", "HEAD"))
    assert (head["statusCode"], head["body"], head["isBase64Encoded"]) == (whole["statusCode"], "", False)
    assert head["headers"] == whole["headers"]


def test_HEAD_changes_nothing(desk: FakeDesk) -> None:
    ticket = one(desk)
    assert raw("HEAD", f"/api/tickets/{ticket}/claim")["statusCode"] == 404
    assert desk.only_ticket().claim is None


@pytest.fixture
def allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csp_reports, "allowance", csp_reports.ReportAllowance(csp_reports.COUNTED, csp_reports.WITHIN))


def report(body: str = "{}", kind: str = "application/csp-report; charset=utf-8") -> int:
    return int(raw("POST", "/csp", body, headers={"content-type": kind})["statusCode"])


def test_of_many_reports_a_few_in_a_minute_are_counted(
    desk: FakeDesk, allowance: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert {report() for _ in range(50)} == {204}
    assert len(capsys.readouterr().out.splitlines()) == 10
    desk.clock.forward(timedelta(minutes=1))
    report()
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("x" * 16_385, "application/csp-report", 413),
        ("{}", "text/plain", 415),
        ("{}", "", 415),
        ("words of strangers", "application/reports+json", 204),
    ],
)
def test_nothing_of_a_report_is_logged_and_what_is_none_is_not_counted(
    desk: FakeDesk, allowance: None, capsys: pytest.CaptureFixture[str], body: str, kind: str, status: int
) -> None:
    assert report(body, kind) == status
    said = capsys.readouterr().out
    assert ("CspReports" in said) == (status == 204)
    assert "strangers" not in said


def test_the_desk_is_not_read_for_a_report(desk: FakeDesk, allowance: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "settings", None)
    monkeypatch.setattr(desk, "tickets", None)
    assert report() == 204


@pytest.mark.parametrize(
    "path", ["/", "/t/acme.900.1", "/favicon.svg", "/css/deletion.css", "/icons/icon-192.png", "/api/queue"]
)
def test_an_answer_without_news_changes_nothing_of_what_the_browser_keeps(desk: FakeDesk, path: str) -> None:
    """A browser puts the headers of a 304 over those that it keeps: a policy that forbids all would leave the page blank."""
    first = lower(raw("GET", path))
    again = raw("GET", path, headers={"if-none-match": first["etag"]})
    assert again["statusCode"] == 304
    assert [(name, value) for name, value in lower(again).items() if first.get(name, value) != value] == []


def test_no_policy_is_put_on_an_answer_without_news() -> None:
    assert "content-security-policy" not in with_headers({"statusCode": 304})["headers"]
    assert "content-security-policy" in with_headers({"statusCode": 404})["headers"]
