"""The templates of several stages, held to CloudFormation's own schemas by cfn-lint. cdk-nag looks at what is wise; cfn-lint at what
CloudFormation would refuse, or ignore, only once a deployment has begun."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.infra.synth import EVERY_CHOICE, synthesise

COMMAND = Path(sys.executable).parent / "cfn-lint"

REGIONS = ("us-east-1", "ap-northeast-1")

OF_THE_CDK = "W3005"
"""A dependency that a reference says already: the CDK writes both."""

FOR_THE_EMULATOR = {"sqs:sendmessagebatch", "sqs:changemessagevisibilitybatch"}
"""On AWS parts of `sqs:SendMessage` and `sqs:ChangeMessageVisibility`; the emulator takes each for an action of its own."""

STAGES: dict[str, dict[str, Any]] = {
    "default": {},
    "every choice": EVERY_CHOICE,
    "restored table": {
        "table_name": "Desk-restored",
        "table_stream_arn": "arn:aws:dynamodb:eu-west-1:111122223333:table/Desk-restored/stream/2026-11-30T09:00:00.000",
    },
}


def lint(*templates: Path) -> list[str]:
    """What cfn-lint has to say, but for what is known to be harmless."""
    command = [
        str(COMMAND),
        "--format",
        "json",
        "--regions",
        *REGIONS,
        "--ignore-checks",
        OF_THE_CDK,
    ]
    said = subprocess.run([*command, "--template", *map(str, templates)], capture_output=True, text=True, check=False)
    assert said.stdout, said.stderr
    found = (
        f"{each['Rule']['Id']} {each['Message']} at {each['Location']['Path']}" for each in json.loads(said.stdout)
    )
    return [each for each in found if not _is_for_the_emulator(each)]


def _is_for_the_emulator(found: str) -> bool:
    return found.startswith("W3037") and f"sqs:{found.split(chr(39))[1]}" in FOR_THE_EMULATOR


def test_cloudformation_takes_the_template_of_every_kind_of_stage(tmp_path: Path) -> None:
    templates: list[Path] = []
    for name, choices in STAGES.items():
        folder = tmp_path / name.replace(" ", "-")
        synthesise(folder, **choices)
        templates += folder.glob("*.template.json")
    assert len(templates) == len(STAGES)
    assert lint(*templates) == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": "soon"}}, "E3012"),
        ({"Type": "AWS::SQS::Queue", "Properties": {"RetentionPeriod": 60}}, "E3002"),
        ({"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": "pass"}}}, "E3003"),
    ],
)
def test_a_mistake_that_only_a_deployment_would_find_is_found(tmp_path: Path, wrong: dict[str, Any], rule: str) -> None:
    template = tmp_path / "wrong.json"
    template.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Wrong": wrong}}), "utf-8")
    assert [found.split()[0] for found in lint(template) if found.startswith(rule)]
