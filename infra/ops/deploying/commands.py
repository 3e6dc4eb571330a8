"""`desk preflight` and `desk deploy` as somebody types them."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.prompt import Confirm
from rich.text import Text

from infra.configuration import stage_file
from infra.node import path_with_node
from infra.ops.findings_table import findings_table
from infra.ops.refused import CommandRefusedError

if TYPE_CHECKING:
    from infra.configuration.config import Config
    from infra.ops.deploying.account import AwsAccount

console = Console(highlight=False, soft_wrap=True)

Stage = Annotated[str, typer.Option(envvar="STAGE", help="Whose choices: those of infra/stages/STAGE.toml.")]
Choices = Annotated[
    list[str] | None, typer.Option("-c", "--context", metavar="KEY=VALUE", help="A choice other than the file's.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; nothing that holds data is removed or replaced.")]
Lose = Annotated[bool, typer.Option("--lose-data", help="Do not ask about what holds data either.")]


def preflight(stage: Stage, choices: Choices = None) -> None:
    """Ask AWS for everything that a deployment needs, and change nothing.

    Exit codes: 0 a deployment can begin; 1 something has to be mended first.
    """
    config = _config(stage, choices or ())
    aws = _account(config)
    _look(config, aws)


def deploy(stage: Stage, choices: Choices = None, yes: Yes = False, lose_data: Lose = False) -> None:
    """Deploy a stage, after a look at what it needs and at what it would remove or replace.

    Exit codes: 0 deployed; 1 refused or failed.
    """
    from infra.ops.deploying.deploy import Deployment, run_cdk
    from infra.ops.deploying.preflight import deployed

    config = _config(stage, choices or ())
    aws = _account(config)
    _look(config, aws)

    def confirm(question: str, *, data: bool) -> bool:
        if (lose_data and yes) or (yes and not data):
            return True
        if yes or not sys.stdin.isatty():
            raise CommandRefusedError(
                "Nothing was deployed: what is removed or replaced holds data. Say --lose-data with --yes if it may go."
                if data
                else "Nothing was deployed, since there is no terminal to ask: say --yes."
            )
        return Confirm.ask(Text(question), console=console, default=False)

    deployment = Deployment(
        config,
        choices or (),
        aws,
        run=partial(run_cdk, region=aws.destination.region),
        confirm=confirm,
        tell=partial(console.print, markup=False),
        unasked=yes,
    )
    if deployed(config, aws) is None:
        deployment.first()
    else:
        deployment.update()


def _config(stage: str, choices: Sequence[str]) -> "Config":
    """Read the choices of a stage. Raises CommandRefusedError."""
    if stage == stage_file.EXAMPLE:
        raise CommandRefusedError("The example is not deployed: copy infra/stages/example.toml to a stage of your own.")
    if not stage_file.path(stage).exists():
        raise CommandRefusedError(
            f"There is no infra/stages/{stage}.toml: copy example.toml beside it, fill it in, and keep it in git."
        )
    os.environ["PATH"] = path_with_node()  # the CDK starts Node when it is imported
    from aws_cdk import App

    from infra.configuration.config import Config

    context = {"stage": stage} | dict(_pair(choice) for choice in choices)
    try:
        return Config.of(App(context=context).node)
    except ValueError as e:
        raise CommandRefusedError(f"{e}.") from e


def _pair(choice: str) -> tuple[str, str]:
    key, is_there, value = choice.partition("=")
    if not is_there:
        raise CommandRefusedError(f"{choice!r} is no choice; say KEY=VALUE.")
    return key, value


def _account(config: "Config") -> "AwsAccount":
    from infra.ops.deploying.account import AwsAccount

    return AwsAccount(config.region)


def _look(config: "Config", aws: "AwsAccount") -> None:
    """Show what there is and what is missing. Raises CommandRefusedError if a deployment must not begin."""
    from infra.ops.deploying.preflight import preflight as look
    from infra.ops.deploying.preflight import stops

    with Console(stderr=True).status("asking AWS"):
        found = [*look(config, aws)]
    console.print(findings_table(found))
    if faults := [finding for finding in found if stops(finding)]:
        raise CommandRefusedError(f"{len(faults)} of these have to be mended before anything is deployed.")
