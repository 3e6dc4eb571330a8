"""The networks that this desk knows: the one list of them, by the name that settings, envelopes and addresses use.

Importing this module imports no network, and each part of one is imported when it is first asked for, so that a function
pays at its cold start for what it uses and no more.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from shared.domain.errors import NotFoundError

if TYPE_CHECKING:
    from shared.domain.networks.rules import NetworkRules
    from shared.networks.context import PlugContext
    from shared.ports.networks import Plug
    from shared.ports.webhooks import Webhook

MODULES: dict[str, str] = {
    "x": "shared.networks.x",
    "line": "shared.networks.line",
    "bluesky": "shared.networks.bluesky",
    "mastodon": "shared.networks.mastodon",
    "facebook": "shared.networks.meta.facebook",
    "messenger": "shared.networks.meta.messenger",
    "instagram": "shared.networks.meta.instagram",
}
"""Each network's package. It has the modules `rules` (with `RULES`) and `plug` (with `plug(context)`), and `webhook` (with
`WEBHOOK`) if the network delivers to the desk by itself."""

FAMILIES: dict[str, str] = {
    "meta": "shared.networks.meta",
}
"""Packages of several networks that share one app, by the name that addresses, envelopes and secrets use. Such a package has
the `webhook`, and each of its networks is a package in it, with a line of its own in `MODULES`."""


def names() -> tuple[str, ...]:
    return tuple(MODULES)


def plug_of(name: str) -> str:
    """Return the name of the network's plug, under which its webhook and its apps' secrets are found: its family's, or its
    own. Raises NotFoundError for a network that is not in the list."""
    parent = _module(name).rpartition(".")[0]
    return next((family for family, package in FAMILIES.items() if package == parent), name)


def plugs() -> tuple[str, ...]:
    """Return the name of every plug, a family's once."""
    return tuple(dict.fromkeys(plug_of(name) for name in MODULES))


def members(plug: str) -> tuple[str, ...]:
    """Return the networks of a plug: of a family all, of any other network itself, and none of a plug that is not there."""
    return tuple(name for name in MODULES if plug_of(name) == plug)


def rules(name: str) -> "NetworkRules":
    """Return the network's rules. Raises NotFoundError for a network that is not in the list."""
    found: NetworkRules = import_module(f"{_module(name)}.rules").RULES
    return found


def webhook(plug: str) -> "Webhook | None":
    """Return a plug's webhook; None if nothing is delivered to the desk. Raises NotFoundError for a plug that is not there,
    such as a single network of a family."""
    if not members(plug):
        raise NotFoundError(f"There is no plug {plug!r}.")
    module = FAMILIES.get(plug) or _module(plug)
    if find_spec(f"{module}.webhook") is None:
        return None
    found: Webhook = import_module(f"{module}.webhook").WEBHOOK
    return found


def plug(name: str, context: "PlugContext") -> "Plug":
    """Return the network's plug. Raises NotFoundError for a network that is not in the list."""
    found: Plug = import_module(f"{_module(name)}.plug").plug(context)
    return found


class EveryRules(Mapping[str, "NetworkRules"]):
    """Every network's rules, loaded when they are first looked up. A network that is not in the list is not in here either, and
    whoever looks it up all the same gets rules that allow nothing: a ticket of a later release's network harms no other."""

    def __getitem__(self, name: str) -> "NetworkRules":
        if name not in MODULES:
            from shared.domain.networks.unknown import unknown_rules

            return unknown_rules(name)
        return rules(name)

    def __contains__(self, name: object) -> bool:
        return name in MODULES

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


class Plugs(Mapping[str, "Plug"]):
    """Every network's plug, made when it is first looked up."""

    def __init__(self, context: "Callable[[str], PlugContext]") -> None:
        self._context = context
        self._made: dict[str, Plug] = {}

    def __getitem__(self, name: str) -> "Plug":
        if name not in self._made:
            if name not in MODULES:
                raise KeyError(name)
            self._made[name] = plug(name, self._context(name))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


def _module(name: str) -> str:
    if name not in MODULES:
        raise NotFoundError(f"There is no network {name!r}.")
    return MODULES[name]
