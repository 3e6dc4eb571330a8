"""The dashboard, a stage's choice."""

import json
import re

from tests.infra.synth import ROOT, Synthesised

SHOWN = (
    "OldestOverdue",
    "AlertLateness",
    "ApproximateAgeOfOldestMessage",
    "AccountsAtFault",
    "Errors",
    "BudgetUsed",
    "MonthUsd",
)


def test_there_is_no_dashboard_unless_a_stage_says_so(desk_template: Synthesised) -> None:
    assert desk_template.of_type("AWS::CloudWatch::Dashboard") == {}
    functions = desk_template.of_type("AWS::Lambda::Function").values()
    assert not [f for f in functions if "DESK_DASHBOARD" in f["Environment"]["Variables"]]


def test_one_dashboard_shows_how_late_the_desk_is_and_what_it_costs(full_template: Synthesised) -> None:
    [board] = full_template.of_type("AWS::CloudWatch::Dashboard").values()
    body = json.dumps(board["DashboardBody"])
    assert [name for name in SHOWN if name not in body] == []


def test_what_it_shows_of_the_desks_own_is_published_by_the_function_that_it_names(full_template: Synthesised) -> None:
    [board] = full_template.of_type("AWS::CloudWatch::Dashboard").values()
    body = json.dumps(board["DashboardBody"]).replace('\\\\"', '"').replace('\\"', '"')
    own = set(re.findall(r'"Sokuto","(\w+)","service","(\w+)"', body))
    assert {name for name, _ in own} == {
        *("OldestOverdue", "AlertLateness", "AccountsAtFault", "DeadLetters", "BudgetUsed", "MonthUsd")
    }
    gauges = (ROOT / "shared/usecases/operations/gauges.py").read_text("utf-8")
    for name, function in own:
        source = (ROOT / "functions" / f"{function}.py").read_text("utf-8")
        assert f'"{name}"' in source + (gauges if "gauges(" in source else ""), name
    with_it = [
        f["Handler"]
        for f in full_template.of_type("AWS::Lambda::Function").values()
        if "DESK_DASHBOARD" in f["Environment"]["Variables"]
    ]
    assert {f"functions.{function}.handler" for _, function in own} == set(with_it)
