"""A person's current document, whatever their token and the cached settings say."""

from shared.domain.settings.desk import Person
from shared.ports.settings import HasSettings
from shared.usecases.settings.documents import person_of


def current_person(sub: str, *, desk: HasSettings) -> Person | None:
    """Return the person from their current document, with one read of one item: a revoked right is gone with the next request,
    however long a token is valid."""
    document = desk.settings.newest("person", sub)
    return person_of(document) if document is not None else None
