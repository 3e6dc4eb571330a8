"""Plan a change of settings: read what stands, and decide what would be written, after every check."""

from collections.abc import Iterable
from typing import Protocol

from shared.domain.settings.desk import Person
from shared.ports.clock import HasClock
from shared.ports.desk import HasOperator
from shared.ports.networks import HasRules
from shared.ports.people import HasDirectory
from shared.ports.settings import Document, HasSettings, Saved
from shared.usecases.settings.file import all_of
from shared.usecases.settings.salvage import usable_documents, usable_settings
from shared.usecases.settings_changes.check_sign_in import check_sign_in
from shared.usecases.settings_changes.decide_change import Change, CurrentSettings, decide_change
from shared.usecases.settings_changes.requested_documents import requested_documents


class PlanSettingsDesk(HasClock, HasDirectory, HasOperator, HasRules, HasSettings, Protocol):
    """The parts of the desk that `plan_settings` uses."""


def plan(
    wanted: Iterable[Document], *, by: Person | None, desk: PlanSettingsDesk, with_sign_in: bool = False
) -> Change:
    """Return what would be written, after every check that `change_settings` makes; raises what it raises."""
    current = _read(desk=desk)
    requested = requested_documents(tuple(wanted), current.documents, by, with_sign_in=with_sign_in)
    name, ident = (by.name, by.id) if by is not None else (desk.operator, None)
    saved = Saved(desk.clock.now(), ident, name)
    change = decide_change(requested, current, by=by, saved=saved, rules=desk.rules)
    if not with_sign_in:
        check_sign_in(change.written, current.documents, desk=desk)
    return change


def _read(*, desk: HasSettings) -> CurrentSettings:
    documents = all_of(desk.settings.current(fresh=True))
    settings = usable_settings(documents, desk.settings)
    usable = usable_documents(documents, desk.settings)[0] if settings.faults else documents
    return CurrentSettings(
        {(each.kind, each.id): each for each in documents}, {(each.kind, each.id): each for each in usable}, settings
    )
