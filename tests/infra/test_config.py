"""A deployment's choices come from the stage's file, and are checked before anything is deployed."""

from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

from infra import app as synthesis
from infra.bundling.bytecode import InterpreterMissingError
from infra.configuration import stage_file
from infra.configuration.config import DEFAULTS, Config
from infra.configuration.destination import Destination

SENDER = "desk@acme.test"
CERTIFICATE = "arn:aws:acm:ap-northeast-1:111122223333:certificate/0f0e0d0c-0000-4000-8000-000000000000"
DOMAIN = {"domain_name": "desk.acme.test", "certificate_arn": CERTIFICATE}
IN_VIRGINIA = Destination("111122223333", "us-east-1")


def config(**choices: Any) -> Config:
    return Config.of(App(context={"sender": SENDER} | choices).node)


def stage(folder: Path, text: str, *, to: Destination | None = None, **typed: Any) -> Config:
    (folder / "prod.toml").write_text(text, encoding="utf-8")
    return Config.of(App(context={"stage": "prod", "apps": {"x": ["main"]}} | typed).node, to=to, folder=folder)


def test_the_command_line_gives_lists_and_flags_as_text() -> None:
    chosen = config(apps='{"x": ["main", "second"]}', deletion_protection="false")
    assert chosen.apps == {"x": ("main", "second")}
    assert chosen.deletion_protection is False


@pytest.mark.parametrize(
    ("choices", "names"),
    [
        ({"removal_policy": "keep"}, "removal_policy is 'keep'; it should be retain or destroy"),
        ({"alarms": "some"}, "alarms is 'some'; it should be essential or all"),
        ({"traces": "often"}, "traces"),
        ({"rollout": "slowly"}, "rollout is 'slowly'; it should be at_once or canary"),
        ({"deletion_protection": "perhaps"}, "deletion_protection"),
        ({"apps": "[]"}, "apps"),
        ({"apps": {}}, "apps"),
        ({"apps": {"x": "main"}}, "apps"),
        ({"apps": {"x": ["a/b"]}}, "apps"),
        ({"apps": {"x": ["main", "shop", "Main"]}}, "apps names main and Main for x; each app once"),
        ({"stage": "prod", "apps": {"x": ["main"]}, "desk_url": "desk.acme.test"}, "desk_url is 'desk.acme.test'"),
        ({"stage": "prod", "apps": {"x": ["main"]}, "desk_url": "https://desk.acme.test/de"}, "desk_url"),
        (
            {"apps": "a,b"},
            r"""apps is 'a,b'; on the command line it should be JSON, such as '{"<network>": \["main"\]}'""",
        ),
        ({"network_urls": []}, "network_urls"),
        ({"network_urls": "x=y"}, "network_urls is .* JSON"),
        ({"login_callbacks": "http://localhost/"}, "login_callbacks is .* JSON"),
        ({"architecture": "sparc"}, "architecture"),
        ({"architecture": "x86_64", "wheels_platform": "aarch64-manylinux2014"}, "wheels_platform"),
        ({"wheels_platform": "x86_64-manylinux2014"}, "wheels_platform"),
        ({"python": "3.10"}, "python"),
        ({"webhook_concurrency": "many"}, "webhook_concurrency"),
        ({"ingest_concurrency": "1"}, "ingest_concurrency is 1; it should lie between 2 and 1000"),
        ({"ingest_concurrency": 1001}, "ingest_concurrency"),
        ({"table_name": "arn:aws:dynamodb:us-east-1:111122223333:table/Desk"}, "table_name"),
        ({"domain_name": "desk.acme.test"}, "certificate_arn"),
        (DOMAIN | {"domain_name": "https://desk.acme.test"}, "domain_name"),
        (DOMAIN | {"certificate_arn": "0f0e0d0c"}, "certificate_arn"),
        (DOMAIN | {"region": "us-east-1"}, "certificate of its own region"),
        ({"sender": "desk"}, "sender"),
        ({"sender": "desk@localhost"}, "sender"),
        ({"sender": "Acme <desk@acme.test>"}, "bare mail address"),
        ({"sender": ""}, "sender is missing"),
        ({"alarm_email": "me"}, "alarm_email"),
        ({"runbook_url": "docs/runbook.md"}, "runbook_url"),
        ({"stage": "my_stage"}, "stage is 'my_stage'"),
        ({"stage": "Prod"}, "stage is 'Prod'"),
        ({"stage": "prod-"}, "stage is 'prod-'"),
        ({"stage": "p" * 21}, "stage is 'p+'; it should be at most 20"),
        ({"stage": "aws-test"}, "stage holds 'aws', which Cognito refuses"),
        ({"login_prefix": "cognito-acme"}, "login_prefix holds 'cognito'"),
        ({"login_prefix": "Acme"}, "login_prefix"),
        ({"sender_domain": "acme.example"}, "sender_domain"),
        ({"sender_domain": "acme.test", "sender_identity": "acme.test"}, "sender_identity"),
        ({"sender_identity": "other.test"}, "does not cover"),
        ({"account": "1234"}, "account"),
        ({"sms_sender_id": "Sokuto Desk"}, "sms_sender_id"),
        ({"sms_sender_id": "123456"}, "sms_sender_id"),
        ({"sms_sender_id": "SokutoSokuto"}, "sms_sender_id"),
        ({"sms_max_price_usd": "half"}, "sms_max_price_usd"),
        ({"sms_monthly_usd": "0"}, "sms_monthly_usd"),
        ({"sms_monthly_usd": "-1"}, "sms_monthly_usd"),
    ],
)
def test_AWS8_a_choice_that_cannot_be_is_refused_by_name(choices: dict[str, Any], names: str) -> None:
    with pytest.raises(ValueError, match=names):
        config(**choices)


@pytest.mark.parametrize("sender", ["desk@example.com", "desk@mail.example.org", "Desk@Example.NET", "a@b.example"])
def test_AWS2_the_examples_sender_is_deployed_by_nobody(sender: str) -> None:
    assert config(sender=sender).stage == stage_file.EXAMPLE
    with pytest.raises(ValueError, match="have to come from an address of yours"):
        config(stage="prod", sender=sender, apps={"x": ["main"]})


@pytest.mark.parametrize("identity", ["desk@mail.acme.test", "mail.acme.test", "acme.test"])
def test_an_identity_covers_its_address_and_every_domain_below(identity: str) -> None:
    assert config(sender="desk@mail.acme.test", sender_identity=identity).sender_identity == identity


@pytest.mark.parametrize(
    ("architecture", "platform"), [("arm64", "aarch64-manylinux2014"), ("x86_64", "x86_64-manylinux2014")]
)
def test_AWS8_the_wheels_follow_the_architecture(architecture: str, platform: str) -> None:
    assert config(architecture=architecture).platform == platform


def test_wheels_of_this_machine_are_for_the_emulator() -> None:
    assert config(wheels_platform="").platform == ""


def test_AWS2_a_stage_is_its_file_and_the_command_line_overrides(tmp_path: Path) -> None:
    text = f'sender = "{SENDER}"\nsms_monthly_usd = 20\n[apps]\nx = ["main", "shop"]\n'
    chosen = stage(tmp_path, text, apps=None, alarm_email="me@acme.test")
    assert (chosen.sender, chosen.sms_monthly_usd) == (SENDER, 20.0)
    assert chosen.apps == {"x": ("main", "shop")}
    assert (chosen.alarm_email, chosen.deletion_protection) == ("me@acme.test", True)
    assert stage(tmp_path, text, sms_monthly_usd="5").sms_monthly_usd == 5.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sender = ", "prod.toml is no TOML"),
        ('sendr = "desk@acme.test"', "prod.toml: there is no choice 'sendr'; 'sender'?"),
        ('stage = "prod"', "there is no choice 'stage'"),
        ("sender = 3", "sender is 3; it should be text"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        stage(tmp_path, text)


def test_a_stage_without_a_file_says_where_its_sender_should_stand(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"sender is missing: say in prod\.toml"):
        Config.of(App(context={"stage": "prod"}).node, folder=tmp_path)


@pytest.mark.parametrize(
    ("choice", "says"), [('account = "222233334444"', "account"), ('region = "eu-west-1"', "region")]
)
def test_credentials_of_another_place_deploy_nothing(tmp_path: Path, choice: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"{says} is .* your credentials lead to {getattr(IN_VIRGINIA, says)}"):
        stage(tmp_path, f'sender = "{SENDER}"\n{choice}', to=IN_VIRGINIA)


def test_AWS8_a_certificate_of_another_region_than_the_credentials_is_refused() -> None:
    with pytest.raises(ValueError, match="certificate of its own region"):
        Config.of(App(context={"sender": SENDER} | DOMAIN).node, to=IN_VIRGINIA)
    in_tokyo = Destination("111122223333", "ap-northeast-1")
    assert Config.of(App(context={"sender": SENDER} | DOMAIN).node, to=in_tokyo).domain_name == "desk.acme.test"


def test_the_example_ships_and_says_only_what_can_be_said() -> None:
    assert set(stage_file.choices(stage_file.EXAMPLE, DEFAULTS)) == {"sender", "apps"}
    assert Config.of(App().node).sender == "desk@example.com"


@pytest.mark.parametrize("error", [ValueError("stage is odd"), InterpreterMissingError("Python 3.14 is not here")])
def test_AWS4_AWS8_what_cannot_be_synthesised_is_a_sentence_for_where_the_credentials_lead(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    asked = []

    def build(_: App, *, to: Destination) -> None:
        asked.append(to)
        raise error

    monkeypatch.setattr(synthesis, "build", build)
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", IN_VIRGINIA.account)
    monkeypatch.setenv("CDK_DEFAULT_REGION", IN_VIRGINIA.region)
    with pytest.raises(SystemExit, match=rf"^The desk cannot be deployed so: {error}\.$"):
        synthesis.main()
    assert asked == [IN_VIRGINIA]
