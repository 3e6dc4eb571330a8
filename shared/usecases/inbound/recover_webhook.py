"""Notice a webhook that has gone silent, wake it, and request the posts that it did not deliver (I8).

Polling reads the same posts, which reveals a silence: a post that the webhook ought to have brought came in by the
poll, and a minute and a half later the webhook has delivered nothing newer. When it delivers again, the network is
asked to replay the time of the silence, so that the gap is closed from both sides: polling does not see everything
either.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import MISSED, AccountStatus, Call, Counted, Signal
from shared.domain.errors import RefusedError, SocialNetworkError
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.ports.accounts import HasHeartbeats
from shared.ports.networks import HasRules, Redelivery
from shared.usecases.accounts.call_health import LATEST, CallHealthDesk, back_off


class RecoverWebhookDesk(CallHealthDesk, HasRules, Protocol):
    """The parts of the desk that `recover_webhook` uses."""


SILENT = timedelta(seconds=90)
"""A webhook takes seconds; a post that is younger than this may still be on the way."""

WAKE_EVERY = timedelta(minutes=5)

A_ROW = LATEST + timedelta(minutes=3)
"""Refusals no farther apart than this are one series, in which the pauses grow (I10)."""

OURS_TOO = timedelta(minutes=10)
"""A desk that has not polled for this long was away itself: its webhook had nobody to deliver to."""

MARGIN = timedelta(minutes=5)


class WebhookOutcome(StrEnum):
    """The action taken on a webhook. The values are labels of a metric."""

    REVIVED = "webhook_revived"
    STILL_SILENT = "webhook_deaf"
    REPLAYED = "replayed"
    CALL_FAILED = "webhook_call_failed"


def note_missed(account: str, posted_at: datetime, channel: Channel, *, desk: HasHeartbeats) -> None:
    """Note that the poll has found a post that the webhook ought to bring. The first one since the webhook's last
    delivery on that channel counts: a network may go on delivering on another one.
    """
    if desk.heartbeats.of(account).owes(channel) is None:
        desk.heartbeats.beat(account, MISSED[channel], posted_at)


def request_replay(account: Account, *, since: datetime, now: datetime, desk: HasHeartbeats) -> None:
    """Ask for a replay after an outage of the desk itself, whose last sign of life was `since`."""
    if now - since > OURS_TOO:
        desk.heartbeats.beat(account.id, Signal.REPLAY_WANTED, since)


def recover_webhook(
    account: Account, redelivery: Redelivery | None, *, reads: bool = True, desk: RecoverWebhookDesk
) -> WebhookOutcome | None:
    """Raise or clear the fault `webhook_silent`, wake the webhook every five minutes, and request one replay for each
    silence. Return the action taken, if any; a call that the network refuses is retried.

    A desk that does not read (`reads`) cannot detect a silence, since it receives by the webhook alone: it wakes the
    webhook all the same, which costs nothing, and requests no replay, which costs money.
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
            if revived:
                return WebhookOutcome.REVIVED
            return WebhookOutcome.STILL_SILENT if deaf else None
        if wanted is not None and _newer(wanted, status.last.get(Signal.REPLAYED)) and not deaf and reads:
            farthest = now - desk.rules[account.network].reading.replayed
            redelivery.replay(account.app, max(wanted - MARGIN, farthest), now)
            desk.heartbeats.beat(account.id, Signal.REPLAYED, wanted)
            return WebhookOutcome.REPLAYED
    except RefusedError as error:
        desk.heartbeats.count(account.id, Counted.WEBHOOK_REFUSAL, now, quiet=A_ROW)
        row = desk.heartbeats.of(account.id).tallies.get(Counted.WEBHOOK_REFUSAL)
        back_off(account.id, Call.WEBHOOK, error, row.first if row is not None else now, desk=desk)
        return WebhookOutcome.CALL_FAILED
    except SocialNetworkError:
        desk.heartbeats.beat(account.id, Signal.WEBHOOK_WOKEN, now)
        return WebhookOutcome.CALL_FAILED
    return None


def _note_silence(account: Account, status: AccountStatus, now: datetime, *, desk: HasHeartbeats) -> datetime | None:
    """Raise or clear the fault of a silent webhook, and return from when on a replay is wanted."""
    owes, wanted = status.webhook_owes, status.last.get(Signal.REPLAY_WANTED)
    standing = status.faults.get(Fault.WEBHOOK_SILENT)
    if owes is not None and now - owes > SILENT:
        sentence = f"Since {owes:%Y-%m-%d %H:%M} UTC posts come in by polling only: the webhook is silent."
        if standing is None or standing.sentence != sentence:
            desk.heartbeats.fail(account.id, Fault.WEBHOOK_SILENT, sentence, now)
    elif standing is not None and owes is None:
        # The fault is what says that a replay is wanted: it goes only once that is written down.
        told = (status.last.get(signal) for signal in MISSED.values())
        missed = [at for at in told if at is not None and _newer(at, wanted)]
        if missed:
            wanted = min(missed)
            desk.heartbeats.beat(account.id, Signal.REPLAY_WANTED, wanted)
        desk.heartbeats.clear(account.id, Fault.WEBHOOK_SILENT)
    return wanted


def _newer(at: datetime, other: datetime | None) -> bool:
    return other is None or at > other


def _passed(at: datetime | None, span: timedelta, now: datetime) -> bool:
    return at is None or now - at >= span
