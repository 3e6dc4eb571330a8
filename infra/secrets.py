"""Secrets of the brand's apps on X."""

import json
from typing import cast

from aws_cdk import Stack
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.config import Config
from infra.function import Function
from infra.nag import AcknowledgedFinding, acknowledge


class Secrets(Construct):
    """Two secrets for each app on X: its keys, which the team fills in, and the grants that accounts have given it, which
    the desk renews. No deployment overwrites either.

    Until the keys are filled in, the secret has its final shape and a random consumer secret, so that no webhook's
    signature matches.
    """

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        shape = {"consumer_key": "", "bearer_token": "", "accounts": {}}
        secrets = {
            app: secretsmanager.Secret(
                self,
                app,
                description=f"Keys of the X app {app}: consumer key and secret, bearer token, tokens of each account",
                generate_secret_string=secretsmanager.SecretStringGenerator(
                    secret_string_template=json.dumps(shape), generate_string_key="consumer_secret"
                ),
                removal_policy=config.removal_policy,
            )
            for app in config.x_apps
        }
        # The attribute, not the reference: both are the ARN on AWS, but in the local emulator a reference is the name.
        self.arns = {
            app: cast(secretsmanager.CfnSecret, secret.node.default_child).attr_id for app, secret in secrets.items()
        }
        grants = {
            app: secretsmanager.Secret(
                self,
                f"{app}Grants",
                description=f"Permissions that accounts have given the X app {app}; the desk renews them by itself",
                secret_object_value={},
                removal_policy=config.removal_policy,
            )
            for app in config.x_apps
        }
        self.grant_arns = {
            app: cast(secretsmanager.CfnSecret, secret.node.default_child).attr_id for app, secret in grants.items()
        }
        acknowledge(self, AcknowledgedFinding.X_TURNS_KEYS_ITSELF, "AwsSolutions-SMG4")

    @property
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        stack = Stack.of(self)
        return {"XSecrets": stack.to_json_string(self.arns), "XGrants": stack.to_json_string(self.grant_arns)}

    def grant_read(self, *functions: Function) -> None:
        """Let `functions` read the secrets."""
        for function in functions:
            function.setting("DESK_X_SECRETS", Stack.of(self).to_json_string(self.arns))
            function.allow(["secretsmanager:GetSecretValue"], list(self.arns.values()))

    def grant_renew(self, function: Function) -> None:
        """Let `function` renew the accounts' grants, the only secrets that any function can write; the apps' keys stay read-only."""
        self.grant_read(function)
        function.setting("DESK_X_GRANTS", Stack.of(self).to_json_string(self.grant_arns))
        function.allow(
            ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], list(self.grant_arns.values())
        )
