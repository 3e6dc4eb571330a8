"""The one place in which a promise is counted: whatever the settings say, what waits has a deadline (I9).

Settings are refused when they are saved if they cannot be counted. But a calendar runs out of open days by itself, a time
zone or a country's holidays can go with a new release of the data, and two people can save at once what does not fit
together. None of this may make a post disappear.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from shared.domain.sla.calendar import EARLIEST_YEAR, LATEST_YEAR, UNCOUNTABLE, Calendar, always_open, within_reason
from shared.domain.sla.clock import ClockKind, Ref, StepInstant
from shared.domain.sla.policy import Policy, Step

LAST_POLICY = Policy(id="default", version=0, calendar="always")
"""Counts where not even the desk's default policy can be: sixty minutes, and the ladder that is built in."""

AROUND_THE_CLOCK = always_open(version=0)
"""The calendar of a promise that the desk's own settings cannot place: every minute counts, day and night."""


class Fallback(StrEnum):
    """Why a promise is not the one that the settings mean."""

    NO_POLICY = "no_policy"
    NO_CALENDAR = "no_calendar"
    NOT_COUNTABLE = "not_countable"


@dataclass(frozen=True, slots=True)
class Promise:
    """What a clock is stamped with (C6). `fallback` says why it is the default's around the clock instead of what the
    settings mean; None where it is what they mean."""

    policy: Ref
    calendar: Ref
    target: timedelta
    due_at: datetime
    steps: tuple[StepInstant, ...]
    fallback: Fallback | None = None


def promise(kind: ClockKind, since: datetime, policy: Policy, calendar: Calendar) -> Promise:
    """The promise of `policy`, counted in `calendar` from `since`. Raises one of UNCOUNTABLE where that cannot be.

    The ladder's instants are fixed here, in the calendar's time (L1), so that a timer needs the ticket and nothing else.
    """
    target = policy.target(kind)
    due_at = within_reason(since, target, calendar).due_at
    steps = [_instant(step, since, target, due_at, calendar) for step in policy.ladder]
    return Promise(
        Ref(policy.id, policy.version),
        Ref(calendar.id, calendar.version),
        target,
        due_at,
        tuple(sorted(steps, key=lambda step: step.at)),
    )


def promise_in_any_case(
    kind: ClockKind, since: datetime, policy: Policy | None, calendar: Calendar | None, *, default: Policy
) -> Promise:
    """The promise that the settings mean; where it cannot be counted, the `default` policy's around the clock (I9)."""
    why = Fallback.NO_POLICY if policy is None else Fallback.NO_CALENDAR
    if policy is not None and calendar is not None:
        try:
            return promise(kind, since, policy, calendar)
        except UNCOUNTABLE:
            why = Fallback.NOT_COUNTABLE
    for last in (default, LAST_POLICY):
        try:
            return replace(promise(kind, _within_reach(since), last, AROUND_THE_CLOCK), fallback=why)
        except UNCOUNTABLE:
            continue
    raise AssertionError("sixty minutes around the clock can be counted from any instant")


def countable(policy: Policy, calendars: Sequence[Calendar], now: datetime) -> bool:
    """Whether a post of this moment can be promised what the policy means, as a first reply and as a later one."""
    calendar = next((each for each in calendars if each.id == policy.calendar), None)
    return all(
        promise_in_any_case(kind, now, policy, calendar, default=LAST_POLICY).fallback is None for kind in ClockKind
    )


def _instant(step: Step, since: datetime, target: timedelta, due_at: datetime, calendar: Calendar) -> StepInstant:
    """A step after the deadline that the calendar does not hold any more falls there around the clock: the promise
    stands, and somebody is to hear that it was missed."""
    share = step.offset(target)
    try:
        at = within_reason(since, share, calendar).due_at
    except UNCOUNTABLE:
        if share < target:
            raise
        at = due_at + (share - target)
    return StepInstant(name=step.name, at=at, whom=step.whom, how=step.how)


def _within_reach(since: datetime) -> datetime:
    """An instant that can be counted from, whatever a network has said of the time of a post."""
    earliest, latest = datetime(EARLIEST_YEAR + 1, 1, 1, tzinfo=UTC), datetime(LATEST_YEAR - 1, 1, 1, tzinfo=UTC)
    return min(max(since, earliest), latest)
