"""Outside a network's own package, and the stand-in for it, no code names a network or assumes its ids, addresses or words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.networks import registry

ROOT = Path(__file__).parents[3]

KNOWS: dict[str, re.Pattern[str]] = {
    "x": re.compile(r"""(?:^|[^a-z])x_|_x\b|["']x["']|\bx\.com|\bt\.co\b|twit|tweet|snowflake"""),
    "line": re.compile(r"""network\W{1,12}["']line["']|\bLINE\b|\bline\.(?:me|biz)\b|x-line-|networks\.line"""),
    "bluesky": re.compile(r"""bluesky|bsky|at://|atproto|did:(?:plc|web)""", re.IGNORECASE),
    "mastodon": re.compile(r"mastodon|joinmastodon|fediverse|activitypub|\btoots?\b", re.IGNORECASE),
    "facebook": re.compile(r"facebook|fbcdn|fbsbx|x-hub-signature|networks\.meta", re.IGNORECASE),
    "messenger": re.compile(r"messenger|\bpsids?\b", re.IGNORECASE),
    "instagram": re.compile(r"instagram|\bigsids?\b", re.IGNORECASE),
}
"""What gives away that a line knows the network."""

PACKAGES = {network: f"shared/networks/{registry.plug_of(network)}/" for network in KNOWS}
"""Where each network stands; the networks of a family stand together."""

LOCAL = "infra/local/"
"""The desk on a laptop, with its stand-ins."""

MACHINE_MADE = ("functions/desk_api/page/",)

CATALOGUE = "functions/desk_api/web/i18n/faults/"
"""Translations of the sentences of each network's form of accounts."""

EXCEPTIONS: dict[str, tuple[str, ...]] = {
    "shared/networks/registry.py": tuple(
        f'"{name}": "{module}",' for name, module in [*registry.MODULES.items(), *registry.FAMILIES.items()]
    ),
}
"""The lines that may name it, and why: the registry is the one list of networks."""


def sources() -> Iterator[Path]:
    for room in ("functions", "infra", "shared"):
        for suffix in ("*.py", "*.js"):
            yield from sorted((ROOT / room).rglob(suffix))


def known_in(path: str, text: str) -> list[str]:
    """The lines that name a network in whose package they do not stand, but for those that have a reason to."""
    if path.startswith((LOCAL, CATALOGUE, *MACHINE_MADE)):
        return []
    others = [pattern for network, pattern in KNOWS.items() if not path.startswith(PACKAGES[network])]
    lines = (line.strip() for line in text.splitlines() if any(pattern.search(line) for pattern in others))
    return [line for line in lines if line not in EXCEPTIONS.get(path, ())]


def named() -> dict[str, list[str]]:
    found = {}
    for each in sources():
        path = each.relative_to(ROOT).as_posix()
        found[path] = known_in(path, each.read_text("utf-8"))
    return {path: lines for path, lines in found.items() if lines}


def test_N1_no_code_outside_its_own_package_knows_a_network() -> None:
    assert named() == {}


def test_every_network_has_words_by_which_it_is_found() -> None:
    assert set(KNOWS) == set(registry.names())


def test_every_exception_stands_where_it_is_said_to() -> None:
    for path, lines in EXCEPTIONS.items():
        text = (ROOT / path).read_text("utf-8")
        assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize(
    "line",
    [
        'network = "x"',
        "self.x_secrets",
        "in_x",
        "https://x.com/acme",
        "https://t.co/abc",
        "a tweet",
        "snowflake_time",
        'network == "line"',
        "on LINE",
        "read on Messenger",
        "https://graph.facebook.com/",
        "an IGSID",
    ],
)
def test_what_names_it_is_found(line: str) -> None:
    assert known_in("shared/a.py", line) == [line]
