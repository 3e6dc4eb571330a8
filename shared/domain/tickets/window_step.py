"""The step before an answer window closes, for the posts that wait now (N3).

A clock keeps its ladder however many posts follow (C1); its answer window does not: a later message opens a private
conversation again, and a message after a public post has a window where the post had none.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from shared.domain.posts.answer_window import closing_first
from shared.domain.posts.post import Post
from shared.domain.sla.clock import SlaClock
from shared.domain.sla.ladder import WINDOW_STEP, is_window_step, next_step_at
from shared.domain.text.fingerprint import fingerprint
from shared.domain.tickets.ticket import Ticket

BeforeWindow = Callable[[SlaClock, Post], datetime]
"""When people are notified of the window of a post, in the calendar of the clock."""


def with_window_of(
    ticket: Ticket, clock: SlaClock, waiting: Collection[str], before_window: BeforeWindow, *, held: SlaClock | None
) -> SlaClock:
    """Return the running clock with the step before the window that closes first. `held` is the clock as its timer knows it: a
    step that comes before its next wake takes the next timer generation.

    A step that moved has a name of its own, so that it fires although the one before it has (L3), which stays as it was. A window that the network
    closed before its time has none: whoever wrote the answer has been told.
    """
    pending = [step for step in clock.steps if is_window_step(step.name) and clock.fired.get(step.name) != clock.due_at]
    kept = tuple(step for step in clock.steps if step not in pending)
    ladder = [step for step in kept if not is_window_step(step.name)]
    closing = closing_first([post for post in ticket.posts if post.id in waiting])
    if closing is None or closing.answer_by is None or closing.closed_at is not None or not ladder:
        return replace(clock, steps=kept)
    name = _name(clock, closing)
    if name in (step.name for step in kept):
        return replace(clock, steps=kept)
    if [step.name for step in pending] == [name]:
        return clock
    step = replace(ladder[-1], name=name, at=before_window(clock, closing))
    moved = replace(clock, steps=tuple(sorted((*kept, step), key=lambda each: each.at)))
    wakes = next_step_at(held) if held is not None and held.running else None
    return replace(moved, timer_generation=clock.timer_generation + 1) if wakes and step.at < wakes else moved


def _name(clock: SlaClock, closing: Post) -> str:
    return WINDOW_STEP if closing.id == clock.post else f"{WINDOW_STEP}-{fingerprint(closing.id)[:8]}"
