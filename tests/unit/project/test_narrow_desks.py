"""Each use case names what it needs of the desk, and nothing else.

Capabilities (`HasTickets`, `HasClock` …) stand beside their ports, one property each; a module of use cases that needs
several composes them into a Protocol of its own. mypy holds that they suffice; this holds that none is there in vain.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PORTS, USE_CASES = ROOT / "shared/ports", ROOT / "shared/usecases"


@dataclass
class Module:
    """A module's Protocols of the desk, by the properties that each asks for, and what its functions do with the desk."""

    name: str
    tree: ast.Module
    imports: dict[str, str] = field(default_factory=dict)
    protocols: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass
class Function:
    """`uses` are properties of the desk, `passes_to` the functions that it hands the desk to."""

    module: str
    name: str
    annotation: str | None
    uses: frozenset[str]
    passes_to: frozenset[str]


def modules(folder: Path, root: Path = ROOT) -> dict[str, Module]:
    found = {}
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        found[name] = module = Module(name, ast.parse(path.read_text()))
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                module.imports |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    return found


def capabilities(ports: dict[str, Module]) -> dict[str, frozenset[str]]:
    """The property of each capability, by its full name."""
    return {
        f"{module.name}.{node.name}": frozenset(each.name for each in node.body if isinstance(each, ast.FunctionDef))
        for module in ports.values()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and re.match(r"Has[A-Z]", node.name)
    }


def compose(found: dict[str, Module], known: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """What each Protocol of the desk asks for: the capabilities, and what modules have composed of them."""
    known, before = dict(known), -1
    while before != sum(map(len, known.values())):  # a module may compose what a later one has composed
        before = sum(map(len, known.values()))
        for module in found.values():
            for node in module.tree.body:
                names = [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
                bases = [module.imports.get(name, f"{module.name}.{name}") for name in names]
                if isinstance(node, ast.ClassDef) and any(base in known for base in bases):
                    asked = frozenset().union(*(known.get(base, frozenset()) for base in bases))
                    module.protocols[node.name] = known[f"{module.name}.{node.name}"] = asked
    return known


def is_desk(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id == "desk") or (
        isinstance(node, ast.Attribute) and node.attr in ("desk", "_desk")
    )


def functions(module: Module) -> Iterator[Function]:
    """Its functions, and the methods of its classes; a class that holds the desk counts as a function that uses nothing."""
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef):
            yield _function(module, node, node.name)
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef):
                    yield _function(module, each, node.name if each.name == "__init__" else f"{node.name}.{each.name}")
                elif isinstance(each, ast.AnnAssign) and ast.unparse(each.target) == "desk":
                    held = ast.unparse(each.annotation)
                    yield Function(module.name, node.name, held, frozenset(), frozenset())


def _function(module: Module, node: ast.FunctionDef, name: str) -> Function:
    of_desk = [each for each in (*node.args.args, *node.args.kwonlyargs) if each.arg == "desk" and each.annotation]
    annotation = ast.unparse(of_desk[0].annotation) if of_desk and of_desk[0].annotation else None
    uses, passes_to = set(), set()
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and is_desk(each.value):
            uses.add(each.attr)
        if isinstance(each, ast.Call) and any(is_desk(arg) for arg in (*each.args, *(k.value for k in each.keywords))):
            called = each.args[0] if ast.unparse(each.func) == "partial" else each.func
            if isinstance(called, ast.Name):
                passes_to.add(module.imports.get(called.id, f"{module.name}.{called.id}"))
            elif isinstance(called, ast.Attribute):
                passes_to.add(f".{called.attr}")
    return Function(module.name, name, annotation, frozenset(uses), frozenset(passes_to))


def needs(
    one: Function,
    every: dict[str, Function],
    asked: dict[str, frozenset[str]],
    found: dict[str, Module],
    seen: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """What the function uses itself, what functions of its own module use that it hands the desk to, and what those of other
    modules ask for."""
    reached = set(one.uses)
    for name in one.passes_to:
        for callee in (n for n in every if n == name or (name.startswith(".") and n.endswith(name))):
            each = every[callee]
            if each.module == one.module and callee not in seen:
                reached |= needs(each, every, asked, found, seen | {callee})
            elif each.module != one.module and each.annotation is not None:
                imports = found[each.module].imports
                reached |= asked.get(imports.get(each.annotation, f"{each.module}.{each.annotation}"), frozenset())
    return frozenset(reached)


@pytest.fixture(scope="module")
def found() -> dict[str, Module]:
    return {**modules(PORTS), **modules(USE_CASES)}


@pytest.fixture(scope="module")
def asked(found: dict[str, Module]) -> dict[str, frozenset[str]]:
    return compose(found, capabilities(found))


@pytest.fixture(scope="module")
def every(found: dict[str, Module]) -> dict[str, Function]:
    return {f"{each.module}.{each.name}": each for module in found.values() for each in functions(module)}


def in_vain(
    found: dict[str, Module], asked: dict[str, frozenset[str]], every: dict[str, Function]
) -> dict[str, frozenset[str]]:
    """What no function uses, neither itself nor by those that it hands the desk to: by Protocol of a module of use cases,
    over all its functions, and by function that asks for one capability alone."""
    needed: dict[str, set[str]] = {}
    vain: dict[str, frozenset[str]] = {}
    for name, each in every.items():
        module = found[each.module]
        reached = needs(each, every, asked, found)
        needed.setdefault(each.module, set()).update(reached)
        if each.annotation is not None and each.annotation not in module.protocols and (each.uses or each.passes_to):
            spare = asked.get(module.imports.get(each.annotation, ""), frozenset()) - reached
            if spare and len(asked[module.imports[each.annotation]]) == 1:
                vain[name] = spare
    for module in found.values():
        for protocol, wanted in module.protocols.items():
            if module.name.startswith("shared.usecases") and wanted - needed[module.name]:
                vain[f"{module.name}.{protocol}"] = wanted - needed[module.name]
    return vain


def test_no_use_case_asks_for_what_it_does_not_use(
    found: dict[str, Module], asked: dict[str, frozenset[str]], every: dict[str, Function]
) -> None:
    assert in_vain(found, asked, every) == {}


def test_every_use_case_that_takes_the_desk_says_what_it_needs_of_it(
    found: dict[str, Module], asked: dict[str, frozenset[str]], every: dict[str, Function]
) -> None:
    """The reading of the code is worth something only while it finds all of it."""
    untold = [
        name
        for name, each in every.items()
        if each.annotation is not None
        and each.annotation not in found[each.module].protocols
        and found[each.module].imports.get(each.annotation) not in asked
    ]
    assert untold == []
    assert sum(each.annotation is not None for each in every.values()) > 200


def test_a_capability_is_one_property(found: dict[str, Module]) -> None:
    assert {name: names for name, names in capabilities(found).items() if len(names) != 1} == {}


TOO_MUCH = """
from shared.ports.clock import HasClock, HasIds
from shared.ports.tickets import HasTickets

class WideDesk(HasClock, HasTickets, Protocol):
    pass

def read(ticket: str, *, desk: WideDesk) -> Ticket:
    return _load(ticket, desk=desk)

def _load(ticket: str, *, desk: WideDesk) -> Ticket:
    return desk.tickets.load(ticket)

def alone(ticket: str, *, desk: HasIds) -> Ticket:
    return _named(ticket, desk=desk)

def _named(ticket: str, *, desk: HasIds) -> Ticket:
    return ticket
"""


def test_a_capability_that_nothing_uses_is_found(tmp_path: Path, found: dict[str, Module]) -> None:
    folder = tmp_path / "shared" / "usecases"
    folder.mkdir(parents=True)
    (folder / "wide.py").write_text(TOO_MUCH)
    wide = {**{name: each for name, each in found.items() if "ports" in name}, **modules(folder, tmp_path)}
    asked = compose(wide, capabilities(wide))
    every = {f"{each.module}.{each.name}": each for module in wide.values() for each in functions(module)}
    assert in_vain(wide, asked, every) == {
        "shared.usecases.wide.WideDesk": frozenset({"clock"}),
        "shared.usecases.wide.alone": frozenset({"ids"}),
    }
