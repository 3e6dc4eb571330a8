"""Scenarios of the desk's answers, and of people's work on a ticket."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from shared.domain.errors import OutcomeUnknownError, RateLimitedError, RefusedError
from shared.domain.posts.author import Author
from shared.ports.settings import Document
from tests.builders import at
from tests.faults.sweep import Scenario
from tests.faults.world import World
from tests.faults.x_side import mention, message

SECONDS = timedelta(seconds=1)
ASKED = at(-2)
TO_UNDO = Document("desk", "desk", 2, {"undo_seconds": 45})
LONG = " ".join(f"Sentence number {n} of a long answer that says a good deal." for n in range(12))


def asked(world: World) -> None:
    world.x_has(mention(ASKED, "where is my order?"))


def asked_in_private(customers: int = 1) -> Callable[[World], None]:
    def prepare(world: World) -> None:
        for n in range(customers):
            who = Author(str(900 + n), f"customer{n}", f"Customer {n}")
            world.x_has(message(ASKED, "my number is 4711", seq=n, author=who))

    return prepare


def answer(world: World, text: str = "We are on it. ^KT", *, customer: int = 0, reply: str = "") -> None:
    """Let a person answer the customer's newest post."""
    ticket = world.ticket_of(str(900 + customer))
    newest = [post for post in ticket.posts if post.inbound][-1]
    body = {
        "client_reply_id": reply or f"reply-000{customer}",
        "in_reply_to": newest.answer_to,
        "seen_through": ticket.last_words.answer_to,
        "seen_version": ticket.version,
        "text": text,
    }
    world.person(f"{ticket.id}/replies", body)


def of_the_reply(world: World, act: str, body: object = None) -> None:
    world.person(f"{world.only_ticket()}/replies/reply-0000/{act}", body)


def answers(text: str = "We are on it. ^KT") -> Callable[[World], None]:
    return lambda world: answer(world, text)


def answers_without_echo(world: World) -> None:
    world.echoes = False
    answer(world)


def answers_all(world: World) -> None:
    for n in range(3):
        world.later(n * SECONDS, partial(answer, world, f"Thank you, customer {n}.", customer=n))


def answers_and_takes_it_back(world: World) -> None:
    answer(world)
    world.later(20 * SECONDS, lambda: of_the_reply(world, "cancel"))


def asked_and_told(*says: BaseException | None) -> Callable[[World], None]:
    """Let X answer the next sends in this way."""

    def prepare(world: World) -> None:
        asked(world)
        world.desk.x.answers += says

    return prepare


def answered_and(*says: BaseException | None, minutes: float = 1.5) -> Callable[[World], None]:
    """Let the desk answer, and X respond in this way."""

    def prepare(world: World) -> None:
        asked_and_told(*says)(world)
        world.people_settle = False
        world.run_until(at(-minutes))
        answer(world)
        world.run_until(at(-0.05))

    return prepare


def sends_again(world: World) -> None:
    world.people_settle = True
    of_the_reply(world, "retry", {})


def says_that_it_is_not_there(world: World) -> None:
    of_the_reply(world, "settle", {"outcome": "not_sent"})


def answered_and_hidden(world: World) -> None:
    """Let X accept an answer without confirming it, and show it only to a person who looks."""
    world.desk.x.takes_before_failing = world.desk.x.hides = True
    world.echoes = False
    answered_and(UNKNOWN)(world)


def says_where_it_stands(world: World) -> None:
    [sent] = world.desk.x.stands
    of_the_reply(world, "settle", {"outcome": "sent", "post": f"https://x.com/acme_help/status/{sent.post_id}"})


def works_on_the_ticket(world: World) -> None:
    """Carry out every action that people can take on a ticket, one after the other."""
    ticket = world.only_ticket()
    acts: list[tuple[str, Any]] = [
        ("claim", {}),
        ("assign", {"assignee": "kt"}),
        ("priority", {"priority": "urgent"}),
        ("tags", {"tags": ["parcel"]}),
        ("notes", {"text": "She is right.", "client_note_id": "note-00000001"}),
        ("acknowledge", None),
        ("done", {"reason": "nothing_to_say"}),
        ("reopen", None),
        ("release", None),
    ]
    for n, (act, body) in enumerate(acts):
        world.later(timedelta(seconds=40 * n), partial(world.person, f"{ticket}/{act}", body))


UNKNOWN = OutcomeUnknownError("no answer")

REPLIES = (
    Scenario("a public answer", answers(), asked, before=3, watched=75 * SECONDS),
    Scenario("a public answer without an echo", answers_without_echo, asked, before=3, minutes=25),
    Scenario(
        "an answer that can be taken back", answers(), asked, before=3, documents=(TO_UNDO,), watched=50 * SECONDS
    ),
    Scenario(
        "an answer that is taken back",
        answers_and_takes_it_back,
        asked,
        before=3,
        documents=(TO_UNDO,),
        watched=50 * SECONDS,
    ),
    Scenario("an answer of several parts", answers(LONG), asked, before=3, most=220),
    Scenario("a private answer", answers(), asked_in_private(), before=3),
    Scenario("private answers in a line", answers_all, asked_in_private(3), before=3, most=200),
    Scenario(
        "X wants no post for a while",
        answers(),
        asked_and_told(RateLimitedError("slow down", at(1))),
        before=3,
        watched=75 * SECONDS,
    ),
    Scenario(
        "X does not say whether it took the post", answers(), asked_and_told(UNKNOWN), before=3, watched=75 * SECONDS
    ),
    Scenario("a refused answer is sent again", sends_again, answered_and(RefusedError("no")), before=3),
    Scenario(
        "an unknown answer is not there",
        says_that_it_is_not_there,
        answered_and(UNKNOWN),
        before=3,
        may_tell="への返信",
    ),
    Scenario("an unknown answer is found", says_where_it_stands, answered_and_hidden, before=3, may_tell="への返信"),
    Scenario("work on a ticket", works_on_the_ticket, asked, before=3, watched=330 * SECONDS, most=150),
)
