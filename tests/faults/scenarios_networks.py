"""Scenarios that every network has, by its harness: what comes in, and what goes out."""

from collections.abc import Callable
from datetime import timedelta

from shared.domain.posts.kinds import Channel
from shared.domain.text.rfc3339 import rfc3339
from shared.ports.networks import Plug
from tests.builders import at
from tests.faults.sweep import Scenario
from tests.plugs.harness import Harness, Written
from tests.plugs.world import PluggedWorld

SECONDS = timedelta(seconds=1)
HEARD = 50 * SECONDS
"""Long enough for a poll and its consequences."""

Act = Callable[[PluggedWorld], None]
ANSWER = "We are on it. ^KT"
LONG = " ".join(f"Sentence number {n} of a long answer that says a good deal." for n in range(9))


def asks(channel: Channel, text: str = "where is my order?") -> Act:
    def act(world: PluggedWorld) -> None:
        world.writes(text, channel=channel)

    return act


def asked(channel: Channel) -> Callable[[PluggedWorld], None]:
    """Let a customer wait, whom the desk has heard."""

    def prepare(world: PluggedWorld) -> None:
        world.waits = world.writes("where is my order?", channel=channel)
        world.run_until(at(-0.1))

    return prepare


def waiting(world: PluggedWorld) -> Written:
    assert world.waits is not None
    return world.waits


def answers(text: str = ANSWER) -> Act:
    return lambda world: world.answers_as_at_the_page(waiting(world), text)


def answers_in_private(world: PluggedWorld) -> None:
    world.answers_as_at_the_page(waiting(world), ANSWER, channel="direct")


def answers_and_the_network_is_silent(world: PluggedWorld) -> None:
    world.harness.lose_answer()
    world.answers_as_at_the_page(waiting(world), ANSWER)


def edits(world: PluggedWorld) -> None:
    world.edits(waiting(world), "where is my parcel?")
    world.schedule(4, 5, "poll_accounts", {"look_for": "deleted"})


def deletes(world: PluggedWorld) -> None:
    world.deletes(waiting(world))
    world.schedule(4, 5, "poll_accounts", {"look_for": "deleted"})


def a_colleague_answers(world: PluggedWorld) -> None:
    world.colleague_answers(waiting(world), "It left today.")


def a_person_reports_an_answer(world: PluggedWorld) -> None:
    """Where nobody sees what a colleague answers in the network's own app (N5)."""
    ticket = world.ticket(waiting(world))
    body = {"seen_through": ticket.last_words.current_version, "seen_version": ticket.version, "at": rfc3339(world.now)}
    world.person(f"{ticket.id}/answered", body)


def deaf(world: PluggedWorld) -> None:
    world.delivers = False


def an_hour_and_a_half_passes(world: PluggedWorld) -> None:
    """Let a permission that lasts for two hours come near its end, with nothing else to do."""
    world.desk.clock.instant = at(-0.5)


def permissions_are_seen_to(world: PluggedWorld) -> None:
    world.schedule(5, 5, "reconcile_desk", {"look_for": "permissions"})


def scenarios_of(harness: Harness, plug: Plug) -> list[Scenario]:
    """Return the network's scenarios: those of what it has."""
    found = []
    for channel in harness.channels:
        name, heard = f"{channel} on {harness.name}", asked(channel)
        found.append(Scenario(f"a post {name}", asks(channel), watched=HEARD, minutes=30))
        found.append(Scenario(f"an answer {name}", answers(), heard, before=3, watched=HEARD))
        found.append(
            Scenario(f"a lost answer {name}", answers_and_the_network_is_silent, heard, before=3, watched=HEARD)
        )
        natively = a_colleague_answers if plug.rules.shows_native_answers else a_person_reports_an_answer
        found.append(Scenario(f"a native answer {name}", natively, heard, before=3, watched=HEARD))
    first = harness.channels[0]
    if plug.rules.private_answer_window is not None:
        name = f"a private answer to a comment on {harness.name}"
        found.append(Scenario(name, answers_in_private, asked(Channel.PUBLIC), before=3, watched=HEARD))
    found.append(Scenario(f"an answer of several parts on {harness.name}", answers(LONG), asked(first), before=3))
    if harness.edits:
        heard = asked(harness.edits[0])
        found.append(Scenario(f"an edit on {harness.name}", edits, heard, before=3, watched=HEARD, minutes=30))
    if harness.deletes:
        heard = asked(harness.deletes[0])
        found.append(Scenario(f"a deletion on {harness.name}", deletes, heard, before=3, watched=HEARD, minutes=30))
    if plug.timelines is not None and plug.webhook is not None:
        found.append(
            Scenario(f"a post that only polling finds on {harness.name}", asks(first), deaf, watched=HEARD, minutes=30)
        )
    if plug.grants is not None and any(harness.grants.held.values()):
        name = f"a permission is renewed on {harness.name}"
        long_ago = an_hour_and_a_half_passes
        found.append(Scenario(name, permissions_are_seen_to, long_ago, before=95, watched=12 * SECONDS, minutes=20))
    return found
