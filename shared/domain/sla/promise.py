"""Calculation of promises: a waiting customer has a deadline whatever the settings are (I9).

Settings that cannot be counted are rejected when they are saved. But a calendar can run out of open days, a time zone or
a country's holidays can vanish with a new release of the data, and two people can save conflicting settings at once. None
of this may make a post disappear.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from shared.domain.sla.calendar import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    UNCOUNTABLE,
    Calendar,
    always_open,
    open_spans,
    within_reason,
)
from shared.domain.sla.clock import ClockKind, Ref, StepInstant
from shared.domain.sla.ladder import WINDOW_STEP
from shared.domain.sla.policy import Policy, Step

LAST_POLICY = Policy(id="default", version=0, calendar="always")
"""The fallback if not even the desk's default policy can be counted: sixty minutes and the built-in ladder."""

BEFORE_WINDOW = timedelta(hours=1)
"""How long before the end of an answer window people are notified."""

AROUND_THE_CLOCK = always_open(version=0)
"""The calendar of promises that the desk's settings cannot place: open around the clock."""


class Fallback(StrEnum):
    """The reason for which a promise is not the settings' own."""

    NO_POLICY = "no_policy"
    NO_CALENDAR = "no_calendar"
    NOT_COUNTABLE = "not_countable"


@dataclass(frozen=True, slots=True)
class Promise:
    """Target, deadline and ladder with which a clock is stamped (C6). `fallback` is the reason for which the default policy
    counts around the clock instead; None for the settings' own promise."""

    policy: Ref
    calendar: Ref
    target: timedelta
    due_at: datetime
    steps: tuple[StepInstant, ...]
    fallback: Fallback | None = None


def promise(kind: ClockKind, since: datetime, policy: Policy, calendar: Calendar) -> Promise:
    """Calculate the promise of `policy` on `calendar` from `since`. Raises one of UNCOUNTABLE.

    The ladder's instants are fixed here, in open time (L1), so that a timer needs only the ticket.
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
    """Calculate the settings' promise; if it cannot be counted, the `default` policy's around the clock (I9)."""
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


def with_window_step(given: Promise, since: datetime, answer_by: datetime | None, calendar: Calendar | None) -> Promise:
    """Add a step before the network stops taking an answer (N3), for those whom the ladder's last step notifies."""
    if answer_by is None or answer_by <= since or not given.steps:
        return given
    step = replace(given.steps[-1], name=WINDOW_STEP, at=before_window(since, answer_by, calendar))
    return replace(given, steps=tuple(sorted((*given.steps, step), key=lambda each: each.at)))


def before_window(since: datetime, answer_by: datetime, calendar: Calendar | None) -> datetime:
    """Return when people are notified of a window that closes: an hour before, or half-way for one that is shorter than two,
    and no later than the last open instant until then."""
    at = answer_by - min(BEFORE_WINDOW, (answer_by - since) / 2)
    try:
        spans = open_spans(since, at, calendar or AROUND_THE_CLOCK)
    except UNCOUNTABLE:
        spans = ()
    return spans[-1].end if spans else at


def countable(policy: Policy, calendars: Sequence[Calendar], now: datetime) -> bool:
    """Return whether the policy can be counted for a post at `now`, as a first reply and as a next one."""
    calendar = next((each for each in calendars if each.id == policy.calendar), None)
    return all(
        promise_in_any_case(kind, now, policy, calendar, default=LAST_POLICY).fallback is None for kind in ClockKind
    )


def _instant(step: Step, since: datetime, target: timedelta, due_at: datetime, calendar: Calendar) -> StepInstant:
    """Return the step's instant. A step after the deadline that exceeds the calendar is counted around the clock: the promise
    stands, and a miss must be notified."""
    share = step.offset(target)
    try:
        at = within_reason(since, share, calendar).due_at
    except UNCOUNTABLE:
        if share < target:
            raise
        at = due_at + (share - target)
    return StepInstant(name=step.name, at=at, whom=step.whom, how=step.how)


def _within_reach(since: datetime) -> datetime:
    """Clamp a post's time, which a network reports, to a range in which deadlines can be counted."""
    earliest, latest = datetime(EARLIEST_YEAR + 1, 1, 1, tzinfo=UTC), datetime(LATEST_YEAR - 1, 1, 1, tzinfo=UTC)
    return min(max(since, earliest), latest)
