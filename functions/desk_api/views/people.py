"""People and customers as the API names them."""

from dataclasses import dataclass

from shared.domain.posts.author import Author
from shared.domain.settings.desk import DeskSettings


@dataclass(frozen=True, slots=True)
class PersonView:
    sub: str
    name: str


@dataclass(frozen=True, slots=True)
class CustomerView:
    id: str
    username: str
    name: str


class People:
    """The desk's people by id, also disabled ones. A person who is no longer in the settings is shown without a name."""

    def __init__(self, settings: DeskSettings) -> None:
        self._settings = settings

    def __call__(self, ident: str | None) -> PersonView | None:
        if ident is None:
            return None
        found = self._settings.person(ident)
        return PersonView(ident, found.name if found is not None else "")

    def has_left(self, ident: str) -> bool:
        """Return whether the person is disabled: they keep the name, and hold no claim."""
        found = self._settings.person(ident)
        return found is not None and found.disabled


def people_of(settings: DeskSettings) -> People:
    return People(settings)


def person_view(person: PersonView | None) -> dict[str, str] | None:
    return None if person is None else {"sub": person.sub, "name": person.name}


def customer_view(customer: Author) -> dict[str, str]:
    return {"id": customer.id, "username": customer.username, "name": customer.name}
