"""What is asked of a document when it is saved, and not each time that it is read: what was accepted once stays."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shared.domain.desk import DeskSettings, Person
from shared.domain.errors import InvalidError
from shared.ports import Desk, Document
from shared.usecases.settings_documents import path_of, person_of

MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}\Z)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)
"""One address, and nothing that a mail's header could take for two. Dots may follow one another before the @: carriers
in Japan have given out such addresses."""

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

OF_MANY_LINES = ("template", "text")
"""Kinds whose texts may have lines; every other text is a name, an address or a word."""

ELSEWHERE: Mapping[str, str] = {
    "email": "the sign-in's address is changed together with this one: `desk people email`, or PUT /api/people/{sub}",
    "groups": "the sign-in's groups are changed together with these: `desk people groups`, or PUT /api/people/{sub}",
    "disabled": "who may sign in is changed by `desk people disable` and `enable`, or POST /api/people/{sub}/disable",
}
"""What the sign-in knows too, and where it is changed on both sides."""


def check_new(document: Document) -> None:
    """Raises InvalidError with the path of what a document that is being saved must not hold."""
    path = path_of(document)
    if document.kind not in OF_MANY_LINES:
        for where, text in _texts(document.body, path):
            if CONTROL.search(text):
                raise InvalidError(where, "holds a line break or another character that cannot be seen")
    if document.kind == "person":
        email, phone = document.body.get("email"), document.body.get("phone")
        if isinstance(email, str) and not MAIL.fullmatch(email):
            raise InvalidError(f"{path}.email", f"{email!r} is no mail address such as keiko@example.com")
        if isinstance(phone, str):
            check_phone(phone, f"{path}.phone")


def check_phone(phone: str, path: str) -> None:
    """A number that its country's plan has room for, in E.164. Whether somebody has it is not asked: numbers that are
    kept for examples are nobody's."""
    written = e164(phone)
    if written is None:
        raise InvalidError(path, f"{phone!r} is no phone number such as +819012345678, with the country's code")
    if written != phone:
        raise InvalidError(path, f"write it as {written}")


def e164(phone: str) -> str | None:
    """The number in E.164, however it was written; None for what is none. The plans are loaded when first asked for."""
    import phonenumbers

    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or number.extension:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def check_accounts_named(changed: Iterable[Document], after: DeskSettings) -> None:
    """A policy, rule or template that is being saved names accounts that are there, and no account goes that one in
    force still names."""
    documents = list(changed)
    live = {account.id for account in after.live_accounts}
    gone = {d.id for d in documents if d.kind == "account" and d.id not in live}
    saved = {(d.kind, d.id) for d in documents}
    for kind, table, naming in (
        ("policy", "policies", after.policies),
        ("routing", "routing", after.routing),
        ("template", "templates", after.templates),
    ):
        for each in naming:
            for index, name in enumerate(each.accounts):
                if name in gone or (name not in live and (kind, each.id) in saved):
                    raise InvalidError(f"{table}[{each.id}].accounts[{index}]", f"there is no account {name!r}")


def check_sign_in(changed: Iterable[Document], current: Mapping[tuple[str, str], Document], *, desk: Desk) -> None:
    """A settings document alone lets nobody in or out: what it says of a person, the sign-in knows as well.

    Of somebody who is here, neither address nor groups nor `disabled` change this way; somebody new is let in already.
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


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _texts(each, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _texts(each, f"{path}[{index}]")
