"""Posts that somebody has before them are looked up before their turn (I6): a customer who takes their words back is not to
be answered, or read, for another hour.

Who opens a ticket, or claims it to answer, has it noted here; the next run of the poller, within a minute, looks its posts
up, within the same budget as the hourly look but free of its pace. What the network itself calls gone, when it refuses an
answer, is looked up on the spot.
"""

from collections import Counter
from datetime import datetime, timedelta
from itertools import islice

from shared.domain.accounts.status import AccountStatus, Call, Signal
from shared.domain.errors import DeskError, NotFoundError, UnavailableError
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.ports.networks import Lookups
from shared.usecases.accounts.plugs import plug_of
from shared.usecases.accounts.usage import reading_stops
from shared.usecases.deletions.detect_deletions import (
    ONE_RUN,
    LookupOutcome,
    LookupRequest,
    accounts_with_lookups,
    check_account_posts,
    look_up_posts,
    posts_of,
    shares,
)
from shared.usecases.settings.current import desk_settings

FRESH = timedelta(minutes=5)
"""A ticket that was looked at within this is not looked at again because somebody has it open."""

WANTED_AGAIN = timedelta(minutes=1)
"""How often one process notes the same ticket: a page asks for an open one every few seconds."""

MOST_TICKETS = 50
MOST_POSTS = 10
"""What is on a screen: the newest posts of a ticket."""

OWED_FOR = timedelta(minutes=2)
"""When an hourly look that failed is made again, where the network has not said when it may be asked."""


def note_opened(ticket: Ticket, *, desk: Desk) -> datetime | None:
    """Notes that somebody has the ticket before them; says when its posts were looked up last. Whoever opens it sees it,
    whether or not that can be written down."""
    if next(posts_of(ticket), None) is None:
        return None
    try:
        last = desk.looks.last(ticket.account, ticket.id)
        _want(ticket, last, desk=desk)
    except UnavailableError:
        return None
    return last


def _want(ticket: Ticket, last: datetime | None, *, desk: Desk) -> None:
    now = desk.clock.now()
    key = f"look.{ticket.id}"
    noted: datetime | None = desk.memo.get(key)
    if (last is None or now - last >= FRESH) and (noted is None or now - noted >= WANTED_AGAIN):
        desk.looks.want(ticket.account, ticket.id, now)
        desk.memo[key] = now


def check_opened_posts(*, desk: Desk) -> Counter[LookupOutcome]:
    """Every minute: the tickets that somebody has open, and hourly looks that failed."""
    outcomes: Counter[LookupOutcome] = Counter()
    settings = desk_settings(desk)
    accounts = accounts_with_lookups(desk=desk)
    if reading_stops(desk=desk):
        return outcomes
    began = desk.clock.now()
    for account, share in shares(list(accounts), settings.general, desk.rules).items():
        if desk.clock.now() - began > ONE_RUN:
            break
        try:
            outcomes += _look(account, accounts[account], share, desk=desk)
        except DeskError:
            outcomes[LookupOutcome.FAILED] += 1
    return outcomes


def check_post(ticket: str, post: str, account: Account, *, desk: Desk) -> None:
    """The network has just said that the post is gone, and not whether for everybody. What keeps it from being looked up
    now is left to the next minute's run."""
    try:
        lookups = plug_of(account, desk=desk).lookups
        if lookups is None or reading_stops(desk=desk):
            return
        share = _share(account, desk=desk)
        outcomes = look_up_posts(account, lookups, [LookupRequest(ticket, post)], most=share, desk=desk)
        if outcomes[LookupOutcome.FAILED]:
            desk.looks.want(account.id, ticket, desk.clock.now())
    except DeskError:
        return


def _share(account: Account, *, desk: Desk) -> int:
    settings = desk_settings(desk)
    return shares(list(accounts_with_lookups(desk=desk)), settings.general, desk.rules).get(account, 0)


def _look(account: Account, lookups: Lookups, share: int, *, desk: Desk) -> Counter[LookupOutcome]:
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


def _posts(ticket: str, *, desk: Desk) -> list[LookupRequest]:
    try:
        return list(islice(posts_of(desk.tickets.load(ticket)), MOST_POSTS))
    except NotFoundError:
        return []


def _pending(status: AccountStatus, now: datetime) -> bool:
    """Whether the last hourly look failed, and its time has come."""
    owed, made = status.last.get(Signal.LOOKUPS_OWED), status.last.get(Signal.LOOKUPS_MADE)
    return owed is not None and (made is None or owed > made) and now - owed >= OWED_FOR
