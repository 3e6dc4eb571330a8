"""Two people on one ticket of the deployed desk, and a customer who writes again while one of them types (R2)."""

from playwright.sync_api import expect

from tests.e2e.client import DeskClient, until
from tests.web.walk import ARRIVES_MS, Reader, Visit, newcomer, on_each, once

CONTROL = 2
"""The modifier of a key, as the browser's own protocol counts it."""


def compose(reader: Reader, words: str) -> list[list[object]]:
    """Types through an input method, and presses the Enter that ends the choice of a word, with and without Control.
    The answer is what the page heard of those keys."""
    reader.page.evaluate("heard = []; addEventListener('keydown', (e) => heard.push([e.key, e.isComposing]), true)")
    reader.field.focus()
    typing = reader.page.context.new_cdp_session(reader.page)
    typing.send("Input.imeSetComposition", {"text": "かくにん", "selectionStart": 4, "selectionEnd": 4})
    for modifiers in (0, CONTROL):
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "modifiers": modifiers}
        typing.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
        typing.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    typing.send("Input.insertText", {"text": words})
    heard: list[list[object]] = reader.page.evaluate("heard")
    return heard


def send(reader: Reader) -> None:
    if reader.size.touch:
        reader.press(reader.send)
    else:
        reader.field.press("Control+Enter")


@on_each
def test_R2_the_second_is_told_who_writes_and_nobody_answers_past_a_newer_post(
    visit: Visit, client: DeskClient
) -> None:
    words, customer = visit.words, newcomer()
    keiko, haruka = (visit.person(group)["name"] for group in ("agents", "managers"))
    asked = client.write(customer, f"@acme_help {once('is it on its way?')}")
    ticket = client.ticket_of(customer)["id"]
    agent = visit.signed_in("agents", f"/t/{ticket}")
    agent.field.fill("We are looking")
    expect(agent.button("action.release")).to_be_visible()
    assert client.full(ticket)["ticket"]["holder"]["name"] == keiko

    manager = visit.signed_in("managers", f"/t/{ticket}")
    expect(manager.page.get_by_text(words.like("composer.held", name=keiko))).to_be_visible()
    expect(manager.button("action.claim")).to_have_count(0)
    manager.field.fill("確認")
    expect(manager.send).to_be_disabled()
    manager.push("action.take_over")
    expect(manager.button("action.release")).to_be_visible()
    assert client.full(ticket)["ticket"]["holder"]["name"] == haruka
    expect(agent.page.get_by_text(words.like("composer.held", name=haruka))).to_be_visible(timeout=ARRIVES_MS)
    expect(agent.send).to_be_disabled()
    expect(agent.field).to_have_value("We are looking")
    agent.press(agent.page.locator(".composer").get_by_role("button", name=words("composer.leave_note")))
    expect(agent.page.get_by_role("textbox", name=words("note.placeholder"))).to_have_value("@HS ")

    answer = once("確認しております。")
    manager.field.fill("")
    assert compose(manager, answer) == [["Enter", True], ["Enter", True]]
    expect(manager.field).to_have_value(answer)
    news = once("please hurry")
    client.write(customer, f"@acme_help {news}")
    expect(manager.page.locator(".new-posts-text")).to_contain_text(news, timeout=ARRIVES_MS)
    send(manager)
    expect(manager.page.get_by_role("alertdialog")).to_contain_text(words("send_warning.news"))
    assert client.full(ticket)["replies"] == []
    manager.push("send_warning.go_on")
    manager.push("new_posts.read")
    expect(manager.page.locator(".new-posts")).to_have_count(0)
    send(manager)
    expect(manager.page.get_by_text(words.like("undo.left"))).to_be_visible()
    expect(manager.field).to_have_value("")
    expect(manager.conversation).to_contain_text(answer)
    [stands] = until(lambda: client.on_x(asked["id"], author="acme_help"))
    assert f"{answer} ^HS" in stands["text"]
    until(lambda: client.full(ticket)["ticket"]["status"] == "answered")
    expect(manager.button("action.done")).to_be_visible(timeout=ARRIVES_MS)
