"""Close answered tickets that have been silent for days (C5)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import Protocol

from shared.domain.errors import DeskError
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.fold import Status
from shared.domain.tickets.rows import TicketRow
from shared.domain.tickets.ticket_state import quiet_since
from shared.ports.clock import HasClock, HasIds
from shared.ports.tickets import HasTickets
from shared.usecases.paging import all_rows
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings.current import DeskSlaCalculator, ReadsSettings, desk_settings, refolded


class AutoCloseDesk(ReadsSettings, HasClock, HasIds, HasTickets, Protocol):
    """The parts of the desk that `auto_close` uses."""


LOOKED_AT = 500
"""Tickets of an account that a run looks at: those that somebody holds, or opened again, stay at the old end."""

WITHIN = timedelta(seconds=10)
"""How long of a run tickets are finished; what is left has the next run, five minutes later."""


class AutoClose(StrEnum):
    """What became of a silent ticket."""

    CLOSED = "done_by_itself"
    LEFT_OPEN = "left_open"
    FAILED = "failed"


def auto_close(*, desk: AutoCloseDesk) -> Counter[AutoClose]:
    """Sets tickets done that have been answered and silent for as long as the desk's settings say, the oldest first.

    It is dated to the last answer, or to what else ended the waiting after it, and nobody is its actor. Reply clocks
    and their figures stay as they are, however long ago the conversation was: nothing waits in such a ticket.
    """
    done: Counter[AutoClose] = Counter()
    settings = desk_settings(desk)
    span = settings.general.done_after
    if not span:
        return done
    began = desk.clock.now()
    for account in settings.accounts:
        try:
            for row in _silent(account.id, span, desk=desk):
                if desk.clock.now() - began > WITHIN:
                    return done
                done[_finished(row, span, desk=desk)] += 1
        except DeskError:
            done[AutoClose.FAILED] += 1
    return done


def _silent(account: str, span: timedelta, *, desk: AutoCloseDesk) -> Iterator[TicketRow]:
    return islice(all_rows(partial(desk.tickets.silent, account, desk.clock.now() - span)), LOOKED_AT)


def _finished(row: TicketRow, span: timedelta, *, desk: AutoCloseDesk) -> AutoClose:
    """What became of one ticket; one that fails keeps no other back."""
    if row.claim is not None and row.claim.until > desk.clock.now():
        return AutoClose.LEFT_OPEN
    try:
        finished = on_fresh_state(lambda: _finish(row.id, span, desk=desk))
    except DeskError:
        return AutoClose.FAILED
    return AutoClose.CLOSED if finished else AutoClose.LEFT_OPEN


def _finish(ticket_id: str, span: timedelta, *, desk: AutoCloseDesk) -> bool:
    """Reads again, decides, and saves under the ticket's version: a post that comes meanwhile comes first."""
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
