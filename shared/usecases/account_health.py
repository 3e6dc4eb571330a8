"""Whether each account is heard: a channel is never green while it is deaf (I8)."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.desk import Account
from shared.ports import Desk
from shared.usecases.settings import desk_settings

FAULT = "fault:"

WORST_FIRST = ("account_disconnected", "out_of_credit", "rate_limited", "webhook_silent")


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """`state` is `ok`, `waiting` for an account that nothing has been heard of yet, or the worst fault that stands."""

    account: Account
    state: str
    last_event: datetime | None
    last_poll: datetime | None
    faults: dict[str, str]

    @property
    def last_seen(self) -> datetime | None:
        return max((at for at in (self.last_event, self.last_poll) if at is not None), default=None)


def account_health(*, desk: Desk) -> list[AccountHealth]:
    """The health of every account."""
    return [_health(account, desk=desk) for account in desk_settings(desk).accounts]


def _health(account: Account, *, desk: Desk) -> AccountHealth:
    beats = desk.heartbeats.of(account.id)
    faults = {name.removeprefix(FAULT): words for name, words in beats.items() if name.startswith(FAULT)}
    worst = [name for name in WORST_FIRST if name in faults] + sorted(set(faults) - set(WORST_FIRST))
    event, poll = (_instant(beats.get(way)) for way in ("webhook", "poll"))
    quiet = "waiting" if event is None and poll is None else "ok"
    return AccountHealth(account, worst[0] if worst else quiet, event, poll, faults)


def _instant(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
