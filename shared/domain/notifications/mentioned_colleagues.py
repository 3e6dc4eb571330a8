"""Colleagues whom a note mentions by `@` and a handle."""

from collections.abc import Iterable, Mapping

from shared.domain.settings.desk import Person
from shared.domain.text.search_words import folded

_OF_AN_ADDRESS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-")
"""Before an `@`, these make it a mail address, as in `orders@example.com`, and nobody is mentioned."""

_GOES_ON = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
"""After a handle in Latin letters, these make it another word: `@ktx` does not mention KT. Japanese puts さん behind a
name without a space, so nothing ends a handle that is written in kanji or kana."""


def handle_of(person: Person, people: Iterable[Person]) -> str:
    """Return the handle to write behind the `@`: the person's `mention`, else the first of sign-off, the mail address
    before its `@`, the name without spaces, and the whole mail address that means nobody else."""
    means = _meanings(people)
    names = (person.mention,) if person.mention else _names(person)
    return next((name for name in names if means.get(folded(name)) == person), "")


def mentioned_in(text: str, people: Iterable[Person]) -> tuple[Person, ...]:
    """Return the people whom the text mentions, each once, in its order. Compared in NFKC without case; of two handles
    that fit, the longer one is meant (`@田中太郎` is not 田中), and one that two people have mentions neither."""
    means = _meanings(people)
    content = folded(text)
    found: dict[str, Person] = {}
    for at, letter in enumerate(content):
        if letter != "@" or (at and content[at - 1] in _OF_AN_ADDRESS):
            continue
        rest = content[at + 1 :]
        fitting = [handle for handle in means if rest.startswith(handle) and _ends(handle, rest)]
        person = means[max(fitting, key=len)] if fitting else None
        if person is not None:
            found.setdefault(person.id, person)
    return tuple(found.values())


def _ends(handle: str, rest: str) -> bool:
    return handle[-1] not in _GOES_ON or rest[len(handle) : len(handle) + 1] not in _GOES_ON


def _meanings(people: Iterable[Person]) -> Mapping[str, Person | None]:
    """Map handles to people; None for a handle that two people share. A configured `mention` belongs to its person alone."""
    everybody = tuple(people)
    means: dict[str, Person | None] = {}
    for person in everybody:
        for handle in {folded(name) for name in _names(person)}:
            means[handle] = None if handle in means else person
    return means | {folded(person.mention): person for person in everybody if person.mention}


def _names(person: Person) -> tuple[str, ...]:
    names = (person.sign_off.lstrip("^"), person.email.partition("@")[0], "".join(person.name.split()), person.email)
    return tuple(name for name in names if name and not any(letter.isspace() for letter in name))
