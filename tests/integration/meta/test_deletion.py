"""Somebody has their data deleted on Facebook: the whole way from Meta's callback to the page that says so (I6)."""

import json
from typing import Any

import pytest

from infra.local.meta import seed
from shared.domain.posts.kinds import Channel
from shared.usecases.privacy.handle_erasures import settle_erasure
from tests.integration.meta.test_journeys import FamilyDesk, desk, network
from tests.plugs.harness import ACCOUNT
from tests.plugs.meta import MetaHarness
from tests.unit.api.test_api import raw

__all__ = ["desk", "network"]


def asks(world: FamilyDesk, name: str) -> str:
    """Let a person ask Meta, and Meta the desk; return the confirmation code."""
    assert isinstance(world.harness, MetaHarness)
    world.harness.delivered()
    world.meta.ask_for_deletion(name)
    [form] = world.harness._inbox.take()
    event = {
        "rawPath": "/webhooks/meta/main/deletion",
        "pathParameters": {"plug": "meta", "app": "main"},
        "requestContext": {"http": {"method": "POST"}},
        "headers": dict(form.headers),
        "body": form.body.decode(),
    }
    answer = world.invoke("receive_webhook", event)
    assert answer["statusCode"] == 200
    told: dict[str, Any] = json.loads(answer["body"])
    assert told["url"].endswith(f"/deletion/{told['confirmation_code']}")
    world.hears()
    return str(told["confirmation_code"])


def carried_out(world: FamilyDesk) -> dict[str, int]:
    found: dict[str, int] = world.invoke("reconcile_desk", {"look_for": "erasures"})
    return found


def page(code: str) -> str:
    return str(raw("GET", f"/deletion/{code}", headers={"accept-language": "ja"})["body"])


@pytest.mark.parametrize("same_ids", [True, False], ids=["one id", "two ids"])
def test_I6_T3_who_wrote_messages_and_comments_is_gone_with_all_of_them(desk: FamilyDesk, same_ids: bool) -> None:
    desk.meta.settings(same_ids=same_ids)
    desk.meta.comment("Hanako", "Where is my parcel?")
    desk.happens()
    person = desk.meta.person("Hanako")
    writer = person["facebook"]
    ticket = desk.the_ticket(writer)
    assert desk.answer(ticket, "Which order is it?", channel="direct")[0] == 202
    desk.happens()
    desk.meta.write("Hanako", "Order 4711.")
    desk.meta.write("Taro", "And mine?")
    desk.happens()
    assert {post.channel for post in desk.the_ticket(writer).posts} == {Channel.PUBLIC, Channel.DIRECT}
    code = asks(desk, "Hanako")
    assert "ご依頼を受け付けました" in page(code)
    assert carried_out(desk) == {"by_hand": 1}, "nobody knows yet who she is on Instagram"
    assert "担当者が確認しています" in page(code)
    settle_erasure(code, desk=desk.desk)
    assert "データを削除しました" in page(code)
    left = [ticket.customer.name for ticket in desk.desk.tickets.tickets.values()]
    assert len(left) == 1
    for ident in {writer, person["messenger"]}:
        for account in (ACCOUNT, "acme_ms"):
            assert not desk.tickets_of(ident, account)


def test_I6_of_whom_meta_knows_no_id_on_the_page_an_admin_is_told_since_instagrams_are_linked_with_nothing(
    desk: FamilyDesk,
) -> None:
    desk.meta.write("Jiro", "hello", platform="instagram")
    desk.happens()
    code = asks(desk, "Jiro")
    assert carried_out(desk) == {"by_hand": 1}
    [request] = desk.desk.erasures.open()
    assert request.reason == "Instagram does not say whose ids on acme_ig are the person's"
    assert "担当者が確認しています" in page(code)
    assert len(desk.desk.tickets.tickets) == 1


def test_I6_an_app_whose_secret_is_another_by_now_is_not_believed(desk: FamilyDesk) -> None:
    desk.harness.secrets.held["main"] = {**seed.app_secret(), "app_secret": "renewed"}
    with pytest.raises(AssertionError):
        asks(desk, "Hanako")
    assert desk.desk.erasures.open() == []
