"""An action: something that a person, or the desk itself, did to a ticket. The fold reads posts and actions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.sla.alert import Sending, with_sending
from shared.domain.text.search_terms import Indexed


class ActionKind(StrEnum):
    CLAIM = "claim"
    RELEASE = "release"
    ASSIGN = "assign"
    NOTE = "note"
    DONE = "done"
    REOPEN = "reopen"
    ACKNOWLEDGE = "acknowledge"
    PRIORITY = "priority"
    TAGS = "tags"
    ANSWER_REPORTED = "answer_reported"
    """A person says that an answer was given in the network's own app, which does not show it to the desk (N5)."""
    REPORT_WITHDRAWN = "report_withdrawn"
    MODERATED = "moderated"
    """Something was done to a post on the network, other than answering it."""


DONE = "done"
"""The outcome of an action on the network that is known to be done."""


class DoneReason(StrEnum):
    """Why a ticket is done without an answer (C4); `resolved` is the plain end of an answered one."""

    RESOLVED = "resolved"
    THANKS_ONLY = "thanks_only"
    NOT_OURS = "not_ours"
    NOTHING_TO_SAY = "nothing_to_say"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    SPAM = "spam"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Action:
    """`by` is the person's id, None for the desk itself. `reason` is a DoneReason or, for an assignment, the
    assignee, or the priority that was set, or the id of the report that is withdrawn; `text` is a note's, or the tags that were set.

    `through` is the end of the silence that made a ticket done by itself (C5): a post from before it says otherwise.
    `whom` are the people whom a note mentions, `sent` the messages to them, and `pending_since` is set until all of them
    are out, for the sweep. `indexed` is where the search holds a note's text. `post` is the one that was moderated on the network, by the action that
    `reason` names; its `outcome` is `done`, and None as long as it is not known.
    """

    id: str
    kind: ActionKind
    at: datetime
    by: str | None
    text: str | None = None
    reason: str | None = None
    through: datetime | None = None
    whom: tuple[str, ...] = ()
    sent: tuple[Sending, ...] = ()
    pending_since: datetime | None = None
    indexed: Indexed | None = None
    answered_at: datetime | None = None
    post: str | None = None
    outcome: str | None = None

    @property
    def order(self) -> tuple[datetime, str]:
        """The sort key: one may be written later than others and still stand before them, as a silence that ended in the past."""
        return self.at, self.id

    def with_sending(self, sending: Sending) -> "Action":
        return replace(self, sent=with_sending(self.sent, sending))


def withdrawals(actions: Iterable[Action]) -> Mapping[str, datetime]:
    """Return when each report of an answer was withdrawn, by the report's id."""
    found: dict[str, datetime] = {}
    for action in actions:
        if action.kind is ActionKind.REPORT_WITHDRAWN and action.reason is not None:
            found.setdefault(action.reason, action.at)
    return found


def standing_reports(actions: Sequence[Action]) -> tuple[Action, ...]:
    """Return the reports of answers that were not withdrawn, in their order."""
    withdrawn = withdrawals(actions)
    return tuple(a for a in actions if a.kind is ActionKind.ANSWER_REPORTED and a.id not in withdrawn)
