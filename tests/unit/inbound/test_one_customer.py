"""A customer who writes in public, and in private under the id of another network: one ticket (T3)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.errors import BrokenEventError, OutcomeUnknownError
from shared.domain.inbound.decision import PostOutcome
from shared.domain.inbound.routing import SkipReason
from shared.domain.networks.answerable import Reason
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion, IncomingPost
from shared.domain.posts.kinds import Channel, Via
from shared.domain.replies.reply import ReplyState
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.networks.x.rules import XRules
from shared.ports.network_sending import Sent
from shared.ports.settings import Document
from shared.usecases.deletions.apply_deletion import forget_post
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import Ingested, ingest_post
from shared.usecases.privacy.apply_retention import apply_retention
from shared.usecases.privacy.erase_customer import erase_customer
from shared.usecases.replies.preview_reply import Draft, preview_reply
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.search.search_tickets import search_tickets
from shared.usecases.settings_changes.change_settings import change_settings
from shared.usecases.tickets.place_of import place_of
from shared.usecases.tickets.ticket_actions import finish_ticket
from tests.builders import BRAND, CUSTOMER, at, minutes, sighted
from tests.fake_desk import FakeDesk, FakeNetwork
from tests.fake_office import FakeOffice
from tests.fake_plug import FakePlug

PERSON = Author("7001", "", "みつき")
"""The customer, as the network of the private messages names them."""

MESSAGES = Document("account", "acme_dm", 1, {"network": "letters", "network_id": BRAND.id, "name": "Acme"})


class SquareRules(XRules):
    """A network whose private messages arrive under the name of another."""

    private_network = "letters"
    private_answer_window = timedelta(days=7)


class LetterRules(XRules):
    """A network that delivers nothing again."""

    network = "letters"
    title = "Letters"
    reading = replace(XRules.reading, replayed=timedelta(0))


class Square(FakeNetwork):
    """Says whom a private answer reached."""

    said: str = PERSON.id

    def send(self, *args: Any, **called: Any) -> Sequence[Sent]:
        in_private = called["channel"] is Channel.DIRECT
        return [replace(each, recipient=self.said if in_private else "") for each in super().send(*args, **called)]


def desk_of(*, messages: bool = True) -> FakeDesk:
    desk = FakeDesk(*([MESSAGES] if messages else []))
    desk.plug.sender = Square(desk.clock)
    desk.plug.rules = desk.rules["x"] = SquareRules()
    desk.rules["letters"] = LetterRules()
    desk.networks = {**desk.networks, "letters": FakePlug("letters", LetterRules(), sender=desk.x)}
    ingest_post(sighted(0), desk=desk)
    desk.clock.instant = at(1)
    return desk


def message(n: float, **more: Any) -> IncomingPost:
    values: dict[str, Any] = {
        "id": f"m_{n}",
        "network": "letters",
        "author": PERSON,
        "text": "Thank you, it is order 4711.",
        "channel": Channel.DIRECT,
        "recipient_id": BRAND.id,
        "received_for": BRAND.id,
        "conversation_id": PERSON.id,
        "mentions": (),
        "told_as_mention": False,
    }
    return replace(sighted(n), **(values | more))


def echo(n: float, ident: str, **more: Any) -> IncomingPost:
    return message(n, **({"id": ident, "author": BRAND, "recipient_id": PERSON.id, "text": "It left today."} | more))


def public(desk: FakeDesk) -> Ticket:
    [ticket] = desk.tickets.of_customer("acme", CUSTOMER.id)[1]
    return ticket


def private(desk: FakeDesk) -> list[Ticket]:
    return list(desk.tickets.of_customer("acme_dm", PERSON.id)[1])


def answer(desk: FakeDesk, n: int = 0, number: int = 1, channel: Channel | None = Channel.DIRECT) -> str:
    told = public(desk)
    command = ReplyToTicket(
        told.id,
        f"reply-{number:04}",
        told.posts[n].id,
        told.last_words.answer_to,
        "It left today.",
        channel=channel,
        seen_version=told.version,
    )
    reply_to_ticket(command, by=desk.kt, desk=desk)
    desk.clock.forward(minutes(1))
    return command.client_reply_id


def answered(
    desk: FakeDesk, n: int = 0, number: int = 1, channel: Channel | None = Channel.DIRECT
) -> ReplyState | None:
    return send_reply(public(desk).id, answer(desk, n, number, channel), desk=desk)


def test_T3_who_answers_a_private_answer_joins_the_ticket_of_their_public_post() -> None:
    desk = desk_of()
    assert answered(desk) is ReplyState.SENT
    ours = public(desk).last_post
    assert (ours.network, ours.account, ours.channel) == ("letters", "acme", Channel.DIRECT)
    ingest_post(message(10), desk=desk)
    told = public(desk)
    assert [post.id for post in told.posts] == [sighted(0).id, ours.id, "m_10"]
    assert (told.customer.id, told.network, told.status, private(desk)) == (CUSTOMER.id, "x", Status.OPEN, [])
    assert (told.last_post.author, told.last_post.account) == (PERSON, "acme")


def test_T3_their_message_is_answered_under_the_id_that_it_came_from() -> None:
    desk = desk_of()
    answered(desk)
    ingest_post(message(10), desk=desk)
    desk.clock.instant = at(11)
    assert answered(desk, 2, 2, None) is ReplyState.SENT
    assert desk.x.places[desk.x.stands[-1].post_id] == ("acme", Channel.DIRECT, PERSON.id)
    assert public(desk).status is Status.ANSWERED


def test_T3_R3_a_public_answer_to_who_wrote_in_private_is_confirmed() -> None:
    desk = desk_of()
    answered(desk)
    ingest_post(message(10), desk=desk)
    found = preview_reply(Draft("acme", "Yes.", public(desk).id, sighted(0).id, Channel.PUBLIC), desk=desk)
    assert "to_public" in [each.kind for each in found.cautions]
    assert found.private.network == "Letters"


def test_I3_a_message_comes_twice_and_is_one_post_of_one_ticket() -> None:
    desk = desk_of()
    answered(desk)
    assert [ingest_post(message(10), desk=desk).outcome for _ in range(2)] == [PostOutcome.STORED, PostOutcome.KNOWN]


def test_I3_a_message_that_came_before_the_link_stays_where_it_is() -> None:
    desk = desk_of()
    ingest_post(message(0.5), desk=desk)
    answered(desk)
    assert ingest_post(message(0.5), desk=desk) == Ingested(PostOutcome.KNOWN, "acme_dm", private(desk)[0].id)
    ingest_post(message(10), desk=desk)
    assert [post.id for post in private(desk)[0].posts] == ["m_0.5"]
    assert public(desk).last_post.id == "m_10"


def test_T3_what_they_wrote_in_private_last_counts() -> None:
    """Who has begun another conversation since goes on with that one."""
    desk = desk_of()
    ingest_post(message(0.5), desk=desk)
    answered(desk)
    ingest_post(message(10), desk=desk)
    other = private(desk)[0]
    desk.tickets.tickets[other.id] = replace(other, posts=(replace(other.posts[0], posted_at=at(11)),))
    ingest_post(message(12), desk=desk)
    assert [len(private(desk)[0].posts), public(desk).last_post.id] == [2, "m_10"]


def test_T2_a_ticket_that_was_closed_long_ago_is_not_joined() -> None:
    desk = desk_of()
    answered(desk)
    finish_ticket(public(desk).id, "resolved", by=desk.kt, desk=desk)
    late = 60 * 24 * 4
    desk.clock.instant = at(late)
    ingest_post(message(late), desk=desk)
    assert len(private(desk)) == 1


def test_T3_the_same_id_needs_no_link() -> None:
    desk = desk_of()
    same = replace(PERSON, id=CUSTOMER.id)
    ingest_post(message(10, author=same), desk=desk)
    assert public(desk).last_post.id == "m_10"
    assert public(desk).private_ids == ()


def test_T3_a_stranger_opens_a_ticket_on_the_account_of_the_messages() -> None:
    desk = desk_of()
    ingest_post(message(10), desk=desk)
    assert [ticket.network for ticket in private(desk)] == ["letters"]


def test_T3_without_an_account_for_messages_linked_ones_still_arrive() -> None:
    desk = desk_of(messages=False)
    left_out = Ingested(SkipReason.NO_PRIVATE_ACCOUNT, skipped_for="acme")
    assert ingest_post(message(0.5), desk=desk) == left_out
    answered(desk)
    ingest_post(message(10), desk=desk)
    assert public(desk).last_post.id == "m_10"
    desk.clock.instant = at(60 * 24 * 60)
    ingest_post(message(60 * 24 * 60), desk=desk)
    newest = max(desk.tickets.of_customer("acme", CUSTOMER.id)[1], key=lambda ticket: ticket.opened_at)
    assert (newest.network, newest.customer.id, newest.private_ids) == ("x", CUSTOMER.id, (PERSON.id,))


def test_I4_a_public_post_for_whom_the_desk_reads_messages_alone_is_counted_and_no_fault() -> None:
    elsewhere = Document("account", "acme", 2, {"network": "x", "network_id": "99", "username": "b", "name": "B"})
    desk = FakeDesk(MESSAGES, elsewhere)
    desk.rules["x"], desk.rules["letters"] = SquareRules(), LetterRules()
    assert ingest_post(sighted(0), desk=desk) == Ingested(SkipReason.NO_PUBLIC_ACCOUNT, skipped_for="acme_dm")
    assert list(desk.tickets.tickets) == []


def test_I8_T3_the_account_of_the_messages_is_deaf_where_polling_alone_brings_them() -> None:
    desk = desk_of()
    answered(desk)
    ingest_delivery([message(10)], source="poll", desk=desk, received_at=at(10))
    assert public(desk).last_post.id == "m_10"
    owes = {ident: desk.heartbeats.of(ident).owes(Channel.DIRECT) for ident in ("acme", "acme_dm")}
    assert owes == {"acme": None, "acme_dm": at(10)}
    desk.clock.instant = at(12)
    ingest_delivery([message(11)], source="webhook", desk=desk)
    assert desk.heartbeats.of("acme_dm").webhook_owes is None


def test_T3_messages_of_a_brand_that_the_desk_does_not_have_are_broken() -> None:
    with pytest.raises(BrokenEventError):
        ingest_post(message(1, received_for="999", recipient_id="999"), desk=desk_of())


def key_of(desk: FakeDesk) -> str:
    return public(desk).replies[0].parts[0].key or ""


def test_T3_R1_an_echo_that_overtakes_the_answer_of_the_call_is_that_part() -> None:
    desk = desk_of()
    desk.x.answers = [OutcomeUnknownError("timed out")]
    desk.x.unlisted = True
    send_reply(public(desk).id, answer(desk), desk=desk)
    ingest_post(echo(2, "m_ours", sent_key=key_of(desk)), desk=desk)
    told = public(desk)
    [reply] = told.replies
    assert (reply.state, reply.parts[0].post_id, told.last_post.via) == (ReplyState.SENT, "m_ours", Via.DESK)
    assert (told.private_ids, told.status, private(desk)) == ((PERSON.id,), Status.ANSWERED, [])
    ingest_post(message(10), desk=desk)
    assert public(desk).last_post.id == "m_10"


def test_N3_a_private_answer_is_used_although_its_echo_came_first() -> None:
    desk = desk_of()
    desk.x.answers = [OutcomeUnknownError("timed out")]
    desk.x.unlisted = True
    send_reply(public(desk).id, answer(desk), desk=desk)
    ingest_post(echo(2, "m_ours", sent_key=key_of(desk)), desk=desk)
    comment, ours = public(desk).posts
    assert ours.in_reply_to == comment.id
    draft = Draft("acme", "And this.", public(desk).id, comment.id, Channel.DIRECT)
    assert preview_reply(draft, desk=desk).may.reason_code is Reason.PRIVATE_ANSWER_USED


def test_R1_an_echo_with_a_key_settles_its_part_whatever_its_words_are() -> None:
    desk = desk_of()
    desk.x.answers = [OutcomeUnknownError("timed out")]
    desk.x.unlisted = True
    send_reply(public(desk).id, answer(desk), desk=desk)
    ingest_post(echo(2, "m_ours", text="It left today…", sent_key=key_of(desk)), desk=desk)
    assert public(desk).replies[0].state is ReplyState.SENT


def test_R1_an_echo_comes_after_the_answer_and_twice() -> None:
    desk = desk_of()
    answered(desk)
    ours = public(desk).last_post
    for _ in range(2):
        given = echo(2, ours.id, sent_key=key_of(desk))
        assert ingest_post(given, desk=desk).outcome is PostOutcome.KNOWN
    assert len(public(desk).posts) == 2


@pytest.mark.parametrize("key", ["a2" * 26, "somebody else's", "", "{}"])
def test_C2_a_native_message_answers_and_settles_no_part(key: str) -> None:
    desk = desk_of()
    answered(desk)
    ingest_post(message(10), desk=desk)
    ingest_post(echo(11, "m_native", sent_key=key), desk=desk)
    told = public(desk)
    assert (told.last_post.id, told.last_post.via, told.status) == ("m_native", Via.NATIVE, Status.ANSWERED)


def test_I6_a_deletion_names_the_network_of_the_message() -> None:
    desk = desk_of()
    answered(desk)
    ingest_post(message(10), desk=desk)
    assert forget_post(Deletion("letters", "m_10", at(11)), desk=desk)
    assert public(desk).last_post.text == ""


def test_erasing_the_customer_erases_what_they_wrote_in_private_and_the_link() -> None:
    desk = desk_of()
    ingest_post(message(0.5), desk=desk)
    answered(desk)
    assert erase_customer("acme", CUSTOMER.id, desk=desk, office=FakeOffice()).tickets == 2
    assert desk.tickets.customer_known_as("acme", PERSON.id) is None
    assert ingest_post(message(0.5), desk=desk).outcome is PostOutcome.DELETED_BEFORE


def test_erasing_the_person_of_the_messages_erases_the_customer_of_the_public_posts() -> None:
    desk = desk_of()
    answered(desk)
    ingest_post(message(10), desk=desk)
    assert erase_customer("acme_dm", PERSON.id, desk=desk, office=FakeOffice()).tickets == 1
    assert desk.tickets.tickets == {}


def test_the_link_goes_with_the_last_words_of_the_customer() -> None:
    desk = desk_of()
    change_settings([Document("desk", "desk", 0, {"retention_days": 30})], by=None, desk=desk, within=None)
    answered(desk)
    finish_ticket(public(desk).id, "resolved", by=desk.kt, desk=desk)
    desk.clock.forward(timedelta(days=31))
    apply_retention(desk=desk)
    assert public(desk).expired
    assert desk.tickets.customer_known_as("acme", PERSON.id) is None


def test_I3_of_two_workers_that_take_a_message_at_once_one_finds_it_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """One looked before the link was there, and the other after: the message is one post of one ticket."""
    desk = desk_of()
    save = desk.tickets.save

    def meanwhile(before: Ticket | None, after: Ticket, **more: Any) -> Ticket:
        monkeypatch.setattr(desk.tickets, "save", save)
        answered(desk)
        assert ingest_post(message(10), desk=desk).account == "acme"
        return save(before, after, **more)

    monkeypatch.setattr(desk.tickets, "save", meanwhile)
    assert ingest_post(message(10), desk=desk).outcome is PostOutcome.KNOWN
    assert (private(desk), public(desk).last_post.id) == ([], "m_10")


def test_T4_an_echo_that_comes_with_no_link_waits_for_a_message_of_the_person() -> None:
    desk = desk_of()
    assert ingest_post(echo(5, "m_native"), desk=desk).outcome is PostOutcome.PARKED
    ingest_post(message(10), desk=desk)
    assert [post.id for post in private(desk)[0].posts] == ["m_native", "m_10"]


def test_T3_the_message_keeps_its_own_window_and_the_ticket_its_search() -> None:
    desk = desk_of()
    answered(desk)
    ingest_post(message(10, answer_by=at(60)), desk=desk)
    told = public(desk)
    assert told.answer_by == at(60)
    assert [row.id for row, _ in search_tickets("4711", accounts=["acme"], limit=9, desk=desk).rows] == [told.id]


def test_a_page_names_a_message_by_its_id_alone() -> None:
    """The edit of a message that is answered, or seen through, is found under the network of the messages."""
    desk = desk_of()
    answered(desk)
    ingest_post(message(10), desk=desk)
    told = public(desk)
    place = place_of(told, "m_10", desk=desk)
    assert (place.ticket if place else None, place_of(told, "m_11", desk=desk)) == (told.id, None)
