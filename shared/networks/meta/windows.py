"""How long Meta takes messages (https://developers.facebook.com/docs/messenger-platform/policy/policy-overview): 24 hours after
what the customer wrote last, and with the feature Human Agent, for people and not for automatic texts, 7 days."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from shared.domain.networks.account_form import FieldForm

STANDARD = timedelta(hours=24)
HUMAN_AGENT = timedelta(days=7)

PRIVATE_ANSWER = timedelta(days=7)
"""How long after a comment it can be answered in private, once:
https://developers.facebook.com/docs/messenger-platform/discovery/private-replies"""

HUMAN_AGENT_OPTION = "human_agent"

OPTIONS: Mapping[str, FieldForm] = {
    HUMAN_AGENT_OPTION: FieldForm(
        "yes|no", "whether Meta has approved the feature Human Agent for the app: yes or no", "yes"
    )
}


def has_human_agent(options: Mapping[str, str]) -> bool:
    """Return whether the app may answer for seven days. Meta reviews that by itself, so an account can say that it may not."""
    return options.get(HUMAN_AGENT_OPTION, "yes") != "no"


def message_window(options: Mapping[str, str]) -> timedelta:
    return HUMAN_AGENT if has_human_agent(options) else STANDARD


def is_standard(wrote_at: datetime | None, now: datetime) -> bool:
    """Return whether an answer needs no tag. Where it is not known when the customer wrote, Meta decides."""
    return wrote_at is None or now - wrote_at < STANDARD
