"""The reader of the table's stream, which tells open pages that something has changed and keeps sealed days true; and, by
schedule, every hour, the sealing of the days that are over."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from shared import wiring
from shared.adapters.dynamodb.stream import read_changes
from shared.usecases.reporting.note_changes import note_changes
from shared.usecases.reporting.seal_days import SealingOutcome, seal_days

logger = Logger()

ENOUGH_MS = 15_000
"""Milliseconds in which a day is surely sealed, also a large one."""


def handler(event: Mapping[str, Any], context: Any) -> dict[str, int]:
    """Take a batch of the stream, or do what `look_for` names: `unsealed`. An error of the table fails the whole batch, which is
    delivered again; what is repeated changes nothing."""
    if "Records" in event:
        return _take(event["Records"])
    done = seal_days(desk=wiring.desk(), in_time=lambda: context.get_remaining_time_in_millis() > ENOUGH_MS)
    log = logger.warning if done[SealingOutcome.FAILED] else logger.info
    log("days sealed", found=dict(done))
    return {str(outcome): n for outcome, n in done.items()}


def _take(records: list[dict[str, Any]]) -> dict[str, int]:
    changes = read_changes(records)
    accounts = note_changes(changes, ident=records[0]["eventID"], desk=wiring.desk())
    logger.debug("changes noted", records=len(records), accounts=len(accounts))
    return {"accounts": len(accounts), "unreadable": changes.unreadable}
