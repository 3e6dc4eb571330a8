"""Decide what a change of settings writes, after every check that the settings alone allow. Pure: nothing is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.errors import ForbiddenError, InvalidError
from shared.domain.networks.rules import NetworkRules
from shared.domain.settings.desk import ADMINS, DeskSettings, Person
from shared.domain.sla.calendar import within_reason
from shared.domain.sla.policy import Policy
from shared.ports.settings import Document, Saved
from shared.usecases.settings.documents import calendar_of, settings_from
from shared.usecases.settings.kinds import KINDS, path_of
from shared.usecases.settings.laps import MOVES_CLOCKS
from shared.usecases.settings.policy_order import ORDER, with_order
from shared.usecases.settings_changes.check_documents import (
    check_account_forms,
    check_accounts_named,
    check_networks_named,
    check_new,
    check_pictures,
    check_prices,
)
from shared.usecases.settings_changes.check_policies import check_ladder
from shared.usecases.settings_changes.requested_documents import Known, RequestedDocuments
from shared.usecases.settings_changes.warnings import SettingsWarning, warnings

FOR_ADMINS = ("desk", "account", "person")
"""Only an admin changes these; calendars, policies and teams are a manager's daily work."""


@dataclass(frozen=True, slots=True)
class CurrentSettings:
    """The settings before a change. `usable` is what of each document counts, where some cannot be read as they are (I9),
    and `settings` is what they make."""

    documents: Known
    usable: Known
    settings: DeskSettings


@dataclass(frozen=True, slots=True)
class Change:
    """The documents to write, each at the version that it would have, and the settings `after` them."""

    written: tuple[Document, ...]
    after: DeskSettings
    standing: tuple[Document, ...] = ()
    """Documents that must not change meanwhile for this to be sound."""
    repeated: tuple[Document, ...] = ()
    """Documents that the same person saved with the same content from the same version: an answer was lost."""
    warnings: tuple[SettingsWarning, ...] = ()
    order_follows: bool = False
    """The order is written only because a new policy takes the last place in it."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that the editor asked for."""
        return tuple(d for d in self.written if not (self.order_follows and d.kind == ORDER))

    @property
    def moves_clocks(self) -> bool:
        return any(document.kind in MOVES_CLOCKS for document in self.written)


def decide_change(
    requested: RequestedDocuments,
    current: CurrentSettings,
    *,
    by: Person | None,
    saved: Saved,
    rules: Mapping[str, NetworkRules],
) -> Change:
    """Return what the requested documents write and make, signed as `saved`.

    Raises InvalidError with the path of the field, and ForbiddenError for what only an admin changes.
    """
    changed = sorted(requested.changed, key=lambda document: list(KINDS).index(document.kind))
    _check_allowed(changed, by)
    for document in changed:
        if document.kind == "calendar":
            calendar_of(document, as_of=saved.at)
        check_new(document, current.documents.get((document.kind, document.id)))
    check_account_forms(changed, rules)
    written, order_follows = with_order(changed, current.documents)
    after = _after(current, written)
    check_accounts_named(written, after)
    check_networks_named(written, rules)
    check_pictures(written, rules)
    check_prices(written, rules)
    standing = _admin_that_stays(current.documents, written, after)
    touched = {(document.kind, document.id) for document in written}
    _check_policies(after, touched, saved.at)
    return Change(
        tuple(replace(document, saved=saved) for document in written),
        after,
        standing,
        requested.repeated,
        warnings(after, before=current.settings, touched=touched),
        order_follows,
    )


def _after(current: CurrentSettings, written: Iterable[Document]) -> DeskSettings:
    """Return the settings as they would stand. A stored document that cannot be read any more keeps nobody from changing
    another, or two of them could not be mended one by one (I9)."""
    written = tuple(written)
    try:
        return settings_from((*current.documents.values(), *written))
    except InvalidError:
        saved = {(document.kind, document.id) for document in written}
        others = {key: document for key, document in current.documents.items() if key not in saved}
        usable = {key: document for key, document in current.usable.items() if key not in saved}
        if usable == others:
            raise
        return settings_from((*usable.values(), *written))


def _check_policies(after: DeskSettings, touched: set[tuple[str, str]], now: datetime) -> None:
    """Check the policies that are saved, and those whose calendar is."""
    for policy in after.policies:
        if ("policy", policy.id) in touched:
            check_ladder(policy)
        if touched & {("policy", policy.id), ("calendar", policy.calendar)}:
            _check_countable(policy, after, now)


def _check_allowed(changed: Iterable[Document], by: Person | None) -> None:
    if by is None or ADMINS in by.groups:
        return
    for document in changed:
        if document.kind in FOR_ADMINS:
            raise ForbiddenError(f"Only an admin can change {path_of(document)}.")


def _admin_that_stays(current: Known, changed: Iterable[Document], after: DeskSettings) -> tuple[Document, ...]:
    """Return, where an admin goes, the document of one who stays and whom this change does not hold itself.

    It must still stand when the change is written, or two admins who remove each other at once would both succeed.
    Raises InvalidError if nobody stays.
    """
    admins = [d.id for d in current.values() if d.kind == "person" and _administers(d)]
    stay = [person.id for person in after.working if ADMINS in person.groups]
    gone = [ident for ident in admins if ident not in stay]
    if not gone:
        return ()
    if not stay:
        person = after.person(gone[0])
        field_name = "disabled" if person is not None and person.disabled else "groups"
        sentence = "the desk would have no admin left; name another one first"
        raise InvalidError(f"people[{gone[0]}].{field_name}", sentence)
    if any(document.kind == "person" and document.id in stay for document in changed):
        return ()
    return (current["person", stay[0]],)


def _administers(document: Document) -> bool:
    return ADMINS in document.body.get("groups", ()) and document.body.get("disabled") is not True


def _check_countable(policy: Policy, settings: DeskSettings, now: datetime) -> None:
    """Raise InvalidError unless the policy's furthest instant can be counted in its calendar, and so every one."""
    calendar = settings.calendar(policy.calendar)
    for name, target in (("first_reply_minutes", policy.first_reply), ("next_reply_minutes", policy.next_reply)):
        furthest = max((step.offset(target) for step in policy.ladder), default=target)
        try:
            within_reason(now, max(target, furthest), calendar)
        except InvalidError as e:
            path = f"policies[{policy.id}].{name}"
            raise InvalidError(path, f"it cannot be counted in the calendar {calendar.id!r}: {e.sentence}") from e
