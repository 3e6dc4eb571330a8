"""Scenarios of alerts: what people are notified of, and by which way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shared.adapters.aws.ses import tags_of
from shared.domain.errors import DisconnectedError
from shared.domain.posts.author import Author
from shared.ports.settings import Document
from tests.builders import at
from tests.fake_desk import KT, MANAGER
from tests.faults.scenarios_inbound import deaf
from tests.faults.sweep import POLICY, Scenario
from tests.faults.world import World
from tests.faults.x_side import mention
from tests.samples.ses_samples import ses_event

SECONDS = timedelta(seconds=1)
MAX = Document("person", "max", 1, {**MANAGER, "name": "Max", "email": "max@example.com", "phone": "+819087654321"})
TEAM = Document("team", "support", 1, {"name": "Support", "members": ["kt"]})
TO_THE_TEAM = Document(
    "policy", "default", 2, {**POLICY.body, "team": "support", "ladder": [{"step": "due", "how": ["mail", "sms"]}]}
)
BY_MAIL = Document("policy", "default", 2, {**POLICY.body, "ladder": [{"step": "due"}]})
PHONE = Document("person", "kt", 2, {**KT, "phone": "+819011112222"})


def waiting_since(minutes: float, customers: int = 1) -> Callable[[World], None]:
    """Let so many customers wait, whose deadline is three seconds after noon."""

    def prepare(world: World) -> None:
        for n in range(customers):
            written = at(-minutes) + 3 * SECONDS
            who = Author(str(900 + n), f"customer{n}", f"Customer {n}")
            world.x_has(mention(written, "where is my order?", seq=n, author=who))

    return prepare


def time_passes(_: World) -> None:
    """Let the step come due by itself."""


def the_timer_is_lost(world: World) -> None:
    waiting_since(20)(world)
    world.run_until(at(-1))
    world.desk.executions.closed |= set(world.desk.executions.running)
    world.desk.executions.running.clear()


def the_mail_bounces(world: World) -> None:
    def bounce() -> None:
        event: Any = ses_event("bounce")
        about = world.desk.mailer.about[-1]
        assert about is not None
        event["bounce"]["bouncedRecipients"][0]["emailAddress"] = MANAGER["email"]
        event["mail"].setdefault("tags", {}).update({tag["Name"]: [tag["Value"]] for tag in tags_of(about)})
        world.mail_event(event)

    world.later(2 * SECONDS, bounce)


def told_by_mail(world: World) -> None:
    waiting_since(21)(world)
    world.run_until(at(-0.1))


def a_note_calls_somebody(world: World) -> None:
    world.later(SECONDS, lambda: world.person(f"{world.only_ticket()}/notes", NOTE, who="boss"))


NOTE = {"text": "@keiko please look at this", "client_note_id": "note-00000001"}


def the_token_is_refused(world: World) -> None:
    world.desk.plug.timelines.refuses = DisconnectedError("401 Unauthorized")


def the_token_is_mended(world: World) -> None:
    world.desk.plug.timelines.refuses = None


def refused_for_long(world: World) -> None:
    the_token_is_refused(world)
    world.run_until(at(-0.1))


def only_polling_finds_it(world: World) -> None:
    deaf(world)
    world.x_has(mention(world.now - SECONDS, "where is my order?"))
    world.run_until(at(-1))


def the_webhook_speaks_again(world: World) -> None:
    world.webhook_is_deaf = False
    world.x_has(mention(at(0), "still here", seq=1))


ALERTS = (
    Scenario("a step comes due", time_passes, waiting_since(20), before=21, documents=(MAX,), watched=75 * SECONDS),
    Scenario(
        "a step comes due for a team", time_passes, waiting_since(20), before=21, documents=(TEAM, TO_THE_TEAM, PHONE)
    ),
    Scenario("a lost timer", time_passes, the_timer_is_lost, before=21, watched=200 * SECONDS),
    Scenario(
        "a storm of steps",
        time_passes,
        waiting_since(20, customers=13),
        before=21,
        watched=100 * SECONDS,
        most=120,
        may_tell="for an answer",
    ),
    Scenario("a mail that bounces", the_mail_bounces, told_by_mail, before=22, documents=(BY_MAIL,)),
    Scenario("a note that calls somebody", a_note_calls_somebody, waiting_since(10), before=11),
    Scenario("a token is refused", the_token_is_refused, watched=45 * SECONDS),
    Scenario(
        "a token is taken again", the_token_is_mended, refused_for_long, before=12, watched=45 * SECONDS, minutes=25
    ),
    Scenario("a webhook is silent", time_passes, only_polling_finds_it, before=13, watched=320 * SECONDS, most=150),
    Scenario(
        "a webhook speaks again",
        the_webhook_speaks_again,
        only_polling_finds_it,
        before=30,
        watched=45 * SECONDS,
        minutes=25,
    ),
)
