"""Actions of people on a ticket."""

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

    @classmethod
    def of(cls, action: Action, *, people: People) -> "HistoryView":
        return cls(
            id=action.id,
            kind=action.kind,
            at=action.at,
            by=people(action.by),
            text=action.text,
            reason=_reason(action, people),
            told=tuple(person for person in map(people, action.whom) if person is not None),
        )


def _reason(action: Action, people: People) -> str | None:
    """Return the action's reason; of an assignment, the assignee's name."""
    if action.kind is not ActionKind.ASSIGN:
        return action.reason
    person = people(action.reason)
    return person.name or person.sub if person is not None else None
