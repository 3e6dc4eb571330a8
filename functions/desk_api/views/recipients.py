"""Recipients of a ladder's step, by name (L2)."""

from collections.abc import Callable

from pydantic import BaseModel

from shared.domain.settings.desk import DeskSettings


class RecipientView(BaseModel):
    """`kind` is `assignee`, `team`, `managers` or `person`; `name` is the current name of the team or person, and None for
    the managers and for an unassigned ticket."""

    kind: str
    id: str | None
    name: str | None


Recipients = Callable[[str], RecipientView]


def recipients_of(settings: DeskSettings, assignee: str | None) -> Recipients:
    """Return a lookup of recipients for a ticket of `assignee`'s. A team or person that is no longer in the settings is shown
    by its id."""

    def named(recipient: str) -> RecipientView:
        kind, _, ident = recipient.partition(":")
        if kind == "team":
            team = next((each.name for each in settings.teams if each.id == ident), ident)
            return RecipientView(kind=kind, id=ident, name=team or ident)
        person_id = assignee if kind == "assignee" else ident or None
        person = settings.person(person_id)
        return RecipientView(kind=kind, id=person_id, name=(person.name if person is not None else "") or person_id)

    return named
