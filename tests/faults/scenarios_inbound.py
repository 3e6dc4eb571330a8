"""Scenarios of incoming posts, by webhook and by polling, in every order."""

from datetime import timedelta
from functools import partial

from shared.domain.errors import DisconnectedError
from shared.domain.posts.author import Author
from shared.ports.settings import Document
from tests.builders import BRAND, CUSTOMER, at, snowflake
from tests.faults.sweep import Scenario
from tests.faults.world import World
from tests.faults.x_side import XPost, activity, mention, message, own, own_message

SECONDS = timedelta(seconds=1)
SOMEBODY = Author("901", "haruto", "はると")
RETURNS = Document("keyword_rule", "returns", 1, {"words": ["返品"], "notify": ["person:kt"], "tags": ["returns"]})


def a_mention(world: World) -> None:
    world.x_has(mention(at(0), "where is my order?"))


def a_second_mention(world: World) -> None:
    world.x_has(mention(at(0), "hello?", seq=1, conversation=snowflake(at(-0.5))))


def first_mention(world: World) -> None:
    world.x_has(mention(at(-0.5), "where is my order?"))


def asked(world: World) -> None:
    """Let a customer wait."""
    first_mention(world)
    world.run_until(at(-0.2))


def deaf(world: World) -> None:
    world.webhook_is_deaf = True


def asked_and_deaf(world: World) -> None:
    asked(world)
    deaf(world)


def several_posts_that_only_polling_finds(world: World) -> None:
    for n, author in enumerate((CUSTOMER, SOMEBODY, CUSTOMER)):
        world.x_has(mention(at(0.01 * n), f"number {n}", seq=n, author=author))


def two_customers_at_once(world: World) -> None:
    world.x_has(mention(at(0), "where is my order?"))
    world.x_has(mention(at(0), "mine too", seq=1, author=SOMEBODY))


def an_edit(world: World) -> None:
    world.x_has(XPost(snowflake(at(0)), CUSTOMER, f"@{BRAND.username} where is my parcel?", first=snowflake(at(-0.5))))


def an_own_post_is_deleted(world: World) -> None:
    world.later(2 * SECONDS, partial(world.x_tells, activity("post.delete", {"id": snowflake(at(-0.3), 7)})))


def answered_natively(world: World) -> None:
    asked(world)
    world.x_has(own(at(-0.3), "We are on it. ^KT", answers=snowflake(at(-0.5))))
    world.run_until(at(-0.1))


def a_native_answer(world: World) -> None:
    world.x_has(own(at(0), "We are on it. ^KT", answers=snowflake(at(-0.5))))


def an_answer_before_its_post(world: World) -> None:
    world.x_has(own(at(0), "We are on it. ^KT", answers=snowflake(at(-0.5))), tells_after=1)
    world.x_has(mention(at(-0.5), "where is my order?"), tells_after=4)


def an_answer_before_the_edit_that_it_answers(world: World) -> None:
    edited = XPost(snowflake(at(-0.3)), CUSTOMER, f"@{BRAND.username} where is it?", first=snowflake(at(-0.5)))
    world.x_has(own(at(0), "We are on it. ^KT", answers=edited.id, conversation=snowflake(at(-0.5))), tells_after=1)
    world.x_has(edited, tells_after=4)


def a_chain_of_answers_before_the_post(world: World) -> None:
    first, second = own(at(0), "We are on it.", answers=snowflake(at(-0.5))), snowflake(at(0.01), 8)
    world.x_has(
        XPost(second, BRAND, "It left today. ^KT", answers=first.id, conversation=snowflake(at(-0.5))), tells_after=1
    )
    world.x_has(first, tells_after=2)
    world.x_has(mention(at(-0.5), "where is my order?"), tells_after=4)


def a_message(world: World) -> None:
    world.x_has(message(at(0), "my number is 4711"))


def a_private_answer_before_its_message(world: World) -> None:
    world.x_has(own_message(at(0), "Thank you, it is on its way."), tells_after=1)
    world.x_has(message(at(-0.5), "my number is 4711"), tells_after=4)


def a_private_answer_before_a_public_post(world: World) -> None:
    world.x_has(own_message(at(0), "Thank you, it is on its way."), tells_after=1)
    world.x_has(mention(at(-0.5), "where is my order?"), tells_after=4)


def a_deletion_before_its_post(world: World) -> None:
    post = own(at(-0.1), "Wrong account, sorry", answers=snowflake(at(-0.5)))
    world.later(1 * SECONDS, partial(world.x_tells, activity("post.delete", {"id": post.id})))
    world.later(4 * SECONDS, partial(world.x_tells, post.event()))


def an_answer_is_deleted_while_it_waits_for_its_post(world: World) -> None:
    post = own(at(-0.1), "Wrong account, sorry", answers=snowflake(at(-0.5)))
    world.later(1 * SECONDS, partial(world.x_tells, post.event()))
    world.later(4 * SECONDS, partial(world.x_tells, activity("post.delete", {"id": post.id})))
    world.x_has(mention(at(-0.5), "where is my order?"), tells_after=7)


def a_customers_post_is_deleted(world: World) -> None:
    world.desk.plug.timelines.standing.clear()
    world.schedule(4, 5, "poll_accounts", {"look_for": "deleted"})


def a_deletion_of_what_somebody_has_open(world: World) -> None:
    world.desk.plug.timelines.standing.clear()
    world.later(SECONDS, lambda: world.person(f"{world.only_ticket()}/claim", {}))
    world.schedule(9, 5, "poll_accounts", {"look_for": "deleted"})


def an_edit_that_nobody_tells(world: World) -> None:
    world.desk.plug.timelines.standing.clear()
    an_edit(world)
    world.schedule(4, 5, "poll_accounts", {"look_for": "deleted"})


def words_that_find_people(world: World) -> None:
    world.x_has(mention(at(0), "返品したいです"))


def a_late_post(world: World) -> None:
    world.x_has(mention(at(-40), "nobody answers"))


def an_encrypted_message(world: World) -> None:
    payload = {"id": "0a1b-22", "sender_id": CUSTOMER.id, "encoded_event": "CwABAAAA"}
    payload["created_at_msec"] = str(round(at(0).timestamp() * 1000))
    world.later(2 * SECONDS, partial(world.x_tells, activity("chat.received", payload)))


def the_permission_is_taken_back(world: World) -> None:
    world.desk.plug.timelines.refuses = DisconnectedError("401 Unauthorized")
    payload = {"user_id": BRAND.id, "date_time": at(0).isoformat()}
    world.later(2 * SECONDS, partial(world.x_tells, activity("oauth.revoke", payload)))


BY_POLL = 50 * SECONDS
"""Long enough for a poll and its consequences."""

INBOUND = (
    Scenario("a mention comes by webhook", a_mention, watched=75 * SECONDS),
    Scenario("a second mention of the customer", a_second_mention, asked),
    Scenario("two customers at once", two_customers_at_once),
    Scenario("an edit", an_edit, asked),
    Scenario("our own post is deleted on X", an_own_post_is_deleted, answered_natively),
    Scenario("a colleague answers in X's own app", a_native_answer, asked),
    Scenario("an answer comes before its post", an_answer_before_its_post),
    Scenario("an answer comes before the edit that it answers", an_answer_before_the_edit_that_it_answers),
    Scenario("a chain of answers comes before the post", a_chain_of_answers_before_the_post),
    Scenario("a message", a_message),
    Scenario("a private answer comes before its message", a_private_answer_before_its_message),
    Scenario("a private answer comes before a public post", a_private_answer_before_a_public_post),
    Scenario("a deletion comes before its post", a_deletion_before_its_post, asked),
    Scenario("an answer is deleted while it waits", an_answer_is_deleted_while_it_waits_for_its_post),
    Scenario("a customer's deletion is found", a_customers_post_is_deleted, asked),
    Scenario("what somebody has open is looked up", a_deletion_of_what_somebody_has_open, asked, watched=36 * SECONDS),
    Scenario("a new ticket's words find their people", words_that_find_people, documents=(RETURNS,)),
    Scenario("a post comes late", a_late_post, watched=140 * SECONDS),
    Scenario("an encrypted message", an_encrypted_message, watched=45 * SECONDS),
    Scenario("the permission is taken back", the_permission_is_taken_back, watched=45 * SECONDS),
    Scenario("a mention that only polling finds", a_mention, deaf, watched=BY_POLL, minutes=30),
    Scenario("an edit that only a look again finds", an_edit_that_nobody_tells, asked_and_deaf),
    Scenario("an answer that only polling finds", a_native_answer, asked_and_deaf, watched=BY_POLL, minutes=30),
    Scenario("a message that only polling finds", a_message, deaf, watched=BY_POLL, minutes=30),
    Scenario(
        "several posts that only polling finds",
        several_posts_that_only_polling_finds,
        deaf,
        watched=BY_POLL,
        minutes=30,
    ),
)
