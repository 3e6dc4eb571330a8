"""Lookups of stored posts, since networks do not report customers' deletions and closed accounts (I6).

A network charges for each post that is read, once a UTC day; so the settings limit the spending, and posts that wait for an
answer come first, the newest of them before the others.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Protocol

from shared.domain.accounts.costs import is_charged, prices_in_force
from shared.domain.accounts.status import Call, Signal
from shared.domain.errors import DeskError, SocialNetworkError
from shared.domain.networks.rules import NetworkRules, PriceRules
from shared.domain.operations.checkpoint import Checkpoint, SweepName
from shared.domain.posts.post import DELETED
from shared.domain.settings.desk import Account, General
from shared.ports.accounts import HasBudgets, HasHeartbeats, HasLooks
from shared.ports.inbound import HasIngest
from shared.ports.network_reading import Lookups
from shared.ports.networks import HasNetworks
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.accounts.usage import UsageDesk, reading_stops
from shared.usecases.deletions.stored_posts import LookupRequest, StoredPosts
from shared.usecases.settings.current import desk_settings
from shared.usecases.slices import TURN, SliceDesk, Turns


class DetectDeletionsDesk(
    UsageDesk, SliceDesk, HasBudgets, HasHeartbeats, HasIngest, HasLooks, HasNetworks, HasTickets, Protocol
):
    """The parts of the desk that `detect_deletions` uses."""


ONE_RUN = timedelta(seconds=35)
"""How long a run begins further calls; the accounts have one each in turn, and the next run goes on."""

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


def detect_deletions(*, desk: DetectDeletionsDesk, time: timedelta = ONE_RUN) -> Counter[LookupOutcome]:
    """Look up stored posts, every hour. Deletions and edits go through the ingest queue like delivered ones.

    Each account has a call in turn, for as long as there is `time`: what waits at first, then the others behind the place at which
    the account's last run of the day stopped. The next run begins with the accounts that had no turn.
    """
    settings, began = desk_settings(desk), desk.clock.now()
    accounts = {account.id: account for account in accounts_with_lookups(desk=desk)}
    runs, outcomes = _begun(accounts, settings.general, desk=desk)
    turns = Turns(runs, desk.checkpoints.of(SweepName.DELETIONS).get(TURN, Checkpoint()))
    while desk.clock.now() - began <= time and (part := turns.next()) is not None:
        if runs[part].goes_on():
            turns.again(part)
    left_at = turns.left_at(desk.clock.now())
    ends: list[Callable[[], Counter[LookupOutcome]]] = [partial(_keep_turn, left_at, desk=desk)]
    for end in [*ends, *(run.finished for run in runs.values())]:
        try:
            outcomes += end()
        except DeskError:
            outcomes[LookupOutcome.FAILED] += 1
    return outcomes


def _keep_turn(left_at: Checkpoint | None, *, desk: DetectDeletionsDesk) -> Counter[LookupOutcome]:
    if left_at is not None:
        desk.checkpoints.keep(SweepName.DELETIONS, TURN, left_at)
    return Counter()


def _begun(
    accounts: Mapping[str, Account], general: General, *, desk: DetectDeletionsDesk
) -> tuple[Mapping[str, "_AccountRun"], Counter[LookupOutcome]]:
    """Return a run for each account that may be looked at, and count those that may not."""
    outcomes: Counter[LookupOutcome] = Counter()
    runs: dict[str, _AccountRun] = {}
    with_lookups = accounts_with_lookups(desk=desk)
    stopped = reading_stops(desk=desk)
    places = desk.checkpoints.of(SweepName.DELETIONS)
    for account, share in shares(list(accounts.values()), general, desk.rules).items():
        lookups = with_lookups[account]
        try:
            if stopped and is_charged(desk.rules[account.network]):
                outcomes[LookupOutcome.LIMIT_REACHED] += 1
            elif not lookups.connected(account):
                outcomes[LookupOutcome.LEFT_OUT] += 1
            elif share:
                runs[account.id] = _AccountRun(account, lookups, share, places.get(account.id), desk=desk)
        except DeskError:
            outcomes[LookupOutcome.FAILED] += 1
    return runs, outcomes


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
    run = _AccountRun(account, lookups, share, desk.checkpoints.of(SweepName.DELETIONS).get(account.id), desk=desk)
    began = desk.clock.now()
    while desk.clock.now() - began <= ONE_RUN and run.goes_on():
        pass
    return run.finished()


class _AccountRun:
    """One run over an account's posts. Of a day's posts that do not wait each is looked up once before any is again; what waits
    is looked up in every run, which the network does not charge for twice a day."""

    def __init__(
        self, account: Account, lookups: Lookups, share: int, place: Checkpoint | None, *, desk: DetectDeletionsDesk
    ) -> None:
        now = desk.clock.now()
        self._account, self._lookups, self._desk = account, lookups, desk
        self._share, self._left = share, share - share // RESERVED
        self._place = (place or Checkpoint()).begun(f"{now:%Y-%m-%d}", now)
        self._stored = StoredPosts(account, self._place.after, desk=desk)
        self._outcomes: Counter[LookupOutcome] = Counter()
        self._has_begun = False

    def goes_on(self) -> bool:
        """Make one call; return whether there is more to look up in this run. An error ends it, and concerns no other account."""
        self._has_begun = True
        try:
            return self._look_up_some()
        except DeskError:
            self._outcomes[LookupOutcome.FAILED] += 1
            return False

    def _look_up_some(self) -> bool:
        at_once = min(self._desk.rules[self._account.network].reading.looked_up, self._left)
        asked = self._stored.take(at_once)
        self._left -= len(asked)
        found = look_up_posts(
            self._account, self._lookups, asked, most=self._share - self._share // RESERVED, desk=self._desk
        )
        self._outcomes += found
        if found[LookupOutcome.FAILED]:
            return False
        self._keep()
        is_quota_used = found[LookupOutcome.LOOKED_UP] < len(asked) and not self._stored.waits
        return self._left > 0 and not self._stored.at_end and not is_quota_used

    def _keep(self) -> None:
        """Store the place behind what this call has looked up; a day's first lap that is at its end begins anew."""
        place = self._place.at_end() if self._stored.at_end else self._place
        if self._stored.place is not None and not self._stored.at_end:
            place = place.moved(self._stored.place)
        if place == self._place or (place.after is None and not self._place.version):
            return
        self._place = self._desk.checkpoints.keep(SweepName.DELETIONS, self._account.id, place) or self._place

    def finished(self) -> Counter[LookupOutcome]:
        """Record that the account's lookups were made, or are owed, and return the outcomes."""
        if not self._has_begun:
            return Counter({LookupOutcome.LEFT_OUT: 1})
        is_owed = bool(self._outcomes[LookupOutcome.FAILED])
        signal = Signal.LOOKUPS_OWED if is_owed else Signal.LOOKUPS_MADE
        self._desk.heartbeats.beat(self._account.id, signal, self._desk.clock.now())
        return self._outcomes + Counter({LookupOutcome.FAILED: self._stored.failed})


def look_up_posts(
    account: Account, lookups: Lookups, asked: Iterable[LookupRequest], *, most: int, desk: DetectDeletionsDesk
) -> Counter[LookupOutcome]:
    """Look up the requested posts within the daily quota `most`, pass on changes, and record the time for each ticket. Failed
    requests are left to the next run."""
    now = desk.clock.now()
    of = {each.post: each for each in asked}
    ids = list(desk.budgets.spend_ids(lookup_quota(account), list(of), most=most, day=now)) if of else []
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
