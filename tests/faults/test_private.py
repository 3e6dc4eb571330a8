"""What the scenarios of private answers and of moderation come to where nothing goes wrong."""

from shared.domain.tickets.fold import Status
from tests.faults.conftest import Install
from tests.faults.scenarios_private import PERSON, PRIVATE, SAYS
from tests.faults.sweep import run
from tests.faults.world import World

BY_NAME = {scenario.name: scenario for scenario in PRIVATE}


def calm(name: str, install: Install) -> World:
    return run(BY_NAME[name], {}, install=install, records=True).world


def test_T3_question_answer_and_message_are_one_ticket(install: Install) -> None:
    for name in ("a private answer leads on to messages", "its echo comes too"):
        [ticket] = calm(name, install).desk.tickets.tickets.values()
        assert [post.text for post in ticket.posts][2:] == [SAYS]
        assert ([post.network for post in ticket.posts], ticket.status) == (["x", "letters", "letters"], Status.OPEN)


def test_I3_a_message_that_comes_twice_is_one(install: Install) -> None:
    [ticket] = calm("a message of theirs comes twice", install).desk.tickets.tickets.values()
    assert [post.author.id for post in ticket.posts].count(PERSON.id) == 1


def test_W6_a_post_is_liked_once(install: Install) -> None:
    world = calm("a post is liked", install)
    [ticket] = world.desk.tickets.tickets.values()
    assert ticket.posts[0].liked
    assert [(entry.by, entry.outcome) for entry in ticket.actions] == [("kt", "done")]
