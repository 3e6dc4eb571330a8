"""Which step of the ladder is due, and when to look again (L1-L4, I7)."""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.sla.calendar import UNCOUNTABLE, Calendar, next_opening, open_spans
from shared.domain.sla.clock import SlaClock, StepInstant

AFTER_CLOSING = timedelta(minutes=15)
"""L1: how long after closing a step may still go out; people are on their way then, not gone."""


LAST_CALL = "taken_back"
"""The name of the step by which people hear that a customer waits again whose whole ladder has passed: an answer was taken
back (C9), or a question joined a thanks (C7)."""


def is_last_call(name: str) -> bool:
    """Whether a step is that one; all but the first for an answer that was taken back carry their number."""
    return name == LAST_CALL or name.startswith(f"{LAST_CALL}-")


def call_number(name: str) -> int:
    """Which of a clock's last calls a step of that name is."""
    return int(name.removeprefix(f"{LAST_CALL}-")) if name != LAST_CALL else 1


def with_last_call(clock: SlaClock, at: datetime, *, number: int = 1) -> SlaClock:
    """The clock with one step more, told as its last one is, where all its steps had passed when its answer was taken
    back `at` that instant (C9): each of them fires once (L3), and nobody would hear of it otherwise. `number` counts the
    answers of the clock that were taken back: whoever heard of one has not heard of the next. None was where a question
    joined a thanks at that instant (C7)."""
    name = LAST_CALL if number == 1 else f"{LAST_CALL}-{number}"
    steps = tuple(step for step in clock.steps if not is_last_call(step.name))
    if not steps or steps[-1].at > at:
        return replace(clock, steps=steps)
    return replace(clock, steps=(*steps, replace(steps[-1], name=name, at=at)))


def awaited(clock: SlaClock) -> tuple[StepInstant, ...]:
    """The steps that may fire for this clock: all, but for a late post only those still to come when it came in (I7)."""
    return tuple(step for step in clock.steps if not (clock.late and step.at <= clock.seen_at))


def missed(clock: SlaClock) -> StepInstant | None:
    """The highest step that had passed before a late post came in, until it is marked as told: it raises no alert, but
    its ticket stands in the account's summary (I7). Told once is told, also if the deadline moves."""
    passed = [step for step in clock.steps if step not in awaited(clock)]
    return passed[-1] if passed and passed[-1].name not in clock.fired else None


def step_to_fire(clock: SlaClock, now: datetime) -> StepInstant | None:
    """The highest step whose instant has passed, unless it or a higher one has fired for this deadline already (L3).

    Several instants that passed at once give one alert, the highest: an outage must not be followed by a storm. An
    acknowledged warning silences warnings, never what comes at or after the deadline; acknowledged after the deadline,
    the steps of the escalation wait, and when the wait is over the highest that has passed fires (L4).
    """
    if not clock.running:
        return None
    passed = [step for step in awaited(clock) if _from(step, clock) <= now]
    if not passed:
        return None
    top = passed[-1]
    fired = {name for name, due_at in clock.fired.items() if due_at == clock.due_at}
    if any(step.name in fired for step in clock.steps[clock.steps.index(top) :]):
        return None
    if clock.acknowledged_at is not None and top.at < clock.due_at:
        return None
    return top


def overtaken(name: str, clock: SlaClock, now: datetime) -> bool:
    """Whether the instant of a step above this one has passed while its message waited: one message says it all then, the
    higher one's (L3). A step that is held by an acknowledgement has not passed (L4)."""
    names = [step.name for step in clock.steps]
    above = clock.steps[names.index(name) + 1 :] if name in names else ()
    return any(step in awaited(clock) and _from(step, clock) <= now for step in above)


def goes_out_at(now: datetime, calendar: Calendar) -> datetime:
    """When a step that is due may go out: now, in open hours and until 15 minutes after them, else at the next opening.

    Closing itself counts as open (L1), and so does the fifteenth minute after it. A calendar that has come to its end, or
    cannot be counted any more (I9), holds nothing back: better a message at night than none.
    """
    try:
        if open_spans(now - AFTER_CLOSING - timedelta.resolution, now + timedelta.resolution, calendar):
            return now
        return next_opening(now, calendar)
    except UNCOUNTABLE:
        return now


def next_wake(clock: SlaClock, now: datetime, calendar: Calendar) -> datetime | None:
    """When the timer must look again, rounded up to the second: for a step that has passed and waits for the next
    opening, then; else at the first awaited step after `now`.

    Step Functions' Wait cuts milliseconds off, and a timer that wakes early would find nothing due yet.
    """
    if not clock.running:
        return None
    if step_to_fire(clock, now) is not None:
        return ceil_second(goes_out_at(now, calendar))
    ahead = [at for at in (_from(step, clock) for step in awaited(clock)) if at > now]
    return ceil_second(min(ahead)) if ahead else None


def next_step_at(clock: SlaClock) -> datetime | None:
    """The instant of the first awaited step that has not fired yet, however long ago: what the reconciler looks for."""
    if not clock.running:
        return None
    fired = [i for i, step in enumerate(clock.steps) if clock.fired.get(step.name) == clock.due_at]
    open_steps = clock.steps[max(fired) + 1 :] if fired else clock.steps
    ahead = [
        _from(step, clock)
        for step in open_steps
        if step in awaited(clock) and not (clock.acknowledged_at is not None and step.at < clock.due_at)
    ]
    return min(ahead) if ahead else None


def _from(step: StepInstant, clock: SlaClock) -> datetime:
    """When a step may fire: at its instant, but an escalation not before what holds it is over (L4)."""
    if clock.held_until is not None and step.at > clock.due_at:
        return max(step.at, clock.held_until)
    return step.at


def ceil_second(instant: datetime) -> datetime:
    """The instant itself on a whole second, else the next whole second."""
    return instant if instant.microsecond == 0 else instant.replace(microsecond=0) + timedelta(seconds=1)
