"""An answer on the deployed desk that could go wrong: from another account, in several parts, over a lost connection."""

import re

from playwright.sync_api import expect

from tests.e2e.client import DeskClient, until
from tests.web.walk import ARRIVES_MS, Visit, newcomer, on_each, once

LONG = "お問い合わせありがとうございます。配送状況を確認いたしました。" * 8


@on_each
def test_R3_R4_another_account_is_typed_and_a_long_answer_outlasts_the_connection(
    visit: Visit, client: DeskClient
) -> None:
    words, customer = visit.words, newcomer()
    first, second = f"{customer}1", f"{customer}2"
    to_both = client.write(first, f"@acme_help @acme_jp {once('who can tell me?')}")
    long_one = client.write(second, f"@acme_jp {once('まだ届きません')}")
    ticket = client.ticket_of(first)["id"]
    agent = visit.signed_in("agents", f"/t/{ticket}?q={customer}")
    answer = once("We can.")
    agent.field.fill(answer)
    agent.press(agent.page.locator(".composer").get_by_role("button", name=words("action.more")))
    agent.press(agent.page.get_by_role("button", name=words("sender.other", account="@acme_jp")))
    handle = agent.page.get_by_role("textbox", name=words("sender.type", account="@acme_jp"))
    expect(agent.send).to_be_disabled()
    handle.fill("@acme_help")
    expect(agent.send).to_be_disabled()
    handle.fill("@acme_jp")
    expect(agent.send).to_have_text(re.compile(re.escape(words("composer.send", account="@acme_jp"))))
    agent.press(agent.send)
    expect(agent.field).to_have_value("")
    expect(agent.conversation).to_contain_text(answer)

    ticket = client.ticket_of(second)["id"]
    agent.back()
    agent.press(agent.row(second))
    expect(agent.send).to_have_text(re.compile("@acme_jp"))
    text = once(LONG)
    agent.field.fill(text)
    expect(agent.page.get_by_text(words("reply_parts.title", n=2))).to_be_visible()
    expect(agent.page.locator(".reply-part-text")).to_have_text([re.compile(r"1/2$"), re.compile(r"2/2$")])
    agent.page.context.set_offline(True)
    expect(agent.page.locator(".ticket").get_by_text(words("offline.title")).first).to_be_visible(timeout=ARRIVES_MS)
    agent.press(agent.send)
    expect(agent.page.get_by_role("article").get_by_role("alert")).to_contain_text(words("composer.kept"))
    assert client.full(ticket)["replies"] == []
    agent.page.context.set_offline(False)
    expect(agent.page.locator(".ticket").get_by_text(words("offline.title"))).to_have_count(0, timeout=ARRIVES_MS)
    expect(agent.field).to_have_value(text)
    agent.press(agent.send)
    expect(agent.field).to_have_value("")

    [one] = until(lambda: client.on_x(long_one["id"]))
    [two] = until(lambda: client.on_x(one["id"]))
    parts = [re.sub(r"^@\w+ | \^KT|\s*\d/2$", "", each["text"]) for each in (one, two)]
    assert [each["text"][-3:] for each in (one, two)] == ["1/2", "2/2"]
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
    expect(agent.button("action.done")).to_be_visible(timeout=ARRIVES_MS)
    [reply] = client.full(ticket)["replies"]
    assert [part["post_id"] for part in reply["parts"]] == [one["id"], two["id"]]
    assert [(each["username"], answer in each["text"]) for each in client.on_x(to_both["id"])] == [("acme_jp", True)]
