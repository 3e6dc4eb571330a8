"""Each function may do to the table what its code does, and no more: compared with what can be read from the code."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from infra.indexes import INDEXES
from shared.adapters.dynamodb.keys import account_keys, desk_keys
from tests.infra.reach import calls_of
from tests.infra.synth import ROOT, Synthesised
from tests.infra.test_template import listed, may_all, statements

ADAPTERS = ROOT / "shared" / "adapters" / "dynamodb"

OWNERS = {
    "desk_api.app": {("settings", "put"), ("page_archive", "keep")},
    "seal_reports": {
        ("sealed_days", "put"),
        ("sealed_days", "amend"),
        ("sealed_days", "note_progress"),
        ("changes", "mark"),
    },
}
"""Calls that write what only one function writes."""

RESERVED = {
    "desk_api.app": [desk_keys.SETTINGS, desk_keys.chunk("*"), desk_keys.page_build("*")],
    "seal_reports": [account_keys.sealed("*"), account_keys.changed("*")],
}
"""The partitions that those calls write into."""


def modules(template: Synthesised) -> list[str]:
    """The function's modules that have the table."""
    functions = template.of_type("AWS::Lambda::Function").values()
    with_table = (f for f in functions if "DESK_TABLE" in f["Environment"]["Variables"])
    return sorted(f["Handler"].removeprefix("functions.").removesuffix(".handler") for f in with_table)


def construct(module: str) -> str:
    return "".join(word.title() for word in module.split(".")[0].split("_"))


@cache
def parts_in_table() -> set[str]:
    """Parts of the desk whose adapter is DynamoDB's."""
    wiring = (ROOT / "shared" / "wiring.py").read_text("utf-8")
    return set(
        re.findall(
            r"def (\w+)\(self\)[^\n]*\n(?:        \"\"\"(?:.|\n)*?\"\"\"\n)?        from shared\.adapters\.dynamodb",
            wiring,
        )
    )


@cache
def index_readers() -> dict[str, set[str]]:
    """The indexes that a function or method of the adapters names in a call, itself or by another of them that it calls, by its name."""
    found: dict[str, set[str]] = {}
    calls: dict[str, set[str]] = {}
    for function in _functions():
        named = found.setdefault(function.name, set())
        for node in ast.walk(function):
            if not isinstance(node, ast.Call):
                continue
            for value in (*node.args[:1], *(k.value for k in node.keywords if k.arg == "index_name")):
                if isinstance(value, ast.Constant) and value.value in INDEXES:
                    named.add(str(value.value))
            if isinstance(node.func, ast.Name) or (isinstance(node.func, ast.Attribute) and _is_self(node.func.value)):
                calls.setdefault(function.name, set()).add(getattr(node.func, "id", getattr(node.func, "attr", "")))
    for _ in range(4):
        for name, others in calls.items():
            found[name] |= set().union(*(found.get(other, set()) for other in others))
    return found


def _functions() -> Iterator[ast.FunctionDef]:
    for file in ADAPTERS.rglob("*.py"):
        yield from (n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.FunctionDef))


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def test_the_code_says_which_indexes_are_read() -> None:
    assert set().union(*index_readers().values()) == set(INDEXES), "an index that nothing reads"
    assert index_readers()["waiting"] == {"due"}
    assert index_readers()["outbox"] == {"due", "recent"}
    assert {"tickets", "digests", "attachments", "settings", "sealed_days"} <= parts_in_table()


def test_each_function_may_query_the_indexes_that_its_code_reads_and_no_other(desk_template: Synthesised) -> None:
    for module in modules(desk_template):
        reads = {
            index
            for part, method in calls_of(module)
            if part in parts_in_table()
            for index in index_readers().get(method, set())
        }
        allowed = [str(resource) for resource in may_all(desk_template, construct(module), "dynamodb:Query")]
        assert {index for index in INDEXES if any(f"/index/{index}" in each for each in allowed)} == reads, module


BATCHED = {("digests", "drop"), ("tickets", "erase")}
"""Calls that write several items at once."""


def test_only_who_erases_customers_or_drops_a_digest_writes_in_batches(desk_template: Synthesised) -> None:
    batches = {m for m in modules(desk_template) if may_all(desk_template, construct(m), "dynamodb:BatchWriteItem")}
    assert batches == {module for module in modules(desk_template) if calls_of(module) & BATCHED}
    assert {f.name for f in _functions() if "batch_write" in ast.dump(f)} == {"drop", "_put_all", "_delete"}


CALLED = {
    "batch_get": "BatchGetItem",
    "batch_write": "BatchWriteItem",
    "condition_check": "ConditionCheckItem",
    "delete": "DeleteItem",
    "get": "GetItem",
    "query": "Query",
    "save": "PutItem",
    "scan": "Scan",
    "update": "UpdateItem",
}
"""PynamoDB's names of DynamoDB's actions on items."""


def test_AWS13_no_action_on_items_is_allowed_that_no_adapter_calls(desk_template: Synthesised) -> None:
    files = [ast.parse(file.read_text("utf-8")) for file in ADAPTERS.rglob("*.py")]
    named = {node.attr for file in files for node in ast.walk(file) if isinstance(node, ast.Attribute)}
    allowed = {
        a.removeprefix("dynamodb:")
        for _, s in statements(desk_template)
        for a in listed(s["Action"])
        if "dynamodb:" in a
    }
    of_the_stream = {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"}
    assert allowed - of_the_stream == {action for name, action in CALLED.items() if name in named}


@pytest.mark.parametrize("owner", RESERVED)
def test_what_only_one_function_writes_no_other_may_write(desk_template: Synthesised, owner: str) -> None:
    """Settings hold who may do what, chunks of the page are scripts that agents' browsers run, and sealed days are what a month's
    numbers are read from."""
    assert {part for part, _ in OWNERS[owner]} <= parts_in_table()
    for module in modules(desk_template):
        assert calls_of(module) & OWNERS[owner] == (OWNERS[owner] if module == owner else set()), module
        refused = [
            s
            for name, s in denied(desk_template)
            if construct(module) in name
            and s["Condition"] == {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": RESERVED[owner]}}
        ]
        assert len(refused) == (module != owner), module
        for statement in refused:
            assert {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"} <= set(
                listed(statement["Action"])
            )


def denied(template: Synthesised) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, policy in template.of_type("AWS::IAM::Policy").items():
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Deny":
                yield name, statement


def test_who_takes_deliveries_or_words_mails_has_no_table(desk_template: Synthesised) -> None:
    reach = {name for name, s in statements(desk_template) if any("dynamodb" in a for a in listed(s["Action"]))}
    assert not [name for name in reach if "ReceiveWebhook" in name or "ComposeSignInMails" in name]
