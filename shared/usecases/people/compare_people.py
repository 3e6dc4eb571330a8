"""Differences between the sign-in and the people's documents, left by a crash or by changes made elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from shared.domain.settings.desk import Person
from shared.ports.people import HasDirectory, Member
from shared.usecases.settings.current import ReadsSettings, desk_settings


class ComparePeopleDesk(ReadsSettings, HasDirectory, Protocol):
    """The parts of the desk that `compare_people` uses."""


@dataclass(frozen=True, slots=True)
class PersonDifference:
    """A difference for the person with this `email`; `sentence` describes it and its repair."""

    sub: str
    email: str
    sentence: str


def compare_people(*, desk: ComparePeopleDesk) -> tuple[PersonDifference, ...]:
    """Return all differences, by address. It reads the whole sign-in, so it is for the terminal, not for a request."""
    members = {member.sub: member for member in desk.directory.everybody()}
    people = {person.id: person for person in desk_settings(desk, fresh=True).people}
    found = [
        PersonDifference(sub, email, sentence)
        for sub in {**members, **people}
        for email, sentence in _differences(members.get(sub), people.get(sub))
    ]
    return tuple(sorted(found, key=lambda each: (each.email, each.sentence)))


def _differences(member: Member | None, person: Person | None) -> Iterator[tuple[str, str]]:
    if person is None:
        if member is not None and member.enabled and member.groups:
            groups = ", ".join(member.groups)
            yield member.email, f"can sign in as {groups}, and has no document: add them"
        return
    if member is None:
        if not person.disabled:
            yield person.email, "has a document, and cannot sign in: add them, or disable them"
        return
    if member.email.casefold() != person.email.casefold():
        yield person.email, f"signs in as {member.email}: set the address again"
    if person.disabled:
        if member.enabled:
            yield person.email, "is disabled, and can still sign in: disable them again"
        return
    if not member.enabled:
        yield person.email, "works here, and is shut out of the sign-in: enable them again"
    if set(member.groups) != set(person.groups):
        held, meant = (", ".join(groups) or "no group" for groups in (member.groups, person.groups))
        yield person.email, f"signs in as {held}, and is {meant}: set the groups again"
