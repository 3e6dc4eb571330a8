"""The CDK app: `cdk synth`, `cdk deploy`. It needs neither credentials nor Docker to be synthesised."""

from aws_cdk import App
from aws_cdk import aws_lambda as lambda_

from infra import nag
from infra.bundling.asset import bundled
from infra.config import Config
from infra.stack import DeskStack


def build(app: App, *, code: lambda_.Code | None = None) -> DeskStack:
    """Build the desk from the app's context, checked by the rules of `infra/nag.py`.

    The template names no account and no region; they come from the deployment's credentials. `code` stands in for the bundle in tests.
    """
    config = Config.of(app.node)
    stack = DeskStack(
        app,
        f"Sokuto-{config.stage}",
        config=config,
        code=code or bundled(config),
        description="Sokuto: answers customers on social networks in time",
    )
    nag.check(app)
    return stack


if __name__ == "__main__":
    app = App()
    build(app)
    app.synth()
