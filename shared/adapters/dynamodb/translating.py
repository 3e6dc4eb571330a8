"""The connection to the table. The one place that translates transient failures of DynamoDB, or of the way to it, to an error
of the desk.

Every call that PynamoDB makes, of reads, writes and transactions alike, goes through its connection. A refusal that
depends on the stored items (a condition that failed, a record too large) stays PynamoDB's, for the caller.
"""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session
from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.exceptions import VerboseClientError

from shared.adapters.aws.clients import THROTTLED, making, session
from shared.adapters.dynamodb.exchange_json import exchange_json
from shared.domain.errors import UnavailableError

PASSING = THROTTLED | {
    "InternalServerError",
    "ProvisionedThroughputExceededException",
    "ServiceUnavailable",
    "TransactionInProgressException",
}
"""Codes of DynamoDB's transient errors (Amazon DynamoDB developer guide, error handling)."""

PASSING_IN_TRANSACTION = {"ThrottlingError", "ProvisionedThroughputExceeded"}
"""Cancellation reasons of a transaction that are no one's fault."""


class TranslatingConnection(Connection):
    """Raises UnavailableError for throttling, an internal fault of DynamoDB, and a call that got no response. Its client is
    made like all others of the process."""

    @property
    def session(self) -> Session:
        return session()

    @property
    def client(self) -> Any:
        """One thread at a time looks whether a client has to be made: another's could be without the hooks of `exchange_json`."""
        with making:
            before = self._client
            client = super().client
            if client is not before:
                exchange_json(client)
        return client

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
    """Put a translating connection, made with the same `settings`, in place of the table's plain one."""
    plain = table.connection
    table.connection = TranslatingConnection(**settings)
    table.connection.add_meta_table(plain.get_meta_table(table.table_name))


def _passes(error: ClientError) -> bool:
    """Return True if a retry may succeed. PynamoDB keeps the HTTP status with the error that it wraps."""
    if error.response.get("Error", {}).get("Code") in PASSING:
        return True
    if isinstance(error, VerboseClientError) and any(
        reason is not None and reason.code in PASSING_IN_TRANSACTION for reason in error.cancellation_reasons
    ):
        return True
    cause: Any = error.__cause__ if isinstance(error.__cause__, ClientError) else error
    return int(cause.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)) >= 500
