"""Examine a desk: one check of every part that it depends on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from shared.domain.accounts.status import Signal
from shared.domain.operations.checkpoint import LAGS_AFTER, TO_FINISH, lag
from shared.domain.settings.desk import Account, DeskSettings
from shared.ports.accounts import HasBudgets, HasHeartbeats
from shared.ports.networks import HasNetworks
from shared.ports.operations import HasCheckpoints
from shared.ports.reporting import HasSealedDays
from shared.usecases.accounts.account_health import account_health
from shared.usecases.accounts.usage import UsageDesk, spending
from shared.usecases.deletions.detect_deletions import lookup_price, lookup_quota, shares
from shared.usecases.operations.examine_account import examine_account
from shared.usecases.operations.findings import Finding, State, age_of, looked, span_text
from shared.usecases.operations.reconcile import RECONCILER
from shared.usecases.operations.sealing_lag import lag_of
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.salvage import unusable
from shared.usecases.slices import TURN


class DoctorDesk(UsageDesk, HasBudgets, HasCheckpoints, HasHeartbeats, HasNetworks, HasSealedDays, Protocol):
    """The parts of the desk that `doctor` uses."""


RECONCILED_WITHIN = timedelta(minutes=15)
"""The reconciler runs every five minutes."""

BEHIND = timedelta(hours=6)
"""As the alarm: a lap that has been under way for longer is a fault, and not only much to do."""


ENOUGH_AT_ONCE = 100
"""Functions that run at once in an account: a thousand by default, as few as ten in a new account; the queue is slow below this."""


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
    calls_at_once: Callable[[], int | None]


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
        yield from examine_account(health, plug, instruments.webhook_url, desk=desk)
    yield from looked("queues", "depths", lambda: _queues(instruments))
    yield from looked("functions", "at once", lambda: _functions(instruments))
    yield from looked("timers", "reconciler", lambda: _timers(desk))
    yield from looked("sweeps", "laps", lambda: _sweeps(settings, desk))
    yield from looked("numbers", "sealed days", lambda: _numbers(settings, desk))
    yield from looked("costs", "this month", lambda: _costs(desk))
    yield from looked("costs", "looking again", lambda: _looking_again(settings, desk))
    yield from looked("mail", "sender", lambda: _mail(instruments))
    yield from looked("sms", "monthly limit", lambda: _sms(instruments))


def _queues(instruments: Instruments) -> Iterator[Finding]:
    for depth in instruments.depths():
        state = State.FAULT if depth.dead else State.FINE
        yield Finding("queues", depth.name, state, f"{depth.waiting} waiting, {depth.dead} dead")


def _functions(instruments: Instruments) -> Iterator[Finding]:
    """Check that the account lets enough functions run at once: beyond it posts, warnings and pages wait for each other."""
    most = instruments.calls_at_once()
    if most is None:
        yield Finding("functions", "at once", State.NOTE, "the cloud does not say; see its console")
    elif most < ENOUGH_AT_ONCE:
        sentence = f"at most {most} in this account, too few for a team: ask for 1,000 in its console's quotas"
        yield Finding("functions", "at once", State.NOTE, sentence)
    else:
        yield Finding("functions", "at once", State.FINE, f"at most {most:,} in this account")


def _timers(desk: DoctorDesk) -> Iterator[Finding]:
    looked = desk.heartbeats.of(RECONCILER).last.get(Signal.RECONCILED)
    yield Finding("timers", "reconciler", *age_of(looked, desk.clock.now(), within=RECONCILED_WITHIN))


def _sweeps(settings: DeskSettings, desk: DoctorDesk) -> Iterator[Finding]:
    """Check that no sweep falls behind: each makes laps over all accounts, some of what waits in every run."""
    known = {account.id for account in settings.accounts} | {TURN, *TO_FINISH}
    for sweep in TO_FINISH:
        places = [place for part, place in desk.checkpoints.of(sweep).items() if part in known]
        behind = lag(places, desk.clock.now())
        if behind <= LAGS_AFTER:
            yield Finding("sweeps", sweep, State.FINE, "at its end, or on its way for less than an hour")
        else:
            sentence = f"has not come to its end for {span_text(behind)}; the log of reconcile_desk says what fails"
            yield Finding("sweeps", sweep, State.NOTE if behind < BEHIND else State.FAULT, sentence)


def _numbers(settings: DeskSettings, desk: DoctorDesk) -> Iterator[Finding]:
    """Check that days are sealed: reports without them are right, and read every clock."""
    for account in settings.accounts:
        progress = desk.sealed_days.progress(account.id)
        if progress is None:
            sentence = f"none of {account.id} yet: an hour after a deployment there are some"
            yield Finding("numbers", account.id, State.NOTE, sentence)
        elif lag := lag_of(progress, desk.clock.now()):
            sentence = f"made last {span_text(lag)} ago; the log of seal_reports says what fails"
            yield Finding("numbers", account.id, State.FAULT, sentence)
        else:
            yield Finding("numbers", account.id, State.FINE, f"every day before {progress.until.isoformat()}")


def _costs(desk: DoctorDesk) -> Iterator[Finding]:
    spent = spending(desk=desk)
    if spent.limit is None:
        yield Finding("costs", "this month", State.FINE, f"{spent.usd:.2f} USD in {spent.month:%Y-%m}; no limit is set")
        return
    state = State.FAULT if spent.over else State.NOTE if spent.near else State.FINE
    stopped = "; networks that charge are read no more" if spent.over else ""
    sentence = f"{spent.usd:.2f} of {spent.limit:.2f} USD in {spent.month:%Y-%m}{stopped}"
    yield Finding("costs", "this month", state, sentence)


def _looking_again(settings: DeskSettings, desk: DoctorDesk) -> Iterator[Finding]:
    """Check how much of the daily budget for finding deleted posts is used up (I6)."""
    general, now = settings.general, desk.clock.now()
    most = sum(shares(settings.accounts, general, desk.rules).values())
    counted = {account: desk.budgets.ids_spent(lookup_quota(account), now) for account in settings.accounts}
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
