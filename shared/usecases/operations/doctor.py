"""Examine a desk: one check of every part that it depends on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Protocol

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.connection import StepState
from shared.domain.accounts.status import Signal, Tally
from shared.domain.errors import DeskError
from shared.domain.settings.desk import Account, DeskSettings
from shared.ports.accounts import HasBudgets, HasHeartbeats
from shared.ports.networks import Grants, HasNetworks, Plug
from shared.usecases.accounts.account_health import AccountHealth, account_health
from shared.usecases.accounts.connect_account import check_tokens, missing
from shared.usecases.accounts.usage import UsageDesk, spending
from shared.usecases.deletions.detect_deletions import lookup_price, lookup_quota, shares
from shared.usecases.operations.reconcile import RECONCILER
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.salvage import unusable


class DoctorDesk(UsageDesk, HasBudgets, HasHeartbeats, HasNetworks, Protocol):
    """The parts of the desk that `doctor` uses."""


POLLED_WITHIN = timedelta(minutes=5)
"""Polling runs every minute; a few of its runs may fail without an account missing anything."""

RECONCILED_WITHIN = timedelta(minutes=15)
"""The reconciler runs every five minutes."""


IN_TURN = timedelta(hours=6)
"""How long a permission may be expired: of many accounts of one app one is renewed in nine minutes. A lost permission
is a finding of its own.
"""


class State(StrEnum):
    """`UNKNOWN` is not fine: a part that cannot be checked may be broken."""

    FINE = "fine"
    NOTE = "note"
    FAULT = "fault"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one checked part. The sentence names the remedy if there is one."""

    area: str
    what: str
    state: State
    sentence: str = ""


class Depth(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def waiting(self) -> int: ...
    @property
    def dead(self) -> int: ...


@dataclass(frozen=True, slots=True)
class MailAccount:
    """The desk's account with the mail service. In the sandbox it sends to verified addresses only."""

    sender: str
    verified: bool
    sending: bool
    sandbox: bool
    left_today: int | None


@dataclass(frozen=True, slots=True)
class Instruments:
    """The checks beside the desk's own ports; each raises DeskErrors if its part cannot be seen."""

    webhook_url: Callable[[Account], str]
    depths: Callable[[], list[Depth]]
    mail: Callable[[], MailAccount]
    sms_limit: Callable[[], float | None]


def run_checks(instruments: Instruments, *, desk: DoctorDesk) -> Iterator[Finding]:
    """Yield every finding as it is made; nothing is changed. A part hidden by another's failure is reported as such,
    and the rest is checked.
    """
    settings = desk_settings(desk, fresh=True)
    if not settings.accounts:
        yield Finding("accounts", "settings", State.NOTE, "no account is in the settings yet")
    for path in unusable(settings, desk.clock.now()):
        sentence = "cannot give posts their deadline: until it is mended the default's time counts around the clock"
        yield Finding("settings", path, State.FAULT, sentence)
    for health in account_health(desk=desk):
        plug = desk.networks.get(health.account.network)
        if plug is None:
            sentence = f"this desk knows no network {health.account.network!r}"
            yield Finding(health.account.id, "network", State.FAULT, sentence)
            continue
        yield from _account(health.account, plug, instruments)
        if plug.grants is not None and not health.account.retired:
            look = partial(_permission, health.account, plug.grants, desk.clock.now())
            yield from _looked(health.account.id, "permission", look)
        yield from _heard(health, plug, desk.clock.now())
        if not health.account.retired:
            look = partial(_budgets, health.account, plug.allowances, desk=desk)
            yield from _looked(health.account.id, "budgets", look)
    yield from _looked("queues", "depths", lambda: _queues(instruments))
    yield from _looked("timers", "reconciler", lambda: _timers(desk))
    yield from _looked("costs", "this month", lambda: _costs(desk))
    yield from _looked("costs", "looking again", lambda: _looking_again(settings, desk))
    yield from _looked("mail", "sender", lambda: _mail(instruments))
    yield from _looked("sms", "monthly limit", lambda: _sms(instruments))


def _account(account: Account, plug: Plug, instruments: Instruments) -> Iterator[Finding]:
    console = plug.console

    def tokens() -> Iterator[Finding]:
        step = check_tokens(account, console=console)
        state = State.FAULT if step.state is StepState.FAILED else State.FINE
        yield Finding(account.id, "tokens", state, step.sentence)

    def webhook() -> Iterator[Finding]:
        url = instruments.webhook_url(account)
        found = next((one for one in console.webhooks(account.app) if one.url == url), None)
        if found is None:
            yield Finding(
                account.id, "webhook", State.FAULT, f"none for {url}; run `desk accounts connect {account.id}`"
            )
        elif not found.valid:
            yield Finding(account.id, "webhook", State.FAULT, "the network got no proof of it the last time it asked")
        else:
            yield Finding(account.id, "webhook", State.FINE, url)

    def challenge() -> Iterator[Finding]:
        console.challenge(account.app, instruments.webhook_url(account))
        yield Finding(account.id, "challenge", State.FINE, "answered as the network wants it")

    def subscriptions() -> Iterator[Finding]:
        wanted, lacking = console.wanted(account), missing(account, console=console)
        state = State.FINE if not lacking else State.NOTE if all(one.optional for one in lacking) else State.FAULT
        there = ", ".join(one.event for one in wanted if one not in lacking)
        names = (
            f"{', '.join(one.event for one in lacking)} missing, run `desk accounts connect {account.id}`; "
            if lacking
            else ""
        )
        yield Finding(
            account.id, "subscriptions", state, f"{len(wanted) - len(lacking)} of {len(wanted)}: {names}{there}"
        )

    yield from _looked(account.id, "tokens", tokens, broken=State.FAULT)
    if plug.webhook is None:
        sentence = f"{plug.rules.title} delivers nothing by itself: it is polled every minute"
        yield Finding(account.id, "webhook", State.FINE, sentence)
        return
    yield from _looked(account.id, "webhook", webhook)
    yield from _looked(account.id, "challenge", challenge, broken=State.FAULT)
    yield from _looked(account.id, "subscriptions", subscriptions)


def _heard(health: AccountHealth, plug: Plug, now: datetime) -> Iterator[Finding]:
    ident = health.account.id
    for name, fault in health.faults.items():
        span = _span(max(now - fault.since, timedelta(0)))
        yield Finding(ident, name, State.FAULT, f"{fault.sentence} (for {span})")
    if health.last_poll is not None and not health.faults:
        yield Finding(ident, "credit and access", State.FINE, "the network has refused nothing of late")
    if health.sealed is not None:
        yield Finding(ident, "encrypted messages", State.NOTE, _sealed(health.sealed, now))
    if health.left_out:
        told = "; ".join(f"{why}: {_came(found, now)}" for why, found in health.left_out.items())
        yield Finding(ident, "without a ticket", State.FINE, told)
    if plug.webhook is not None:
        yield Finding(ident, "last event", *_ago(health.last_event, now, within=None))
    if plug.timelines is not None:
        yield Finding(ident, "last poll", *_ago(health.last_poll, now, within=POLLED_WITHIN))
    else:
        sentence = f"{plug.rules.title} cannot be read: what its webhook does not deliver is not found"
        yield Finding(ident, "last poll", State.NOTE, sentence)


def _came(found: Tally, now: datetime) -> str:
    ago = _span(max(now - found.last, timedelta(0)))
    return f"{found.number} since {found.first:%Y-%m-%d %H:%M} UTC, the last {ago} ago"


def _sealed(sealed: Tally, now: datetime) -> str:
    return f"{_came(sealed, now)}; only the network's own app shows them: answer there, or ask for a message that is not encrypted"


def _queues(instruments: Instruments) -> Iterator[Finding]:
    for depth in instruments.depths():
        state = State.FAULT if depth.dead else State.FINE
        yield Finding("queues", depth.name, state, f"{depth.waiting} waiting, {depth.dead} dead")


def _timers(desk: DoctorDesk) -> Iterator[Finding]:
    looked = desk.heartbeats.of(RECONCILER).last.get(Signal.RECONCILED)
    yield Finding("timers", "reconciler", *_ago(looked, desk.clock.now(), within=RECONCILED_WITHIN))


def _permission(account: Account, grants: Grants, now: datetime) -> Iterator[Finding]:
    """Check the account's OAuth 2 permission: its scopes, its expiry, and its last renewal."""
    grant = grants.standing(account)
    if grant is None:
        sentence = "none by OAuth 2: private messages are subscribed to with the account's tokens"
        yield Finding(account.id, "permission", State.FINE, sentence)
        return
    scopes = " ".join(grant.scopes)
    renewed = f"renewed {_span(max(now - grant.renewed_at, timedelta(0)))} ago"
    over_for = now - grant.expires_at
    if over_for > IN_TURN:
        sentence = f"{scopes}; over for {_span(over_for)}, {renewed}; run `desk accounts connect {account.id}`"
        yield Finding(account.id, "permission", State.FAULT, sentence)
    elif over_for >= timedelta(0):
        sentence = f"{scopes}; over for {_span(over_for)}, {renewed}, waits for its turn"
        yield Finding(account.id, "permission", State.NOTE, sentence)
    elif "dm.read" not in grant.scopes:
        yield Finding(account.id, "permission", State.NOTE, f"{scopes}: dm.read is missing, for private messages")
    else:
        yield Finding(account.id, "permission", State.FINE, f"{scopes}; until {grant.expires_at:%H:%M} UTC, {renewed}")


def _budgets(account: Account, allowances: Sequence[Allowance], *, desk: DoctorDesk) -> Iterator[Finding]:
    """Check how much of the network's limits is used up, call by call, and which calls it wants paused."""
    now = desk.clock.now()
    used = {each.call: each for each in desk.budgets.used(account.id)}
    entries = []
    state = State.FINE
    for allowance in allowances:
        each = used.get(allowance.name)
        calls = each.calls if each and each.opened_at and each.opened_at + allowance.window > now else 0
        held = each.held_until if each and each.held_until and each.held_until > now else None
        if calls >= allowance.calls or held:
            state = State.NOTE
        until = f" (none before {held:%H:%M} UTC)" if held else ""
        if calls or held:
            entries.append(f"{allowance.name} {calls} of {allowance.calls}{until}")
    yield Finding(account.id, "budgets", state, "; ".join(entries) or "nothing used lately")


def _costs(desk: DoctorDesk) -> Iterator[Finding]:
    spent = spending(desk=desk)
    if spent.limit is None:
        yield Finding("costs", "this month", State.FINE, f"{spent.usd:.2f} USD in {spent.month:%Y-%m}; no limit is set")
        return
    state = State.FAULT if spent.over else State.NOTE if spent.near else State.FINE
    stopped = "; nothing is read any more" if spent.over else ""
    sentence = f"{spent.usd:.2f} of {spent.limit:.2f} USD in {spent.month:%Y-%m}{stopped}"
    yield Finding("costs", "this month", state, sentence)


def _looking_again(settings: DeskSettings, desk: DoctorDesk) -> Iterator[Finding]:
    """Check how much of the daily budget for finding deleted posts is used up (I6)."""
    general, now = settings.general, desk.clock.now()
    most = sum(shares(settings.accounts, general, desk.rules).values())
    counted = {account: desk.budgets.rationed(lookup_quota(account), now) for account in settings.accounts}
    usd = sum(number * lookup_price(desk.rules[account.network], general) for account, number in counted.items())
    state = State.FINE if most else State.NOTE
    sentence = f"{sum(counted.values())} of {most} posts today, {usd:.2f} of {general.relookup_usd_per_day:.2f} USD"
    yield Finding("costs", "looking again", state, sentence if most else "turned off: deletions are not looked for")


def _mail(instruments: Instruments) -> Iterator[Finding]:
    mail = instruments.mail()
    verified = "verified" if mail.verified else "not verified: confirm the mail that the carrier has sent there"
    yield Finding("mail", "sender", State.FINE if mail.verified else State.FAULT, f"{mail.sender} is {verified}")
    if not mail.sending:
        yield Finding("mail", "sending", State.FAULT, "the carrier has stopped this account from sending")
    if mail.sandbox:
        yield Finding("mail", "sandbox", State.NOTE, "mails go to verified addresses only; ask for production access")
    if mail.left_today is not None:
        state = State.FINE if mail.left_today > 0 else State.FAULT
        yield Finding("mail", "left today", state, f"{mail.left_today} mails")


def _sms(instruments: Instruments) -> Iterator[Finding]:
    limit = instruments.sms_limit()
    if limit is None:
        yield Finding("sms", "monthly limit", State.NOTE, "the carrier does not say; see the console")
    else:
        yield Finding("sms", "monthly limit", State.FINE if limit > 1 else State.NOTE, f"{limit:.2f} USD a month")


def _looked(
    area: str, what: str, look: Callable[[], Iterator[Finding]], *, broken: State = State.UNKNOWN
) -> Iterator[Finding]:
    try:
        yield from look()
    except DeskError as e:
        yield Finding(area, what, broken, str(e))


def _ago(at: datetime | None, now: datetime, *, within: timedelta | None) -> tuple[State, str]:
    """Return the state and text of an age. Without `within`, silence may be normal: nobody has written."""
    if at is None:
        return (
            (State.NOTE, "never")
            if within is None
            else (State.FAULT, "never yet; a desk that was just deployed needs a few minutes")
        )
    age = max(now - at, timedelta(0))
    late = within is not None and age > within
    return State.FAULT if late else State.FINE, f"{_span(age)} ago"


def _span(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes < 48 * 60 else f"{minutes // 1440} days"
