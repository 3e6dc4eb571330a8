"""Check a document when it is saved, and not each time that it is read: what was accepted once stays."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shared.domain.errors import InvalidError
from shared.domain.networks.account_form import FieldForm
from shared.domain.networks.rules import NetworkRules
from shared.domain.settings.desk import DeskSettings
from shared.domain.text.suggestions import no_such, shown
from shared.ports.settings import Document
from shared.usecases.settings.kinds import check_shape, is_retired, path_of
from shared.usecases.settings.phone_numbers import check_phone
from shared.usecases.settings_changes.check_values import check_values

MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}\Z)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)
"""A single mail address, which no mail header can take for two. Consecutive dots before the @ are allowed: Japanese carriers
have issued such addresses."""

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

OF_MANY_LINES = ("template", "text")
"""Kinds whose texts can have several lines; all other texts are names, addresses or words."""


def check_new(document: Document, before: Document | None = None) -> None:
    """Raise InvalidError, with the path, for anything that a document must not hold when it is saved.

    A phone number that stood in it `before` is left alone: to change a name, nobody needs to find another phone first.
    """
    path = path_of(document)
    if not is_retired(document):
        check_shape(document)
        check_values(document, path)
    if document.kind not in OF_MANY_LINES:
        for where, text in _texts(document.body, path):
            if CONTROL.search(text):
                raise InvalidError(where, "holds a line break or another character that cannot be seen")
    if document.kind == "person":
        email, phone = document.body.get("email"), document.body.get("phone")
        if isinstance(email, str) and not MAIL.fullmatch(email):
            sentence = f"{shown(email)} cannot stand here; it must be a mail address, such as 'keiko@example.com'"
            raise InvalidError(f"{path}.email", sentence)
        if isinstance(phone, str) and (before is None or before.body.get("phone") != phone):
            check_phone(phone, f"{path}.phone")


def check_account_forms(changed: Iterable[Document], rules: Mapping[str, NetworkRules]) -> None:
    """An account is on a network that this desk knows, and named there as that network names accounts."""
    for document in changed:
        if document.kind != "account" or is_retired(document):
            continue
        path, body = path_of(document), document.body
        if body["network"] not in rules:
            raise no_such(f"{path}.network", "network", body["network"], sorted(rules))
        form = rules[body["network"]].account_form
        for name, field in (("network_id", form.network_id), ("username", form.username)):
            if field is not None:
                _check_field(body.get(name, ""), field, f"{path}.{name}")
        for name, given in body.get("options", {}).items():
            if name not in form.options:
                raise no_such(f"{path}.options", "option", name, sorted(form.options))
            _check_field(given, form.options[name], f"{path}.options.{name}")


def _check_field(given: str, field: FieldForm, path: str) -> None:
    if not field.fits(given):
        said, example = shown(given), shown(field.example)
        raise InvalidError(path, f"{said} cannot stand here; it must be {field.meaning}, such as {example}")


def check_networks_named(changed: Iterable[Document], rules: Mapping[str, NetworkRules]) -> None:
    """Raise InvalidError if a saved policy or keyword rule names a network that this desk does not know."""
    for document in changed:
        if document.kind in ("policy", "keyword_rule") and not is_retired(document):
            for index, name in enumerate(document.body.get("networks", ())):
                if name not in rules:
                    raise no_such(f"{path_of(document)}.networks[{index}]", "network", name, sorted(rules))


def check_pictures(changed: Iterable[Document], rules: Mapping[str, NetworkRules]) -> None:
    """Raise InvalidError if customers' pictures are to be fetched from a network that does not say where they stand."""
    known = sorted(name for name in rules if rules[name].media_hosts)
    for document in changed:
        named = document.body.get("show_pictures_from", ()) if document.kind == "desk" else ()
        for index, name in enumerate(named):
            if name not in known:
                raise no_such(f"{path_of(document)}.show_pictures_from[{index}]", "network with pictures", name, known)


def check_prices(changed: Iterable[Document], rules: Mapping[str, NetworkRules]) -> None:
    """Raise InvalidError for the price of an unknown network, or of something that the network does not charge for."""
    for document in changed:
        prices = document.body.get("prices", {}) if document.kind == "desk" else {}
        for network, known in prices.items():
            path = f"{path_of(document)}.prices"
            if network not in rules:
                raise no_such(path, "network", network, sorted(rules))
            for charge in known:
                if charge not in rules[network].prices:
                    raise no_such(f"{path}.{network}", "price", charge, sorted(rules[network].prices))


def check_accounts_named(changed: Iterable[Document], after: DeskSettings) -> None:
    """Raise InvalidError if a saved policy, rule or template names an account that is not there, or if an account goes that
    one in force still names."""
    documents = list(changed)
    live = {account.id for account in after.live_accounts}
    gone = {d.id for d in documents if d.kind == "account" and d.id not in live}
    saved = {(d.kind, d.id) for d in documents}
    for kind, table, naming in (
        ("policy", "policies", after.policies),
        ("keyword_rule", "keyword_rules", after.keyword_rules),
        ("template", "templates", after.templates),
    ):
        for each in naming:
            for index, name in enumerate(each.accounts):
                if name in gone or (name not in live and (kind, each.id) in saved):
                    raise no_such(f"{table}[{each.id}].accounts[{index}]", "account", name, sorted(live))


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _texts(each, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _texts(each, f"{path}[{index}]")
