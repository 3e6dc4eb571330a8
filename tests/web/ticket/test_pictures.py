"""What customers send besides words: tiles that say what it is, files that the desk keeps, and folded warnings."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.stub_desk import StubDesk, check_opened_posts, post, view
from tests.web.stub_pictures import SHOP, TOOT, kept, loaded, pictures, png, unkept

PHOTO = png(40, 30, (200, 100, 50), (50, 100, 200))
LASTING = {"type": "photo", "url": "https://pictures.example.com/1.jpg", "alt": "a cup", "preview_url": "", "name": ""}


def opened(stub: StubDesk, context: BrowserContext, *media: dict[str, Any], **more: Any) -> Page:
    """The page on a ticket whose only post shows these."""
    stub.accounts += [SHOP, TOOT]
    told = {"text": "", "url": "", "account": "acme_line"} | more
    stub.put(view("t", [post("1", told.pop("text"), media=list(media), **told)], account=told["account"]))
    page = stub.open(context, "/t/t")
    expect(page.locator("[data-post='1']")).to_be_visible()
    return page


def tile(page: Page) -> Locator:
    return page.locator("[data-post='1'] .media-list > li")


def test_a_kept_picture_is_shown_and_opens_in_full_size(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context, kept(stub, "a.png", "image/png", PHOTO, alt="the box that came"))
    picture = tile(page).get_by_role("img", name="the box that came")
    expect(picture).to_be_visible()
    assert picture.evaluate("(img) => img.decode().then(() => img.naturalWidth)") == 40
    link = tile(page).get_by_role("link")
    expect(link).to_have_attribute("href", "http://desk.localhost/files/a.png?signed=1")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert stub.complaints == []


ARRIVED = "image => image.decode().catch(() => null)"
"""Waits until the picture has been answered, whatever is in it: its place is visible before."""


def test_a_small_picture_is_loaded_in_place_of_a_large_one(stub: StubDesk, context: BrowserContext) -> None:
    small = kept(stub, "small.png", "image/png", PHOTO)["url"]
    page = opened(stub, context, kept(stub, "large.png", "image/png", PHOTO, preview_url=small))
    image = tile(page).get_by_role("img", name="Photo")
    expect(image).to_be_visible()
    image.evaluate(ARRIVED)
    assert loaded(stub) == ["/files/small.png"]


def test_a_picture_is_not_loaded_again_when_its_link_is_renewed(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context, kept(stub, "a.png", "image/png", PHOTO))
    image = tile(page).locator("img")
    expect(image).to_be_visible()
    image.evaluate(ARRIVED)
    stub.tickets["t"]["posts"][0]["media"][0]["url"] += "&renewed"
    stub.tickets["t"]["posts"][0]["text"] = "Here it is."
    check_opened_posts(page)
    expect(page.locator("[data-post='1'] .post-text")).to_have_text("Here it is.")
    expect(image).to_have_attribute("src", "http://desk.localhost/files/a.png?signed=1")
    assert loaded(stub) == ["/files/a.png"]


def test_a_link_that_has_run_out_is_replaced_by_the_newest_and_then_said(
    stub: StubDesk, context: BrowserContext
) -> None:
    gone = kept(stub, "gone.png", "image/png", PHOTO)
    del stub.files["/files/gone.png"]
    page = opened(stub, context, gone)
    expect(tile(page)).to_contain_text("It cannot be loaded just now.")
    expect(tile(page).locator("img")).to_have_count(0)


@pytest.mark.parametrize(("kind", "type_", "role"), [("video/mp4", "video", "video"), ("audio/mp4", "audio", "audio")])
def test_a_film_and_a_sound_are_played_in_place_and_loaded_only_then(
    stub: StubDesk, context: BrowserContext, kind: str, type_: str, role: str
) -> None:
    page = opened(stub, context, kept(stub, "a", kind, b"", type=type_, size=18_400_000))
    player = tile(page).locator(role)
    expect(player).to_have_attribute("preload", "none")
    expect(player).to_have_attribute("controls", "")
    expect(tile(page)).to_contain_text("18 MB")
    assert loaded(stub) == []


def test_a_file_says_its_name_and_size_and_is_saved(stub: StubDesk, context: BrowserContext) -> None:
    sheet = kept(stub, "q", "application/pdf", b"%PDF", type="file", size=284_000) | {"name": "見積書.pdf"}
    page = opened(stub, context, sheet)
    expect(tile(page)).to_contain_text("File")
    expect(tile(page)).to_contain_text("見積書.pdf · 284 kB")
    expect(tile(page).get_by_role("link")).to_contain_text("Save")
    assert loaded(stub) == []


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "application/octet-stream"])
def test_what_is_no_picture_by_its_bytes_is_never_shown_as_one(
    stub: StubDesk, context: BrowserContext, kind: str
) -> None:
    """The desk never says so of an SVG; whatever it says, the policy would let it run nothing."""
    page = opened(stub, context, kept(stub, "a", "application/octet-stream", b"<svg/>", content_type=kind))
    if kind.startswith("image/"):
        expect(tile(page).locator("iframe, object, embed")).to_have_count(0)
    else:
        expect(tile(page).locator("img")).to_have_count(0)


@pytest.mark.parametrize(
    ("why", "says"),
    [
        ("waiting", "Being fetched from LINE."),
        ("gone", "Deleted on LINE before it could be fetched."),
        ("too_large", "Too large to keep here. Look at it on LINE."),
        ("failed", "It could not be fetched. Look at it on LINE."),
        ("not_kept", "Not kept here, or not any more. Look at it on LINE."),
    ],
)
def test_a_file_that_is_not_there_says_why(stub: StubDesk, context: BrowserContext, why: str, says: str) -> None:
    page = opened(stub, context, unkept(why))
    expect(tile(page)).to_contain_text(says)
    expect(tile(page).get_by_role("link")).to_have_count(0)


def test_pictures_on_other_hosts_are_links_and_nothing_is_loaded_from_there(
    stub: StubDesk, context: BrowserContext
) -> None:
    asked: list[str] = []
    page = opened(stub, context, LASTING, account="acme_masto")
    page.on("request", lambda request: asked.append(request.url))
    expect(tile(page).get_by_role("link")).to_have_attribute("href", LASTING["url"])
    expect(tile(page)).to_contain_text("View on Mastodon")
    expect(tile(page).locator("img")).to_have_count(0)
    assert not [url for url in asked if "pictures.example.com" in url]


def test_a_place_leads_to_its_map_and_the_rest_to_its_network(stub: StubDesk, context: BrowserContext) -> None:
    place = {
        "type": "location",
        "url": "https://maps.example.com/?q=1,2",
        "alt": "Shibuya 1-2-3",
        "name": "Acme Shibuya",
    }
    strange = {"type": "unsupported", "url": "", "alt": "", "name": ""}
    page = opened(stub, context, place, strange)
    expect(tile(page).nth(0)).to_contain_text("Acme Shibuya Shibuya 1-2-3")
    expect(tile(page).nth(0).get_by_role("link")).to_contain_text("Open the map")
    expect(tile(page).nth(1)).to_contain_text("This desk cannot show it. Look at it on LINE.")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://evil.example/x.png", "data:image/png;base64,AAAA"])
def test_no_other_address_is_followed_whatever_the_answer_says(
    stub: StubDesk, context: BrowserContext, url: str
) -> None:
    page = opened(stub, context, kept(stub, "a", "image/png", PHOTO) | {"url": url})
    expect(tile(page)).to_be_visible()
    expect(tile(page).locator("img, a")).to_have_count(0)


def test_a_content_warning_hides_words_and_pictures_until_somebody_opens_it(
    stub: StubDesk, context: BrowserContext
) -> None:
    photo = kept(stub, "a.png", "image/png", PHOTO, alt="a cut")
    page = opened(stub, context, photo, text="There is blood.", content_warning="injury", account="acme_masto")
    body = page.locator("[data-post='1']")
    expect(body).to_contain_text("Content warning")
    expect(body).to_contain_text("injury")
    expect(body).not_to_contain_text("There is blood.")
    assert loaded(stub) == []
    body.get_by_role("button", name="Show the post").click()
    expect(body).to_contain_text("There is blood.")
    expect(body.get_by_role("img", name="a cut")).to_be_visible()
    body.get_by_role("button", name="Hide the post").click()
    expect(body).not_to_contain_text("There is blood.")


def test_the_queue_says_what_a_post_without_words_shows(stub: StubDesk, context: BrowserContext) -> None:
    pictures(stub)
    page = stub.open(context)
    expect(page.locator("[data-ticket='rina'] .row-excerpt")).to_have_text("[Photo]")
    expect(page.locator("[data-ticket='sticker'] .row-excerpt")).to_have_text("[Sticker]")
    expect(page.locator("[data-ticket='ella'] .row-excerpt")).to_have_text("Content warning injury, blood")


def test_N1_each_network_has_its_sign_and_name_at_every_ticket(stub: StubDesk, context: BrowserContext) -> None:
    pictures(stub)
    page = stub.open(context)
    for ticket, name, shape, letter in (("rina", "LINE", "bubble", "L"), ("ella", "Mastodon", "hexagon", "M")):
        where = page.locator(f"[data-ticket='{ticket}'] .row-where")
        expect(where).to_contain_text(name)
        expect(where.locator(".network-sign")).to_have_attribute("data-shape", shape)
        expect(where.locator(".network-sign")).to_have_attribute("data-letter", letter)
        page.locator(f"[data-ticket='{ticket}']").click()
        head = page.locator(".ticket-head .ticket-where")
        expect(head).to_contain_text(name)
        expect(head.locator(".network-sign")).to_have_attribute("data-shape", shape)


def test_N1_a_sign_is_the_networks_own_data(stub: StubDesk, context: BrowserContext) -> None:
    stub.accounts[0]["network_sign"] = {"letter": "T", "shape": "diamond"}
    stub.put(view("t", [post("1", "Hello?")]))
    page = stub.open(context)
    expect(page.locator("[data-ticket='t'] .network-sign")).to_have_attribute("data-shape", "diamond")


def test_N2_a_network_without_handles_shows_none(stub: StubDesk, context: BrowserContext) -> None:
    pictures(stub)
    page = stub.open(context, "/t/rina")
    expect(page.locator("[data-ticket='rina'] .row-where")).to_have_text("LINEアクメ サポート")
    expect(page.locator("[data-post='p0'] .post-handle")).to_have_count(0)
    expect(page.locator(".ticket-head .ticket-where")).not_to_contain_text("not known")
