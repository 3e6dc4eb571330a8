"""Lookups of stored posts, since networks do not report customers' deletions and closed accounts (I6).

A network charges for each post that is read, once a UTC day; so the settings limit the spending, and posts that wait for an
answer come first, the newest of them before the others.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import Protocol

from shared.domain.accounts.costs import is_charged, prices_in_force
from shared.domain.accounts.status import Call, Signal
from shared.domain.errors import SocialNetworkError
from shared.domain.networks.rules import NetworkRules, PriceRules
from shared.domain.posts.post import DELETED
from shared.domain.settings.desk import Account, General
from shared.domain.tickets.fold import Status
from shared.domain.tickets.rows import TicketRow
from shared.domain.tickets.ticket import Ticket
from shared.ports.accounts import HasBudgets, HasHeartbeats, HasLooks
from shared.ports.inbound import HasIngest
from shared.ports.network_reading import Lookups
from shared.ports.networks import HasNetworks, HasRules
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.accounts.usage import UsageDesk, reading_stops
from shared.usecases.paging import all_rows
from shared.usecases.settings.current import desk_settings


class DetectDeletionsDesk(UsageDesk, HasBudgets, HasHeartbeats, HasIngest, HasLooks, HasNetworks, HasTickets, Protocol):
    """The parts of the desk that `detect_deletions` uses."""


class StoredPostsDesk(HasRules, HasTickets, Protocol):
    """What finding the stored posts of an account takes."""


WAITING_READ = 500
ONE_RUN = timedelta(seconds=35)

MOST_A_DAY = 10_000
"""The maximum number of lookups a day."""


RESERVED = 3
"""One in so many of a day's lookups is reserved for open tickets and rejected answers: the hourly lookups would use up the
whole quota before anybody comes to work."""


class LookupOutcome(StrEnum):
    """The metric label of a lookup: counted by post, and by account if it was not made."""

    LOOKED_UP = "looked_up"
    GONE = "gone"
    EDITED = "edited"
    FAILED = "failed"
    LEFT_OUT = "left_out"
    LIMIT_REACHED = "limit_reached"


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """A post of a ticket, by the id that an answer refers to, and the version that the desk has; `nameless` if its author's name
    is unknown, so that any result is news. An answer of our `own` is gone once it is deleted: one that is withheld with our
    account still stands."""

    ticket: str
    post: str
    version: str = ""
    nameless: bool = False
    own: bool = False

    @property
    def known_version(self) -> str:
        return self.version or self.post


def detect_deletions(*, desk: DetectDeletionsDesk) -> Counter[LookupOutcome]:
    """Look up stored posts, every hour. Deletions and edits go through the ingest queue like delivered ones."""
    outcomes: Counter[LookupOutcome] = Counter()
    settings = desk_settings(desk)
    accounts = accounts_with_lookups(desk=desk)
    stopped = reading_stops(desk=desk)
    began = desk.clock.now()
    for account, share in shares(list(accounts), settings.general, desk.rules).items():
        lookups = accounts[account]
        if stopped and is_charged(desk.rules[account.network]):
            outcomes[LookupOutcome.LIMIT_REACHED] += 1
        elif desk.clock.now() - began > ONE_RUN or not lookups.connected(account):
            outcomes[LookupOutcome.LEFT_OUT] += 1
        elif share:
            outcomes += check_account_posts(account, lookups, share, desk=desk)
    return outcomes


def accounts_with_lookups(*, desk: DetectDeletionsDesk) -> Mapping[Account, Lookups]:
    """Return the accounts on networks with lookups. On other networks, customers' deletions stay unknown."""
    plugs = ((account, desk.networks.get(account.network)) for account in desk_settings(desk).accounts)
    return {account: plug.lookups for account, plug in plugs if plug is not None and plug.lookups is not None}


def shares(accounts: Sequence[Account], general: General, rules: Mapping[str, NetworkRules]) -> Mapping[Account, int]:
    """Return the daily number of lookups of each account: the accounts of a network share its part of the daily budget, of
    which those that look up for nothing take none, and each takes no more than its network has to give."""
    found: dict[Account, int] = {}
    paying = sum(1 for account in accounts if lookup_price(rules[account.network], general))
    for network in dict.fromkeys(account.network for account in accounts):
        group = [account for account in accounts if account.network == network]
        usd = Decimal(str(general.relookup_usd_per_day)) * len(group) / max(1, paying)
        most = min(rules[network].reading.looked_up_daily or MOST_A_DAY, MOST_A_DAY)
        a_day = min(_posts_for(usd, lookup_price(rules[network], general)), most * len(group))
        for place, account in enumerate(group):
            found[account] = a_day // len(group) + (1 if place < a_day % len(group) else 0)
    return found


def lookup_price(rules: PriceRules, general: General) -> Decimal:
    """Return the price of one lookup."""
    return prices_in_force(rules, general.prices)[rules.lookup_charge] if rules.lookup_charge else Decimal(0)


def _posts_for(usd: Decimal, price: Decimal) -> int:
    """Return the number of lookups that the money buys; the maximum if they are free."""
    return int(usd / price) if price else MOST_A_DAY


def lookup_quota(account: Account) -> str:
    """Return the name of the quota in which the account's daily lookups are counted."""
    return f"{Call.LOOK_UP}.{account.id}"


def check_account_posts(
    account: Account, lookups: Lookups, share: int, *, desk: DetectDeletionsDesk
) -> Counter[LookupOutcome]:
    """Look up the account's stored posts in order, as many as the daily quota holds without the reserve."""
    most = share - share // RESERVED
    outcomes = look_up_posts(account, lookups, islice(_stored(account, desk=desk), most), most=most, desk=desk)
    desk.heartbeats.beat(
        account.id, Signal.LOOKUPS_OWED if outcomes[LookupOutcome.FAILED] else Signal.LOOKUPS_MADE, desk.clock.now()
    )
    return outcomes


def look_up_posts(
    account: Account, lookups: Lookups, asked: Iterable[LookupRequest], *, most: int, desk: DetectDeletionsDesk
) -> Counter[LookupOutcome]:
    """Look up the requested posts within the daily quota `most`, pass on changes, and record the time for each ticket. Failed
    requests are left to the next run."""
    now = desk.clock.now()
    of = {each.post: each for each in asked}
    ids = list(desk.budgets.ration(lookup_quota(account), list(of), most=most, day=now)) if of else []
    outcomes: Counter[LookupOutcome] = Counter()
    at_once = desk.rules[account.network].reading.looked_up
    for start in range(0, len(ids), at_once):
        batch = ids[start : start + at_once]
        try:
            with tracked_call(account.id, Call.LOOK_UP, desk=desk):
                found = lookups.look_up(account, batch)
        except SocialNetworkError:
            outcomes[LookupOutcome.FAILED] += 1
            return outcomes
        gone = [ident for ident, why in found.gone.items() if why == DELETED or not of[ident].own]
        news = [
            *gone,
            *(ident for ident, version in found.versions.items() if version != of[ident].known_version),
        ]
        named = [ident for ident in found.versions if of[ident].nameless and ident not in news]
        for body in found.deliveries([*news, *named]):
            desk.ingest.put(body, network=account.network, source="lookup", app=account.app, received_at=now)
        for ticket in dict.fromkeys(of[post].ticket for post in batch):
            desk.looks.looked(account.id, ticket, now)
        outcomes[LookupOutcome.LOOKED_UP] += len(batch)
        outcomes[LookupOutcome.GONE] += len(gone)
        outcomes[LookupOutcome.EDITED] += len(news) - len(gone)
    return outcomes


def posts_of(ticket: Ticket, *, own: bool = False, desk: HasRules) -> Iterator[LookupRequest]:
    """Yield customers' posts that can be looked up and still have text, newest first, each with the post that it quotes; with
    `own`, the account's answers too."""
    channels = desk.rules[ticket.network].reading.looked_up_on
    for post in reversed(ticket.posts):
        if (post.inbound or own) and post.channel in channels and post.deleted_at is None:
            nameless = post.inbound and not post.author.is_named
            version = post.current_version
            yield LookupRequest(ticket.id, post.answer_to, version=version, nameless=nameless, own=not post.inbound)
            if post.quoted is not None and post.quoted.text:
                yield LookupRequest(ticket.id, post.quoted.id)


def _stored(account: Account, *, desk: DetectDeletionsDesk) -> Iterator[LookupRequest]:
    seen: set[str] = set()
    for row in _rows(account, desk=desk):
        if row.id in seen:
            continue
        seen.add(row.id)
        yield from posts_of(desk.tickets.load(row.id), own=tells_nothing(account, desk=desk), desk=desk)


def tells_nothing(account: Account, *, desk: HasNetworks) -> bool:
    """Return True if nobody reports that a colleague has deleted an answer in the network's own app (C9): it delivers nothing by
    itself, or not that."""
    plug = desk.networks.get(account.network)
    return plug is not None and (plug.webhook is None or not plug.rules.reading.tells_deletions)


def _rows(account: Account, *, desk: HasTickets) -> Iterator[TicketRow]:
    """Yield waiting tickets, most recent first, then the others by recency."""
    waiting = (row for _, row in desk.tickets.waiting(account.id, limit=WAITING_READ))
    yield from sorted(waiting, key=lambda row: row.last_post_at, reverse=True)
    for status in (Status.OPEN, Status.NEW, Status.ANSWERED, Status.DONE):
        yield from all_rows(partial(desk.tickets.recent, account.id, status))
