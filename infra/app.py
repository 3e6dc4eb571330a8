"""The CDK app: `cdk synth`, `cdk deploy`. It needs neither credentials nor Docker to be synthesised."""

import os

from aws_cdk import App
from aws_cdk import aws_lambda as lambda_

from infra import nag
from infra.bundling.asset import bundled
from infra.bundling.bytecode import InterpreterMissingError
from infra.configuration.config import Config
from infra.configuration.destination import Destination
from infra.stack import DeskStack


def build(app: App, *, code: lambda_.Code | None = None, to: Destination | None = None) -> DeskStack:
    """Build the desk of the app's stage, checked by the rules of `infra/nag.py`.

    The template names no account and no region; they come from the deployment's credentials, which lead `to` one. `code`
    stands in for the bundle in tests. Raises ValueError for choices that cannot be deployed.
    """
    config = Config.of(app.node, to=to)
    stack = DeskStack(
        app,
        f"Sokuto-{config.stage}",
        config=config,
        code=code or bundled(config),
        description="Sokuto: answers customers on social networks in time",
    )
    nag.check(app)
    return stack


def main() -> None:
    """Synthesise. A mistake in the choices is a sentence, and no traceback through the CDK."""
    app = App()
    to = Destination(os.environ.get("CDK_DEFAULT_ACCOUNT", ""), os.environ.get("CDK_DEFAULT_REGION", ""))
    try:
        build(app, to=to)
    except (ValueError, InterpreterMissingError) as e:
        raise SystemExit(f"The desk cannot be deployed so: {e}.") from e
    app.synth()


if __name__ == "__main__":
    main()
