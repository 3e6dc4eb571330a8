"""What a function can call of the desk, read from its code.

Only use cases and the functions themselves name parts of the desk (`desk.tickets.waiting(…)`), so that the modules which a function
imports say what it can reach, lazily or not. Networks name none: what they need is handed to them (`PlugContext`).
"""

import ast
from functools import cache
from pathlib import Path

import grimp

from tests.infra.synth import ROOT

ROOMS = ("functions", "shared.usecases")


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("functions", "shared")


@cache
def _source(module: str) -> ast.Module:
    path = ROOT / Path(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text("utf-8"))


def modules_of(function: str) -> set[str]:
    """The function's own modules, which it may import by their names only, and the use cases that they import."""
    package = f"functions.{function.partition('.')[0]}"
    found, left = set[str](), [f"functions.{function}", *_graph().find_descendants(package)]
    while left:
        module = left.pop()
        if module not in found and module.startswith(ROOMS):
            found.add(module)
            left += _graph().find_modules_directly_imported_by(module)
    return found


def calls_of(function: str) -> set[tuple[str, str]]:
    """The part of the desk and its method for every such name in those modules."""
    return set().union(*(_named(module) for module in modules_of(function)))


@cache
def _named(module: str) -> set[tuple[str, str]]:
    """Each `….part.method`, whatever stands before it: `desk`, `self._desk`, `wiring.desk()`. A part that is given another name, or
    handed on, may be called by whatever is called in that module."""
    nodes = [node for node in ast.walk(_source(module)) if isinstance(node, ast.Attribute)]
    chained = {(node.value.attr, node.attr) for node in nodes if isinstance(node.value, ast.Attribute)}
    called_on = {id(node.value) for node in nodes}
    bare = {node.attr for node in nodes if id(node) not in called_on and _is_desk(node.value)}
    return chained | {(part, node.attr) for part in bare for node in nodes if isinstance(node.value, ast.Name)}


def _is_desk(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "desk") or (
        isinstance(node, ast.Attribute) and node.attr == "_desk"
    )
