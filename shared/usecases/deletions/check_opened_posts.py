"""Lookups of opened tickets' posts, ahead of the hourly lookups (I6): a post that its customer has deleted should not be read
or answered for another hour.

Opening or claiming a ticket is recorded here; the poller's next run, within a minute, looks its posts up, within the same
budget as the hourly lookups but regardless of their pace. A post that the network reports as gone, when it rejects an
answer, is looked up at once.
"""

from collections import Counter
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

from shared.domain.accounts.costs import is_charged
from shared.domain.accounts.status import AccountStatus, Call, Signal
from shared.domain.errors import DeskError, NotFoundError, UnavailableError
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.network_reading import Lookups
from shared.usecases.accounts.plugs import plug_of
from shared.usecases.accounts.usage import reading_stops
from shared.usecases.deletions.detect_deletions import (
    ONE_RUN,
    DetectDeletionsDesk,
    LookupOutcome,
    accounts_with_lookups,
    check_account_posts,
    look_up_posts,
    shares,
)
from shared.usecases.deletions.stored_posts import LookupRequest, StoredPostsDesk, posts_of
from shared.usecases.settings.current import desk_settings


class CheckOpenedPostsDesk(DetectDeletionsDesk, Protocol):
    """The parts of the desk that `check_opened_posts` uses."""


FRESH = timedelta(minutes=5)
"""A ticket that was looked up this recently is not looked up again for being open."""

WANTED_AGAIN = timedelta(minutes=1)
"""How often one process records the same ticket: the page requests an open one every few seconds."""

MOST_TICKETS = 50
MOST_POSTS = 10
"""The number of newest posts of a ticket, about a screenful, that are looked up."""

OWED_FOR = timedelta(minutes=2)
"""The delay before a failed hourly lookup is retried, if the network has named none."""


def note_opened(ticket: Ticket, *, desk: CheckOpenedPostsDesk) -> datetime | None:
    """Record that the ticket is open; return when its posts were last looked up. An error in recording does not keep the
    ticket from being shown."""
    if next(posts_of(ticket, desk=desk), None) is None:
        return None
    try:
        last = desk.looks.last(ticket.account, ticket.id)
        _want(ticket, last, desk=desk)
    except UnavailableError:
        return None
    return last


def note_claimed(ticket: Ticket, *, desk: CheckOpenedPostsDesk) -> None:
    """Record that somebody works on the ticket, unless this process has just recorded it."""
    if not _is_noted(ticket, desk=desk):
        note_opened(ticket, desk=desk)


def _is_noted(ticket: Ticket, *, desk: CheckOpenedPostsDesk) -> bool:
    noted = desk.memory.tickets_opened.get(ticket.id)
    return noted is not None and desk.clock.now() - noted < WANTED_AGAIN


def _want(ticket: Ticket, last: datetime | None, *, desk: CheckOpenedPostsDesk) -> None:
    now = desk.clock.now()
    if (last is None or now - last >= FRESH) and not _is_noted(ticket, desk=desk):
        desk.looks.want(ticket.account, ticket.id, now)
        desk.memory.tickets_opened[ticket.id] = now


def check_opened_posts(*, desk: CheckOpenedPostsDesk) -> Counter[LookupOutcome]:
    """Look up the posts of open tickets, and retry failed hourly lookups. Runs every minute."""
    outcomes: Counter[LookupOutcome] = Counter()
    settings = desk_settings(desk)
    accounts = accounts_with_lookups(desk=desk)
    stopped = reading_stops(desk=desk)
    began = desk.clock.now()
    for account, share in shares(list(accounts), settings.general, desk.rules).items():
        if desk.clock.now() - began > ONE_RUN:
            break
        if stopped and is_charged(desk.rules[account.network]):
            continue
        try:
            outcomes += _look(account, accounts[account], share, desk=desk)
        except DeskError:
            outcomes[LookupOutcome.FAILED] += 1
    return outcomes


def check_post(ticket: str, post: str, account: Account, *, desk: CheckOpenedPostsDesk) -> None:
    """Look up a post that the network has just reported as gone, to learn whether it is gone for everybody. On failure the
    next minute's run repeats it."""
    try:
        lookups = plug_of(account, desk=desk).lookups
        charged = is_charged(desk.rules[account.network])
        if lookups is None or (charged and reading_stops(desk=desk)):
            return
        share = _share(account, desk=desk)
        outcomes = look_up_posts(account, lookups, [LookupRequest(ticket, post)], most=share, desk=desk)
        if outcomes[LookupOutcome.FAILED]:
            desk.looks.want(account.id, ticket, desk.clock.now())
    except DeskError:
        return


def _share(account: Account, *, desk: CheckOpenedPostsDesk) -> int:
    settings = desk_settings(desk)
    return shares(list(accounts_with_lookups(desk=desk)), settings.general, desk.rules).get(account, 0)


def _look(account: Account, lookups: Lookups, share: int, *, desk: CheckOpenedPostsDesk) -> Counter[LookupOutcome]:
    now = desk.clock.now()
    wanted = desk.looks.wanted(account.id, limit=MOST_TICKETS)
    status = desk.heartbeats.of(account.id)
    owed = _pending(status, now)
    if not (wanted or owed) or status.paused(Call.LOOK_UP, now) or not lookups.connected(account):
        return Counter()
    outcomes: Counter[LookupOutcome] = Counter()
    if wanted and share:
        asked = [each for ticket in wanted for each in _posts(ticket, desk=desk)]
        outcomes = look_up_posts(account, lookups, asked, most=share, desk=desk)
    if outcomes[LookupOutcome.FAILED]:
        return outcomes
    for ticket in wanted:
        desk.looks.drop(account.id, ticket)
    if owed and share:
        outcomes += check_account_posts(account, lookups, share, desk=desk)
    return outcomes


def _posts(ticket: str, *, desk: StoredPostsDesk) -> list[LookupRequest]:
    try:
        return list(islice(posts_of(desk.tickets.load(ticket), desk=desk), MOST_POSTS))
    except NotFoundError:
        return []


def _pending(status: AccountStatus, now: datetime) -> bool:
    """Return whether the last hourly lookup failed, and its retry is due."""
    owed, made = status.last.get(Signal.LOOKUPS_OWED), status.last.get(Signal.LOOKUPS_MADE)
    return owed is not None and (made is None or owed > made) and now - owed >= OWED_FOR
