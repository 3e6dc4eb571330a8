"""The numbered rules stand in docs/rules.md: each that is cited, and none that no test proves."""

import ast
import re
import tokenize
from collections.abc import Iterator
from io import StringIO
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CODE = ("functions", "shared", "infra", "tests")
FOREIGN = {"vendor", "__pycache__", "node_modules"}

NUMBER = re.compile(r"(?<![\w.-])([ITCBLFWRNM])([1-9][0-9]?)(?:\s?[-–]\s?\1([1-9][0-9]?))?(?![\w-])", re.ASCII)
"""A rule as prose cites it, `C2`, or a row of them, `C2-C5`."""

IN_A_NAME = re.compile(r"(?<=_)([ITCBLFWRNM][1-9][0-9]?)(?=_|$)", re.ASCII)
"""A rule as the name of a test carries it: `test_C2_…`, `test_I3_L3_…`."""


def stated() -> list[str]:
    """The rules of docs/rules.md, in its order."""
    return re.findall(r"^- \*\*([A-Z][0-9]+) · ", (ROOT / "docs/rules.md").read_text("utf-8"), flags=re.MULTILINE)


def cited(prose: str) -> Iterator[str]:
    """The rules that a piece of prose cites."""
    for letter, first, last in NUMBER.findall(prose):
        yield from (f"{letter}{number}" for number in range(int(first), int(last or first) + 1))


def prose_of_python(source: str) -> Iterator[str]:
    """Docstrings, the strings that stand behind attributes, and comments; no other string, since data may look alike."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value
    if any(NUMBER.search(comment) for comment in re.findall(r"#[^\n]*", source)):
        tokens = tokenize.generate_tokens(StringIO(source).readline)
        yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


def prose_of_javascript(source: str) -> Iterator[str]:
    """Comments; the paths of a drawing, which look alike, are none."""
    yield from re.findall(r"/\*.*?\*/|(?<!:)//[^\n]*", source, flags=re.DOTALL)


def names_of_tests(source: str) -> Iterator[str]:
    """The names of the test functions."""
    yield from re.findall(r"^ *def (test_\w+)\(", source, flags=re.MULTILINE)


def sources(*endings: str, under: tuple[str, ...] = CODE) -> Iterator[Path]:
    for path in sorted(chain.from_iterable((ROOT / place).rglob("*") for place in under)):
        if path.suffix in endings and not FOREIGN.intersection(path.parts):
            yield path


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def proven() -> set[str]:
    """The rules that the name of a test carries."""
    names = chain.from_iterable(names_of_tests(path.read_text("utf-8")) for path in sources(".py", under=("tests",)))
    return {number for name in names for number in IN_A_NAME.findall(name)}


def everything_cited() -> Iterator[tuple[str, str]]:
    """Each rule that is cited, with the file that does."""
    for path in sources(".py"):
        source = path.read_text("utf-8")
        where = str(path.relative_to(ROOT))
        prose = prose_of_python(source) if NUMBER.search(source) else ()
        yield from ((number, where) for piece in prose for number in cited(piece))
        yield from ((number, where) for name in names_of_tests(source) for number in IN_A_NAME.findall(name))
    for path in sources(".js", ".css"):
        where = str(path.relative_to(ROOT))
        prose = prose_of_javascript(path.read_text("utf-8"))
        yield from ((number, where) for piece in prose for number in cited(piece))
    for path in documents():
        yield from ((number, path.name) for number in cited(path.read_text("utf-8")))


def test_every_rule_that_is_cited_stands_in_the_rules() -> None:
    known = set(stated())
    dangling = {f"{number} in {where}" for number, where in everything_cited() if number not in known}
    assert sorted(dangling) == []


def test_every_rule_is_proven_by_a_test_that_carries_its_number() -> None:
    assert [number for number in stated() if number not in proven()] == []


def test_every_rule_stands_once() -> None:
    assert len(stated()) == len(set(stated())) > 50


@pytest.mark.parametrize(
    ("prose", "rules"),
    [
        ("Stops the clock (C2).", ["C2"]),
        ("(R1, L3)", ["R1", "L3"]),
        ("threading (T1-T4) and I11", ["T1", "T2", "T3", "T4", "I11"]),
        ("kept in S3, sent by an EC2 or a T4g, in ISO week 2026-W06-3, by M3-Max, I18N", []),
        ("a draft (X1), C0 and C100", []),
    ],
)
def test_citations_are_told_from_what_looks_like_them(prose: str, rules: list[str]) -> None:
    assert list(cited(prose)) == rules


def test_only_prose_and_names_cite() -> None:
    assert list(prose_of_python('"""Rule (C2)."""\nx = "L9 6h16"  # R1\n')) == ["Rule (C2).", "# R1"]
    assert list(prose_of_javascript("const d = 'M4 6h16' // L1\n/** C6 */")) == ["// L1", "/** C6 */"]
    assert IN_A_NAME.findall("test_I3_C1_whatever_x_says_ends_R1") == ["I3", "C1", "R1"]
