"""What customers and colleagues write on any network: once, twice, out of order, edited, deleted, echoed (N8)."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from shared.domain.posts.kinds import Channel, Direction
from shared.domain.text.rfc3339 import rfc3339
from shared.domain.tickets.fold import Status
from tests.contracts.networks.conftest import NewDesk
from tests.plugs.harness import Written
from tests.plugs.world import PluggedWorld
from tests.unit.api.test_api import call

WORDS = "where is my parcel? 🎁 4711"
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=[Channel.PUBLIC, Channel.DIRECT], ids=str)
def channel(request: pytest.FixtureRequest, world: PluggedWorld) -> Channel:
    """Where the customer writes."""
    return among(world.harness.channels, request.param)


def among(channels: Sequence[Channel], wanted: Channel) -> Channel:
    """The channel, or one that there is instead."""
    return wanted if wanted in channels else channels[0]


def seen_by_people(world: PluggedWorld) -> list[Any]:
    """What everybody at the desk sees of the tickets, without what depends on when the desk saw it."""
    return [
        (
            ticket.customer.id,
            ticket.status,
            sorted((post.direction.value, post.text, post.posted_at, post.gone_because) for post in ticket.posts),
            [(clock.kind, clock.started_at, clock.due_at, clock.state) for clock in ticket.clocks],
        )
        for ticket in world.tickets
    ]


def notified(world: PluggedWorld) -> list[str]:
    return [f"{who}: {subject}" for who, subject, _ in world.desk.mailer.mails]


def an_hour_passes(world: PluggedWorld) -> None:
    """What was promised is due by then. Accounts are polled every third minute, as in the sweep."""
    world.polls_every = 3
    world.run_until(world.now + 65 * MINUTE)


def test_N8_I3_a_post_is_one_ticket_with_its_deadline(world: PluggedWorld, channel: Channel) -> None:
    written = world.writes(WORDS, channel=channel)
    world.hears()
    ticket = world.ticket(written)
    [post] = ticket.posts
    assert (post.id, post.text, post.channel, post.author.id) == (written.id, written.text, channel, written.author)
    assert (post.network, ticket.status) == (world.harness.name, Status.NEW)
    assert ticket.running is not None
    assert abs(ticket.running.started_at - world.now) < 2 * MINUTE
    assert (post.answer_by is not None) is (channel in world.harness.windowed)
    status, queue = call("GET", "/api/queue")
    assert (status, [row["network"] for row in queue["tickets"]]) == (200, [world.harness.name])


def test_N8_I3_what_comes_again_changes_nothing(world: PluggedWorld, channel: Channel) -> None:
    written = world.harness.post(WORDS, channel=channel)
    with world.held() as messages:
        world.tells(twice=True)
        world.hears()
    assert messages
    world.ingests(*messages)
    before = seen_by_people(world)
    world.ingests(*messages, *reversed(messages))
    world.hears()
    assert seen_by_people(world) == before
    assert len(world.ticket(written).posts) == 1
    an_hour_passes(world)
    assert len([mail for mail in notified(world) if mail.startswith("boss")]) == len(set(notified(world)))


def test_N8_I3_the_order_in_which_things_come_in_does_not_matter(
    world: PluggedWorld, new_desk: NewDesk, channel: Channel
) -> None:
    """Two posts of one customer, an edit of the first, and a colleague's answer, in every order."""
    shows_native_answers = world.plug.rules.shows_native_answers
    messages = []
    first: list[Written] = []
    edited = channel in world.harness.edits
    acts: list[Callable[[], object]] = [
        lambda: first.append(world.writes(WORDS, channel=channel)),
        lambda: world.writes("and there is a second one", channel=channel),
        lambda: world.edits(first[0], "where is my parcel? 4712, sorry") if edited else None,
        lambda: world.colleague_answers(first[0], "It left today. ^KT") if shows_native_answers else None,
    ]
    for act in acts:
        world.run_until(world.now + timedelta(seconds=3))
        with world.held() as found:
            act()
            world.hears()
        messages.append(found)
    came = [each for each in messages if each]
    outcomes = []
    for order in permutations(came):
        desk = new_desk(now=world.now, by_itself=False)
        desk.ingests(*(message for found in order for message in found))
        outcomes.append(seen_by_people(desk))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert len(outcomes[0]) == 1


def test_N8_N2_an_edit_is_the_same_post_with_its_new_words(world: PluggedWorld, channel: Channel) -> None:
    if not world.harness.edits:
        return
    written = world.writes(WORDS, channel=among(world.harness.edits, channel))
    world.hears()
    world.edits(written, "where is my parcel? 4712, sorry")
    world.hears()
    if "4712" not in world.ticket(written).posts[0].text:
        world.looks_again()
    ticket = world.ticket(written)
    [post] = ticket.posts
    assert (post.id, "4712" in post.text, "4711" in post.text) == (written.id, True, False)
    assert post.edited_at is not None or post.answer_id != post.id
    assert ticket.running is not None
    assert ticket.running.started_at == post.posted_at


def test_N8_I6_what_its_author_deletes_loses_its_words(world: PluggedWorld, channel: Channel) -> None:
    if not world.harness.deletes:
        return
    written = world.writes(f"{WORDS} Bluebell Lane", channel=among(world.harness.deletes, channel))
    world.hears()
    assert "Bluebell" in repr(vars(world.desk.tickets))
    world.deletes(written)
    world.hears()
    world.looks_again()
    [post] = world.ticket(written).posts
    assert post.gone_because == "deleted"
    assert "Bluebell" not in repr(vars(world.desk.tickets))
    assert "Bluebell" not in repr(vars(world.desk.search))
    assert world.ticket(written).running is None
    an_hour_passes(world)
    assert notified(world) == []


def test_N8_I6_a_deletion_that_overtakes_its_post_takes_the_words_too(
    world: PluggedWorld, new_desk: NewDesk, channel: Channel
) -> None:
    """Whatever the network delivers again afterwards."""
    if not world.harness.deletes:
        return
    channel = among(world.harness.deletes, channel)
    with world.held() as told:
        written = world.writes(f"{WORDS} Bluebell Lane", channel=channel)
        world.hears()
    with world.held() as gone:
        world.deletes(written)
        world.hears()
    for order in ([*gone, *told], [*gone, *told, *gone, *told], [*told, *gone, *told]):
        desk = new_desk(now=world.now, by_itself=False)
        desk.ingests(*order)
        desk.looks_again()
        assert "Bluebell" not in repr(vars(desk.desk.tickets))
        assert "Bluebell" not in repr(vars(desk.desk.search))
        assert all(ticket.running is None for ticket in desk.tickets)


def test_N8_C2_a_colleagues_answer_in_the_networks_own_app(world: PluggedWorld, channel: Channel) -> None:
    """It stops the clock."""
    written = world.writes(WORDS, channel=channel)
    world.hears()
    if not world.plug.rules.shows_native_answers:
        a_person_has_to_tell_of_it(world, written)
        return
    world.run_until(world.now + MINUTE)
    world.colleague_answers(written, "It left today. ^KT")
    world.hears()
    ticket = world.ticket(written)
    answers = [post.text for post in ticket.posts if post.direction is Direction.OUTBOUND]
    assert (ticket.status, ticket.running, len(answers)) == (Status.ANSWERED, None, 1)
    assert "It left today. ^KT" in answers[0]
    an_hour_passes(world)
    assert notified(world) == []


def a_person_has_to_tell_of_it(world: PluggedWorld, written: Written) -> None:
    """Where the network tells nobody, the account's health says so, and one tap stops the clock (N5)."""
    [health] = call("GET", "/api/health")[1]["accounts"]
    assert health["shows_native_answers"] is False
    world.run_until(world.now + 3 * MINUTE)
    ticket = world.ticket(written)
    assert (ticket.status, ticket.running is not None) == (Status.NEW, True)
    body = {"seen_through": ticket.last_words.current_version, "at": rfc3339(world.now - MINUTE)}
    assert call("POST", f"/api/tickets/{ticket.id}/answered", body)[0] == 200
    assert (world.ticket(written).status, world.ticket(written).running) == (Status.ANSWERED, None)
    an_hour_passes(world)
    assert notified(world) == []
