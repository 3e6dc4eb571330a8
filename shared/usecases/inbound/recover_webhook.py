"""A webhook that has gone silent is noticed, woken, and asked for what it swallowed (I8).

Polling reads the same posts, so a silence is seen by this: a post that the webhook ought to have brought came in by the
poll, and a minute and a half later the webhook has said nothing that is younger. When it speaks again, the network is
asked to deliver the silence once more, so that the gap is closed from both sides: polling does not see everything either.
"""

from datetime import datetime, timedelta

from shared.domain.errors import RefusedError, SocialNetworkError
from shared.domain.settings.desk import Account
from shared.ports.desk import Desk
from shared.ports.networks import Redelivery
from shared.usecases.accounts.account_health import FAULT, beat_at
from shared.usecases.accounts.call_health import LATEST, back_off, held_back

SILENT_WEBHOOK = "webhook_silent"
WEBHOOK = "webhook"
MISSED_SINCE = "missed_since"
"""The sign of life of the first post that only the poll has brought since the webhook last spoke."""

REPLAY_WANTED, REPLAYED, WOKEN = "replay_wanted", "replayed", "webhook_woken"

SILENT = timedelta(seconds=90)
"""A webhook takes seconds; who is younger than this may still be on the way."""

WAKE_EVERY = timedelta(minutes=5)

CALL = "webhook"
"""The name of what is asked of the webhook's other end, as a call."""

REFUSED = "webhook_refused"
A_ROW = LATEST + timedelta(minutes=3)
"""Refusals no farther apart than this are one row, in which the pauses grow (I10)."""

OURS_TOO = timedelta(minutes=10)
"""A desk that has not polled for this long was not there itself: its webhook had nobody to speak to."""

MARGIN = timedelta(minutes=5)
FARTHEST = timedelta(hours=24)
"""X replays the last 24 hours and no more."""


def note_missed(account: str, posted_at: datetime, *, desk: Desk) -> None:
    """The poll has brought a post that the webhook ought to bring. The first one since the webhook spoke counts."""
    beats = desk.heartbeats.of(account)
    if not _missing(beats.get(MISSED_SINCE, ""), beats.get(WEBHOOK, "")):
        desk.heartbeats.beat(account, MISSED_SINCE, posted_at)


def request_replay(account: Account, *, since: datetime, now: datetime, desk: Desk) -> None:
    """After an outage of the desk's own, which `since` was the last sign of."""
    if now - since > OURS_TOO:
        desk.heartbeats.beat(account.id, REPLAY_WANTED, since)


def recover_webhook(account: Account, redelivery: Redelivery | None, *, reads: bool = True, desk: Desk) -> str | None:
    """Raises the fault `webhook_silent` or takes it back, wakes the webhook every five minutes, and asks for a replay
    once for each silence. Says what it did, if anything; what the network refuses here is tried again.

    A desk that does not read (`reads`) cannot tell a silence, and hears by the webhook alone: it wakes it all the same,
    which costs nothing, and asks for no replay, which does.
    """
    now = desk.clock.now()
    beats = desk.heartbeats.of(account.id)
    missed, spoke = beats.get(MISSED_SINCE, ""), beats.get(WEBHOOK, "")
    deaf = _missing(missed, spoke) and now - datetime.fromisoformat(missed) > SILENT
    fault = FAULT + SILENT_WEBHOOK
    wanted = beats.get(REPLAY_WANTED, "")
    if deaf:
        words = f"Since {missed[:16].replace('T', ' ')} UTC posts come in by polling only: the webhook is silent."
        if beats.get(fault) != words:
            desk.heartbeats.fail(account.id, SILENT_WEBHOOK, words, now)
    elif fault in beats and not _missing(missed, spoke):
        # The fault is what says that a replay is wanted: it goes only once that is written down.
        if missed > wanted:
            wanted = missed
            desk.heartbeats.beat(account.id, REPLAY_WANTED, datetime.fromisoformat(missed))
        desk.heartbeats.clear(account.id, SILENT_WEBHOOK)
    if redelivery is None or held_back(CALL, beats, now):
        return None
    try:
        if (deaf or not reads) and _passed(beat_at(beats, WOKEN), WAKE_EVERY, now):
            revived = redelivery.revive(account.app)
            desk.heartbeats.beat(account.id, WOKEN, now)
            return "webhook_revived" if revived else "webhook_deaf" if deaf else None
        if wanted > beats.get(REPLAYED, "") and not deaf and reads:
            start = datetime.fromisoformat(wanted)
            redelivery.replay(account.app, max(start - MARGIN, now - FARTHEST), now)
            desk.heartbeats.beat(account.id, REPLAYED, start)
            return "replayed"
    except RefusedError as error:
        desk.heartbeats.count(account.id, REFUSED, now, quiet=A_ROW)
        first = beat_at(desk.heartbeats.of(account.id), f"first:{REFUSED}")
        back_off(account.id, CALL, error, first or now, desk=desk)
        return "webhook_call_failed"
    except SocialNetworkError:
        desk.heartbeats.beat(account.id, WOKEN, now)
        return "webhook_call_failed"
    return None


def _missing(missed: str, spoke: str) -> bool:
    """Whether the webhook owes a post; instants of one width compare as text."""
    return missed > spoke


def _passed(at: datetime | None, span: timedelta, now: datetime) -> bool:
    return at is None or now - at >= span
