"""`python -m infra.local.customers`: the demo's customers, until they are stopped."""

import argparse
import json
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NoReturn

import httpx

from infra.local.bluesky.client import Bluesky
from infra.local.customers.neighbourhood import Neighbourhood
from infra.local.customers.on_bluesky import OnBluesky
from infra.local.customers.on_line import OnLine
from infra.local.customers.on_mastodon import OnMastodon
from infra.local.customers.on_meta import OnFacebook, OnInstagram, OnMessenger
from infra.local.customers.on_x import OnX
from infra.local.customers.street import Street
from infra.local.fake_x.client import FakeX
from infra.local.line.client import FakeLine
from infra.local.mastodon.client import Mastodon
from infra.local.meta.client import FakeMeta

OUTPUTS: Final = Path(".local/outputs.json")
AT_ONCE: Final = 8
PAUSE: Final = (60.0, 120.0)
NEIGHBOURHOODS: Final[Mapping[str, Callable[[str], Neighbourhood]]] = {
    "x": lambda url: OnX(FakeX(url)),
    "line": lambda url: OnLine(FakeLine(url)),
    "bluesky": lambda url: OnBluesky(Bluesky(url)),
    "mastodon": lambda url: OnMastodon(Mastodon(url)),
    "facebook": lambda url: OnFacebook(FakeMeta(url)),
    "messenger": lambda url: OnMessenger(FakeMeta(url)),
    "instagram": lambda url: OnInstagram(FakeMeta(url)),
}
"""The people of each network, who are given the address of its stand-in."""
LOOK_EVERY: Final = 2.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.customers", description="The demo's customers.")
    parser.add_argument("--outputs", type=Path, default=OUTPUTS, help="what `make up` wrote about the desk")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, _go_home)
    networks = json.loads(given.outputs.read_text(encoding="utf-8"))["networks"]
    there = [people(networks[name]["stand_in_url"]) for name, people in NEIGHBOURHOODS.items() if name in networks]
    dice = random.SystemRandom()
    try:
        for said in live(Street(there, dice), dice):
            print(said, flush=True)
    except KeyboardInterrupt:
        print("The customers went home.")


def live(street: Street, dice: random.Random) -> Iterator[str]:
    """Yield each conversation step as it happens, without end. While the stand-in is unreachable, the customers wait."""
    due = time.monotonic()
    at_once = AT_ONCE
    while True:
        now = time.monotonic()
        try:
            while at_once or now >= due:
                yield street.somebody_writes(now)
                at_once = max(0, at_once - 1)
                due = now + dice.uniform(*PAUSE)
            yield from street.everybody_looks(now)
        except httpx.HTTPError as e:
            yield f"(nobody can write: {type(e).__name__})"
        time.sleep(LOOK_EVERY)


def _go_home(*_: object) -> NoReturn:
    sys.exit(0)


if __name__ == "__main__":
    main()
