"""Change the desk's settings as a whole: read, plan, check, save, and apply them to the clocks that run."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from shared.domain.settings.desk import Person
from shared.ports.memory import HasMemory
from shared.ports.settings import Document, HasSettings
from shared.ports.sla import HasTimers
from shared.ports.tickets import HasTickets
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings.file import all_of, in_force
from shared.usecases.settings.policy_order import ORDER, moved
from shared.usecases.settings.sign_out import shown
from shared.usecases.settings_changes.decide_change import Change
from shared.usecases.settings_changes.plan_settings import PlanSettingsDesk, plan
from shared.usecases.settings_changes.warnings import SettingsWarning
from shared.usecases.sla.reapply_to_waiting import LOOKED_AT, Moves, reapply_sla_to_waiting, what_would_move


class ChangeSettingsDesk(PlanSettingsDesk, HasMemory, HasTickets, HasTimers, Protocol):
    """The parts of the desk that `change_settings` uses."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The changed documents, the running clocks that moved (C6), and warnings; of a dry run, those that would be."""

    documents: tuple[Document, ...]
    moves: Moves
    warnings: tuple[SettingsWarning, ...] = ()


def settings_in_force(*, desk: HasSettings) -> tuple[Document, ...]:
    """Return every document at its newest version, policies in the order in which they count; built-in ones have version 0."""
    return tuple(shown(document) for document in in_force(desk.settings.current(fresh=True)))


def on_current_versions(wanted: Iterable[Document], *, desk: HasSettings) -> tuple[Document, ...]:
    """Return the documents of a file, which knows no versions, as edits of those in force now."""
    current = {(d.kind, d.id): d for d in all_of(desk.settings.current(fresh=True))}
    edits = []
    for document in wanted:
        before = current.get((document.kind, document.id))
        edit = replace(document, version=before.version if before is not None else 0)
        edits.append(moved(edit, current) if document.kind == ORDER else edit)
    return tuple(edits)


def preview_settings(
    wanted: Iterable[Document],
    *,
    by: Person | None,
    desk: ChangeSettingsDesk,
    within: timedelta,
    rows: int | None = LOOKED_AT,
) -> Changed:
    """Return what `change_settings` would do, after the same checks, and do nothing: the dry run of C6. It looks at the most urgent
    `rows` of what waits, all if None, and says how many it has looked at."""
    change = plan(wanted, by=by, desk=desk)
    moves = what_would_move(change.after, desk=desk, within=within, rows=rows) if change.moves_clocks else Moves()
    return Changed(change.documents, moves, change.warnings)


def change_settings(
    wanted: Iterable[Document],
    *,
    by: Person | None,
    desk: ChangeSettingsDesk,
    within: timedelta | None,
    with_sign_in: bool = False,
) -> Changed:
    """Save each changed document as its next version, if all of them together are valid, and apply them to running clocks,
    soonest deadline first, for as long as `within`; the reconciler does the rest.

    `version` of a document is the one that its editor started from, 0 for a new one. Documents that are not named stay
    unchanged; a body of only `retired` retires the document with its content. `by` is None on the command line, with the
    desk's own credentials; `with_sign_in` is for callers that change the sign-in as well. Idempotent: a repetition from
    the same version by the same person returns the stored documents. Raises InvalidError with the path of the field,
    SettingsMovedError or ForbiddenError; the old settings stay in force then.
    """
    documents = tuple(wanted)
    change = on_fresh_state(lambda: _plan_and_save(documents, by=by, desk=desk, with_sign_in=with_sign_in))
    moves = reapply_sla_to_waiting(change.after, desk=desk, within=within) if change.moves_clocks else Moves()
    return Changed((*change.documents, *change.repeated), moves, change.warnings)


def _plan_and_save(
    documents: tuple[Document, ...], *, by: Person | None, desk: ChangeSettingsDesk, with_sign_in: bool
) -> Change:
    """Plan and save; if another person wrote the order meanwhile, as when both add a policy, plan again on the current documents."""
    change = plan(documents, by=by, desk=desk, with_sign_in=with_sign_in)
    desk.settings.put(change.written, standing=change.standing)
    return change
