"""Each function may do to the table what its code does, and no more: compared with what can be read from the code."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from infra.indexes import INDEXES
from infra.partitions import WRITERS
from tests.infra.reach import calls_of
from tests.infra.synth import ROOT, Synthesised
from tests.infra.test_template import listed, may_all, statements
from tests.table_writes import WRITES

ADAPTERS = ROOT / "shared" / "adapters" / "dynamodb"

OWNERS = {
    "settings": "desk_api.app",
    "chunk#*": "desk_api.app",
    "build#*": "desk_api.app",
    "sealed#*": "seal_reports",
    "amended#*": "seal_reports",
    "changed#*": "seal_reports",
}
"""Partitions of one writer. Settings hold who may do what, chunks of the page are scripts that agents' browsers run, and sealed days
are what a month's numbers are read from."""

HANDED_TO_NETWORKS = {"budgets", "ledger"}
"""Parts that a plug writes to by itself, so that whoever calls networks does."""


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


def writes(template: Synthesised, module: str, part: str) -> bool:
    """Whether the function's code writes to that part of the desk."""
    if any((part, method) in calls_of(module) for method in WRITES[part][1]):
        return True
    [function] = [
        f for f in template.of_type("AWS::Lambda::Function").values() if f["Handler"] == f"functions.{module}.handler"
    ]
    return part in HANDED_TO_NETWORKS and "DESK_NETWORK_URLS" in function["Environment"]["Variables"]


@pytest.mark.parametrize("part", WRITES)
def test_AWS13_a_function_may_write_where_its_code_writes_and_nowhere_else(
    desk_template: Synthesised, part: str
) -> None:
    for module in modules(desk_template):
        refused = set(refused_partitions(desk_template, module)) & set(WRITES[part][0])
        assert refused == (set() if writes(desk_template, module, part) else set(WRITES[part][0])), module


def test_AWS13_every_part_in_the_table_has_partitions_whose_writers_are_named() -> None:
    assert set(WRITES) == parts_in_table()
    named = [partition for partitions, _ in WRITES.values() for partition in partitions]
    assert sorted(named) == sorted(WRITERS)


def test_what_only_one_function_writes_no_other_may_write() -> None:
    assert {partition: WRITERS[partition] for partition in OWNERS} == {each: (owner,) for each, owner in OWNERS.items()}


def refused_partitions(template: Synthesised, module: str) -> list[str]:
    """The partitions into which the function's role refuses every write."""
    policies = template.of_type("AWS::IAM::Policy").items()
    [refusal] = [
        statement
        for name, policy in policies
        if construct(module) in name
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
    ]
    assert set(listed(refusal["Action"])) == {
        "dynamodb:BatchWriteItem",
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
    }
    [(operator, condition)] = refusal["Condition"].items()
    assert operator == "ForAnyValue:StringLike"
    partitions: list[str] = listed(condition["dynamodb:LeadingKeys"])
    return partitions


def test_no_role_has_more_policies_than_iam_takes(full_template: Synthesised) -> None:
    """10,240 characters for all inline policies of a role, references filled in:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    for name, policy in full_template.of_type("AWS::IAM::Policy").items():
        text = re.sub(
            r'\{"(?:Fn::GetAtt|Ref)":[^}]*\}', "x" * 110, json.dumps(policy["PolicyDocument"], separators=(",", ":"))
        )
        assert len(text) < 10_240, name


def test_who_takes_deliveries_or_words_mails_has_no_table(desk_template: Synthesised) -> None:
    reach = {name for name, s in statements(desk_template) if any("dynamodb" in a for a in listed(s["Action"]))}
    assert not [name for name in reach if "ReceiveWebhook" in name or "ComposeSignInMails" in name]
