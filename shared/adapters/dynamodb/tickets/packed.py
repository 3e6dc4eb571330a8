"""Compact JSON text for what the head of a ticket holds: a string is read many times faster than nested attributes, and the
head, which is written with almost every save, stays below one write unit.

Times are whole microseconds; a default at the end of an array is left out.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.domain.posts.kinds import Channel
from shared.domain.sla.alert import Alert, AlertOutcome, Sending, SendState
from shared.domain.sla.clock import ClockKind, ClockState, ListedClock, Ref, SlaClock, StepInstant
from shared.domain.sla.resolution import Resolution
from shared.domain.tickets.action import Action, ActionKind

Packed = list[Any]

NORMAL = "normal"
"""The priority that is not said."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def text_of(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def micros(at: datetime | None) -> int | None:
    return (at - _EPOCH) // _MICROSECOND if at is not None else None


def instant_of(stored: int | None) -> datetime | None:
    return instant_at(stored) if stored is not None else None


def span(duration: timedelta | None) -> int | None:
    return duration // _MICROSECOND if duration is not None else None


def span_of(stored: int | None) -> timedelta | None:
    return stored * _MICROSECOND if stored is not None else None


def instant_at(stored: int) -> datetime:
    return _EPOCH + timedelta(microseconds=stored)


def trimmed(values: Packed) -> Packed:
    while values and values[-1] is None:
        values.pop()
    return values


def padded(stored: Packed, length: int) -> Packed:
    return stored + [None] * (length - len(stored))


def pack_listed(clock: SlaClock | ListedClock) -> Packed:
    """Pack what a list shows of a clock, without its start and deadline, which stand among the facets."""
    policy, calendar = clock.policy, clock.calendar
    channel = clock.channel.value if clock.channel is not None else None
    stamps = [span(clock.target), policy.id, policy.version, calendar.id, calendar.version]
    return trimmed([clock.id, clock.kind.value, *stamps, channel, 1 if clock.late else None, clock.fallback])


def listed_of(stored: Packed, started_at: int, due_at: int) -> ListedClock:
    ident, kind, target, policy, version, calendar, counted, channel, late, fallback = padded(stored, 10)
    return ListedClock(
        id=ident,
        kind=ClockKind(kind),
        started_at=instant_at(started_at),
        due_at=instant_at(due_at),
        target=target * _MICROSECOND,
        policy=Ref(policy, version),
        calendar=Ref(calendar, counted),
        channel=Channel(channel) if channel is not None else None,
        late=bool(late),
        fallback=fallback,
    )


def pack_rest(clock: SlaClock) -> Packed:
    """Pack everything of a clock that no list shows."""
    return trimmed(
        [
            clock.post,
            span(clock.seen_at - clock.started_at),
            _pack_steps(clock),
            [name if at == clock.due_at else [name, micros(at)] for name, at in sorted(clock.fired.items())] or None,
            clock.state.value if not clock.running else None,
            micros(clock.stopped_at),
            clock.stopped_by,
            span(clock.business),
            clock.reason,
            clock.timer_generation if clock.timer_generation != 1 else None,
            micros(clock.acknowledged_at),
            micros(clock.held_until),
        ]
    )


def clock_of(listed: ListedClock, rest: Packed) -> SlaClock:
    post, seen, steps, fired, state, stopped, by, business, reason, generation, acknowledged, held = padded(rest, 12)
    told = [(each, listed.due_at) if isinstance(each, str) else (each[0], instant_at(each[1])) for each in fired or ()]
    return SlaClock(
        id=listed.id,
        post=post,
        kind=listed.kind,
        started_at=listed.started_at,
        seen_at=listed.started_at + seen * _MICROSECOND,
        target=listed.target,
        due_at=listed.due_at,
        policy=listed.policy,
        calendar=listed.calendar,
        state=ClockState(state) if state is not None else ClockState.RUNNING,
        stopped_at=instant_of(stopped),
        stopped_by=by,
        reason=reason,
        late=listed.late,
        business=span_of(business),
        steps=_steps_of(steps, listed.started_at),
        fired=dict(told),
        acknowledged_at=instant_of(acknowledged),
        held_until=instant_of(held),
        timer_generation=generation if generation is not None else 1,
        channel=listed.channel,
        fallback=listed.fallback,
    )


def pack_clock(clock: SlaClock) -> Packed:
    return [pack_listed(clock), micros(clock.started_at), micros(clock.due_at), pack_rest(clock)]


def whole_clock_of(stored: Packed) -> SlaClock:
    listed, started_at, due_at, rest = stored
    return clock_of(listed_of(listed, started_at, due_at), rest)


def _pack_steps(clock: SlaClock) -> Packed | None:
    """Pack the ladder: each pair of recipients and ways once."""
    pairs: list[tuple[tuple[str, ...], tuple[str, ...]]] = list(
        dict.fromkeys((step.whom, step.how) for step in clock.steps)
    )
    steps = [[step.name, span(step.at - clock.started_at), pairs.index((step.whom, step.how))] for step in clock.steps]
    return [[[whom, how] for whom, how in pairs], steps] if steps else None


def _steps_of(stored: Packed | None, started_at: datetime) -> tuple[StepInstant, ...]:
    if stored is None:
        return ()
    pairs = [(tuple(whom), tuple(how)) for whom, how in stored[0]]
    return tuple(StepInstant(name, started_at + after * _MICROSECOND, *pairs[pair]) for name, after, pair in stored[1])


def pack_alert(alert: Alert, clock: SlaClock) -> Packed:
    """Pack an alert of the clock: of a fresh one, and of one to the step's own recipients, little is said."""
    step = next((each for each in clock.steps if each.name == alert.step), None)
    same = step is not None and (step.whom, step.how) == (alert.whom, alert.how)
    pending = True if alert.pending_since == alert.fired_at else micros(alert.pending_since)
    return trimmed(
        [
            alert.step,
            micros(alert.fired_at),
            pending,
            [_pack_sending(each) for each in alert.sent] or None,
            alert.outcome.value if alert.outcome is not None else None,
            micros(alert.due_at) if alert.due_at != clock.due_at else None,
            None if same else [alert.whom, alert.how],
        ]
    )


def alert_of(stored: Packed, clock: SlaClock) -> Alert:
    step, fired, pending, sent, outcome, due, recipients = padded(stored, 7)
    if recipients is None:
        known = next(each for each in clock.steps if each.name == step)
        recipients = (known.whom, known.how)
    fired_at = instant_at(fired)
    return Alert(
        clock=clock.id,
        step=step,
        due_at=instant_at(due) if due is not None else clock.due_at,
        fired_at=fired_at,
        whom=tuple(recipients[0]),
        how=tuple(recipients[1]),
        pending_since=fired_at if pending is True else instant_of(pending),
        sent=tuple(_sending_of(each) for each in sent or ()),
        outcome=AlertOutcome(outcome) if outcome is not None else None,
    )


def _pack_sending(sending: Sending) -> Packed:
    return trimmed([sending.person, sending.how, sending.state.value, micros(sending.at), sending.reason])


def _sending_of(stored: Packed) -> Sending:
    person, how, state, at, reason = padded(stored, 5)
    return Sending(person, how, SendState(state), instant_at(at), reason)


def pack_action(action: Action) -> Packed:
    words = [action.by, action.reason, action.text, micros(action.through)]
    return trimmed([action.id, action.kind.value, micros(action.at), *words])


def action_of(stored: Packed) -> Action:
    ident, kind, at, by, reason, text, through = padded(stored, 7)
    return Action(ident, ActionKind(kind), instant_at(at), by, text, reason, instant_of(through))


def pack_resolution(resolution: Resolution) -> Packed:
    calendar = resolution.calendar
    return trimmed(
        [
            micros(resolution.started_at),
            micros(resolution.resolved_at),
            span(resolution.elapsed),
            micros(resolution.first_resolved_at) if resolution.first_resolved_at != resolution.resolved_at else None,
            [calendar.id, calendar.version] if calendar is not None else None,
            span(resolution.business),
            1 if resolution.resumed else None,
        ]
    )


def resolution_of(stored: Packed) -> Resolution:
    started, resolved, elapsed, first, calendar, business, resumed = padded(stored, 7)
    return Resolution(
        started_at=instant_at(started),
        resolved_at=instant_at(resolved),
        elapsed=elapsed * _MICROSECOND,
        first_resolved_at=instant_at(first if first is not None else resolved),
        resumed=bool(resumed),
        calendar=Ref(*calendar) if calendar is not None else None,
        business=span_of(business),
    )
