"""The reader of the table's stream, which tells open pages that something has changed and keeps sealed days true; and, by
schedule, every hour, the sealing of the days that are over.

Most batches hold what a page waits for and no clock of a past day: what only the others need is imported with the first of them.
"""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from shared import wiring
from shared.adapters.dynamodb.reporting.stream import read_changes
from shared.usecases.reporting.mark_changes import mark_changes

logger = Logger()

ENOUGH_MS = 15_000
"""Milliseconds in which a day is surely sealed, also a large one."""


def handler(event: Mapping[str, Any], context: Any) -> dict[str, int]:
    """Take a batch of the stream, or do what `look_for` names: `unsealed`. An error of the table fails the whole batch, which is
    delivered again; what is repeated changes nothing."""
    if "Records" in event:
        return _take(event["Records"])
    return _seal(context)


def _take(records: list[dict[str, Any]]) -> dict[str, int]:
    desk, changes = wiring.desk(), read_changes(records)
    accounts = mark_changes(changes, every_account=_every_account, desk=desk)
    if changes.clocks or changes.unknown:
        from shared.usecases.reporting.amend_days import amend_days

        amend_days(changes, ident=records[0]["eventID"], desk=desk)
    return {"accounts": len(accounts), "unreadable": changes.unreadable}


def _every_account() -> list[str]:
    from shared.usecases.settings.current import desk_settings

    return [account.id for account in desk_settings(wiring.desk(), fresh=True).accounts]


def _log_failure(account: str, error: Exception, /) -> None:
    logger.warning("an account's days could not be sealed", account=account, error_type=type(error).__name__)


def _seal(context: Any) -> dict[str, int]:
    from shared.usecases.reporting.seal_days import SealingOutcome, seal_days

    left = getattr(context, "get_remaining_time_in_millis", None)
    done = seal_days(desk=wiring.desk(), in_time=lambda: left is None or left() > ENOUGH_MS, failed=_log_failure)
    log = logger.warning if done[SealingOutcome.FAILED] else logger.info
    log("days sealed", found=dict(done))
    return {str(outcome): n for outcome, n in done.items()}
