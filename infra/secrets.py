"""The keys of the brand's apps on X."""

import json
from typing import cast

from aws_cdk import Stack
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.config import Config
from infra.function import Function
from infra.nag import AcknowledgedFinding, acknowledge


class Secrets(Construct):
    """Two secrets for each app on X: its keys, which the desk's team fills in, and the permissions that accounts have
    given it, which the desk renews. No deployment overwrites either.

    Until then the secret has its final shape and a random consumer secret, so that no webhook's signature matches.
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
        # The attribute and not the reference: both are the ARN on AWS, but the local emulator refers by name.
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
    def facts(self) -> dict[str, str]:
        """What the outputs tell of this part."""
        told = Stack.of(self)
        return {"XSecrets": told.to_json_string(self.arns), "XGrants": told.to_json_string(self.grant_arns)}

    def serve(self, *functions: Function) -> None:
        """Let `functions` read the secrets."""
        for function in functions:
            function.setting("DESK_X_SECRETS", Stack.of(self).to_json_string(self.arns))
            function.may(["secretsmanager:GetSecretValue"], list(self.arns.values()))

    def are_renewed_by(self, function: Function) -> None:
        """Let `function` renew the accounts' permissions: the one right to write a secret, and not the apps' keys."""
        self.serve(function)
        function.setting("DESK_X_GRANTS", Stack.of(self).to_json_string(self.grant_arns))
        function.may(["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], list(self.grant_arns.values()))
