"""Policies: target, calendar, and the ladder of steps before and after the deadline."""

from dataclasses import dataclass
from datetime import timedelta

from shared.domain.posts.kinds import Channel
from shared.domain.sla.clock import ClockKind

PRIORITIES = ("normal", "high", "urgent")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder: at `at_percent` of the target plus `after`, or `before` its end, notify `whom` (assignee,
    managers, team:ID, person:ID) by `how` (mail, sms). Times are open time of the calendar: ten minutes before a deadline
    at opening time lie in the evening before. Its name identifies alerts and is unique within the policy (L1, L2)."""

    name: str
    at_percent: int = 100
    after: timedelta = timedelta(0)
    whom: tuple[str, ...] = ("assignee", "managers")
    how: tuple[str, ...] = ("mail",)
    before: timedelta = timedelta(0)

    def offset(self, target: timedelta) -> timedelta:
        """Return the open time from the clock's start to the step, for a clock with that target; never negative."""
        return max(target * self.at_percent / 100 + self.after - self.before, timedelta(0))


DEFAULT_LADDER = (
    Step("half", at_percent=50, how=("mail",)),
    Step("warn", at_percent=80, how=("mail",)),
    Step("due", at_percent=100, how=("mail", "sms")),
    Step("late30", after=timedelta(minutes=30), how=("mail", "sms")),
    Step("late120", after=timedelta(minutes=120), how=("mail", "sms")),
)
"""The ladder of policies without one of their own (L1): mails before the deadline, mail and SMS at the deadline, and again
after thirty minutes and two hours of open time."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy. An empty matcher matches everything; several must all match. The policy with the id `default` is the last resort (C7). `team` is
    notified if nobody is assigned, or the assignee is not there (L2)."""

    id: str
    version: int
    calendar: str
    first_reply: timedelta = timedelta(minutes=60)
    next_reply: timedelta = timedelta(minutes=60)
    ladder: tuple[Step, ...] = DEFAULT_LADDER
    networks: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    priorities: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    team: str | None = None

    def matches(self, *, network: str, account: str, channel: Channel, priority: str, tags: tuple[str, ...]) -> bool:
        return (
            (not self.networks or network in self.networks)
            and (not self.accounts or account in self.accounts)
            and (not self.channels or channel in self.channels)
            and (not self.priorities or priority in self.priorities)
            and (not self.tags or bool(set(tags) & set(self.tags)))
        )

    def target(self, kind: ClockKind) -> timedelta:
        return self.first_reply if kind is ClockKind.FIRST_REPLY else self.next_reply
