"""How soon what a customer writes stands in the queue, network by network."""

import time
from collections.abc import Callable, Iterator
from functools import partial

from infra.local.bluesky import seed as bluesky_seed
from infra.local.bluesky.client import Bluesky
from infra.local.line.client import FakeLine
from infra.local.mastodon import seed as mastodon_seed
from infra.local.mastodon.client import Mastodon
from infra.local.meta.client import FakeMeta
from tests.benchmarks.spread import spread
from tests.e2e.client import DeskClient, until

Row = tuple[str, str]

MENTIONS = 20
MESSAGES = 100
POLLED = 12
EVERY_S = 5
"""Between two posts on a polled network, so that they come at every distance from the next poll."""


def to_the_queue(client: DeskClient) -> Iterator[Row]:
    """From a customer's post on the network, through queue and ingest, until it stands in `/api/queue`."""
    run = time.time_ns()

    def on_x(n: int) -> str:
        return str(client.write(f"bench_{run}_{n}"[-15:], f"@acme_help measured {n}")["author_id"])

    yield f"post on X → in /api/queue, {MENTIONS} one after the other", spread(_each_alone(client, on_x, MENTIONS))
    with FakeLine(client.stand_in("line")) as line:

        def on_line(n: int) -> str:
            return str(line.write(f"bench_{run}_{n}", f"測定{n}")["sender"])

        took = _each_alone(client, on_line, MESSAGES)
    yield f"message on LINE → in /api/queue, {MESSAGES} one after the other", spread(took)
    with FakeMeta(client.stand_in("messenger")) as meta:

        def on_messenger(n: int) -> str:
            name = f"bench_{run}_{n}"
            meta.write(name, f"measured {n}")
            return str(meta.person(name)["messenger"])

        def on_instagram(n: int) -> str:
            """The desk asks for the comment's time before it keeps it."""
            name = f"bench_{run}_{n}"
            meta.comment(name, f"measured {n}", platform="instagram")
            return str(meta.person(name)["instagram"])

        took = _each_alone(client, on_messenger, MENTIONS)
        yield f"message on Messenger → in /api/queue, {MENTIONS} one after the other", spread(took)
        took = _each_alone(client, on_instagram, MENTIONS)
        yield f"comment on Instagram → in /api/queue, {MENTIONS} one after the other", spread(took)
    with Bluesky(client.stand_in("bluesky")) as bluesky:

        def on_bluesky(n: int) -> str:
            text = f"@{bluesky_seed.ACME.username} measured {n}"
            return str(bluesky.post(f"bench-{run}-{n}", text)["author_did"])

        yield _polled("Bluesky", _side_by_side(client, on_bluesky))
    with Mastodon(client.stand_in("mastodon")) as mastodon:

        def on_mastodon(n: int) -> str:
            text = f"@{mastodon_seed.ACME.username} measured {n}"
            return str(mastodon.write(f"bench_{run}_{n}@meadow.example", text)["author"])

        yield _polled("Mastodon", _side_by_side(client, on_mastodon))


def _polled(network: str, took: list[float]) -> Row:
    what = f"post on {network}, polled every minute → in /api/queue, {POLLED}, one every {EVERY_S} s"
    return what, spread(took)


def _each_alone(client: DeskClient, write: Callable[[int], str], times: int) -> list[float]:
    took = []
    for n in range(times):
        began = time.monotonic()
        writer = write(n)
        until(partial(_waits, client, writer))
        took.append(time.monotonic() - began)
    return took


def _side_by_side(client: DeskClient, write: Callable[[int], str]) -> list[float]:
    """Write at a steady pace, and look for all that has been written meanwhile."""
    began: dict[str, float] = {}
    took: dict[str, float] = {}
    start = time.monotonic()
    while len(took) < POLLED:
        if len(began) < POLLED and time.monotonic() >= start + len(began) * EVERY_S:
            at = time.monotonic()
            began[write(len(began))] = at
        there = _waiting(client)
        took |= {
            writer: time.monotonic() - at for writer, at in began.items() if writer in there and writer not in took
        }
        assert time.monotonic() < start + 300, f"{POLLED - len(took)} have not come"
        time.sleep(0.25)
    return list(took.values())


def _waits(client: DeskClient, writer: str) -> bool:
    return writer in _waiting(client)


def _waiting(client: DeskClient) -> set[str]:
    """The customers whose tickets wait, by their ids on their network."""
    return {str(ticket["customer"]["id"]) for ticket in client.queue()}
