"""Our answer in a flat thread belongs to the comment that it answers, and not to the one on top that its network names (T4)."""

from dataclasses import replace
from typing import Any

import pytest

from shared.domain.inbound.decision import PostOutcome
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.kinds import Channel, PostKind, Via
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.usecases.inbound.ingest_post import Ingested, ingest_post
from tests.builders import BRAND, at, sighted
from tests.fake_desk import FakeDesk

ANNA, BEN = Author("901", "anna", "Anna Sato"), Author("902", "ben", "Ben Ito")
THREAD: dict[str, Any] = {"kind": PostKind.COMMENT, "mentions": (), "told_as_mention": False}


def comment(n: float, author: Author, top: IncomingPost | None = None, **more: Any) -> IncomingPost:
    under = {"in_reply_to": top.id, "conversation_id": top.id} if top is not None else {}
    return sighted(n, author=author, **{**THREAD, "text": "Where is mine?", "id": f"c{n}", **under, **more})


def of(desk: FakeDesk, author: Author) -> Ticket:
    _, [ticket] = desk.tickets.of_customer("acme", author.id)
    return desk.tickets.load(ticket.id)


def thread(desk: FakeDesk) -> IncomingPost:
    """Anna's comment, and Ben's below it."""
    top = comment(0, ANNA)
    ingest_post(top, desk=desk)
    ingest_post(comment(1, BEN, top), desk=desk)
    return top


def ours(desk: FakeDesk, top: IncomingPost, text: str, **more: Any) -> Ingested:
    return ingest_post(comment(9, BRAND, top, text=text, **more), desk=desk)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("@ben It left today.", (Mention("", "ben", leading=True),)),
        ("Ben Ito It left today.", ()),
    ],
)
def test_T4_a_native_answer_is_to_the_person_whose_name_stands_in_front(
    text: str, mentions: tuple[Mention, ...]
) -> None:
    desk = FakeDesk()
    top = thread(desk)
    found = ours(desk, top, text, mentions=mentions)
    assert found.ticket == of(desk, BEN).id
    assert (of(desk, BEN).status, of(desk, ANNA).status) == (Status.ANSWERED, Status.NEW)
    assert of(desk, BEN).posts[-1].in_reply_to == "c1"


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("It left today.", ()),
        ("@anna It left today.", (Mention("", "anna", leading=True),)),
        ("@stranger It left today.", (Mention("", "stranger", leading=True),)),
        ("We told Ben Ito already.", ()),
    ],
)
def test_T4_any_other_is_to_the_comment_on_top(text: str, mentions: tuple[Mention, ...]) -> None:
    desk = FakeDesk()
    top = thread(desk)
    ours(desk, top, text, mentions=mentions)
    assert (of(desk, ANNA).status, of(desk, BEN).status) == (Status.ANSWERED, Status.NEW)


def test_T4_a_name_counts_only_in_its_thread() -> None:
    desk = FakeDesk()
    top = comment(0, ANNA)
    ingest_post(top, desk=desk)
    ingest_post(comment(1, BEN), desk=desk)
    ours(desk, top, "Ben Ito It left today.")
    assert (of(desk, ANNA).status, of(desk, BEN).status) == (Status.ANSWERED, Status.NEW)


def tried(desk: FakeDesk, author: Author, *texts: str, sent: int = 0) -> None:
    """A reply to the customer's newest post whose next part was tried."""
    before = of(desk, author)
    parts = [Part(text, PartState.SENT, f"s{n}", at(5)) for n, text in enumerate(texts[:sent])]
    parts += [Part(text, PartState.TRIED, tried_at=at(5)) for text in texts[sent : sent + 1]]
    parts += [Part(text, PartState.WAITING) for text in texts[sent + 1 :]]
    to, text = before.posts[-1].id, " ".join(texts)
    reply = Reply("r1", "acme", Channel.PUBLIC, to, to, text, "kt", at(5), tuple(parts), state=ReplyState.SENDING)
    desk.tickets.save(before, before.with_reply(replace(reply, due_at=at(6))))


def test_R1_the_event_of_an_answer_that_is_under_way_is_its_part_in_whichever_ticket() -> None:
    desk = FakeDesk()
    top = thread(desk)
    tried(desk, BEN, "It left today.")
    found = ours(desk, top, "It left today.")
    assert found.outcome is PostOutcome.STORED
    ticket = of(desk, BEN)
    assert (ticket.posts[-1].via, ticket.replies[0].state) == (Via.DESK, ReplyState.SENT)
    assert of(desk, ANNA).status is Status.NEW


def test_R1_an_answer_to_a_later_comment_of_the_same_person_is_its_part() -> None:
    desk = FakeDesk()
    top = comment(0, ANNA)
    ingest_post(top, desk=desk)
    ingest_post(comment(2, ANNA, top, text="Still waiting."), desk=desk)
    tried(desk, ANNA, "It left today.")
    ours(desk, top, "It left today.")
    ticket = of(desk, ANNA)
    assert (ticket.posts[-1].in_reply_to, ticket.replies[0].state) == ("c2", ReplyState.SENT)


def test_R1_other_words_are_a_native_answer() -> None:
    desk = FakeDesk()
    top = thread(desk)
    tried(desk, BEN, "It left today.")
    ours(desk, top, "We are looking into it.")
    assert of(desk, BEN).replies[0].parts[0].state is PartState.TRIED
    assert of(desk, ANNA).status is Status.ANSWERED


def test_I3_our_comment_stays_in_the_ticket_that_holds_it() -> None:
    desk = FakeDesk()
    top = thread(desk)
    ours(desk, top, "It left today.")
    tried(desk, BEN, "It left today.")
    assert ours(desk, top, "It left today.").outcome is PostOutcome.KNOWN
    assert len(of(desk, ANNA).posts) == 2
