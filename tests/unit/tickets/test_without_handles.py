"""N2: a network may have no handles; customers and accounts go by their names there, and by their ids as a last resort."""

from dataclasses import replace

import pytest

from shared.domain.accounts.connection import Identity
from shared.domain.inbound.routing import Inbound, route
from shared.domain.notifications.alert_text import about_ticket, handle_of, shown_name
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Mention
from shared.domain.search.entries import WordsEntry, entries_of
from shared.domain.settings.desk import Account, Person
from shared.domain.tickets.customer_name import brings_name, newest_name, with_known_name
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.list_templates import templates_for_ticket
from tests.builders import BRAND, NOON, asked, sighted, ticket
from tests.fake_desk import FakeDesk

EMI = Author("U4af4980629aaaabbbbccccddddeeee0f", "", "Emi 恵美")
NOBODY = Author(EMI.id, "", "")
SHOP = Account("shop", "x", "U0000000000000000000000000000001", "", "Acme 公式")


def test_N2_an_account_without_a_handle_goes_by_its_name() -> None:
    assert [SHOP.label, replace(SHOP, username="acme").label] == ["Acme 公式", "@acme"]
    assert [Identity("1", "", "Acme").label, Identity("1", "acme", "Acme").label] == ["Acme", "@acme"]


@pytest.mark.parametrize(
    ("customer", "name", "handle"),
    [
        (EMI, "Emi 恵美", ""),
        (Author("900", "emi", ""), "emi", "@emi"),
        (Author("900", "", ""), "user 900", ""),
        (NOBODY, f"user …{NOBODY.id[-12:]}", ""),
        (Author("did:web:example.com", "", ""), "user did:web:example.com", ""),
    ],
)
def test_N2_messages_name_a_customer_by_what_is_known(customer: Author, name: str, handle: str) -> None:
    assert (shown_name(customer, "en"), handle_of(customer)) == (name, handle)


def test_N2_a_message_names_account_and_customer_without_handles() -> None:
    told = ticket(asked(0, author=EMI), customer=EMI)
    values = about_ticket(told, told.running, account=SHOP, reader=Person("kt", "Keiko", "kt@example.com"), now=NOON)
    assert (values["account"], values["customer"]) == ("Acme 公式", "Emi 恵美")


def test_N2_a_name_alone_is_kept_and_found() -> None:
    nameless, named = asked(0, author=NOBODY), asked(0, author=EMI)
    assert brings_name(named, nameless)
    assert not brings_name(nameless, named)
    held = ticket(named, customer=EMI)
    assert with_known_name(asked(1, author=NOBODY), held).author == EMI
    assert newest_name(held, asked(1, author=replace(EMI, name="Emi K"))).name == "Emi K"
    placed = replace(held, posts=()).with_post(named)
    assert [entry.names for entry in entries_of(placed) if isinstance(entry, WordsEntry)] == ["emi 恵美"]


def test_N2_an_account_without_a_handle_is_named_by_its_id_alone() -> None:
    post = sighted(0, mentions=(Mention("", "", leading=False), Mention(SHOP.network_id, "", leading=False)))
    routed = route(replace(post, received_for=SHOP.network_id, told_as_mention=False), [SHOP])
    assert isinstance(routed, Inbound)
    unnamed = replace(post, received_for=BRAND.id, told_as_mention=False, mentions=(Mention("", "", leading=False),))
    assert not isinstance(route(unnamed, [SHOP]), Inbound)


def test_N2_templates_say_the_name_where_there_is_no_handle() -> None:
    desk = FakeDesk(Document("template", "hello", 1, {"name": "Hello", "text": "Dear {customer} ({username})"}))
    ingest_post(sighted(0, author=EMI), desk=desk)
    [told] = desk.tickets.tickets.values()
    [filled] = templates_for_ticket(told.id, language=None, by=desk.kt, desk=desk)
    assert filled.text == "Dear Emi 恵美 (Emi 恵美)"
