"""Every port has a contract that its fake and its adapter are held to, or says why it has none."""

import ast
import importlib
import pkgutil
from collections.abc import Iterable
from pathlib import Path

import pytest

import shared.ports

HERE = Path(__file__).parent
FAKES = {"fake", "sweep"}

WITHOUT = {
    "Plug": "the composition of a network's parts: each of them has a contract of its own",
    "Reader": "the fakes read with X's own reader: there is one implementation",
    "AccountSetup": "no fake stands in for it: a conversation with a person and a network, tested end to end by network",
    "Quotas": "each network counts by its own plans: the scenarios of the plugs use a quota up at its stand-in",
    "Completer": "each network leaves out what it likes: tested at its stand-in",
    "Moderator": "each network moderates in its own way: the scenarios of the plugs do it at its stand-in",
    "PersonIds": "each network links people in its own way: tested at its stand-in",
    "ErasureCallback": "a part of the webhook, and tested with it",
    "Ask": "a person at a terminal",
    "Webhook": "no fake stands in for it: its tests are those of the function that serves every webhook",
}
"""Ports without a contract, and why."""


def ports() -> dict[str, type]:
    """The Protocols of `shared.ports`, whether that is a module or a package."""
    inside = pkgutil.walk_packages(getattr(shared.ports, "__path__", ()), f"{shared.ports.__name__}.")
    modules = [shared.ports, *(importlib.import_module(found.name) for found in inside)]
    return {
        name: each
        for module in modules
        for name, each in vars(module).items()
        if isinstance(each, type)
        and getattr(each, "_is_protocol", False)
        and each.__module__.startswith(shared.ports.__name__)
        and not hands_out(each)
    }


def hands_out(protocol: type) -> bool:
    """Whether it is no port itself and only says that a desk has some, such as `HasClock` or `PermissionDesk`."""
    members = {name: value for name, value in vars(protocol).items() if not name.startswith("_")}
    named = protocol.__name__.startswith("Has") or protocol.__name__.endswith("Desk")
    return named and all(isinstance(value, property) for value in members.values())


def contracts() -> dict[str, ast.Module]:
    """The test modules of this folder, by name."""
    return {path.stem: ast.parse(path.read_text("utf-8")) for path in sorted(HERE.rglob("test_*.py"))}


def used(tree: ast.AST) -> set[str]:
    """The names that a module uses: one that it imports alone is none of them."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def sides(tree: ast.AST) -> set[str]:
    """What the fixtures and tests of a module are run on: the words that their parameters go by."""
    lists = [
        keyword.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in ("params", "ids")
    ]
    return {str(each.value) for one in lists for each in ast.walk(one) if isinstance(each, ast.Constant)}


def asked_for(tree: ast.AST) -> set[str]:
    """The fixtures that a module's tests and fixtures take."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {argument.arg for function in functions for argument in (*function.args.args, *function.args.kwonlyargs)}


def unheld(names: Iterable[str], trees: Iterable[ast.AST]) -> list[str]:
    """Ports that these modules do not use and that have no reason for it."""
    held = {name for tree in trees for name in used(tree)}
    return sorted(set(names) - held - set(WITHOUT))


def test_every_port_has_a_contract_or_a_reason() -> None:
    assert unheld(ports(), contracts().values()) == []


def test_a_port_that_is_imported_and_not_used_has_no_contract() -> None:
    first, second, *_ = sorted(set(ports()) - set(WITHOUT))
    held = ast.parse(f"from shared.ports import {first}\ndef test(port: {first}) -> None: ...")
    imported = ast.parse(f"from shared.ports import {first}, {second}")
    assert unheld([first, second, *WITHOUT], [held, imported]) == [second]


def test_no_reason_is_given_for_a_port_that_has_a_contract_or_is_none() -> None:
    named = {name for tree in contracts().values() for name in used(tree)}
    assert [name for name in WITHOUT if name in named or name not in ports()] == []


@pytest.mark.parametrize("module", [name for name, tree in contracts().items() if used(tree) & set(ports())])
def test_a_contract_is_run_on_a_fake_and_on_an_adapter(module: str) -> None:
    tree = contracts()[module]
    shared_fixtures = {
        node.name: node
        for node in ast.walk(ast.parse((HERE / "conftest.py").read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    reached, found = asked_for(tree), sides(tree)
    for _ in shared_fixtures:
        taken = [node for name, node in shared_fixtures.items() if name in reached]
        found |= {word for node in taken for decorator in node.decorator_list for word in sides(decorator)}
        reached |= {name for node in taken for name in asked_for(node)}
    assert found & FAKES, f"{module} is run on no fake"
    assert found - FAKES, f"{module} is run on fakes alone"
