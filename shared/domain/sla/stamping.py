"""Stamping of clocks with a promise, when they start and when the settings change (C1, C6)."""

from collections.abc import Iterable
from dataclasses import replace

from shared.domain.posts.post import Post
from shared.domain.sla.alert import Alert
from shared.domain.sla.clock import ClockKind, SlaClock
from shared.domain.sla.ladder import call_number, is_last_call, is_window_step, with_last_call
from shared.domain.sla.promise import Promise
from shared.domain.text.fingerprint import fingerprint


def clock_id(post_id: str) -> str:
    """Return the id of the clock that this post starts."""
    return fingerprint(post_id)


def promised(kind: ClockKind, post: Post, given: Promise) -> SlaClock:
    """Start a clock at the network time of `post` (C1), stamped with the promise (C6)."""
    return SlaClock(
        id=clock_id(post.id),
        post=post.id,
        kind=kind,
        started_at=post.posted_at,
        seen_at=post.seen_at,
        target=given.target,
        due_at=given.due_at,
        policy=given.policy,
        calendar=given.calendar,
        late=post.late,
        steps=given.steps,
        channel=post.channel,
        fallback=given.fallback,
    )


def with_promise(clock: SlaClock, post: Post, given: Promise, *, alerts: Iterable[Alert]) -> SlaClock:
    """Stamp a running clock with a changed policy or calendar, measured from its own start (C6).

    It stays the same clock, with its acknowledgement and timers. A step that has fired for the new deadline before, when
    the clock once had that deadline, does not fire again (L3).
    """
    fresh = promised(clock.kind, post, given)
    again = next((step for step in clock.steps if is_last_call(step.name)), None)
    if again is not None:
        fresh = with_last_call(fresh, again.at, number=call_number(again.name))
    told = {alert.step: alert.due_at for alert in alerts if (alert.clock, alert.due_at) == (clock.id, fresh.due_at)}
    return replace(
        clock,
        target=fresh.target,
        due_at=fresh.due_at,
        policy=fresh.policy,
        calendar=fresh.calendar,
        steps=fresh.steps,
        channel=fresh.channel,
        fallback=fresh.fallback,
        fired={**clock.fired, **told},
    )


def by_mail_alone(clock: SlaClock) -> bool:
    """Return whether every step is sent by mail only, as for a short thanks (C7)."""
    return all(step.how == ("mail",) for step in clock.steps)


def with_policy_channels(clock: SlaClock, meant: SlaClock) -> SlaClock:
    """Restore the policy's channels on a clock that was by mail only for a thanks, now that a question waits (C7).

    `meant` is the clock as it would start now; if another version of the policy matches by now, the clock takes it as a
    whole (C6)."""
    if not meant.steps or (meant.policy, meant.calendar) != (clock.policy, clock.calendar):
        return clock
    ways, last = {step.name: step.how for step in meant.steps}, meant.steps[-1].how
    return replace(
        clock,
        steps=tuple(
            replace(
                step,
                how=last if is_last_call(step.name) or is_window_step(step.name) else ways.get(step.name, step.how),
            )
            for step in clock.steps
        ),
    )
