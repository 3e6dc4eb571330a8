"""The keys of the brand's apps on the networks."""

from typing import cast

from aws_cdk import Stack
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.configuration.config import Config
from infra.function import Function
from infra.nag import AcknowledgedFinding, acknowledge

Arns = dict[str, dict[str, str]]
"""By network and app."""


class Secrets(Construct):
    """Two secrets for each app on a network: its keys, which the desk's team fills in, and the permissions that accounts
    have given it, which the desk renews. No deployment overwrites either.

    An app's secret is empty until then, and a webhook whose secret is empty takes nothing.
    """

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        self.arns = self._made(config, "Keys", "Keys of the {} app {}, and the tokens of its accounts")
        self.grant_arns = self._made(
            config, "Grants", "Permissions that accounts have given the {} app {}; the desk renews them by itself"
        )
        acknowledge(self, AcknowledgedFinding.TURNED_AT_THE_NETWORK, "AwsSolutions-SMG4")

    def _made(self, config: Config, kind: str, description: str) -> Arns:
        arns: Arns = {}
        for network, app in config.every_app:
            secret = secretsmanager.Secret(
                self,
                f"{network}-{app}-{kind}",
                description=description.format(network, app),
                secret_object_value={},
                removal_policy=config.removal_policy,
            )
            # The attribute and not the reference: both are the ARN on AWS, but the local emulator refers by name.
            arns.setdefault(network, {})[app] = cast(secretsmanager.CfnSecret, secret.node.default_child).attr_id
        return arns

    @property
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        stack = Stack.of(self)
        return {"AppSecrets": stack.to_json_string(self.arns), "AppGrants": stack.to_json_string(self.grant_arns)}

    def grant_read(self, *functions: Function) -> None:
        """Let `functions` read the secrets."""
        for function in functions:
            function.setting("DESK_APP_SECRETS", Stack.of(self).to_json_string(self.arns))
            function.allow(["secretsmanager:GetSecretValue"], _each(self.arns))

    def grant_call(self, *functions: Function) -> None:
        """Let `functions` call the networks as the accounts, with the apps' keys and the permissions that accounts have given."""
        self.grant_read(*functions)
        for function in functions:
            function.setting("DESK_APP_GRANTS", Stack.of(self).to_json_string(self.grant_arns))
            function.allow(["secretsmanager:GetSecretValue"], _each(self.grant_arns))

    def grant_renew(self, function: Function) -> None:
        """Let `function` renew the accounts' grants, the only secrets that any function can write; the apps' keys stay read-only."""
        self.grant_call(function)
        function.allow(["secretsmanager:PutSecretValue"], _each(self.grant_arns))


def _each(arns: Arns) -> list[str]:
    return [arn for by_app in arns.values() for arn in by_app.values()]
