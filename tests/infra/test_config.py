"""A deployment's choices are checked before anything is deployed."""

import json
from typing import Any

import pytest
from aws_cdk import App

from infra.config import Config
from tests.infra.synth import ROOT


def config(**choices: Any) -> Config:
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    return Config.of(App(context=context | choices).node)


def test_the_command_line_gives_lists_and_flags_as_text() -> None:
    chosen = config(apps='{"x": ["main", "second"]}', deletion_protection="false")
    assert chosen.apps == {"x": ("main", "second")}
    assert chosen.deletion_protection is False


@pytest.mark.parametrize(
    ("choices", "names"),
    [
        ({"removal_policy": "keep"}, "removal_policy"),
        ({"deletion_protection": "perhaps"}, "deletion_protection"),
        ({"apps": "[]"}, "apps"),
        ({"apps": {}}, "apps"),
        ({"apps": {"x": "main"}}, "apps"),
        ({"apps": {"x": ["a/b"]}}, "apps"),
        ({"network_urls": []}, "network_urls"),
        ({"architecture": "sparc"}, "architecture"),
        ({"domain_name": "desk.example.com"}, "certificate_arn"),
        ({"sender": "desk"}, "sender"),
        ({"stage": 3}, "stage"),
        ({"sender_domain": "example.org"}, "sender_domain"),
        ({"sender_domain": "example.com", "sender_identity": "example.com"}, "sender_identity"),
        ({"sms_sender_id": "Sokuto Desk"}, "sms_sender_id"),
        ({"sms_sender_id": "123456"}, "sms_sender_id"),
        ({"sms_sender_id": "SokutoSokuto"}, "sms_sender_id"),
        ({"sms_max_price_usd": "half"}, "sms_max_price_usd"),
        ({"sms_monthly_usd": "0"}, "sms_monthly_usd"),
        ({"sms_monthly_usd": "-1"}, "sms_monthly_usd"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_by_name(choices: dict[str, Any], names: str) -> None:
    with pytest.raises(ValueError, match=names):
        config(**choices)


def test_a_missing_choice_is_named() -> None:
    with pytest.raises(ValueError, match="removal_policy is missing"):
        Config.of(App().node)
