"""Due steps of the ladder, and the timer's next wake (L1-L4, I7)."""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.sla.calendar import UNCOUNTABLE, Calendar, next_opening, open_spans
from shared.domain.sla.clock import SlaClock, StepInstant

AFTER_CLOSING = timedelta(minutes=15)
"""How long after closing a step may still be sent, since people are not out of reach yet (L1)."""


LAST_CALL = "taken_back"
"""The step that is added when a customer waits again after the whole ladder has passed: an answer was taken back (C9), or
a question followed a thanks (C7)."""


WINDOW_STEP = "answer_window"
"""The step before the network stops taking an answer to what waits (N3)."""


def is_window_step(name: str) -> bool:
    """Return whether a step is one before an answer window closes; one that a later message has moved has its own name."""
    return name == WINDOW_STEP or name.startswith(f"{WINDOW_STEP}-")


def is_last_call(name: str) -> bool:
    """Return whether a step is a last call; from the second on, last calls are numbered."""
    return name == LAST_CALL or name.startswith(f"{LAST_CALL}-")


def call_number(name: str) -> int:
    """Return the number of the last call with that name."""
    return int(name.removeprefix(f"{LAST_CALL}-")) if name != LAST_CALL else 1


def with_last_call(clock: SlaClock, at: datetime, *, number: int = 1) -> SlaClock:
    """Add a step with the recipients and channels of the last one, if all steps had passed when the clock's answer was taken
    back `at` that instant (C9), or a question followed a thanks (C7).

    Each step fires once (L3), so nobody would be notified otherwise. `number` counts the clock's answers that were taken
    back, each of which is notified anew; it is 0 for a question after a thanks."""
    name = LAST_CALL if number == 1 else f"{LAST_CALL}-{number}"
    steps = tuple(step for step in clock.steps if not is_last_call(step.name))
    ladder = [step for step in steps if not is_window_step(step.name)]
    if not ladder or ladder[-1].at > at:
        return replace(clock, steps=steps)
    added = (*steps, replace(ladder[-1], name=name, at=at))
    return replace(clock, steps=tuple(sorted(added, key=lambda step: step.at)))


def awaited(clock: SlaClock) -> tuple[StepInstant, ...]:
    """Return the steps that may fire for this clock: all; for a late post only those that were still ahead when it came in (I7)."""
    return tuple(step for step in clock.steps if not (clock.late and step.at <= clock.seen_at))


def missed(clock: SlaClock) -> StepInstant | None:
    """Return the highest step that had passed before a late post came in, until it is marked as fired. It raises no alert,
    but the ticket is listed in the account's summary (I7), once, even if the deadline moves."""
    passed = [step for step in clock.steps if step not in awaited(clock)]
    return passed[-1] if passed and passed[-1].name not in clock.fired else None


def step_to_fire(clock: SlaClock, now: datetime) -> StepInstant | None:
    """Return the highest step whose instant has passed, unless it or a higher one has fired for this deadline already (L3).

    Several steps that passed at once give one alert, the highest, so that an outage is not followed by a storm.
    Acknowledging before the deadline silences warnings, never the steps at or after the deadline; acknowledging after it
    holds the escalation, after which the highest passed step fires (L4).
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
    if _is_silenced(top, clock):
        return None
    return top


def overtaken(name: str, clock: SlaClock, now: datetime) -> bool:
    """Return whether a higher step's instant has passed while this one's message waited: then only the higher one is sent
    (L3). A step held by an acknowledgement has not passed (L4)."""
    names = [step.name for step in clock.steps]
    above = clock.steps[names.index(name) + 1 :] if name in names else ()
    return any(step in awaited(clock) and _from(step, clock) <= now for step in above)


def sendable_at(now: datetime, calendar: Calendar) -> datetime:
    """Return when a due step may be sent: now, in open hours and up to 15 minutes after them, else at the next opening.

    Closing time itself counts as open (L1), and so does the fifteenth minute after it. A calendar that has run out of open
    days, or cannot be counted any more (I9), holds nothing back: a message at night is better than none.
    """
    try:
        if open_spans(now - AFTER_CLOSING - timedelta.resolution, now + timedelta.resolution, calendar):
            return now
        return next_opening(now, calendar)
    except UNCOUNTABLE:
        return now


def step_sendable_at(step: str, now: datetime, calendar: Calendar) -> datetime:
    """Return when the step may be sent. One before the answer window closes waits for no opening: it lies outside the open
    hours only if none are left until then (N3), and afterwards nobody could answer."""
    return now if is_window_step(step) else sendable_at(now, calendar)


def next_wake(clock: SlaClock, now: datetime, calendar: Calendar) -> datetime | None:
    """Return the timer's next wake, rounded up to the second: the next opening if a passed step waits for it
    (or the window's step, which waits for none), else the first
    awaited step after `now`.

    Step Functions' Wait truncates milliseconds, and a timer that wakes early would find nothing due.
    """
    if not clock.running:
        return None
    due = step_to_fire(clock, now)
    if due is not None:
        closing = [step.at for step in awaited(clock) if is_window_step(step.name) and step.at > now]
        return ceil_second(min([step_sendable_at(due.name, now, calendar), *closing]))
    ahead = [at for at in (_from(step, clock) for step in awaited(clock)) if at > now]
    return ceil_second(min(ahead)) if ahead else None


def next_step_at(clock: SlaClock) -> datetime | None:
    """Return the instant of the first awaited step that has not fired, even if it has passed; the reconciler reads it."""
    if not clock.running:
        return None
    fired = [i for i, step in enumerate(clock.steps) if clock.fired.get(step.name) == clock.due_at]
    open_steps = clock.steps[max(fired) + 1 :] if fired else clock.steps
    ahead = [_from(step, clock) for step in open_steps if step in awaited(clock) and not _is_silenced(step, clock)]
    return min(ahead) if ahead else None


def _is_silenced(step: StepInstant, clock: SlaClock) -> bool:
    """Return whether an acknowledgement silences the step: a warning before the deadline, but not the one before the
    network stops taking an answer, which nobody can make good afterwards (L4, N3)."""
    return clock.acknowledged_at is not None and step.at < clock.due_at and not is_window_step(step.name)


def _from(step: StepInstant, clock: SlaClock) -> datetime:
    """Return when a step may fire: at its instant, but an escalation not before its hold is over (L4)."""
    if clock.held_until is not None and step.at > clock.due_at:
        return max(step.at, clock.held_until)
    return step.at


def ceil_second(instant: datetime) -> datetime:
    """Round an instant up to the second."""
    return instant if instant.microsecond == 0 else instant.replace(microsecond=0) + timedelta(seconds=1)
