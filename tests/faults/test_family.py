"""The sweep over a desk with several networks of one family: a comment is answered in private, and its author goes on in a message
of another network. Whatever goes wrong once, it is one ticket, and every answer stands once (T3, R1)."""

import random
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from shared.domain.posts.kinds import Channel
from shared.ports.settings import Document
from tests.builders import at
from tests.conftest import ON_A_NETWORK
from tests.fakes import FakeClock
from tests.faults.complaints import complaints
from tests.faults.conftest import Install, Record
from tests.faults.points import Mode
from tests.faults.rules import broken_rules
from tests.faults.scenarios_networks import HEARD, answers_in_private, asked
from tests.faults.sweep import Run, Scenario, points_of, run
from tests.plugs.harness import ACCOUNT, Harness, Written
from tests.plugs.messenger import MessengerHarness
from tests.plugs.meta import MetaHarness
from tests.plugs.world import PluggedWorld, SharedClock, started

POINTS = 25
"""Of each scenario."""

GOES_ON_AFTER = timedelta(minutes=9)
"""Every retry of the answer is over by then."""


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Harness, SharedClock]]:
    with started("facebook", tmp_path_factory.mktemp("family")) as made:
        yield made


def answers_and_the_customer_goes_on(world: PluggedWorld) -> None:
    answers_in_private(world)
    world.later(GOES_ON_AFTER, partial(goes_on, world))


def answered(world: PluggedWorld) -> None:
    """Let a customer have commented, and have been answered in private."""
    asked(Channel.PUBLIC)(world)
    answers_in_private(world)


def goes_on(world: PluggedWorld) -> None:
    assert isinstance(world.harness, MetaHarness)
    message = world.harness.meta.write("hanako", "it is 4711", platform=MessengerHarness.messages)
    world._written.append(Written(message["id"], message["person"], "it is 4711", Channel.DIRECT))
    world.tells()


SCENARIOS = [
    Scenario(
        "an answer in private to a comment",
        answers_and_the_customer_goes_on,
        asked(Channel.PUBLIC),
        before=3,
        watched=HEARD,
        minutes=30,
    ),
    Scenario("a message that follows a comment", goes_on, answered, before=13, watched=HEARD, minutes=30),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_T3_R1_whatever_goes_wrong_once_a_comment_and_its_message_are_one_ticket(
    scenario: Scenario, network: tuple[Harness, SharedClock], install: Install, record_property: Record
) -> None:
    harness, shared = network
    messages = Document("account", "messages", 1, {**harness.account, "network": "messenger"})

    def tries(faults: dict[int, Mode], *, records: bool = False) -> Run:
        shared.clock = FakeClock(at(-scenario.before))
        harness.reset()
        harness.grants.held["main"] |= {"messages": harness.grants.held["main"][ACCOUNT]}

        def make(*documents: Document, **more: Any) -> PluggedWorld:
            return PluggedWorld(harness, shared, messages, *documents, beside=("messenger",), **more)

        return run(scenario, faults, install=install, records=records, make=make)

    calm = tries({}, records=True)
    assert broken_rules(calm.world) == []
    [ticket] = calm.world.desk.tickets.tickets.values()
    assert len(ticket.posts) == 3
    points = points_of(calm)
    tried = random.Random(scenario.name).sample(points, min(POINTS, len(points)))  # noqa: S311
    wrong = {}
    for call, mode in tried:
        if found := complaints(tries({call.number: mode}), calm):
            wrong[f"{call.name} ({call.number}, in {call.within}) {mode}"] = found
    record_property(f"{ON_A_NETWORK}the family of {harness.name}", len(tried))
    assert wrong == {}
