"""What a change of settings writes is decided without a desk."""

from collections.abc import Iterable
from typing import Any

import pytest

from shared.domain.errors import ForbiddenError, InvalidError, SettingsMovedError
from shared.domain.settings.desk import ADMINS, MANAGERS, Person
from shared.networks.x.rules import RULES
from shared.ports.settings import Document, Saved
from shared.usecases.settings.documents import settings_from
from shared.usecases.settings.file import all_of
from shared.usecases.settings_changes.decide_change import Change, CurrentSettings, decide_change
from shared.usecases.settings_changes.requested_documents import requested_documents
from tests.builders import NOON

ADA = Person("ada", "Ada", "ada@example.com", groups=(ADMINS,))
MAX = Person("max", "Max", "max@example.com", groups=(MANAGERS,))


def admin(ident: str) -> Document:
    return Document("person", ident, 1, {"name": ident, "email": f"{ident}@example.com", "groups": ["admins"]})


def policy(ident: str, version: int = 0, **body: Any) -> Document:
    return Document("policy", ident, version, {"first_reply_minutes": 30, **body})


def current(*stored: Document, unreadable: Iterable[Document] = ()) -> CurrentSettings:
    documents = all_of(stored)
    known = {(each.kind, each.id): each for each in documents}
    broken = {(each.kind, each.id): each for each in unreadable}
    return CurrentSettings(known | broken, known, settings_from(documents))


def decide(*wanted: Document, stood: CurrentSettings | None = None, by: Person | None = ADA) -> Change:
    stood = stood or current(admin("ada"))
    requested = requested_documents(wanted, stood.documents, by, with_sign_in=True)
    saved = Saved(NOON, by.id if by is not None else None, "Ada")
    return decide_change(requested, stood, by=by, saved=saved, rules={"x": RULES})


def test_C8_new_policies_take_the_last_places_in_the_order_in_which_they_are_sent() -> None:
    change = decide(policy("night"), policy("day"))
    assert [(each.kind, each.id) for each in change.written] == [
        ("policy", "night"),
        ("policy", "day"),
        ("order", "policy"),
    ]
    assert change.written[2].body == {"ids": ["night", "day"]}
    assert [each.id for each in change.documents] == ["night", "day"]
    assert change.moves_clocks


def test_each_document_is_signed_by_whoever_saves_it() -> None:
    assert decide(policy("vip")).written[0].saved == Saved(NOON, "ada", "Ada")
    assert decide(policy("vip"), by=None).written[0].saved == Saved(NOON, None, "Ada")


def test_a_document_that_says_what_it_said_before_is_not_written() -> None:
    stood = current(admin("ada"), *decide(policy("vip")).written)
    assert decide(policy("vip", version=1), stood=stood).written == ()


def test_a_lost_answer_is_given_again_to_the_person_who_saved_and_to_nobody_else() -> None:
    stood = current(admin("ada"), *decide(policy("vip")).written)
    assert [each.id for each in decide(policy("vip"), stood=stood).repeated] == ["vip"]
    with pytest.raises(SettingsMovedError):
        decide(policy("vip"), stood=stood, by=MAX)


def test_only_an_admin_changes_an_account() -> None:
    account = Document("account", "acme", 0, {"network": "x", "network_id": "100", "username": "acme", "name": "Acme"})
    assert decide(account).written[0].id == "acme"
    assert decide(account, by=None).written[0].id == "acme"
    with pytest.raises(ForbiddenError):
        decide(account, by=MAX)


def test_the_admin_who_stays_must_still_stand_when_the_other_goes() -> None:
    stood = current(admin("ada"), admin("ben"))
    gone = Document("person", "ben", 1, {**admin("ben").body, "groups": ["agents"]})
    assert [each.id for each in decide(gone, stood=stood).standing] == ["ada"]
    with pytest.raises(InvalidError, match="no admin left"):
        decide(Document("person", "ada", 1, {**admin("ada").body, "groups": ["agents"]}))


def test_I9_a_stored_document_that_cannot_be_read_keeps_nobody_from_changing_another() -> None:
    broken = Document("calendar", "old", 3, {"zone": "Nowhere/Land"})
    assert decide(policy("vip"), stood=current(admin("ada"), unreadable=[broken])).written[0].id == "vip"
    with pytest.raises(InvalidError, match="calendar"):
        decide(policy("vip", calendar="gone"))
