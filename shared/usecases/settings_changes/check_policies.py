"""Checks of a policy when it is saved (C8)."""

from datetime import timedelta

from shared.domain.errors import InvalidError
from shared.domain.sla.policy import Policy


def check_ladder(policy: Policy) -> None:
    """Check the ladder. Raises InvalidError if no step lies at or before the deadline, so that nobody would be notified in time,
    and if a step would lie before the post (L1)."""
    path = f"policies[{policy.id}].ladder"
    for index, step in enumerate(policy.ladder):
        shortest = min(policy.first_reply, policy.next_reply)
        if step.before > shortest:
            sentence = (
                f"{_minutes(step.before)} minutes before the deadline lie before the post itself: the shortest target of "
                f"this policy is {_minutes(shortest)} minutes"
            )
            raise InvalidError(f"{path}[{index}].before_minutes", sentence)
    for target in (policy.first_reply, policy.next_reply):
        if not any(step.offset(target) <= target for step in policy.ladder):
            sentence = 'nobody would hear before the deadline has passed; add a step at or before it, such as { step = "due", at_percent = 100 }'
            raise InvalidError(path, sentence)


def _minutes(length: timedelta) -> str:
    """Format minutes as in a document: 90, or 7.5."""
    return f"{length.total_seconds() / 60:g}"
