"""People and customers as the API names them."""

from collections.abc import Callable
from datetime import datetime

from pydantic import BaseModel, Field

from functions.desk_api.views.instant import Instant
from shared.domain.settings.desk import DeskSettings


class PersonView(BaseModel):
    sub: str
    name: str
    left: bool = Field(default=False, exclude=True)
    """A disabled person keeps the name, and holds no claim."""


class HolderView(PersonView):
    until: Instant


class CustomerView(BaseModel):
    id: str
    username: str
    name: str


People = Callable[[str | None], PersonView | None]


def people_of(settings: DeskSettings) -> People:
    """Return a lookup of people by id. A person who is no longer in the settings is shown without a name."""

    def person(ident: str | None) -> PersonView | None:
        if ident is None:
            return None
        found = settings.person(ident)
        return PersonView(
            sub=ident, name=found.name if found is not None else "", left=found is not None and found.disabled
        )

    return person


def holder_of(ident: str, until: datetime, people: People) -> HolderView | None:
    person = people(ident) or PersonView(sub=ident, name="")
    if person.left:
        return None
    return HolderView(sub=person.sub, name=person.name, until=until)
