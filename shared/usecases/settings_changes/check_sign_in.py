"""Check that a person's document and the sign-in say the same."""

from collections.abc import Iterable, Mapping

from shared.domain.errors import InvalidError
from shared.domain.settings.desk import Person
from shared.ports.people import HasDirectory
from shared.ports.settings import Document
from shared.usecases.settings.documents import person_of
from shared.usecases.settings.kinds import path_of

ELSEWHERE: Mapping[str, str] = {
    "email": "the sign-in's address is changed together with this one: `desk people email`, or PUT /api/people/{sub}",
    "groups": "the sign-in's groups are changed together with these: `desk people groups`, or PUT /api/people/{sub}",
    "disabled": "who may sign in is changed by `desk people disable` and `enable`, or POST /api/people/{sub}/disable",
}
"""Fields that the sign-in has too, and where they are changed on both sides."""


def check_sign_in(
    changed: Iterable[Document], current: Mapping[tuple[str, str], Document], *, desk: HasDirectory
) -> None:
    """Raise InvalidError if a person's document says something else than the sign-in: a document alone lets nobody in or out.

    Neither the address nor the groups nor `disabled` of a person change this way; a new person can sign in already.
    """
    for document in changed:
        if document.kind != "person":
            continue
        path, person = path_of(document), person_of(document)
        before = current.get((document.kind, document.id))
        if before is not None:
            wrong = _difference(person, person_of(before))
        else:
            member = desk.directory.get(document.id)
            if member is None:
                raise InvalidError(path, "nobody of this id can sign in; let them in with `desk people add`")
            known = Person(member.sub, "", member.email, groups=member.groups, disabled=not member.enabled)
            wrong = _difference(person, known)
        if wrong is not None:
            raise InvalidError(f"{path}.{wrong}", ELSEWHERE[wrong])


def _difference(person: Person, known: Person) -> str | None:
    if person.email.casefold() != known.email.casefold():
        return "email"
    if set(person.groups) != set(known.groups):
        return "groups"
    return "disabled" if person.disabled != known.disabled else None
