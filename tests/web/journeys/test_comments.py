"""Somebody comments under the brand's post on the deployed desk, and what is said in private stays with it (N3, T3)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from infra.local.meta.client import FakeMeta
from tests.e2e.client import DeskClient, until
from tests.web.browser import DESKTOP, PHONE
from tests.web.walk import ARRIVES_MS, Reader, Visit, newcomer, on_each, once

IN_ENGLISH = pytest.mark.parametrize(("size", "language"), [pytest.param(DESKTOP, "en", id="en-desktop")])
IN_JAPANESE = pytest.mark.parametrize(("size", "language"), [pytest.param(PHONE, "ja", id="ja-phone")])


@pytest.fixture
def meta(client: DeskClient) -> Iterator[FakeMeta]:
    with FakeMeta(client.stand_in("facebook")) as meta:
        yield meta


def ticket_of(client: DeskClient, person: str) -> str:
    ident: str = client.ticket_with(lambda customer: customer["id"] == person)["id"]
    return ident


def entry(reader: Reader, words: str) -> Locator:
    return reader.conversation.get_by_role("listitem").filter(has_text=words)


def channel(reader: Reader, key: str) -> Locator:
    return reader.page.get_by_role("radio", name=reader.words(key), exact=True)


def send(reader: Reader, words: str) -> None:
    reader.field.fill(words)
    reader.press(reader.send)


def texts(client: DeskClient, ticket: str) -> list[tuple[str, str]]:
    """The words of a ticket, each with its channel."""
    return [(post["text"].partition("\n")[0], post["channel"]) for post in client.full(ticket)["posts"]]


def written(meta: FakeMeta, person: dict[str, Any]) -> list[str]:
    """What the brand has written to them in private."""
    return [one["text"] for one in meta.sent() if one.get("person") == person["id"]]


@on_each
def test_T3_a_comment_is_answered_in_private_and_goes_on_as_a_message_in_the_same_ticket(
    visit: Visit, client: DeskClient, meta: FakeMeta
) -> None:
    words, name = visit.words, newcomer()
    person = meta.person(name)
    asked, told, answer = (
        once("届いた積み木が欠けていました"),
        once("A-4471 です"),
        once("ご注文番号をお知らせください。"),
    )
    meta.comment(name, asked)
    ticket = ticket_of(client, person["facebook"])
    agent = visit.signed_in("agents", f"/t/{ticket}")

    agent.press(entry(agent, asked).get_by_role("button", name=words("moderation_action.hide"), exact=True))
    shown = entry(agent, asked).get_by_role("button", name=words("moderation_action.unhide"), exact=True)
    expect(shown).to_be_visible(timeout=ARRIVES_MS)
    hidden = until(lambda: [each for each in client.full(ticket)["history"] if each["kind"] == "moderated"])
    assert [(each["reason"], each["by"]["name"]) for each in hidden] == [("hide", visit.person("agents")["name"])]

    expect(agent.page.get_by_text(words.like("answer_channel.public_until"))).to_be_visible()
    channel(agent, "answer_channel.direct").check()
    send(agent, answer)
    expect(entry(agent, answer)).to_contain_text(words("post.private"), timeout=ARRIVES_MS)
    until(lambda: any(answer in text for text in written(meta, person)))

    meta.write(name, told)
    expect(entry(agent, told)).to_contain_text(words("post.private"), timeout=ARRIVES_MS)
    expect(agent.page.get_by_role("radiogroup", name=words("answer_channel.label"))).to_have_count(0)
    thanks = once("ありがとうございます。")
    send(agent, thanks)
    until(lambda: any(thanks in text for text in written(meta, person)))
    until(lambda: client.full(ticket)["ticket"]["status"] == "answered")
    expect(entry(agent, thanks)).to_contain_text(words("post.private"))
    assert [each for _, each in texts(client, ticket)] == ["public", "direct", "direct", "direct"]


@IN_ENGLISH
def test_N3_a_message_that_came_too_long_ago_is_answered_below_the_comment(
    visit: Visit, client: DeskClient, meta: FakeMeta
) -> None:
    words, name, now = visit.words, newcomer(), datetime.now(UTC)
    person = meta.person(name)
    meta.comment(name, once("Is the blue one back?"), platform="instagram", at=(now - timedelta(days=9)).isoformat())
    ticket = ticket_of(client, person["instagram"])
    told = once("And the red one?")
    meta.write(name, told, platform="instagram", at=(now - timedelta(days=8)).isoformat())
    agent = visit.signed_in("agents", f"/t/{ticket}")
    expect(entry(agent, told)).to_be_visible(timeout=ARRIVES_MS)

    expect(agent.page.get_by_text(words.like("reply_permission.window_closed"))).to_be_visible(timeout=ARRIVES_MS)
    expect(agent.send).to_be_disabled()
    agent.push("private_reply.back")
    expect(channel(agent, "answer_channel.public")).to_be_checked()
    expect(channel(agent, "answer_channel.direct")).to_be_disabled()
    answer = once("Both are back on Monday.")
    send(agent, answer)
    expect(agent.page.get_by_role("alertdialog")).to_contain_text(words("send_warning.to_public"))
    agent.push("send_warning.send")
    until(lambda: any(answer in text and where == "public" for text, where in texts(client, ticket)))
    assert written(meta, person) == []


@IN_JAPANESE
def test_N3_a_conversation_that_another_inbox_holds_is_answered_once_it_is_given_back(
    visit: Visit, client: DeskClient, meta: FakeMeta
) -> None:
    words, name = visit.words, newcomer()
    person = meta.person(name)
    meta.write(name, once("はじめまして"))
    ticket = ticket_of(client, person["messenger"])
    meta.hold_thread(name, "inbox")
    meta.write(name, once("どなたかいらっしゃいますか"))
    until(lambda: "held_elsewhere" in client.full(ticket)["ticket"]["flags"])
    agent = visit.signed_in("agents", f"/t/{ticket}")
    expect(agent.page.get_by_text(words.like("reply_permission.held_elsewhere"))).to_be_visible(timeout=ARRIVES_MS)
    answer = once("お待たせしました。")
    send(agent, answer)
    expect(agent.page.get_by_role("alertdialog")).to_contain_text(words("send_warning.held_elsewhere"))
    assert client.full(ticket)["replies"] == []
    agent.push("send_warning.send")
    expect(entry(agent, answer)).to_contain_text(words("reply.failed"), timeout=ARRIVES_MS)

    meta.hold_thread(name, "desk")
    agent.push("reply.retry")
    until(lambda: any(answer in text for text in written(meta, person)))
    until(lambda: client.full(ticket)["ticket"]["status"] == "answered")
