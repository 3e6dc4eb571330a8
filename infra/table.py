"""The DynamoDB table."""

from collections.abc import Collection, Mapping

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.configuration.config import Config
from infra.function import Function
from infra.indexes import INDEXES

ITEM_ACTIONS = ("BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem")
WRITES = ("BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem")


class Table(Construct):
    """One table for every ticket, post, clock, reply and setting, with sparse indexes: by deadline (`due`), by recency (`recent`),
    clocks by their next step and their start (`clocks`), and tickets by their customer's handle (`handles`). With `table_name` it is one that is there, such as one restored from a backup, which `desk backup` has prepared."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        self._users: list[Function] = []
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

    def grant_items(self, *functions: Function, indexes: Collection[str] = ()) -> None:
        """Let `functions` read and write items, and query these `indexes`; no function can scan, or change the table."""
        for function in functions:
            self._users.append(function)
            function.setting("DESK_TABLE", self.table.table_name)
            function.allow([f"dynamodb:{action}" for action in ITEM_ACTIONS], [self.table.table_arn])
            if indexes:
                function.allow(
                    ["dynamodb:Query"], [f"{self.table.table_arn}/index/{index}" for index in sorted(indexes)]
                )

    def grant_batches(self, *functions: Function) -> None:
        """Let `functions` write several items in one call."""
        for function in functions:
            function.allow(["dynamodb:BatchWriteItem"], [self.table.table_arn])

    def reserve(self, writers: Mapping[str, Collection[str]]) -> None:
        """Let each function write into those partitions only whose `writers` name its module; a partition's name may end with a
        star. A refusal counts more than any grant; it is bound to the keys of a call, of a transaction's too:
        https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html"""
        for function in self._users:
            others = [partition for partition, names in writers.items() if function.module not in names]
            function.role.add_to_policy(
                iam.PolicyStatement(
                    effect=iam.Effect.DENY,
                    actions=[f"dynamodb:{action}" for action in WRITES],
                    resources=[self.table.table_arn],
                    conditions={"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": others}},
                )
            )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
