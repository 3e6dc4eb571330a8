"""Settle the older part of a long ticket: find an instant before which nothing is left open, and say in a few words what the
fold had come to by then (`Settled`).

An instant will do if everything that bears on what stands before it stands before it too: when a post was seen, edited or
deleted, what an answer covers, what a reply has come to. So whatever arrives later either bears on nothing before it, or
says by its own time, or by what it names, that it does; then the whole ticket is read.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from shared.domain.posts.answer_window import latest_window
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import EXPIRED, Post
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState
from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import Ref, SlaClock
from shared.domain.text.search_terms import Indexed
from shared.domain.tickets.action import Action, ActionKind, standing_reports
from shared.domain.tickets.answered_unseen import answered_unseen
from shared.domain.tickets.brief import threads_among
from shared.domain.tickets.fold import FoldState
from shared.domain.tickets.known_ids import KnownIds
from shared.domain.tickets.moments import effective_at, is_silence
from shared.domain.tickets.settled import Settled, SettledResolution
from shared.domain.tickets.ticket import Ticket

KEPT = 50
"""Posts that stay to be read: a page of the ticket. It is settled again when there are a fifth more."""

MOST_TRIES = 60
"""Instants that are looked at, the latest first. A ticket in which none will do is read whole."""


@dataclass(frozen=True, slots=True)
class Settling:
    """What settling a ticket needs to know: `state_at` is the fold at an instant, `asks` whether a post asks for anything."""

    state_at: Callable[[datetime], FoldState]
    open_time: Callable[[Iterable[Span], Ref], timedelta]
    asks: Callable[[Post], bool]


def settled(ticket: Ticket, settling: Settling) -> Settled | None:
    """Return what is settled of the ticket: what was not read of it, and more if many posts have come since."""
    known = ticket.unread
    fresh = [post for post in ticket.posts if known is None or post.posted_at >= known.through]
    if len(fresh) < KEPT + max(KEPT // 5, 1):
        return known
    for through in islice(_instants(fresh), MOST_TRIES):
        if _rests(ticket, through):
            state = settling.state_at(through)
            if _is_clean(state, ticket, through):
                return _settled(ticket, known, state, through, settling)
    return known


def _instants(fresh: Sequence[Post]) -> Iterable[datetime]:
    """Yield the instants from which on enough posts are left, and no place in the search is shared with an older one. A place
    may begin with a note, between two posts."""
    since = min(bound for post in fresh[-KEPT:] for bound in _bounds(post))
    for index in range(len(fresh) - KEPT, 0, -1):
        since = min(since, *_bounds(fresh[index]))
        at = min(fresh[index].posted_at, since)
        if fresh[index - 1].posted_at < at:
            yield at


def _bounds(post: Post) -> tuple[datetime, ...]:
    """Return the instants after which nothing may be settled without the post: our clock may be behind the network's."""
    slots = (*post.indexed.slots, *post.indexed.old_slots) if post.indexed is not None else ()
    return (post.posted_at, post.seen_at, *(slot.start for slot in slots))


def _rests(ticket: Ticket, through: datetime) -> bool:
    """Return whether nothing since the instant bears on posts, actions, replies and alerts before it."""
    old = [post for post in ticket.posts if post.posted_at < through]
    new = [post for post in ticket.posts if post.posted_at >= through]
    return (
        all(_post_rests(post, through) for post in old)
        and all(post.seen_at >= through and _is_placed_since(post.indexed, through) for post in new)
        and _answers_stay_apart(old, new)
        and _actions_rest(ticket.actions, through)
        and _replies_rest(ticket.replies, new, through)
        and all(alert.pending_since is None for alert in ticket.alerts if alert.fired_at < through)
    )


def _post_rests(post: Post, through: datetime) -> bool:
    touched = (post.seen_at, post.written_at, post.deleted_at, post.retracted_at, post.taken_back_at)
    return all(at is None or at < through for at in touched) and not (post.indexed and post.indexed.outdated)


def _is_placed_since(indexed: Indexed | None, through: datetime) -> bool:
    """Return whether no text from before shares its place in the search: the place is written with all of its texts."""
    return indexed is None or all(slot.start >= through for slot in (*indexed.slots, *indexed.old_slots))


def _answers_stay_apart(old: Sequence[Post], new: Sequence[Post]) -> bool:
    """Return whether each answer covers, by what its writer had seen, posts of its own side alone (C2)."""
    before, since = _ids(old), _ids(new)
    return not any(post.seen_through in since for post in old) and not any(post.seen_through in before for post in new)


def _ids(posts: Iterable[Post]) -> set[str]:
    return {ident for post in posts for ident in (post.id, post.answer_to, post.current_version)}


def _actions_rest(actions: Sequence[Action], through: datetime) -> bool:
    reports = {action.id for action in actions if action.at < through and action.kind is ActionKind.ANSWER_REPORTED}
    return all(
        _action_rests(action, through)
        if action.at < through
        else effective_at(action) >= through
        and _is_placed_since(action.indexed, through)
        and not (action.kind is ActionKind.REPORT_WITHDRAWN and action.reason in reports)
        for action in actions
    )


def _action_rests(action: Action, through: datetime) -> bool:
    silent_until = action.through if is_silence(action) else None
    outdated = action.indexed is not None and action.indexed.outdated
    return action.pending_since is None and not outdated and (silent_until is None or silent_until <= through)


def _replies_rest(replies: Sequence[Reply], new: Sequence[Post], through: datetime) -> bool:
    old = [reply for reply in replies if reply.created_at < through]
    last_sent = max((reply.created_at for reply in replies if reply.state is ReplyState.SENT), default=None)
    posted_since = {post.reply_id for post in new if post.reply_id is not None}
    return all(_reply_rests(reply, last_sent) and reply.id not in posted_since for reply in old)


def _reply_rests(reply: Reply, last_sent: datetime | None) -> bool:
    """Return whether nothing comes of the reply any more, and no warning of it is shown."""
    if reply.due_at is not None or reply.returned is not None:
        return False
    if reply.state is ReplyState.FAILED:
        is_overtaken = last_sent is not None and reply.created_at < last_sent
        return is_overtaken and not any(map(_is_posted, reply.parts))
    return reply.state is ReplyState.CANCELLED or (reply.state is ReplyState.SENT and reply.complete)


def _is_posted(part: Part) -> bool:
    return part.state is not PartState.WAITING


def _is_clean(state: FoldState, ticket: Ticket, through: datetime) -> bool:
    """Return whether the fold's state can be told in a few words: nothing that `done` has ended is to be taken up again, and
    what waits is everything that the customer wrote since the first of it."""
    if state.undone is not None and _named(state.undone[0]) != _named(state.waiting):
        return False
    if any(clock.running for clock in state.clocks[:-1]) or bool(state.waiting) != any(c.running for c in state.clocks):
        return False
    first = state.waiting[0].order if state.waiting else None
    theirs = [p for p in ticket.posts if p.inbound and p.deleted_at is None and p.posted_at < through]
    return _named(state.waiting) == [post.id for post in theirs if first is not None and post.order >= first]


def _named(posts: Iterable[Post]) -> list[str]:
    return [post.id for post in posts]


def _settled(
    ticket: Ticket, known: Settled | None, state: FoldState, through: datetime, settling: Settling
) -> Settled | None:
    old = tuple(post for post in ticket.posts if post.posted_at < through)
    fresh = [post for post in old if known is None or post.posted_at >= known.through]
    actions = sorted((each for each in ticket.actions if each.at < through), key=lambda action: action.order)
    replies = sorted((each for each in ticket.replies if each.created_at < through), key=lambda reply: reply.order)
    ran = state.clocks[-1] if state.clocks and state.clocks[-1].running else None
    calendar = _first_calendar(known, state)
    since, counted, answered, told = state.resolving.state
    if counted and calendar is None:
        return known
    before = known.resolution if known is not None else SettledResolution()
    business = before.business + (settling.open_time(counted, calendar) if calendar is not None else timedelta(0))
    elapsed = sum((span.end - span.start for span in counted), state.resolving.before)
    first = state.waiting[0].order if state.waiting else None
    done = [action for action in actions if action.kind is ActionKind.DONE]
    closed_at = (done[-1].at if done[-1].by is not None else None) if done else known.closed_at if known else None
    places = [post.indexed for post in fresh] + [action.indexed for action in actions]
    slots = [slot for each in places if each is not None for slot in each.slots]
    ids = known.ids if known is not None else KnownIds()
    return Settled(
        through=through,
        opened_at=known.opened_at if known is not None else old[0].posted_at,
        posts=len(fresh) + (known.posts if known is not None else 0),
        clocks=state.clocks_before + len(state.clocks),
        ids=ids.with_ids((*_ids(fresh), *(reply.id for reply in replies), *(action.id for action in actions))),
        calendar=calendar,
        running=(ran.started_at, ran.id) if ran is not None else None,
        reply=(replies[-1].created_at, replies[-1].id) if replies else None,
        kept=_kept(old, state, _newest_clock(ticket, state, through), settling.asks),
        answered=state.answered,
        done=state.done,
        spam=state.spam,
        quiet_since=state.quiet_since,
        closed_at=closed_at,
        resolution=SettledResolution(state.resolving.opened_at, since, elapsed, business, answered, told),
        retracted=tuple(each for each in state.retracted if first is not None and each[0] >= first),
        to_look_at=_to_look_at(known, fresh, actions),
        deleted=(known is not None and known.deleted)
        or any(post.deleted_at is not None and post.gone_because != EXPIRED for post in fresh),
        revision=max([known.revision if known is not None else 0, *(post.revision for post in fresh)]),
        threads=threads_among(old, known.threads if known is not None else ()),
        slot=max(slots, default=known.slot if known is not None else None),
    )


def _first_calendar(known: Settled | None, state: FoldState) -> Ref | None:
    """Return the calendar of the ticket's first clock, which is fixed once that is finished."""
    if known is not None and known.calendar is not None:
        return known.calendar
    first = state.clocks[0] if state.clocks and not state.clocks_before else None
    return first.calendar if first is not None and not first.running else None


def _to_look_at(known: Settled | None, fresh: Sequence[Post], actions: Sequence[Action]) -> tuple[str, ...]:
    found = answered_unseen(fresh, standing_reports(actions))
    return tuple(sorted(found.union(known.to_look_at if known is not None else ())))


def _newest_clock(ticket: Ticket, state: FoldState, through: datetime) -> SlaClock | None:
    """Return the newest clock then; where none ran since what was settled before, as it is stored."""
    stored = (clock for clock in reversed(ticket.clocks) if clock.started_at < through)
    return state.clocks[-1] if state.clocks else next(stored, None)


def _kept(
    old: Sequence[Post], state: FoldState, newest: SlaClock | None, asks: Callable[[Post], bool]
) -> tuple[tuple[datetime, str], ...]:
    """Return the posts that stand for the rest: see `Settled`."""
    theirs = [post for post in old if post.inbound]
    private = [post for post in old if post.channel is Channel.DIRECT]
    found = [
        *state.waiting[:1],
        *islice(filter(asks, state.waiting), 1),
        *_closing_last([post for post in state.waiting if post.channel is Channel.PUBLIC]),
        *_closing_last([post for post in state.waiting if post.channel is Channel.DIRECT]),
        *_closing_last([post for post in private if post.inbound]),
        *theirs[-1:],
        *[post for post in theirs if post.deleted_at is None][-1:],
        *private[-1:],
        *[post for post in private if post.inbound][-1:],
        *(post for post in old if newest is not None and post.id in _ends(newest)),
    ]
    return tuple(sorted({(post.posted_at, post.id) for post in found}))


def _closing_last(posts: Sequence[Post]) -> list[Post]:
    """Return the post with the last answer window; one whose window never closes, if there is one."""
    never = next((post for post in posts if post.window_end is None), None)
    last = never or latest_window(posts)
    return [last] if last is not None else []


def _ends(clock: SlaClock) -> tuple[str, ...]:
    return (clock.post, clock.stopped_by or clock.post)
