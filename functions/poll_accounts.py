"""Polling. Every minute: queue a poll for each account, on every network with timelines, and, message by message, read its
mentions, own posts and direct messages for posts that the webhook did not deliver; look up the posts of open tickets.
Every hour: look up stored posts for deletions (I6). The quotas of plans are read with the polls (N7)."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from aws_lambda_powertools import Logger

from shared import wiring
from shared.adapters.aws.sqs_batch import Message, take_batch
from shared.usecases.deletions.check_opened_posts import check_opened_posts
from shared.usecases.deletions.detect_deletions import detect_deletions
from shared.usecases.inbound.poll_accounts import poll_accounts, poll_due, schedule_polls

logger = Logger()

Outcome = TypeVar("Outcome", bound=str)

LOOKS: Mapping[str, Callable[..., Mapping[Any, int]]] = {
    "accounts": schedule_polls,
    "wanted": check_opened_posts,
    "deleted": detect_deletions,
}
"""What a schedule makes the function do, by the event's `look_for`."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Poll the accounts of the queue's messages, run the look that `look_for` names, or poll all accounts at once, which a
    person may want. The counts are answered for manual invocations."""
    if "Records" in event:
        return take_batch(event, _poll, retries=wiring.desk().poll_retries, soon={})
    look_for = event.get("look_for")
    if look_for is None:
        return _told(poll_accounts(desk=wiring.desk()))
    found = _figures(LOOKS[look_for](desk=wiring.desk()))
    if look_for == "deleted":
        logger.info("looked again", found=found)
    return found


def _poll(message: Message) -> None:
    """Poll the account of one message. A failure that the desk does not foresee brings the message back, and at last to the
    dead letters, where an alarm tells of it."""
    due = json.loads(message.body)
    again = message.tries > 1
    at = datetime.fromisoformat(due["at"])
    _told(poll_due(due["account"], at=at, limit=due.get("limit"), again=again, desk=wiring.desk()), due["account"])


def _told(counted: Mapping[Outcome, int], account: str | None = None) -> dict[str, int]:
    outcomes = _figures(counted)
    logger.info("polled", found=outcomes, account=account or "every account")
    return outcomes


def _figures(counted: Mapping[Outcome, int]) -> dict[str, int]:
    return {str(outcome): n for outcome, n in counted.items()}
