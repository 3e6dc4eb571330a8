"""Who somebody is at this moment, whatever their token says and whatever this process holds of the settings."""

from shared.domain.settings.desk import Person
from shared.ports.desk import Desk
from shared.usecases.settings.documents import person_of


def current_person(sub: str, *, desk: Desk) -> Person | None:
    """The person as their document stands now: a right that was taken is gone with the next request, however long a
    token runs. One read of one item."""
    document = desk.settings.newest("person", sub)
    return person_of(document) if document is not None else None
