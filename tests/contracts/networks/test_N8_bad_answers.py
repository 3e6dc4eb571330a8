"""Whatever a network answers to a call: a result, or one of the errors that its callers know; and a post that was taken is
never reported as refused (R1, N8)."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from shared.domain.errors import (
    BrokenEventError,
    DisconnectedError,
    OutcomeUnknownError,
    RefusedError,
    SocialNetworkError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.ports.network_reading import Timeline
from shared.ports.network_sending import Sent
from shared.usecases.settings.current import desk_settings
from tests.plugs.harness import Written
from tests.plugs.mutated_answers import answers_awaited_for, answers_mutated, dead_address, silent_address
from tests.plugs.world import PluggedWorld

TIMES = 40
"""Answers that are mutated, for each kind of call and each network."""

NONE = -1
A_WINDOW = timedelta(minutes=16)
"""After so long, no call that was made before is counted any more."""

Probe = Callable[[], object]


def account_of(world: PluggedWorld) -> Account:
    return desk_settings(world.desk).account("acme")


def delivered(world: PluggedWorld, bodies: Iterator[bytes]) -> None:
    """What is read goes to the ingest queue, whose reader may refuse it (I5)."""
    for body in bodies:
        try:
            list(world.plug.reader.read(body, world.now))
        except BrokenEventError as refused:
            assert str(refused)  # noqa: PT017  # a refusal says why


def read(world: PluggedWorld, timeline: Timeline, since: datetime) -> None:
    assert world.plug.timelines is not None
    for page in world.plug.timelines.read(account_of(world), timeline, since):
        assert all(at.tzinfo is not None for at in page.posts.values())
        delivered(world, page.only(list(page.posts)))


def look_up(world: PluggedWorld, ids: list[str]) -> None:
    assert world.plug.lookups is not None
    found = world.plug.lookups.look_up(account_of(world), ids)
    delivered(world, found.deliveries([*found.versions, *found.gone]))


def probes(world: PluggedWorld, asked: Written) -> Iterator[tuple[str, Probe]]:
    """Yield every call that the network has, but for sending."""
    plug, account = world.plug, account_of(world)
    about: dict[str, Any] = {"channel": asked.channel, "customer": asked.author}
    since = world.now - timedelta(hours=1)
    if plug.timelines is not None:
        for timeline in Timeline:
            yield timeline.value, partial(read, world, timeline, since)
    if plug.lookups is not None:
        yield "look_up", partial(look_up, world, [asked.id])
    yield "find_own", partial(plug.sender.find_own, account, to=asked.id, text="Hello", since=since, **about)
    yield "own_post", partial(plug.sender.own_post, account, post_id=asked.id, **about)
    yield "identity", partial(plug.console.identity, account)
    if plug.webhook is not None:
        yield "webhooks", partial(plug.console.webhooks, account.app)
        yield "subscriptions", partial(plug.console.subscriptions, account)
        yield "checks", partial(plug.console.checks, account)
    if plug.profiles is not None:
        yield "profile", partial(plug.profiles.find, account, asked.author)
    if plug.redelivery is not None:
        yield "revive", partial(plug.redelivery.revive, account.app)
    if plug.quotas is not None:
        yield "quota", partial(plug.quotas.read, account)


@pytest.mark.parametrize("channel", [Channel.PUBLIC, Channel.DIRECT], ids=str)
def test_N8_I8_whatever_is_answered_to_a_read_is_a_result_or_an_error_that_is_known(
    world: PluggedWorld, channel: Channel
) -> None:
    if channel not in world.harness.channels:
        channel = world.harness.channels[0]
    asked = world.asked(channel=channel)
    if world.plug.rules.shows_native_answers:
        world.colleague_answers(asked, "Hello")
    for name, probe in probes(world, asked):
        world.harness.revive_token()
        made = calls_made_by(probe)
        for n in range(TIMES if made else 0):
            how = f"{world.harness.name} {channel} {name} {n}"
            world.desk.clock.forward(A_WINDOW)
            with answers_mutated(random.Random(how), only=n % len(made)):  # noqa: S311
                try:
                    probe()
                except (SocialNetworkError, UnavailableError) as known:
                    assert str(known), how  # noqa: PT017  # people are told
                except Exception as error:
                    error.add_note(how)
                    raise


@pytest.mark.parametrize("channel", [Channel.PUBLIC, Channel.DIRECT], ids=str)
def test_N8_R1_a_post_that_was_taken_is_known_or_its_outcome_is_unknown(world: PluggedWorld, channel: Channel) -> None:
    """Whatever the answer looks like: were it called refused, a person would send it again."""
    if channel not in world.harness.channels:
        channel = world.harness.channels[0]
    asked = world.asked(channel=channel)
    for n in range(TIMES):
        how = f"{world.harness.name} {channel} send {n}"
        world.desk.clock.forward(A_WINDOW)
        world.harness.revive_token()
        before = len(world.harness.sent())
        outcome = sent_with_a_mutated_answer(world, asked, n, how)
        stands = len(world.harness.sent()) - before
        assert stands <= 1, how
        if stands:
            assert outcome is None or isinstance(outcome, OutcomeUnknownError), f"{how}: {outcome!r}"
        else:
            assert isinstance(outcome, SocialNetworkError | UnavailableError), f"{how}: {outcome!r}"


@pytest.mark.parametrize("channel", [Channel.PUBLIC, Channel.DIRECT], ids=str)
def test_N8_R1_a_network_that_never_answers_or_is_not_there_ends_every_call_with_an_error(
    world: PluggedWorld, channel: Channel
) -> None:
    """Where nobody listens, nothing can have been posted, and the desk knows that."""
    if channel not in world.harness.channels:
        channel = world.harness.channels[0]
    asked = world.asked(channel=channel)
    outside = {name for name, probe in probes(world, asked) if calls_made_by(probe)}
    with silent_address() as silent, answers_awaited_for(0.1):
        for address in (silent, dead_address()):
            world.moves_to(address)
            for name, probe in probes(world, asked):
                if name in outside:
                    with pytest.raises((SocialNetworkError, UnavailableError)):
                        probe()
            outcome = sent_with_a_mutated_answer(world, asked, 1, f"{world.harness.name} {address}")
            assert isinstance(outcome, SocialNetworkError)
            assert not isinstance(outcome, RefusedError | DisconnectedError)
    assert isinstance(outcome, UnreachableError)


def calls_made_by(probe: Probe) -> list[str]:
    """Return the requests; none where a network has nothing to ask."""
    with answers_mutated(random.Random(0), only=NONE) as made:  # noqa: S311
        probe()
    return made


def sent_with_a_mutated_answer(world: PluggedWorld, asked: Written, n: int, how: str) -> Exception | None:
    try:
        prepared = world.plug.sender.prepare_send(
            account_of(world),
            channel=asked.channel,
            to=asked.id,
            customer=asked.author,
            texts=[f"Number {n} is on its way."],
            key=f"{n:026}",
            audience=world.ticket(asked).posts[0].audience,
        )
        with answers_mutated(random.Random(how)):  # noqa: S311
            [sent] = prepared.send()
    except (SocialNetworkError, UnavailableError) as error:
        return error
    except Exception as error:
        error.add_note(how)
        raise
    assert isinstance(sent, Sent)
    assert 0 < len(sent.post_id) <= 500
    assert sent.posted_at.tzinfo is not None
    return None
