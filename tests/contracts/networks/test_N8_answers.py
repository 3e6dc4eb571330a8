"""The desk's answers on any network: once, with the window closed, the quota used up, the token dead, the answer lost (N8)."""

from datetime import timedelta

import pytest

from shared.domain.posts.kinds import Channel, Direction, Via
from shared.domain.replies.reply import ReplyState, Why
from shared.domain.tickets.fold import Status
from shared.usecases.accounts.account_health import account_health
from shared.usecases.settings.current import desk_settings
from tests.plugs.harness import Written
from tests.plugs.world import PluggedWorld
from tests.unit.api.test_api import call

ANSWER = "We are sorry! It left today & arrives on Friday. ^KT"
MINUTE = timedelta(minutes=1)
LONG_AFTER = timedelta(days=400)


@pytest.fixture(params=[Channel.PUBLIC, Channel.DIRECT], ids=str)
def asked(request: pytest.FixtureRequest, world: PluggedWorld) -> Written:
    """A customer who waits for an answer, in public or in private, or where the network has it."""
    channels = world.harness.channels
    return world.asked(channel=request.param if request.param in channels else channels[0])


def stands(world: PluggedWorld) -> int:
    """How often the answer stands on the network."""
    sent = [each.text for each in world.harness.sent()]
    assert all(ANSWER in text for text in sent), sent
    return len(sent)


def own_posts(world: PluggedWorld, asked: Written) -> list[Via]:
    return [post.via for post in world.ticket(asked).posts if post.direction is Direction.OUTBOUND]


def notified(world: PluggedWorld) -> list[str]:
    return [f"{who}: {subject}" for who, subject, _ in world.desk.mailer.mails]


def faults(world: PluggedWorld) -> dict[str, str]:
    [health] = account_health(desk=world.desk)
    return {fault.value: state.sentence for fault, state in health.faults.items()}


def it_went_out_once(world: PluggedWorld, asked: Written) -> None:
    """The answer stands once, in the ticket too, whoever told of it; and nothing of it is sent again."""
    ticket = world.ticket(asked)
    assert (world.reply_to(asked).state, stands(world)) == (ReplyState.SENT, 1)
    assert (ticket.status, ticket.running, own_posts(world, asked)) == (Status.ANSWERED, None, [Via.DESK])
    world.desk.replies.put(ticket.id, "reply-0001")
    world.run_until(world.now + 3 * MINUTE)
    assert (stands(world), own_posts(world, asked)) == (1, [Via.DESK])
    assert (notified(world), world.desk.sqs.dead) == ([], {})


def test_N8_R1_an_answer_stands_once_and_its_echo_is_the_same_post(world: PluggedWorld, asked: Written) -> None:
    status, preview = call(
        "POST", "/api/preview/reply", {"account": "acme", "ticket": world.ticket(asked).id, "text": ANSWER}
    )
    assert (status, preview["allowed"]) == (200, True)
    assert world.answers(asked, ANSWER)[0] == 202
    world.hears()
    it_went_out_once(world, asked)
    [sent] = world.harness.sent()
    assert sent.text == preview["parts"][0]["text"] or sent.text.endswith(preview["parts"][0]["text"])
    assert world.reply_to(asked).parts[0].post_id == sent.id


def test_N8_N3_once_the_window_has_closed_the_answer_is_refused_with_the_reason(
    world: PluggedWorld, asked: Written
) -> None:
    """On a network without such a window, an answer goes out however late it is."""
    ticket = world.ticket(asked)
    answer_by = ticket.posts[-1].answer_by
    assert (answer_by is not None) is (asked.channel in world.harness.windowed)
    world.desk.clock.instant = answer_by or world.now + LONG_AFTER
    status, preview = call("POST", "/api/preview/reply", {"account": "acme", "ticket": ticket.id, "text": ANSWER})
    assert status == 200
    answered, body = world.answers(asked, ANSWER)
    if answer_by is None:
        assert (preview["allowed"], answered) == (True, 202)
        return
    assert (preview["allowed"], preview["reason_code"]) == (False, "window_closed")
    assert (answered, world.plug.rules.title in str(body)) == (400, True)
    assert stands(world) == 0


def test_N8_N4_R1_an_answer_whose_outcome_was_lost_stands_once(world: PluggedWorld, asked: Written) -> None:
    world.harness.lose_answer()
    assert world.answers(asked, ANSWER)[0] == 202
    world.run_until(world.now + 5 * MINUTE)
    it_went_out_once(world, asked)


def test_N8_R1_W4_a_refused_answer_comes_back_to_its_author_in_the_networks_words(
    world: PluggedWorld, asked: Written
) -> None:
    world.harness.refuse()
    assert world.answers(asked, ANSWER)[0] == 202
    world.hears()
    reply = world.reply_to(asked)
    assert (reply.state, stands(world), bool(reply.reason)) == (ReplyState.FAILED, 0, True)
    assert world.ticket(asked).running is not None
    world.run_until(world.now + 3 * MINUTE)
    assert [mail.partition(":")[0] for mail in notified(world)] == ["kt"]
    assert call("POST", f"/api/tickets/{world.ticket(asked).id}/replies/reply-0001/retry", {})[0] == 202
    world.hears()
    assert (world.reply_to(asked).state, stands(world)) == (ReplyState.SENT, 1)


def test_N8_R1_an_answer_that_the_network_does_not_want_yet_waits_and_goes_out_once(
    world: PluggedWorld, asked: Written
) -> None:
    world.harness.throttle()
    assert world.answers(asked, ANSWER)[0] == 202
    world.run_until(world.now + timedelta(seconds=5))
    reply = world.reply_to(asked)
    assert (reply.state, reply.why, stands(world)) == (ReplyState.HELD, Why.RATE_LIMITED, 0)
    world.run_until(world.now + 20 * MINUTE)
    it_went_out_once(world, asked)


def test_N8_I8_a_dead_token_fails_the_answer_and_is_told(world: PluggedWorld, asked: Written) -> None:
    world.harness.kill_token()
    world.tells()
    assert world.answers(asked, ANSWER)[0] == 202
    world.run_until(world.now + 10 * MINUTE)
    reply = world.reply_to(asked)
    assert (reply.state, reply.why, stands(world)) == (ReplyState.FAILED, Why.DISCONNECTED, 0)
    assert "account_disconnected" in faults(world)
    assert any(mail.startswith("boss") for mail in notified(world))
    assert not any(secret in str(faults(world)) for secret in secrets_of(world))
    world.harness.revive_token()
    call("POST", f"/api/tickets/{world.ticket(asked).id}/claim")
    assert call("POST", f"/api/tickets/{world.ticket(asked).id}/replies/reply-0001/retry", {})[0] == 202
    world.run_until(world.now + 5 * MINUTE)
    assert (world.reply_to(asked).state, stands(world)) == (ReplyState.SENT, 1)
    assert faults(world) == {}


def secrets_of(world: PluggedWorld) -> list[str]:
    """Every key that the account and its app have."""
    held = [*world.harness.secrets.held.values(), *world.harness.grants.held.values()]
    return [word for secret in held for word in _words(secret)]


def _words(secret: object) -> list[str]:
    if isinstance(secret, dict):
        return [word for value in secret.values() for word in _words(value)]
    return [secret] if isinstance(secret, str) and len(secret) > 8 else []


def test_N8_N7_with_the_quota_used_up_the_answer_fails_with_that_reason(world: PluggedWorld, asked: Written) -> None:
    """A network that counts no month's messages shows no quota anywhere."""
    ticket = world.ticket(asked)
    if world.plug.quotas is None:
        _, preview = call("POST", "/api/preview/reply", {"account": "acme", "ticket": ticket.id, "text": ANSWER})
        assert preview.get("quota") is None
        return
    world.harness.use_up_quota()
    assert world.answers(asked, ANSWER)[0] == 202
    world.run_until(world.now + 5 * MINUTE)
    reply = world.reply_to(asked)
    assert (reply.state, reply.why, stands(world)) == (ReplyState.FAILED, Why.QUOTA_USED_UP, 0)
    assert any(mail.startswith("boss") for mail in notified(world))


def test_N8_R4_a_long_answer_leaves_in_parts_that_fit_each_once(world: PluggedWorld, asked: Written) -> None:
    """On a channel that takes no parts, it is refused before anything leaves."""
    account = desk_settings(world.desk).account(world.ticket(asked).account)
    measure = world.plug.rules.measure(asked.channel, account)
    sentences = "".join(f"Sentence {n} says a good deal about one more parcel of yours. " for n in range(400))
    text = sentences[: min(measure.limit * 5 // 2, measure.longest - 200)].rpartition(". ")[0] + "."
    if not measure.splits:
        assert (len(text) > measure.limit, world.answers(asked, text)[0], stands(world)) == (True, 400, 0)
        return
    assert world.answers(asked, text)[0] == 202
    world.run_until(world.now + 3 * MINUTE)
    reply = world.reply_to(asked)
    sent = {each.id: each.text for each in world.harness.sent()}
    assert (reply.state, len(sent)) == (ReplyState.SENT, len(reply.parts))
    assert len(sent) > 1
    assert all(sent[part.post_id or ""].endswith(part.text) for part in reply.parts)
    assert all(measure.fits(part.text, measure.counting.length(part.text)) for part in reply.parts)
    assert own_posts(world, asked) == [Via.DESK] * len(sent)


def test_N8_R6_an_answer_to_what_its_author_has_just_deleted_is_no_new_thread(
    world: PluggedWorld, asked: Written
) -> None:
    """The desk has not heard of it yet. Where the network cares, the answer comes back with that reason."""
    if asked.channel not in world.harness.deletes:
        return
    world.harness.delete(asked)
    assert world.answers(asked, ANSWER)[0] == 202
    world.run_until(world.now + timedelta(seconds=10))
    reply = world.reply_to(asked)
    if reply.state is ReplyState.SENT:
        assert (stands(world), world.plug.rules.measure(asked.channel).numbered) == (1, False)
        return
    assert (reply.state, reply.why, stands(world)) == (ReplyState.FAILED, Why.POST_GONE, 0)
    assert reply.text == ANSWER
    world.tells()
    world.run_until(world.now + 5 * MINUTE)
    assert stands(world) == 0


def test_N8_C9_an_answer_that_a_colleague_deletes_in_the_networks_own_app_leaves_the_customer_waiting(
    world: PluggedWorld, asked: Written
) -> None:
    if asked.channel is not Channel.PUBLIC or asked.channel not in world.harness.deletes:
        return
    assert world.answers(asked, ANSWER)[0] == 202
    world.hears()
    [sent] = world.harness.sent()
    world.harness.delete(Written(sent.id, "", sent.text, asked.channel))
    world.tells()
    world.hears()
    world.looks_again()
    ticket = world.ticket(asked)
    assert (ticket.running is not None, ticket.status) == (True, Status.NEW)
    assert "It left today" not in repr([post.text for post in ticket.posts])
