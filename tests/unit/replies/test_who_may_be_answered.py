"""Each post keeps what the network allows: how it calls on the account, and what X said when it refused (R6)."""

from dataclasses import replace

import pytest

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Call, PauseReason
from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    NotAnswerableError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.kinds import Channel, Summons
from shared.domain.posts.post import Post
from shared.domain.replies.reply import ReplyState
from shared.usecases.accounts.account_health import account_health
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.resolve_reply import send_again
from shared.usecases.replies.send_reply import send_reply
from tests.builders import BRAND, CUSTOMER, at, minutes, sighted
from tests.fake_desk import AT_ONCE, FakeDesk

NAMED = Mention(BRAND.id, BRAND.username, leading=False)
AUTO_MENTION = Mention(BRAND.id, BRAND.username, leading=True)
NOT_SUMMONED = "Reply to this conversation is not allowed because you have not been mentioned."


def stored(incoming: IncomingPost) -> Post:
    desk = FakeDesk()
    ingest_post(incoming, desk=desk)
    [post] = desk.only_ticket().posts
    return post


@pytest.mark.parametrize(
    ("incoming", "summons"),
    [
        (sighted(0, mentions=(NAMED,)), Summons.NAMED),
        (sighted(0, mentions=(), text="cut off"), Summons.NAMED),
        (sighted(0, mentions=(AUTO_MENTION,), in_reply_to="7", in_reply_to_user=BRAND.id), Summons.AUTO_MENTION),
        (sighted(0, mentions=(AUTO_MENTION, NAMED), in_reply_to="7", in_reply_to_user=BRAND.id), Summons.NAMED),
        (sighted(0, mentions=(), told_as_mention=False, quoted="7"), Summons.QUOTED),
        (
            sighted(0, mentions=(), told_as_mention=False, in_reply_to="7", in_reply_to_user=BRAND.id),
            Summons.NONE,
        ),
        (sighted(0, mentions=(), channel=Channel.DIRECT, recipient_id=BRAND.id), None),
    ],
)
def test_R6_a_post_keeps_how_it_calls_on_the_account(incoming: IncomingPost, summons: Summons | None) -> None:
    assert stored(incoming).summons is summons


def test_R6_a_post_keeps_what_its_author_allows() -> None:
    told = sighted(0, reply_settings="mentionedUsers", author_protected=True, author_takes_messages=False)
    post = stored(told)
    assert (post.reply_settings, post.author_protected, post.author_takes_messages) == ("mentionedUsers", True, False)


def answering_desk(*answers: BaseException) -> FakeDesk:
    """A desk with one reply in the outbox, to which X will say this."""
    desk = FakeDesk(AT_ONCE)
    ingest_post(sighted(0), desk=desk)
    desk.clock.forward(minutes(5))
    desk.x.answers = list(answers)
    [post] = desk.only_ticket().posts
    command = ReplyToTicket(desk.only_ticket().id, "reply-0001", post.id, post.id, "We are on it. ^KT")
    reply_to_ticket(command, by=desk.kt, desk=desk)
    return desk


def work(desk: FakeDesk) -> ReplyState | None:
    return send_reply(desk.only_ticket().id, "reply-0001", desk=desk)


def test_R6_a_refusal_of_the_post_is_kept_with_it_until_an_answer_is_taken() -> None:
    desk = answering_desk(NotAnswerableError(NOT_SUMMONED))
    assert work(desk) is ReplyState.FAILED
    assert desk.only_ticket().posts[0].refused == NOT_SUMMONED
    send_again(desk.only_ticket().id, "reply-0001", by=desk.kt, desk=desk)
    assert work(desk) is ReplyState.SENT
    assert desk.only_ticket().posts[0].refused is None


def test_R6_a_refusal_of_an_answer_in_private_says_nothing_of_the_public_post() -> None:
    desk = answering_desk(NotAnswerableError("You do not have permission to DM one or more participants."))
    ticket = desk.only_ticket()
    desk.tickets.save(ticket, ticket.with_reply(replace(ticket.replies[0], channel=Channel.DIRECT)))
    assert work(desk) is ReplyState.FAILED
    assert desk.only_ticket().posts[0].refused is None


def test_R6_a_refusal_of_the_words_says_nothing_of_the_post() -> None:
    desk = answering_desk(RefusedError("You are not allowed to create a Tweet with duplicate content."))
    assert work(desk) is ReplyState.FAILED
    assert desk.only_ticket().posts[0].refused is None


def faults(desk: FakeDesk) -> set[str]:
    [health] = account_health(desk=desk)
    return set(health.faults)


@pytest.mark.parametrize(
    ("error", "fault", "state"),
    [
        (DisconnectedError("Unauthorized"), "account_disconnected", ReplyState.FAILED),
        (OutOfCreditError("CreditsDepleted"), "out_of_credit", ReplyState.FAILED),
        (RateLimitedError("Too Many Requests", at(8)), "rate_limited", ReplyState.HELD),
    ],
)
def test_I8_what_x_says_to_a_send_is_raised_and_goes_with_the_next_one_that_it_takes(
    error: SocialNetworkError, fault: str, state: ReplyState
) -> None:
    desk = answering_desk(error)
    assert work(desk) is state
    assert faults(desk) == {fault}
    if state is ReplyState.FAILED:
        send_again(desk.only_ticket().id, "reply-0001", by=desk.kt, desk=desk)
    desk.clock.forward(minutes(4))
    assert work(desk) is ReplyState.SENT
    assert faults(desk) == set()


LOCKED = "Your account is temporarily locked."


@pytest.mark.parametrize(
    ("channel", "fault"), [(Channel.PUBLIC, "replies_refused"), (Channel.DIRECT, "messages_refused")]
)
def test_I8_R6_an_account_that_x_locks_says_so_until_such_an_answer_is_taken_and_the_post_learns_nothing(
    channel: Channel, fault: str
) -> None:
    desk = answering_desk(AccountRefusedError(LOCKED))
    ticket = desk.only_ticket()
    desk.tickets.save(ticket, ticket.with_reply(replace(ticket.replies[0], channel=channel)))
    assert work(desk) is ReplyState.FAILED
    assert desk.only_ticket().posts[0].refused is None
    assert faults(desk) == {fault}
    with tracked_call("acme", Call.MENTIONS, desk=desk):
        pass
    other = Channel.DIRECT if channel is Channel.PUBLIC else Channel.PUBLIC
    with tracked_call("acme", Call.send(other), desk=desk):
        pass
    [health] = account_health(desk=desk)
    assert (health.state, health.worst and health.worst.sentence) == (fault, LOCKED)
    send_again(ticket.id, "reply-0001", by=desk.kt, desk=desk)
    assert work(desk) is ReplyState.SENT
    assert faults(desk) == set()


def test_I8_an_account_that_cannot_even_be_read_is_disconnected() -> None:
    desk = FakeDesk()
    with pytest.raises(AccountRefusedError), tracked_call("acme", Call.MENTIONS, desk=desk):
        raise AccountRefusedError(LOCKED)
    assert faults(desk) == {"account_disconnected"}


def test_I8_a_rate_limit_stands_while_any_call_has_to_wait() -> None:
    desk = answering_desk()
    desk.heartbeats.fail("acme", Fault.RATE_LIMITED, "Too Many Requests", at(5))
    desk.heartbeats.pause("acme", Call.MENTIONS, PauseReason.RATE_LIMITED, at(12))
    assert work(desk) is ReplyState.SENT
    assert faults(desk) == {"rate_limited"}


def test_I8_a_budget_that_the_desk_spares_is_no_fault() -> None:
    desk = answering_desk(BudgetSpentError("The desk's own count says so.", at(9)))
    assert work(desk) is ReplyState.HELD
    assert faults(desk) == set()


def test_I6_the_words_of_a_withheld_post_are_gone_for_that_reason() -> None:
    post = replace(stored(sighted(0)), author=Author(CUSTOMER.id, "", ""))
    assert post.without_words(at(1), "withheld").gone_because == "withheld"
    assert post.without_words(at(1)).gone_because == "deleted"
