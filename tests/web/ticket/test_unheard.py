"""What the page says of posts that have no ticket, of when X was last asked, and of customers whose name X left out."""

from playwright.sync_api import BrowserContext, expect

from tests.web.stub_desk import StubDesk, ago, post, view
from tests.web.stub_private import quota


def test_I6_a_ticket_says_when_its_posts_were_last_looked_up(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("acme.900.1", [post("1", "Where is my order?")]) | {"checked_at": ago(3)})
    stub.put(view("acme.901.2", [post("2", "Hello?")]))
    page = stub.open(context, "/t/acme.900.1")
    expect(page.locator(".thread-checked")).to_contain_text("Last checked on X:")
    page = stub.open(context, "/t/acme.901.2")
    expect(page.get_by_text("Hello?").first).to_be_visible()
    expect(page.locator(".thread-checked")).to_have_count(0)


def test_a_customer_whose_name_nobody_knows_is_called_by_the_number(stub: StubDesk, context: BrowserContext) -> None:
    nobody = {"id": "4711", "username": "", "name": ""}
    stub.put(view("acme.4711.1", [post("1", "Anybody there?") | {"author": nobody}], customer=nobody))
    page = stub.open(context)
    row = page.locator("[data-ticket='acme.4711.1']")
    expect(row.locator(".row-name")).to_have_text("User 4711")
    expect(row.locator(".row-where")).to_contain_text("handle not known")
    row.click()
    expect(page.locator(".ticket-name")).to_have_text("User 4711")
    assert "@ " not in page.locator("main").inner_text()


def test_N1_a_customer_on_a_network_without_handles_is_told_apart_by_the_end_of_the_id(
    stub: StubDesk, context: BrowserContext
) -> None:
    somebody = {"id": "U" + "0" * 28 + "c0de", "username": "", "name": "花子"}
    stub.put(view("shop.4711.1", [post("1", "Anybody there?") | {"author": somebody}], customer=somebody))
    page = stub.open(context)
    row = page.locator("[data-ticket='shop.4711.1']")
    expect(row.locator(".row-name")).to_have_text("花子")
    expect(row.locator(".row-where")).to_contain_text("…c0de")
    row.click()
    expect(page.locator(".post-handle").first).to_have_text("…c0de")


def test_I4_the_settings_page_says_what_has_no_ticket_and_why(stub: StubDesk, context: BrowserContext) -> None:
    counted = {"count": 3, "first": ago(90), "last": ago(4)}
    stub.accounts[0]["left_out"] = {"name_carried_along": counted, "ignored_author": counted | {"count": 1}}
    page = stub.open(context, "/settings")
    told = page.locator(".channel-health-more")
    expect(told).to_contain_text("3 replies to somebody else that only carry our name along · 1 by an ignored author")


def test_N5_N7_the_settings_page_says_what_is_left_and_what_the_desk_does_not_see(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.accounts[0] |= {"network_name": "Toytown", "shows_native_answers": False, "quota": quota(163)}
    page = stub.open(context, "/settings")
    told = page.locator(".channel-health-more")
    expect(told.nth(0)).to_have_text("37 of 200 answers left this month")
    expect(told.nth(1)).to_contain_text("Toytown does not show what colleagues answer in its own app.")
