"""Scenarios of the desk's scheduled work, and of its owner's commands."""

import json
from datetime import timedelta
from functools import partial

from shared.domain.accounts.status import Signal
from shared.domain.settings.desk import Account
from shared.ports.settings import Document
from shared.usecases.privacy.erase_customer import erase_customer
from tests.builders import at
from tests.faults.scenarios_alerts import time_passes
from tests.faults.scenarios_inbound import a_second_mention, asked, deaf
from tests.faults.scenarios_replies import answer
from tests.faults.scenarios_replies import asked as asked_a_while_ago
from tests.faults.sweep import POLICY, Scenario
from tests.faults.world import World
from tests.faults.x_side import mention

SECONDS = timedelta(seconds=1)
DONE_SOON = Document("desk", "desk", 2, {"undo_seconds": 0, "done_after_days": 0.001})
FORGOTTEN_SOON = Document("desk", "desk", 2, {"undo_seconds": 0, "done_after_days": 0.001, "retention_days": 0.002})


def answered(world: World) -> None:
    asked_a_while_ago(world)
    world.run_until(at(-1.8))
    answer(world)


def answered_and_forgotten_by_the_hour(world: World) -> None:
    answered(world)
    world.run_until(at(-0.1))
    world.schedule(5, 45, "poll_accounts", {"look_for": "deleted"})


def another_target(world: World) -> None:
    body = {**POLICY.body, "first_reply_minutes": 40, "next_reply_minutes": 40}
    world.desk.settings.put([Document("policy", "default", 2, body)])


def a_permission_ends(world: World) -> None:
    world.desk.plug.grants.give("acme", lasts=timedelta(minutes=8))
    world.schedule(5, 20, "reconcile_desk", {"look_for": "permissions"})


def a_customer_is_erased(world: World) -> None:
    world.desk.plug.timelines.standing.clear()
    world.later(
        SECONDS, partial(world.command, lambda desk: erase_customer("acme", "900", desk=desk, office=desk.office))
    )


class PersonLinks:
    """What the network knows a person by who is the customer."""

    def ids(self, account: Account, person: str) -> tuple[str, ...]:
        return ("900",) if person == "218471" else ()


def a_person_asks_to_be_erased(world: World) -> None:
    world.desk.plug.timelines.standing.clear()
    world.desk.plug.person_ids = PersonLinks()
    world.codes = ["0" * 32]
    asked_for = json.dumps({"code": world.codes[0], "person": "218471"}).encode()
    world.desk.ingest.put(asked_for, network="x", source="erasure", app="main", received_at=world.now)
    world.schedule(5, 5, "reconcile_desk", {"look_for": "erasures"})


def deaf_for_a_while(world: World) -> None:
    deaf(world)
    world.x_has(mention(at(-8), "where is my order?"))
    world.run_until(at(-0.1))


def the_webhook_speaks_again(world: World) -> None:
    world.webhook_is_deaf = False
    a_second_mention(world)


def the_desk_was_away(world: World) -> None:
    world.desk.heartbeats.beat("acme", Signal.POLL, at(-20))


OPERATIONS = (
    Scenario(
        "what came while the desk was away is asked for",
        time_passes,
        the_desk_was_away,
        before=0.5,
        watched=45 * SECONDS,
        may_tell="not polled",
    ),
    Scenario(
        "a ticket is done by its silence", time_passes, answered, before=3, documents=(DONE_SOON,), watched=45 * SECONDS
    ),
    Scenario(
        "words are forgotten",
        time_passes,
        answered_and_forgotten_by_the_hour,
        before=3,
        documents=(FORGOTTEN_SOON,),
        watched=350 * SECONDS,
        most=120,
    ),
    Scenario("a target is changed", another_target, asked, watched=45 * SECONDS),
    Scenario("a permission is renewed", a_permission_ends, watched=25 * SECONDS),
    Scenario("a customer is erased", a_customer_is_erased, asked),
    Scenario("a person asks to be erased", a_person_asks_to_be_erased, asked),
    Scenario(
        "what a webhook has swallowed is asked for",
        the_webhook_speaks_again,
        deaf_for_a_while,
        before=9,
        watched=45 * SECONDS,
        minutes=40,
        may_tell="webhook silent",
    ),
)
