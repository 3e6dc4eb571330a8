"""Actions of people on a ticket."""

from collections.abc import Collection

from pydantic import BaseModel

from functions.desk_api.views.instant import Instant
from functions.desk_api.views.people import People, PersonView
from shared.domain.tickets.action import Action, ActionKind


class HistoryView(BaseModel):
    id: str
    kind: str
    at: Instant
    by: PersonView | None
    text: str | None
    reason: str | None
    told: tuple[PersonView, ...]
    """People whom a note mentions; they get a mail."""
    answered_at: Instant | None = None
    """When an answer was given that a person reports (N5)."""
    withdrawn: bool = False
    """A report that was withdrawn answers nothing."""
    post: str | None = None
    """The post that was moderated on the network."""
    outcome: str | None = None
    """`done`, or `unknown` as long as the network has not said whether it did what was asked for."""

    @classmethod
    def of(cls, action: Action, *, people: People, withdrawn: Collection[str] = ()) -> "HistoryView":
        return cls(
            id=action.id,
            kind=action.kind,
            at=action.at,
            by=people(action.by),
            text=action.text,
            reason=_reason(action, people),
            told=tuple(person for person in map(people, action.whom) if person is not None),
            answered_at=action.answered_at,
            withdrawn=action.id in withdrawn,
            post=action.post,
            outcome=(action.outcome or "unknown") if action.kind is ActionKind.MODERATED else None,
        )


def _reason(action: Action, people: People) -> str | None:
    """Return the action's reason; of an assignment, the assignee's name, and of a withdrawal none."""
    if action.kind is ActionKind.REPORT_WITHDRAWN:
        return None
    if action.kind is not ActionKind.ASSIGN:
        return action.reason
    person = people(action.reason)
    return person.name or person.sub if person is not None else None
