"""What is erased or deleted is gone, whatever is written at the same time and wherever it has come to by then (I6)."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import copy
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from shared.domain.errors import DeskError
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion, IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.posts.references import Quoted
from shared.domain.search.entries import entries_of
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.privacy.erase_customer import erase_customer, erase_post
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.search.update_index import ensure_ticket
from shared.usecases.tickets.ticket_actions import claim_ticket, finish_ticket, note_on_ticket
from tests.builders import CUSTOMER, at, sighted, sighted_answer, snowflake
from tests.fake_desk import FakeDesk
from tests.fake_office import FakeOffice

Act = Callable[[Any], object]

FIRST = sighted(0, text="@acme_help SECRET A-11111")
SECOND = sighted(5, text="@acme_help another A-22222", in_reply_to=FIRST.id, conversation_id=FIRST.id)
QUOTE = Quoted(FIRST.id, CUSTOMER, "@acme_help SECRET A-11111", f"https://x.com/{CUSTOMER.username}/status/1")
STRANGER = Author("901", "hanako", "花子")

PORTS = (
    *("tickets", "search", "timers", "alerts", "replies", "attachments", "looks", "send_queue", "attachment_queue"),
    *("digests", "checkpoints", "files"),
)


def ingest(*posts: IncomingPost | Deletion) -> Act:
    return lambda desk: ingest_delivery(posts, source="webhook", desk=desk)


def ticket_in(desk: FakeDesk) -> str:
    return min(desk.tickets.tickets, default="a" * 26)


def replied(desk: FakeDesk) -> object:
    asked = ReplyToTicket(ticket_in(desk), "r2", SECOND.id, SECOND.id, "We look into it.", confirm=())
    return reply_to_ticket(asked, by=desk.kt, desk=desk)


WRITE: dict[str, Act] = {
    "the post again": ingest(FIRST),
    "an edit": ingest(replace(FIRST, answer_id=snowflake(at(1)), text="@acme_help edited A-33333", edited_at=at(1))),
    "a further post": ingest(sighted(6, text="@acme_help third", in_reply_to=FIRST.id, conversation_id=FIRST.id)),
    "a message": ingest(sighted(6, text="third", channel=Channel.DIRECT, conversation_id="100-900", mentions=())),
    "a native answer": ingest(sighted_answer(9, FIRST.id)),
    "a quote": ingest(sighted(7, author=STRANGER, quoted=FIRST.id, quoted_post=QUOTE)),
    "a note": lambda desk: note_on_ticket(ticket_in(desk), "call back A-55555", by=desk.kt, desk=desk),
    "a claim": lambda desk: claim_ticket(ticket_in(desk), by=desk.kt, desk=desk),
    "done": lambda desk: finish_ticket(ticket_in(desk), "thanks_only", by=desk.kt, desk=desk),
    "a reply": replied,
    "a sent reply": lambda desk: send_reply(ticket_in(desk), "r1", desk=desk),
    "a rebuilt search": lambda desk: ensure_ticket(ticket_in(desk), desk=desk),
}

FORGET: dict[str, Act] = {
    "a deletion": ingest(Deletion("x", FIRST.id, at(11))),
    "an erased post": lambda desk: erase_post("x", FIRST.id, desk=desk, office=FakeOffice()),
    "an erased customer": lambda desk: erase_customer("acme", CUSTOMER.id, desk=desk, office=FakeOffice()),
}


def lived() -> FakeDesk:
    """A desk where a customer has written twice, and an answer is under way."""
    desk = FakeDesk(Document("desk", "desk", 1, {"undo_seconds": 0}))
    ingest_delivery([FIRST, SECOND], source="webhook", desk=desk)
    desk.clock.instant = at(10)
    asked = ReplyToTicket(ticket_in(desk), "r1", FIRST.id, SECOND.id, "It left today.", confirm=())
    reply_to_ticket(asked, by=desk.kt, desk=desk)
    return desk


class Watched:
    """A port that tells of each call before it is made."""

    def __init__(self, port: Any, tell: Callable[[], None]) -> None:
        self._port, self._tell = port, tell

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        return self._told(found) if callable(found) else found

    def _told(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            self._tell()
            return method(*args, **more)

        return call


def at_every_call(act: Act, between: Act) -> Iterator[FakeDesk]:
    """Yield a desk for each call of a port that the act makes, before which all of the other act has happened. An act that fails
    is tried again, as its queue or its person would."""
    for turn in count(1):
        desk, calls = lived(), count(1)

        def tell(desk: FakeDesk = desk, calls: Iterator[int] = calls, turn: int = turn) -> None:
            if next(calls) == turn:
                with suppress(DeskError):
                    between(desk)

        watched = copy(desk)
        for name in PORTS:
            setattr(watched, name, Watched(getattr(desk, name), tell))
        try:
            act(watched)
        except DeskError:
            with suppress(DeskError):
                act(desk)
        if next(calls) <= turn:
            return
        yield desk


def assert_gone(desk: FakeDesk, *words: str) -> None:
    stands = repr((vars(desk.tickets), desk.search.held, desk.attachments.records))
    assert [word for word in words if word in stands] == []
    wanted = {entry.key: entry for ticket in desk.tickets.tickets.values() for entry in entries_of(ticket)}
    assert {key: held.entry for key, held in desk.search.held.items()} == wanted


@pytest.mark.parametrize("writes", WRITE)
@pytest.mark.parametrize("forgets", FORGET)
def test_I6_what_is_forgotten_while_something_is_written_is_gone(forgets: str, writes: str) -> None:
    words = ["SECRET", "a11111"]
    if forgets == "an erased customer":
        words += ["another", "a22222"] if writes != "the post again" else []
    desks = 0
    for act, between in ((WRITE[writes], FORGET[forgets]), (FORGET[forgets], WRITE[writes])):
        for desk in at_every_call(act, between):
            assert_gone(desk, *words)
            desks += 1
    assert desks > 3
