"""Moderation from the ticket on any network that has it: hidden and shown again, and our own answer deleted (N8, C9)."""

from typing import Any

from shared.domain.posts.kinds import Channel
from shared.domain.posts.moderation import Moderation
from shared.domain.tickets.action import ActionKind
from shared.domain.tickets.fold import Status
from tests.contracts.networks.test_N8_answers import ANSWER
from tests.plugs.harness import Written
from tests.plugs.world import PluggedWorld
from tests.unit.api.test_api import call


def moderated(world: PluggedWorld, ticket: str, post: str, action: Moderation) -> tuple[int, Any]:
    return call("POST", f"/api/tickets/{ticket}/posts/{post}/moderate", {"action": action.value})


def comment(world: PluggedWorld) -> Written | None:
    """Return a customer's public post where the network lets an account moderate; None where it does not."""
    offered = world.plug.rules.moderation
    assert (world.plug.moderation is not None) is bool(offered)
    return world.asked(channel=Channel.PUBLIC) if offered else None


def test_N8_a_post_is_hidden_and_shown_again_and_the_history_says_who_did_it(world: PluggedWorld) -> None:
    asked = comment(world)
    if asked is None:
        return
    ticket = world.ticket(asked)
    for action, hidden in ((Moderation.HIDE, True), (Moderation.HIDE, True), (Moderation.UNHIDE, False)):
        status, shown = moderated(world, ticket.id, asked.id, action)
        assert (status, shown["hidden"], world.harness.is_hidden(asked)) == (200, hidden, hidden)
        world.tells()
        world.hears()
    after = world.ticket(asked)
    assert after.posts[0].hidden is False
    done = [(each.reason, each.by) for each in after.actions if each.kind is ActionKind.MODERATED]
    assert done == [("hide", "kt"), ("unhide", "kt")]
    assert after.running is not None


def test_N8_I6_what_is_gone_cannot_be_hidden_any_more(world: PluggedWorld) -> None:
    asked = comment(world)
    if asked is None:
        return
    ticket = world.ticket(asked)
    world.harness.delete(asked)
    status, problem = moderated(world, ticket.id, asked.id, Moderation.HIDE)
    assert status >= 400
    assert problem["detail"]
    assert [each for each in world.ticket(asked).actions if each.kind is ActionKind.MODERATED] == []


def test_N8_C9_an_answer_that_is_deleted_from_the_ticket_answers_no_more(world: PluggedWorld) -> None:
    asked = comment(world)
    if asked is None:
        return
    assert world.answers(asked, ANSWER)[0] == 202
    world.hears()
    [sent] = world.harness.sent()
    ticket = world.ticket(asked)
    assert ticket.status is Status.ANSWERED
    for _ in range(2):
        assert moderated(world, ticket.id, sent.id, Moderation.DELETE)[0] in (200, 404)
        world.tells()
        world.hears()
    after = world.ticket(asked)
    assert (list(world.harness.sent()), after.status, after.running is not None) == ([], Status.NEW, True)
    assert "It left today" not in repr([post.text for post in after.posts])
