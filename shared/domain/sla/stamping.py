"""A clock is stamped with a promise when it starts, and anew when the settings change (C1, C6)."""

from collections.abc import Iterable
from dataclasses import replace

from shared.domain.posts.post import Post
from shared.domain.sla.alert import Alert
from shared.domain.sla.clock import ClockKind, SlaClock
from shared.domain.sla.ladder import call_number, is_last_call, with_last_call
from shared.domain.sla.promise import Promise
from shared.domain.text.fingerprint import fingerprint


def clock_id(post_id: str) -> str:
    """The id of the clock that starts on this post."""
    return fingerprint(post_id)


def promised(kind: ClockKind, post: Post, given: Promise) -> SlaClock:
    """A clock that starts at the network time of `post` (C1), stamped with the promise that it was given (C6)."""
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


def restamped(clock: SlaClock, post: Post, given: Promise, *, alerts: Iterable[Alert]) -> SlaClock:
    """The running clock under a changed policy or calendar, measured from its own start (C6).

    It stays the same clock: who acknowledged it and its timers are kept. What fired for the new deadline before, when
    the deadline had stood there once already, does not fire for it again (L3).
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
    """Whether every step goes by mail and nothing else, as those of a short thanks do (C7)."""
    return all(step.how == ("mail",) for step in clock.steps)


def louder(clock: SlaClock, meant: SlaClock) -> SlaClock:
    """The clock with the ways of its policy again, where it went by mail alone for a thanks and somebody now waits who asks
    (C7). `meant` is the same clock as it would start today; where another version of the policy matches by now, the clock
    takes that one as a whole (C6)."""
    if not meant.steps or (meant.policy, meant.calendar) != (clock.policy, clock.calendar):
        return clock
    ways, last = {step.name: step.how for step in meant.steps}, meant.steps[-1].how
    return replace(
        clock,
        steps=tuple(
            replace(step, how=last if is_last_call(step.name) else ways.get(step.name, step.how))
            for step in clock.steps
        ),
    )
