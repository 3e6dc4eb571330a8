"""The numbers page: charts with their figures in print, what an average hides, and a file for a spreadsheet (M1-M3)."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from functions.desk_api.views.networks import network_view
from shared.networks.x.rules import RULES
from tests.toy.rules import ToyRules
from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import ROOT, Answer, Json, Sheet, StubDesk, ago
from tests.web.stub_numbers import metrics, nothing

SIZES = [PHONE, DESKTOP]
BOTH = pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)


@pytest.fixture
def numbers(stub: StubDesk) -> StubDesk:
    jp = {
        "id": "acme_jp",
        "username": "acme_jp",
        "name": "Acme",
        "colour": "#b5541c",
        "state": "ok",
        "last_seen": ago(2),
    }
    stub.accounts.append(jp)
    stub.routes["GET /api/metrics"] = metrics
    return stub


def spoken_in(context: BrowserContext, language: str) -> None:
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")


def violations(page: Page) -> Any:
    axe = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(f"{axe}; 0")
    return page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.target)]))")


@BOTH
@pytest.mark.parametrize(
    ("language", "scheme", "words"),
    [
        ("en", "light", ("First reply", "Unanswered", "Longest wait", "Day by day", "What these figures mean")),
        ("ja", "dark", ("初回返信", "未返信", "最長の待ち", "日ごとの推移", "集計の定義")),
    ],
)
def test_M2_M3_the_numbers_say_what_they_hide_and_what_they_mean(
    numbers: StubDesk, context: BrowserContext, size: Size, language: str, scheme: Any, words: tuple[str, ...]
) -> None:
    spoken_in(context, language)
    page = numbers.open(context, "/reports")
    page.emulate_media(color_scheme=scheme)
    expect(page.locator(".multiple canvas")).to_have_count(5)
    for each in words:
        expect(page.locator(".reports").get_by_text(each, exact=True).locator("visible=true").first).to_be_visible()
    for chart in page.locator(".reports-part:not(.costs) .multiple").all():
        expect(chart.locator(".chart-text")).to_contain_text(re.compile(r"\d"))
        expect(chart.locator(".chart-gap")).to_contain_text("7")
    expect(page.locator(".heat td")).to_have_count(168)
    assert page.evaluate("document.documentElement.scrollWidth") <= size.width
    assert page.evaluate("document.querySelector('.page').scrollWidth") <= size.width
    assert violations(page) == []


@pytest.mark.parametrize("days", ["28", "week"])
def test_M3_a_period_ends_with_the_desks_own_today(numbers: StubDesk, context: BrowserContext, days: str) -> None:
    """It is Sunday in Tokyo while it is Saturday still for who reads in London."""
    context.clock.set_fixed_time(datetime(2026, 11, 28, 16, 30, tzinfo=UTC))
    status, person = numbers.answer("GET", "/api/me", {}, {}, known=None)[:2]
    numbers.routes["GET /api/me"] = lambda *_: (status, person | {"desk_zone": "Asia/Tokyo"})
    asked: list[dict[str, str]] = []

    def told(query: dict[str, str], body: Json) -> Answer:
        asked.append(query)
        return metrics(query, body)

    numbers.routes["GET /api/metrics"] = told
    page = numbers.open(context, f"/reports?days={days}")
    expect(page.locator(".multiple canvas")).to_have_count(5)
    first = "2026-11-02" if days == "28" else "2026-11-23"
    assert {(query["from"], query["to"]) for query in asked} == {(first, "2026-11-29")}


def test_a_zone_of_the_desk_that_this_browser_does_not_know_leaves_the_numbers_readable(
    numbers: StubDesk, context: BrowserContext
) -> None:
    status, person = numbers.answer("GET", "/api/me", {}, {}, known=None)[:2]
    numbers.routes["GET /api/me"] = lambda *_: (status, person | {"desk_zone": "right/Asia/Tokyo"})
    page = numbers.open(context, "/reports")
    expect(page.locator(".multiple canvas")).to_have_count(5)


def test_the_days_of_a_chart_are_a_table_too(numbers: StubDesk, context: BrowserContext) -> None:
    page = numbers.open(context, "/reports?from=2026-09-01&to=2026-09-07")
    page.get_by_text("As a table").click()
    rows = page.get_by_role("region", name="Day by day").get_by_role("row")
    expect(rows).to_have_count(8)
    expect(rows.nth(1)).to_have_text(re.compile(r"^Tue.*1 Sep"))
    expect(rows.nth(6)).to_have_class("muted")


def test_M1_kind_hours_period_and_account_are_chosen_and_stand_in_the_address(
    numbers: StubDesk, context: BrowserContext
) -> None:
    page = numbers.open(context, "/reports")
    headline = page.locator(".headline")
    expect(headline).to_contain_text("21 min")
    page.get_by_label("Business hours").check()
    expect(headline).to_contain_text("13 min")
    page.get_by_role("radio", name="Resolution").check()
    expect(headline).not_to_contain_text("In time")
    expect(page).to_have_url(re.compile("clock=resolution&hours=business"))
    page.get_by_label("Account", exact=True).select_option("acme_jp")
    page.get_by_label("Own dates").check()
    page.get_by_label("From").fill("2026-09-10")
    page.get_by_label("To").fill("2026-09-01")
    expect(page).to_have_url(re.compile("from=2026-09-01&to=2026-09-01"))
    page.reload()
    expect(page.get_by_role("radio", name="Resolution")).to_be_checked()
    expect(page.get_by_label("Own dates")).to_be_checked()


@BOTH
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("$41.28 of $50.00", "the desk stops reading", "Replies sent", "Accounts that are not in the settings")),
        ("ja", ("$50.00 のうち $41.28", "読み取りを止めます", "返信の送信", "設定にないアカウント")),
    ],
)
def test_what_x_charges_stands_beside_the_limit_by_kind_and_account(
    numbers: StubDesk, context: BrowserContext, size: Size, language: str, words: tuple[str, ...]
) -> None:
    spoken_in(context, language)
    page = numbers.open(context, "/reports?from=2026-09-01&to=2026-09-07")
    costs = page.locator(".costs")
    for each in words:
        expect(costs).to_contain_text(each)
    kinds = costs.locator(".costs-table").first.locator("tbody tr")
    expect(kinds.first).to_contain_text("1,065")
    expect(kinds.first).to_contain_text("$10.65")
    expect(costs.get_by_role("row", name="acme_jp")).to_contain_text("$8.65")


def test_M1_a_desk_on_two_networks_sees_its_numbers_and_its_costs_by_network(
    numbers: StubDesk, context: BrowserContext
) -> None:
    """Two networks may call different things by one name."""

    class Town(ToyRules):
        prices: Mapping[str, Any] = {"user_read": Decimal(1)}
        charge_names: Mapping[str, Any] = {"en": {"user_read": "Visit"}, "ja": {"user_read": "訪問"}}

    networks = [network_view(RULES), network_view(Town())]
    numbers.routes["GET /api/networks"] = lambda *_: (200, {"networks": networks})
    for account, network in zip(numbers.accounts, ("x", "toy"), strict=True):
        account["network"] = network
    page = numbers.open(context, "/reports?from=2026-09-01&to=2026-09-07")
    by_network = page.locator(".reports-part").filter(has=page.get_by_role("heading", name="By network"))
    expect(by_network).to_contain_text("Toytown")
    expect(by_network).to_contain_text("300")
    costs = page.locator(".costs")
    expect(costs.get_by_role("row", name="Toytown · Visit")).to_contain_text("233")
    expect(costs.get_by_role("row", name=re.compile("^X · "))).to_have_count(5)
    expect(costs.get_by_role("row", name=re.compile("^Toytown \\$"))).to_contain_text("$8.65")


def test_no_day_of_the_bill_is_left_out_though_it_lies_outside_the_desks_own_days(
    numbers: StubDesk, context: BrowserContext
) -> None:
    def westward(query: dict[str, str], body: Any) -> Any:
        status, told = metrics(query, body)
        if query["by"] == "day":
            told["costs"]["rows"].append({"key": "2026-09-08", "usd": 9.5, "kinds": {}})
            told["costs"]["rows"].insert(1, {"key": "2026-08-31", "usd": 0.001, "kinds": {}})
        return status, told

    numbers.routes["GET /api/metrics"] = westward
    page = numbers.open(context, "/reports?from=2026-09-01&to=2026-09-07")
    expect(page.locator(".costs .multiple .chart-text")).to_have_text("Least $0.001 · most $9.50")


@pytest.mark.parametrize("costs", [None, ...], ids=["null", "missing"])
def test_where_the_costs_cannot_be_read_the_other_numbers_stand(
    numbers: StubDesk, context: BrowserContext, costs: Any
) -> None:
    def without(query: dict[str, str], body: Any) -> Any:
        status, told = metrics(query, body)
        del told["costs"]
        return status, told | ({"costs": None} if costs is None else {})

    numbers.routes["GET /api/metrics"] = without
    page = numbers.open(context, "/reports")
    expect(page.locator(".headline")).to_contain_text("21 min")
    expect(page.locator(".costs")).to_have_count(0)


def test_a_month_whose_limit_is_used_up_says_what_stands_still(numbers: StubDesk, context: BrowserContext) -> None:
    def used_up(query: dict[str, str], body: Any) -> Any:
        status, told = metrics(query, body)
        told["costs"]["month"] |= {"usd": 51.0, "state": "reached"}
        return status, told

    numbers.routes["GET /api/metrics"] = used_up
    page = numbers.open(context, "/reports")
    expect(page.locator(".costs").get_by_role("status")).to_contain_text("reads nothing more from networks that charge")


def test_old_figures_stay_while_new_ones_are_not_to_be_had(numbers: StubDesk, context: BrowserContext) -> None:
    page = numbers.open(context, "/reports")
    expect(page.locator(".headline")).to_contain_text("21 min")
    numbers.routes["GET /api/metrics"] = lambda query, body: (503, {})
    page.get_by_label("This week").check()
    expect(page.locator(".reports .list-status-warn")).to_contain_text(re.compile(r"cannot answer.*as of \d\d:\d\d"))
    expect(page.locator(".headline")).to_contain_text("21 min")


def test_a_period_in_which_nothing_began_says_so(numbers: StubDesk, context: BrowserContext) -> None:
    numbers.routes["GET /api/metrics"] = nothing
    page = numbers.open(context, "/reports")
    expect(page.get_by_text("Nothing was measured in this period.")).to_be_visible()
    expect(page.locator("canvas")).to_have_count(0)
    expect(page.locator(".costs")).to_contain_text("Nothing was charged in this period.")


def test_a_spreadsheet_opens_the_file_as_it_is_meant(
    numbers: StubDesk, context: BrowserContext, tmp_path: Path
) -> None:
    def hostile(query: dict[str, str], body: Any) -> Any:
        status, told = metrics(query, body)
        if query["by"] == "agent":
            told["rows"][1]["agent"] = {"sub": "x", "name": '=HYPERLINK("http://x","a")'}
        return status, told

    numbers.routes["GET /api/metrics"] = hostile
    page = numbers.open(context, "/reports?from=2026-09-01&to=2026-09-07")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert download.value.suggested_filename == "sokuto-2026-09-01-2026-09-07.csv"
    raw = Path(download.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert "" not in rows[0]
    assert "佐藤 蓮" in {row[1] for row in rows}
    assert '\'=HYPERLINK("http://x","a")' in {row[1] for row in rows}
    replies = [row for row in rows if row[:3] == ["Account", "acme_jp", "Replies sent"]]
    assert [(row[3], row[-1]) for row in replies] == [("262", "2.62")]
    assert not [row for row in rows if row[1].startswith(("=", "+", "-", "@"))]


def test_the_numbers_are_for_managers(numbers: StubDesk, context: BrowserContext) -> None:
    numbers.groups = ["agents"]
    page = numbers.open(context, "/reports")
    expect(page.get_by_text("Reports are for managers.")).to_be_visible()
    assert not [path for _, path, _ in numbers.asked if path == "/api/metrics"]


def test_M6_every_single_time_is_saved_as_one_file_however_many_parts_it_comes_in(
    numbers: StubDesk, context: BrowserContext
) -> None:
    parts = {"": ("\ufeffticket,in_time\r\na,yes\r\n", "here"), "here": ("b,no\r\n", "")}
    asked: list[dict[str, str]] = []

    def part(query: dict[str, str], _: Json) -> Answer:
        asked.append(query)
        return 200, Sheet(*parts[query.get("cursor", "")])

    numbers.routes["GET /api/metrics/clocks"] = part
    page = numbers.open(context, "/reports?from=2026-09-01&to=2026-09-07&account=acme_jp")
    with page.expect_download() as download:
        page.get_by_role("button", name="Details as CSV").click()
    assert download.value.suggested_filename == "sokuto-clocks-2026-09-01-2026-09-07.csv"
    assert Path(download.value.path()).read_bytes() == "\ufeffticket,in_time\r\na,yes\r\nb,no\r\n".encode()
    assert [(each["zone"], each["account"]) for each in asked] == [("desk", "acme_jp")] * 2


def test_M5_no_share_is_shown_as_all_of_them_while_one_was_missed(numbers: StubDesk, context: BrowserContext) -> None:
    def nearly(query: dict[str, str], body: Any) -> Any:
        status, told = metrics(query, body)
        for row in told["rows"]:
            row["first_reply"] |= {"within_target": 0.9996 if row["key"] != "acme_jp" else None, "overdue": 16}
        return status, told

    numbers.routes["GET /api/metrics"] = nearly
    page = numbers.open(context, "/reports")
    expect(page.locator(".headline")).to_contain_text("99.9%")
    expect(page.locator(".headline-hidden")).to_contain_text("Overdue16")
    expect(page.locator(".reports")).not_to_contain_text("100%", use_inner_text=True)
    expect(page.locator(".groups tr, .cards li").filter(has_text="acme_jp").first).to_contain_text("–")


def test_a_chart_shows_a_target_only_where_all_its_figures_share_it(numbers: StubDesk, context: BrowserContext) -> None:
    page = numbers.open(context, "/reports")
    expect(page.locator(".multiple").first).to_be_visible()
    lines = "async (targets) => (await import('/sources/view/reports/figures.js')).targetLines(targets)"
    assert page.evaluate(lines, [1800, 1800]) == [1800]
    assert page.evaluate(lines, [1800, 10800]) == []
    assert page.evaluate(lines, None) == []


def test_M2_more_than_was_looked_at_is_said_with_a_plus(numbers: StubDesk, context: BrowserContext) -> None:
    def more(query: Mapping[str, str], body: Json) -> Answer:
        status, told = metrics(dict(query), body)
        for row in told["rows"]:
            row["more_unanswered"] = row["key"] == "*"
        return status, told

    numbers.routes["GET /api/metrics"] = more
    page = numbers.open(context, "/reports")
    expect(page.locator(".headline-hidden dd").first).to_have_text(re.compile(r"^\d+\+$"))
    numbers.routes["GET /api/metrics"] = metrics
    page.reload()
    expect(page.locator(".headline-hidden dd").first).to_have_text(re.compile(r"^\d+$"))
