"""Examine one account: its connection, its permission, what was received, and its budgets."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.connection import StepState
from shared.domain.accounts.status import Tally
from shared.domain.settings.desk import Account
from shared.ports.accounts import HasBudgets
from shared.ports.clock import HasClock
from shared.ports.networks import Grants, Plug, Quotas
from shared.usecases.accounts.account_health import POLL_WITHIN, AccountHealth
from shared.usecases.accounts.connect_account import check_tokens, missing
from shared.usecases.operations.findings import Finding, State, age_of, looked, span_text


class ExamineAccountDesk(HasClock, HasBudgets, Protocol):
    """The parts of the desk that the examination of an account uses."""


IN_TURN = timedelta(hours=6)
"""How long a permission may be expired: of many accounts of one app one is renewed in nine minutes. A lost permission
is a finding of its own.
"""


def examine_account(
    health: AccountHealth, plug: Plug, webhook_url: Callable[[Account], str], *, desk: ExamineAccountDesk
) -> Iterator[Finding]:
    """Yield the findings on one account: its connection, its permission, what was received, and its budgets."""
    account, now = health.account, desk.clock.now()
    yield from _connection(account, plug, webhook_url)
    if plug.grants is not None and not account.retired:
        yield from looked(account.id, "permission", partial(_permission, account, plug.grants, now))
    yield from _heard(health, plug, now)
    if plug.quotas is not None and not account.retired:
        yield from looked(account.id, "quota", partial(_quota, account, plug.quotas))
    if not plug.rules.shows_native_answers:
        sentence = (
            f"{plug.rules.title} does not show what colleagues answer in its own app: they tell the desk on the ticket"
        )
        yield Finding(account.id, "native answers", State.NOTE, sentence)
    for sentence in plug.rules.blind_spots.get("en", ()):
        yield Finding(account.id, "not seen", State.NOTE, sentence)
    if not account.retired:
        yield from looked(account.id, "budgets", partial(_budgets, account, plug.allowances, desk=desk))


def _connection(account: Account, plug: Plug, webhook_url: Callable[[Account], str]) -> Iterator[Finding]:
    console = plug.console

    def tokens() -> Iterator[Finding]:
        step = check_tokens(account, console=console)
        state = State.FAULT if step.state is StepState.FAILED else State.FINE
        yield Finding(account.id, "tokens", state, step.sentence)

    def webhook() -> Iterator[Finding]:
        url = webhook_url(account)
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
        console.challenge(account.app, webhook_url(account))
        yield Finding(account.id, "challenge", State.FINE, "answered as the network wants it")

    def checks() -> Iterator[Finding]:
        for check in console.checks(account):
            state = State.NOTE if check.well is None else State.FINE if check.well else State.FAULT
            yield Finding(account.id, check.what, state, check.sentence)

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

    yield from looked(account.id, "tokens", tokens, broken=State.FAULT)
    yield from looked(account.id, "account", checks)
    if plug.webhook is None:
        sentence = f"{plug.rules.title} delivers nothing by itself: it is polled every minute"
        yield Finding(account.id, "webhook", State.FINE, sentence)
        return
    yield from looked(account.id, "webhook", webhook)
    yield from looked(account.id, "challenge", challenge, broken=State.FAULT)
    if console.wanted(account):
        yield from looked(account.id, "subscriptions", subscriptions)


def _heard(health: AccountHealth, plug: Plug, now: datetime) -> Iterator[Finding]:
    ident = health.account.id
    for name, fault in health.faults.items():
        span = span_text(max(now - fault.since, timedelta(0)))
        yield Finding(ident, name, State.FAULT, f"{fault.sentence} (for {span})")
    if health.last_poll is not None and not health.faults:
        yield Finding(ident, "credit and access", State.FINE, "the network has refused nothing of late")
    if health.sealed is not None:
        yield Finding(ident, "encrypted messages", State.NOTE, _sealed(health.sealed, now))
    if health.held_elsewhere is not None:
        yield Finding(ident, "held elsewhere", State.NOTE, _held(health.held_elsewhere, plug.rules.title, now))
    if health.too_visible is not None:
        yield Finding(
            ident,
            "too visible",
            State.FAULT,
            f"{health.too_visible.number} answers were seen by more people than were to",
        )
    if health.left_out:
        told = "; ".join(f"{why}: {_came(found, now)}" for why, found in health.left_out.items())
        yield Finding(ident, "without a ticket", State.FINE, told)
    if plug.webhook is not None:
        yield Finding(ident, "last event", *age_of(health.last_event, now, within=None))
    if plug.timelines is not None:
        within = POLL_WITHIN + plug.rules.reading.mentions_every
        yield Finding(ident, "last poll", *age_of(health.last_poll, now, within=within))
    else:
        sentence = f"{plug.rules.title} cannot be read: what its webhook does not deliver is not found"
        yield Finding(ident, "last poll", State.NOTE, sentence)


def _came(found: Tally, now: datetime) -> str:
    ago = span_text(max(now - found.last, timedelta(0)))
    return f"{found.number} since {found.first:%Y-%m-%d %H:%M} UTC, the last {ago} ago"


def _sealed(sealed: Tally, now: datetime) -> str:
    return f"{_came(sealed, now)}; only the network's own app shows them: answer there, or ask for a message that is not encrypted"


def _held(held: Tally, network: str, now: datetime) -> str:
    return (
        f"{_came(held, now)}, in conversations that another app or the inbox of {network} holds: choose the desk's app in the "
        f"account's settings on {network}, or answers may be refused"
    )


def _permission(account: Account, grants: Grants, now: datetime) -> Iterator[Finding]:
    """Check the account's OAuth 2 permission: its scopes, its expiry, and its last renewal."""
    grant = grants.standing(account)
    if grant is None:
        sentence = "none that the desk has to renew"
        yield Finding(account.id, "permission", State.FINE, sentence)
        return
    scopes = " ".join(grant.scopes)
    renewed = f"renewed {span_text(max(now - grant.renewed_at, timedelta(0)))} ago"
    over_for = now - grant.expires_at
    if over_for > IN_TURN:
        sentence = f"{scopes}; over for {span_text(over_for)}, {renewed}; run `desk accounts connect {account.id}`"
        yield Finding(account.id, "permission", State.FAULT, sentence)
    elif over_for >= timedelta(0):
        sentence = f"{scopes}; over for {span_text(over_for)}, {renewed}, waits for its turn"
        yield Finding(account.id, "permission", State.NOTE, sentence)
    elif grant.lacking:
        yield Finding(account.id, "permission", State.NOTE, f"{scopes}: {', '.join(grant.lacking)} missing")
    else:
        yield Finding(account.id, "permission", State.FINE, f"{scopes}; until {grant.expires_at:%H:%M} UTC, {renewed}")


def _quota(account: Account, quotas: Quotas) -> Iterator[Finding]:
    """Check how many answers the account's plan allows, as the network counts them now (N7)."""
    quota = quotas.read(account)
    if quota.limit is None:
        yield Finding(account.id, "quota", State.FINE, f"{quota.used} answers; the plan has no limit")
        return
    state = State.FAULT if quota.used_up else State.NOTE if quota.near else State.FINE
    until = f" until {quota.renews_at:%Y-%m-%d %H:%M} UTC" if quota.renews_at is not None else ""
    stopped = "; none goes out before, unless a bigger plan is taken" if quota.used_up else ""
    sentence = f"{quota.used} of {quota.limit} answers used, {quota.left} left{until}{stopped}"
    yield Finding(account.id, "quota", state, sentence)


def _budgets(account: Account, allowances: Sequence[Allowance], *, desk: ExamineAccountDesk) -> Iterator[Finding]:
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
