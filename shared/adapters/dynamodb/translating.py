"""The one place where what DynamoDB or the way to it cannot do just now becomes an error of the desk.

Every call that PynamoDB makes, of reads, writes and transactions alike, goes through its connection. A refusal that
says something about what is stored (a condition that failed, a record too large) stays PynamoDB's, for who asked.
"""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.exceptions import VerboseClientError

from shared.adapters.aws.clients import THROTTLED
from shared.domain.errors import UnavailableError

PASSING = THROTTLED | {
    "InternalServerError",
    "ProvisionedThroughputExceededException",
    "ServiceUnavailable",
    "TransactionInProgressException",
}
"""What DynamoDB calls a trouble that passes (Amazon DynamoDB developer guide, error handling)."""

PASSING_IN_TRANSACTION = {"ThrottlingError", "ProvisionedThroughputExceeded"}
"""Reasons why a transaction was cancelled that are no one's fault."""


class TranslatingConnection(Connection):
    """Raises UnavailableError for throttling, a fault of DynamoDB's own, and a call that got no answer."""

    def _make_api_call(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = super()._make_api_call(operation_name, operation_kwargs)
        except BotoCoreError as error:
            raise UnavailableError(f"the table ({operation_name}): {error}") from error
        except ClientError as error:
            if _passes(error):
                raise UnavailableError(f"the table ({operation_name}): {error}") from error
            raise
        return answer


def translate(table: TableConnection, **settings: Any) -> None:
    """Puts a translating connection, made with the same `settings`, in place of the table's plain one."""
    plain = table.connection
    table.connection = TranslatingConnection(**settings)
    table.connection.add_meta_table(plain.get_meta_table(table.table_name))


def _passes(error: ClientError) -> bool:
    """Whether the same may work a little later. PynamoDB keeps the HTTP status with the error that it wraps."""
    if error.response.get("Error", {}).get("Code") in PASSING:
        return True
    if isinstance(error, VerboseClientError) and any(
        reason is not None and reason.code in PASSING_IN_TRANSACTION for reason in error.cancellation_reasons
    ):
        return True
    told: Any = error.__cause__ if isinstance(error.__cause__, ClientError) else error
    return int(told.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)) >= 500
