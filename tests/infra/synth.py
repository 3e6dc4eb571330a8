"""Synthesises the real app for tests, without a bundle."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.node import path_with_node

os.environ["PATH"] = path_with_node()  # before anything imports the CDK, which starts Node

from aws_cdk import App
from aws_cdk import aws_lambda as lambda_

from infra.app import build

ROOT = Path(__file__).parents[2]

EVERY_CHOICE: dict[str, Any] = {
    "alarm_email": "team@example.com",
    "alarms": "all",
    "traces": True,
    "dashboard": True,
    "rollout": "canary",
    "sender_domain": "example.com",
    "login_from_sender": True,
    "domain_name": "origin.desk.example.com",
    "desk_url": "https://desk.example.com",
    "certificate_arn": "arn:aws:acm:us-east-1:111122223333:certificate/0f0e0d0c-0000-4000-8000-000000000000",
    "webhook_concurrency": "20",
    "apps": {"x": ["main", "second"], "line": ["main"], "bluesky": ["main"], "mastodon": ["main"], "meta": ["main"]},
}
"""A stage that leaves nothing out."""


@dataclass(frozen=True)
class Synthesised:
    """The template, and what cdk-nag had to say."""

    resources: dict[str, dict[str, Any]]
    outputs: dict[str, Any]
    report: dict[str, Any]

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The properties of each resource of a type, by logical id."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.resources.items()
            if resource["Type"] == kind
        }


def flags() -> dict[str, Any]:
    """Return the CDK's feature flags, which are the whole context of `cdk.json`."""
    context: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    return context


def synthesise(folder: Path, **choices: Any) -> Synthesised:
    """Synthesise the app into `folder` as the example's stage, with the `choices` of a test."""
    app = App(outdir=str(folder), context=flags() | choices | {"aws:cdk:bundling-stacks": []})
    stack = build(app, code=lambda_.Code.from_inline("def handler(event, context): return event"))
    template = app.synth().get_stack_by_name(stack.stack_name).template
    report = json.loads((folder / "validation-report.json").read_text(encoding="utf-8"))
    return Synthesised(resources=template["Resources"], outputs=template["Outputs"], report=report)
