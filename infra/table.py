"""The DynamoDB table."""

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra.config import Config
from infra.function import Function
from infra.indexes import INDEXES


class Table(Construct):
    """One table for every ticket, post, clock, reply and setting, with sparse indexes: by deadline (`due`), by recency (`recent`),
    clocks by their next step and their start (`clocks`), and tickets by their customer's handle (`handles`). With `table_name` it is one that is there, such as one restored from a backup, which `desk backup` has prepared."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        self.table: dynamodb.ITable
        if config.table_name:
            self.table = dynamodb.Table.from_table_name(self, "Existing", config.table_name)
            self.stream_arn = config.table_stream_arn
            return
        made = self.table = dynamodb.Table(
            self,
            "Table",
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute="expires_at",
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            removal_policy=config.removal_policy,
            deletion_protection=config.deletion_protection,
        )
        for index, ((partition_key, *sort_key), beside) in INDEXES.items():
            made.add_global_secondary_index(
                index_name=index,
                partition_key=_text(partition_key),
                sort_key=_text(sort_key[0]) if sort_key else None,
                projection_type=dynamodb.ProjectionType.INCLUDE,
                non_key_attributes=list(beside),
            )

        self.stream_arn = made.table_stream_arn or ""

    @property
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        return {"TableName": self.table.table_name}

    def grant_read_write(self, *functions: Function) -> None:
        """Let `functions` read and write items and query the indexes; no function can scan, or change the table."""
        for function in functions:
            function.setting("DESK_TABLE", self.table.table_name)
            function.allow(
                [
                    "dynamodb:BatchGetItem",
                    "dynamodb:BatchWriteItem",
                    "dynamodb:ConditionCheckItem",
                    "dynamodb:DeleteItem",
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:Query",
                    "dynamodb:UpdateItem",
                ],
                [self.table.table_arn],
            )
            function.allow(["dynamodb:Query"], [f"{self.table.table_arn}/index/{index}" for index in INDEXES])


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
