"""What some networks have: a public question that is answered in private, and goes on under the name of another network (T3),
and moderation (W6)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.posts.moderation import Moderation
from shared.networks.x.rules import XRules
from shared.ports.network_sending import Sent
from tests.builders import BRAND, at
from tests.fake_plug import FakeModerator, FakePlug
from tests.faults.deployed import XSide
from tests.faults.scenarios_replies import asked
from tests.faults.sweep import Scenario
from tests.faults.world import World

PERSON = Author("7001", "", "")
SECONDS = timedelta(seconds=1)
SAYS = "My number is 4711."


class SquareRules(XRules):
    private_network = "letters"
    private_answer_window = timedelta(days=7)


class ModeratedRules(XRules):
    moderation = frozenset(Moderation)


class LetterRules(XRules):
    network = "letters"
    title = "Letters"


class LetterReader:
    """Reads letters, written as their fields."""

    def charged(self, _: bytes) -> tuple[()]:
        return ()

    def read(self, body: bytes, received_at: datetime) -> Iterable[IncomingPost]:
        told = json.loads(body)
        own = told["own"]
        yield IncomingPost(
            network="letters",
            id=told["id"],
            answer_id="",
            author=BRAND if own else PERSON,
            text=told["text"],
            posted_at=received_at,
            conversation_id=PERSON.id,
            channel=Channel.DIRECT,
            received_for=BRAND.id,
            recipient_id=PERSON.id if own else BRAND.id,
            sent_key=told["key"],
        )


class Square(XSide):
    """Says whom a private answer reached."""

    def send(self, *args: Any, **called: Any) -> Sequence[Sent]:
        return [replace(sent, recipient=PERSON.id) for sent in super().send(*args, **called)]

    def find_own(self, *args: Any, **called: Any) -> Sent | None:
        found = super().find_own(*args, **called)
        return replace(found, recipient=PERSON.id) if found is not None else None


def on_the_square(world: World) -> None:
    """Let X be a network whose private messages arrive under another's name, which has no account here."""
    desk = world.desk
    world.echoes = False
    desk.plug.sender = Square(desk.clock)
    desk.plug.rules = desk.rules["x"] = SquareRules()
    desk.rules["letters"] = LetterRules()
    desk.networks["letters"] = FakePlug("letters", LetterRules(), reader=LetterReader())
    asked(world)


def letter(world: World, ident: str, text: str, *, own: bool = False, key: str = "") -> None:
    body = json.dumps({"id": ident, "text": text, "own": own, "key": key}).encode()
    world.desk.ingest.put(body, network="letters", source="webhook", app="main", received_at=world.now)


def echoes(world: World) -> None:
    """Deliver the echo of what stands there, as the network does whether or not the desk has heard its answer."""
    for sent in world.desk.x.stands:
        [reply] = world.ticket_of("900").replies
        letter(world, sent.post_id, sent.text, own=True, key=reply.parts[0].key or "")


def answers_in_private(world: World) -> None:
    ticket = world.ticket_of("900")
    body = {
        "client_reply_id": "reply-0000",
        "in_reply_to": ticket.posts[0].answer_to,
        "seen_through": ticket.last_words.answer_to,
        "seen_version": ticket.version,
        "text": "Which number is it? ^KT",
        "channel": "direct",
    }
    world.person(f"{ticket.id}/replies", body)


def goes_on_in_private(world: World) -> None:
    answers_in_private(world)
    world.later(400 * SECONDS, lambda: letter(world, "m_4711", SAYS))


def goes_on_in_private_after_an_echo(world: World) -> None:
    answers_in_private(world)
    world.later(4 * SECONDS, lambda: echoes(world))
    world.later(400 * SECONDS, lambda: letter(world, "m_4711", SAYS))


def doubles(world: World) -> None:
    """The message comes twice at once."""
    for _ in range(2):
        letter(world, "m_4711", SAYS)


def answered_in_private(world: World) -> None:
    on_the_square(world)
    world.run_until(at(-1.5))
    answers_in_private(world)
    world.run_until(at(-0.05))


def moderated(world: World) -> None:
    """Let X be a network whose posts can be liked and hidden."""
    desk = world.desk
    desk.plug.rules = desk.rules["x"] = ModeratedRules()
    desk.plug.moderation = FakeModerator()
    asked(world)


def likes(world: World) -> None:
    ticket = world.ticket_of("900")
    world.person(f"{ticket.id}/posts/{ticket.posts[0].id}/moderate", {"action": "like"})


PRIVATE = (
    Scenario("a post is liked", likes, moderated, before=3),
    Scenario("a private answer leads on to messages", goes_on_in_private, on_the_square, before=3, minutes=25),
    Scenario("its echo comes too", goes_on_in_private_after_an_echo, on_the_square, before=3, minutes=25),
    Scenario("a message of theirs comes twice", doubles, answered_in_private, before=3),
)
