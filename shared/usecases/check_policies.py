"""What a policy must be able to do before it is saved (C8)."""

from shared.domain.errors import InvalidError
from shared.domain.policy import Policy


def check_ladder(policy: Policy) -> None:
    """A promise tells somebody before it is broken, or as it is. Raises InvalidError where no step of the ladder lies at
    the deadline or before it."""
    path = f"policies[{policy.id}].ladder"
    for target in (policy.first_reply, policy.next_reply):
        if not any(step.offset(target) <= target for step in policy.ladder):
            sentence = 'nobody would hear before the deadline has passed; add a step at or before it, such as { step = "due", at_percent = 100 }'
            raise InvalidError(path, sentence)
