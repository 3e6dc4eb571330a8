"""The table and the sign-in of a stack, which hold what no deployment can make again."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.configuration.config import Config
from infra.indexes import INDEXES
from infra.ops.deploying.account import AwsAccount, fault, fine, note
from shared.usecases.operations.findings import Finding


class Storage:
    """What DynamoDB and Cognito say of them."""

    def __init__(self, config: Config, aws: AwsAccount, *, stack: str) -> None:
        self._config = config
        self._aws = aws
        self._stack = stack

    def restored(self) -> Iterator[Finding]:
        """Look at the table that the desk is to go on with: a restore gives it neither TTL nor stream, recovery or protection."""
        name = self._config.table_name
        if not name:
            return
        said = self._aws.ask("dynamodb", "describe_table", TableName=name)
        if said is None:
            yield fault("deployment", "table", f"table_name says {name}, and there is no such table in this region")
            return
        table = said["Table"]
        missing = sorted(INDEXES.keys() - {index["IndexName"] for index in table.get("GlobalSecondaryIndexes", ())})
        if missing:
            yield fault(
                "deployment", "table", f"{name} is no table of a desk: it lacks the indexes {', '.join(missing)}"
            )
        elif lacking := self._lacking(name, table):
            yield fault(
                "deployment",
                "table",
                f"{name} was not made ready, it lacks {' and '.join(lacking)}: run desk backup restore --to {name} once more",
            )
        elif table.get("LatestStreamArn") != self._config.table_stream_arn:
            streams = table.get("LatestStreamArn", "none")
            yield fault("deployment", "table", f"table_stream_arn is not {name}'s stream, which is {streams}")
        else:
            yield fine("deployment", "table", f"goes on with {name}")

    def _lacking(self, name: str, table: Mapping[str, Any]) -> list[str]:
        ttl = self._aws.ask("dynamodb", "describe_time_to_live", TableName=name) or {}
        backups = self._aws.ask("dynamodb", "describe_continuous_backups", TableName=name) or {}
        recovery = backups.get("ContinuousBackupsDescription", {}).get("PointInTimeRecoveryDescription", {})
        has = {
            "its TTL": ttl.get("TimeToLiveDescription", {}).get("TimeToLiveStatus") in {"ENABLED", "ENABLING"},
            "point-in-time recovery": recovery.get("PointInTimeRecoveryStatus") == "ENABLED",
            "protection from deletion": table.get("DeletionProtectionEnabled", False)
            or not self._config.deletion_protection,
        }
        return [what for what, is_there in has.items() if not is_there]

    def protection(self) -> Iterator[Finding]:
        """Look whether the table and the sign-in of a stack that is there are protected from deletion: a first deployment makes
        them without, and protects them in a second step, which can fail."""
        if not self._config.deletion_protection:
            return
        tables = self._each("AWS::DynamoDB::Table", "dynamodb", "describe_table", "TableName")
        pools = self._each("AWS::Cognito::UserPool", "cognito-idp", "describe_user_pool", "UserPoolId")
        is_open = {
            "the table": any(not said["Table"].get("DeletionProtectionEnabled") for said in tables),
            "the sign-in": any(said["UserPool"].get("DeletionProtection") != "ACTIVE" for said in pools),
        }
        if unprotected := [what for what, yes in is_open.items() if yes]:
            yield note(
                "deployment",
                "protection",
                f"{' and '.join(unprotected)} can be deleted by mistake: a deployment protects them if the second step of the "
                "first one is missing; what was turned off by hand is turned on by hand",
            )
        elif tables or pools:
            yield fine("deployment", "protection", "neither table nor sign-in can be deleted by mistake")

    def _each(self, kind: str, service: str, call: str, key: str) -> list[Mapping[str, Any]]:
        """Return what AWS says of each resource of one type that the stack has."""
        said = (self._aws.ask(service, call, **{key: name}) for name in self._aws.resources(self._stack, kind))
        return [each for each in said if each is not None]
