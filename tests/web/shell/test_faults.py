"""What the desk says no with is said in the reader's language: every sentence of its code stands in the catalogue."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import inspect
from playwright.sync_api import BrowserContext, expect

from functions.desk_api.http.request import _SENTENCES as REQUESTS
from shared.domain.networks.answerable import ALLOWS, Answerable, Reason, Way
from shared.domain.networks.answerable import SENTENCES as MAY
from shared.usecases.settings.kinds import SHAPES
from shared.usecases.settings_changes.check_sign_in import ELSEWHERE
from tests.web.catalogues import catalogue_source
from tests.web.stub_desk import ROOT, StubDesk, post, view

FAULTS = {"InvalidError", "InvalidCalendarError", "NeverOpenError", "EmptyReplyError", "SettingsWarning"}
NO_PAGE = {"sqs.py", "connect_account.py", "setup.py", "erase_customer.py", "file.py", "handle_erasures.py"}
"""What only the command line, or a queue, says."""

ENTRY = re.compile(r"""^  (?:'((?:[^'\\]|\\.)*)'|"([^"]*)"): '((?:[^'\\]|\\.)*)',$""", re.MULTILINE)


def catalogue(language: str) -> dict[str, str]:
    source = catalogue_source(ROOT / "functions/desk_api/web/i18n/faults" / f"{language}.js")
    found = {single or double: text for single, double, text in ENTRY.findall(source)}
    assert len(found) == source.count("': '") + source.count("\": '")
    return found


@cache
def modules() -> dict[Path, ast.Module]:
    paths = [path for room in ("shared", "functions") for path in (ROOT / room).rglob("*.py")]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def templates(node: ast.expr) -> list[str]:
    """The sentences that an expression can be, with `{}` for each value; none for what is only known when it runs."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)]
    if isinstance(node, ast.IfExp):
        return [*templates(node.body), *templates(node.orelse)]
    return []


@cache
def sentences() -> frozenset[str]:
    """Whatever the code raises as a fault of what somebody entered."""
    return frozenset(_sentences())


def _sentences() -> Iterator[str]:
    for path, tree in modules().items():
        if path.name in NO_PAGE:
            continue
        named: dict[str, list[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named.setdefault(node.targets[0].id, []).extend(templates(node.value))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FAULTS:
                said = node.args[1]
                yield from templates(said) or (named.get(said.id, []) if isinstance(said, ast.Name) else [])
    yield from (
        Answerable.because(reason, "{}", ways).sentence
        for reason in MAY
        if reason not in ALLOWS
        for ways in left(reason)
    )
    yield from ELSEWHERE.values()
    yield from (re.sub(r"\{\w+\}", "{}", sentence) for sentence in REQUESTS.values())
    yield from descriptions()


def left(reason: Reason) -> Iterator[tuple[Way, ...]]:
    """The ways that may be open still, where a refusal names them."""
    if "{ways}" not in MAY[reason]:
        yield ()
        return
    closed = reason is Reason.WINDOW_CLOSED
    for theirs in ((), (Way.THEIR_MESSAGE,)):
        for other in ((), (Way.IN_PUBLIC,), *([(Way.IN_PRIVATE,)] if closed else [])):
            yield (*theirs, *other, *([Way.IN_APP] if closed else []), Way.NEXT_POST)


def descriptions() -> set[str]:
    """What may stand in the fields of settings, as a refusal says it."""
    return {text for shape in SHAPES.values() for text in described(inspect.type_info(shape))}


def described(kind: Any) -> Iterator[str]:
    if isinstance(kind, inspect.Metadata):
        yield from [text for name, text in (kind.extra_json_schema or {}).items() if name == "description"]
    inner = [getattr(kind, name) for name in ("type", "item_type", "value_type") if hasattr(kind, name)]
    inner += [field.type for field in getattr(kind, "fields", ())] + list(getattr(kind, "types", ()))
    for each in inner:
        yield from described(each)


def test_every_fault_is_said_in_japanese() -> None:
    assert len(sentences()) > 100
    assert sentences() - set(catalogue("ja")) == set()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_fault_is_translated_that_nobody_says(language: str) -> None:
    assert set(catalogue(language)) - written() - sentences() == set()


@cache
def written() -> frozenset[str]:
    """Every text of the code."""
    return frozenset(text for tree in modules().values() for node in ast.walk(tree) for text in _written(node))


def _written(node: ast.AST) -> list[str]:
    return templates(node) if isinstance(node, ast.expr) else []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_fault_keeps_its_values_in_each_language(language: str) -> None:
    for sentence, text in catalogue(language).items():
        slots = {int(slot) for slot in re.findall(r"\{(\d)\}", text)}
        assert slots == set(range(sentence.count("{}"))), sentence


@pytest.mark.parametrize(
    ("said", "language", "shown"),
    [
        ("was deleted by its author", "ja", "返信先の投稿は、投稿者によって削除されました。"),
        ("was deleted by its author", "en", "The post that you answer was deleted by its author."),
        ("is longer than 5000 characters", "ja", "5000文字を超えています。"),
        ("'x' is there twice", "ja", "'x' が2つあります。"),
        (
            "it cannot be counted in the calendar 'jp': A target cannot be negative.",
            "ja",
            "カレンダー 'jp' では計算できません。目標時間に負の数は使えません。",
        ),
        ("nobody has said this before", "ja", "nobody has said this before"),
    ],
)
def test_a_refusal_is_read_in_the_language_of_who_reads_it(
    stub: StubDesk, context: BrowserContext, said: str, language: str, shown: str
) -> None:
    stub.put(view("t", [post("1", "hello")]))
    stub.answers["replies"] = lambda body: (400, {"code": "invalid", "path": "text", "detail": said})
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = stub.open(context, "/t/t")
    page.locator(".composer-field").fill("Our answer")
    page.locator(".composer-field").press("Control+Enter")
    expect(page.locator(".composer .trouble")).to_contain_text(shown)
