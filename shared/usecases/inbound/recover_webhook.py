"""A webhook that has gone silent is noticed, woken, and asked for what it swallowed (I8).

Polling reads the same posts, so a silence is seen by this: a post that the webhook ought to have brought came in by the
poll, and a minute and a half later the webhook has said nothing that is younger. When it speaks again, the network is
asked to deliver the silence once more, so that the gap is closed from both sides: polling does not see everything either.
"""

from datetime import datetime, timedelta

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import AccountStatus, Call, Counted, Signal
from shared.domain.errors import RefusedError, SocialNetworkError
from shared.domain.settings.desk import Account
from shared.ports.desk import Desk
from shared.ports.networks import Redelivery
from shared.usecases.accounts.call_health import LATEST, back_off

SILENT = timedelta(seconds=90)
"""A webhook takes seconds; who is younger than this may still be on the way."""

WAKE_EVERY = timedelta(minutes=5)

A_ROW = LATEST + timedelta(minutes=3)
"""Refusals no farther apart than this are one row, in which the pauses grow (I10)."""

OURS_TOO = timedelta(minutes=10)
"""A desk that has not polled for this long was not there itself: its webhook had nobody to speak to."""

MARGIN = timedelta(minutes=5)


def note_missed(account: str, posted_at: datetime, *, desk: Desk) -> None:
    """The poll has brought a post that the webhook ought to bring. The first one since the webhook spoke counts."""
    if desk.heartbeats.of(account).webhook_owes is None:
        desk.heartbeats.beat(account, Signal.MISSED_SINCE, posted_at)


def request_replay(account: Account, *, since: datetime, now: datetime, desk: Desk) -> None:
    """After an outage of the desk's own, which `since` was the last sign of."""
    if now - since > OURS_TOO:
        desk.heartbeats.beat(account.id, Signal.REPLAY_WANTED, since)


def recover_webhook(account: Account, redelivery: Redelivery | None, *, reads: bool = True, desk: Desk) -> str | None:
    """Raises the fault `webhook_silent` or takes it back, wakes the webhook every five minutes, and asks for a replay
    once for each silence. Says what it did, if anything; what the network refuses here is tried again.

    A desk that does not read (`reads`) cannot tell a silence, and hears by the webhook alone: it wakes it all the same,
    which costs nothing, and asks for no replay, which does.
    """
    now = desk.clock.now()
    status = desk.heartbeats.of(account.id)
    owes = status.webhook_owes
    deaf = owes is not None and now - owes > SILENT
    wanted = _note_silence(account, status, now, desk=desk)
    if redelivery is None or status.paused(Call.WEBHOOK, now):
        return None
    try:
        if (deaf or not reads) and _passed(status.last.get(Signal.WEBHOOK_WOKEN), WAKE_EVERY, now):
            revived = redelivery.revive(account.app)
            desk.heartbeats.beat(account.id, Signal.WEBHOOK_WOKEN, now)
            return "webhook_revived" if revived else "webhook_deaf" if deaf else None
        if wanted is not None and _newer(wanted, status.last.get(Signal.REPLAYED)) and not deaf and reads:
            farthest = now - desk.rules[account.network].reading.replayed
            redelivery.replay(account.app, max(wanted - MARGIN, farthest), now)
            desk.heartbeats.beat(account.id, Signal.REPLAYED, wanted)
            return "replayed"
    except RefusedError as error:
        desk.heartbeats.count(account.id, Counted.WEBHOOK_REFUSAL, now, quiet=A_ROW)
        row = desk.heartbeats.of(account.id).tallies.get(Counted.WEBHOOK_REFUSAL)
        back_off(account.id, Call.WEBHOOK, error, row.first if row is not None else now, desk=desk)
        return "webhook_call_failed"
    except SocialNetworkError:
        desk.heartbeats.beat(account.id, Signal.WEBHOOK_WOKEN, now)
        return "webhook_call_failed"
    return None


def _note_silence(account: Account, status: AccountStatus, now: datetime, *, desk: Desk) -> datetime | None:
    """Raise the fault of a silent webhook or take it back, and say from when on a replay is wanted."""
    owes, missed = status.webhook_owes, status.last.get(Signal.MISSED_SINCE)
    standing, wanted = status.faults.get(Fault.WEBHOOK_SILENT), status.last.get(Signal.REPLAY_WANTED)
    if owes is not None and now - owes > SILENT:
        sentence = f"Since {owes:%Y-%m-%d %H:%M} UTC posts come in by polling only: the webhook is silent."
        if standing is None or standing.sentence != sentence:
            desk.heartbeats.fail(account.id, Fault.WEBHOOK_SILENT, sentence, now)
    elif standing is not None and owes is None:
        # The fault is what says that a replay is wanted: it goes only once that is written down.
        if missed is not None and _newer(missed, wanted):
            wanted = missed
            desk.heartbeats.beat(account.id, Signal.REPLAY_WANTED, missed)
        desk.heartbeats.clear(account.id, Fault.WEBHOOK_SILENT)
    return wanted


def _newer(at: datetime, other: datetime | None) -> bool:
    return other is None or at > other


def _passed(at: datetime | None, span: timedelta, now: datetime) -> bool:
    return at is None or now - at >= span
