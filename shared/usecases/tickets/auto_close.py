"""Close answered tickets that have been silent for days (C5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.operations.checkpoint import SliceBudget, SweepName
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.ticket_state import quiet_since
from shared.ports.clock import HasClock, HasIds
from shared.ports.tickets import HasTickets
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings.current import DeskSlaCalculator, ReadsSettings, desk_settings, refolded
from shared.usecases.slices import SliceDesk, Sweep, Walked, walk


class AutoCloseDesk(ReadsSettings, SliceDesk, HasClock, HasIds, HasTickets, Protocol):
    """The parts of the desk that `auto_close` uses."""


ONE_RUN = SliceBudget(rows=1000, time=timedelta(seconds=10))
"""What one run takes, every five minutes. Tickets that somebody holds, or opened again, stay at the old end, and are passed over."""


class AutoClose(StrEnum):
    """What became of a silent ticket."""

    CLOSED = "done_by_itself"
    LEFT_OPEN = "left_open"
    FAILED = "failed"


def auto_close(*, desk: AutoCloseDesk, budget: SliceBudget = ONE_RUN) -> Walked[AutoClose]:
    """Set tickets done that have been answered and silent for as long as the desk's settings say, the oldest first, in slices.

    A ticket is dated to the last answer, or to what else ended the waiting after it, and nobody is its actor. Reply clocks
    and their figures stay as they are, however long ago the conversation was: nothing waits in such a ticket.
    """
    settings = desk_settings(desk)
    span = settings.general.done_after
    if not span:
        return Walked()
    before = desk.clock.now() - span

    def silent(account: str, *, after: str | None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        return desk.tickets.silent(account, before, after=after, limit=limit)

    def finished(row: TicketRow) -> AutoClose:
        if row.claim is not None and row.claim.until > desk.clock.now():
            return AutoClose.LEFT_OPEN
        is_finished = on_fresh_state(lambda: _finish(row.id, span, desk=desk))
        return AutoClose.CLOSED if is_finished else AutoClose.LEFT_OPEN

    sweep = Sweep(SweepName.AUTO_CLOSE, silent, finished, AutoClose.FAILED)
    return walk(sweep, (account.id for account in settings.accounts), budget, desk=desk)


def _finish(ticket_id: str, span: timedelta, *, desk: AutoCloseDesk) -> bool:
    """Read again, decide, and save under the ticket's version: a post that comes meanwhile comes first."""
    before, now = desk.tickets.load(ticket_id), desk.clock.now()
    quiet = quiet_since(before, DeskSlaCalculator(desk_settings(desk), desk.settings))
    if before.status is not Status.ANSWERED or quiet is None or now - quiet < span:
        return False
    if any(reply.under_way for reply in before.replies) or (before.claim is not None and before.claim.until > now):
        return False
    silence = Action(desk.ids.new(), ActionKind.DONE, quiet, None, reason=DoneReason.SILENT.value, through=quiet + span)
    after = refolded(replace(before, claim=None).with_action(silence), desk)
    if after.status is not Status.DONE:
        return False
    desk.tickets.save(before, after)
    return True
