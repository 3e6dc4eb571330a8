"""Two copies of one ticket, of which one is always read whole and the other in its newest part, and what may happen to it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from shared.domain.answering.windows import conversation_end
from shared.domain.errors import HistoryNeededError
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState
from shared.domain.search.entries import SearchEntry, SearchKey, changed, entries_of
from shared.domain.sla.calendar_document import calendar_from
from shared.domain.tickets.action import Action, ActionKind, DoneReason, standing_reports
from shared.domain.tickets.brief import TicketBrief
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.partial import newest_part, whole_again
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_state import fold_ticket, quiet_since
from tests.builders import PlainPromises, answered, asked, at, did, minutes, ticket
from tests.life import office

PROMISES = PlainPromises(calendar=calendar_from(office(9, 18), id="office", version=1))
LONG_AGO = 10_000
"""A post that comes later than all that is settled."""


def but_for_places(each: Any) -> Any:
    """Posts and actions without their places in the search: a place is not shared with what is settled."""
    if isinstance(each, tuple):
        return tuple(map(but_for_places, each))
    return replace(each, indexed=None) if isinstance(each, Post | Action) else each


def stopped_by(each: Ticket) -> Post | None:
    """The post that stopped the newest clock: the metrics ask who wrote it."""
    stopper = each.clocks[-1].stopped_by if each.clocks else None
    found = next((post for post in each.posts if post.is_known_as(stopper or "")), None)
    return replace(found, indexed=None) if found is not None else None


def what_senders_ask(each: Ticket) -> tuple[datetime | None, bool]:
    """When the customer last wrote in private, and whether more than one of their posts waits."""
    private = (post.posted_at for post in each.posts if post.inbound and post.channel is Channel.DIRECT)
    return max(private, default=None), sum(post.id in each.waiting for post in each.posts) > 1


def folded(each: Ticket) -> Ticket:
    return fold_ticket(each, PROMISES)


def versioned(each: Ticket) -> Ticket:
    return replace(each, version=each.version + 1)


@dataclass
class Twins:
    """The same ticket twice: `whole` is always read and folded whole; of `stored` the newest part is read, and the whole where a
    change needs it. `index` is the search of the second, as the changes have left it."""

    whole: Ticket
    stored: Ticket
    now: float = 0
    number: int = 0
    needed: int = 0
    in_part: int = 0
    log: list[str] = field(default_factory=list)
    index: dict[SearchKey, SearchEntry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.index = {entry.key: entry for entry in entries_of(self.stored)}

    def change(self, name: str, change: Callable[[Ticket], Ticket]) -> None:
        self.log.append(f"{name} at {self.now}")
        self.whole = versioned(change(replace(self.whole, settled=None)))
        part = newest_part(self.stored)
        try:
            after = versioned(change(part))
            self.in_part += part.partial
        except HistoryNeededError:
            self.needed += 1
            part, after = self.stored, versioned(change(self.stored))
        self.stored = whole_again(self.stored, part, after)
        self.check(part, after)

    def check(self, before: Ticket, after: Ticket) -> None:
        part, whole = newest_part(self.stored), self.whole
        assert TicketRow.of(part) == TicketRow.of(whole), self.log
        for name in ("posts", "actions", "replies", "clocks", "waiting", "to_look_at", "resolution", "spam", "status"):
            assert but_for_places(getattr(self.stored, name)) == but_for_places(getattr(whole, name)), (name, self.log)
        assert part.done_by_person_at == whole.done_by_person_at, self.log
        assert part.last_words.id == whole.last_words.id, self.log
        assert part.running == whole.running, self.log
        assert stopped_by(part) == stopped_by(whole), self.log
        assert quiet_since(part, PROMISES) == quiet_since(whole, PROMISES), self.log
        briefs = [TicketBrief.of(each) for each in (part, whole)]
        assert replace(briefs[0], threads=()) == replace(briefs[1], threads=()), self.log
        assert what_senders_ask(part) == what_senders_ask(whole), self.log
        message = asked(self.now, channel=Channel.DIRECT)
        assert conversation_end(message, part) == conversation_end(message, whole), self.log
        for seen, version in ((whole.last_post.id, whole.version), (whole.last_post.id, None)):
            newer = [[post.id for post in each.unseen(seen, version)] for each in (part, whole)]
            assert newer[0] == newer[1], self.log
        assert not changed(before, after) or before.posts != after.posts or before.actions != after.actions, self.log
        self.check_index(before, after, self.stored)

    def check_index(self, before: Ticket, after: Ticket, stored: Ticket) -> None:
        """The search has every text of the ticket, and nothing else, however little of it a save has read."""
        change = changed(before, after)
        for key in change.drop:
            del self.index[key]
        self.index |= {entry.key: entry for entry in change.put}
        assert self.index == {entry.key: entry for entry in entries_of(stored)}, self.log
        assert all(self.index[entry.key] == entry for entry in entries_of(newest_part(stored))), self.log


MINUTES = st.sampled_from([0.0, 0.0, 0.0, 0.2, 1.0, 7.0, 90.0, 2000.0])
PICK = st.integers(0, 40)
OPS = st.tuples(
    st.sampled_from(
        [
            "ask",
            "ask",
            "ask",
            "ask",
            "native",
            "native",
            "desk",
            "late",
            "early",
            "delete",
            "retract",
            "edit",
            "earlier",
            "done",
            "silent",
            "spam",
            "reopen",
            "report",
            "withdraw",
            "reply",
            "posted",
            "note",
            "message",
            "claim",
            "forget",
        ]
    ),
    MINUTES,
    PICK,
    st.booleans(),
)

DELETED_SOON = st.tuples(
    st.sampled_from(["ask", "ask", "message", "message", "delete", "forget"]),
    st.sampled_from([1.0, 7.0, 90.0, 2000.0]),
    st.integers(0, 2),
    st.booleans(),
)
"""Much waits, some of it with an answer window, and is deleted while it is new."""


def put(post: Post) -> Callable[[Ticket], Ticket]:
    return lambda each: folded(each.with_post(post))


def act(action: Action) -> Callable[[Ticket], Ticket]:
    return lambda each: folded(each.with_action(action))


def play(twins: Twins, op: str, pick: int, flag: bool) -> None:
    """One thing that happens to the ticket; `pick` chooses among its posts from the newest."""
    for part in (_written, _changed, _ended, _done_otherwise):
        part(twins, op, pick, flag)


def _written(twins: Twins, op: str, pick: int, flag: bool) -> None:
    now, ident = twins.now, f"n{twins.number}"
    posts = twins.whole.posts
    chosen = posts[-1 - pick % len(posts)]
    match op:
        case "ask":
            twins.change(op, put(asked(now, id=ident, text=f"words {ident} A-{1000 + twins.number}")))
        case "message":
            until = at(now) + timedelta(days=pick % 3)
            post = asked(now, id=ident, channel=Channel.DIRECT, answer_by=until if flag else None)
            twins.change(op, put(replace(post, conversation_id=f"dm{pick % 2}", held_elsewhere=pick % 5 == 0)))
        case "native":
            twins.change(op, put(answered(now, id=ident)))
        case "desk":
            twins.change(op, put(answered(now, id=ident, by="kt", seen_through=chosen.id)))
        case "late":
            made = answered if flag else asked
            twins.change(op, put(made(now - pick * 3, seen=now, id=ident)))
        case "early":
            twins.change(op, put(asked(now - (LONG_AGO if flag else 1), seen=now, id=ident)))


def _changed(twins: Twins, op: str, pick: int, flag: bool) -> None:
    now, ident = twins.now, f"n{twins.number}"
    posts = twins.whole.posts
    chosen = posts[-1 - pick % len(posts)]
    match op:
        case "delete":
            twins.change(op, lambda each: folded(each.with_post(each_post(each, chosen).without_words(at(now)))))
        case "retract":
            ours = next((post for post in reversed(posts) if not post.inbound and post.deleted_at is None), None)
            if ours is not None:
                twins.change(op, lambda each: folded(each.with_post(each_post(each, ours).without_words(at(now)))))
        case "edit":
            twins.change(
                op,
                lambda each: folded(
                    each.with_post(
                        replace(each_post(each, chosen), text=f"edit {ident}", answer_id=ident, edited_at=at(now))
                    )
                ),
            )
        case "earlier":
            twins.change(
                op,
                lambda each: folded(
                    each.with_post(
                        replace(each_post(each, chosen), posted_at=chosen.posted_at - minutes(0.3 if flag else 30))
                    )
                ),
            )


def _ended(twins: Twins, op: str, pick: int, flag: bool) -> None:
    now, ident, last = twins.now, f"n{twins.number}", twins.whole.last_post.posted_at
    match op:
        case "done" | "spam":
            reason = DoneReason.SPAM if op == "spam" else DoneReason.THANKS_ONLY if flag else DoneReason.RESOLVED
            action = Action(ident, ActionKind.DONE, max(at(now), last), "kt", reason=reason)
            twins.change(op, lambda each: each if each.status is Status.DONE else folded(each.with_action(action)))
        case "silent":
            quiet = quiet_since(twins.whole, PROMISES)
            if twins.whole.status is Status.ANSWERED and quiet is not None:
                action = Action(ident, ActionKind.DONE, quiet, None, reason=DoneReason.SILENT, through=at(now))
                twins.change(op, act(action))
        case "reopen":
            action = Action(ident, ActionKind.REOPEN, max(at(now), last), "kt")
            twins.change(op, lambda each: folded(each.with_action(action)) if each.status is Status.DONE else each)
        case "report":
            told = replace(did(ActionKind.ANSWER_REPORTED, now), id=ident, answered_at=at(now - pick))
            twins.change(op, act(told))
        case "withdraw":
            reports = standing_reports(twins.whole.actions)
            if reports:
                told = replace(did(ActionKind.REPORT_WITHDRAWN, now, reason=reports[pick % len(reports)].id), id=ident)
                twins.change(op, act(told))


def _done_otherwise(twins: Twins, op: str, pick: int, flag: bool) -> None:
    now, ident, posts = twins.now, f"n{twins.number}", twins.whole.posts
    match op:
        case "reply":
            parts = (Part("one"), Part("two"))
            reply = Reply(
                ident,
                "acme",
                Channel.PUBLIC,
                posts[-1].id,
                posts[-1].id,
                "one two",
                "kt",
                at(now),
                parts,
                due_at=at(now),
            )
            twins.change(op, lambda each: folded(each.with_reply(reply)))
        case "posted":
            open_ones = [reply for reply in twins.whole.replies if not reply.complete]
            if open_ones:
                twins.change(op, posted(open_ones[pick % len(open_ones)], now, ident, fails=flag))
        case "note":
            action = replace(did(ActionKind.NOTE, now), id=ident, text=f"note {ident}")
            twins.change(op, lambda each: each.with_action(action))
        case "forget":
            twins.change(op, lambda each: each.without_outdated_slots())
        case "claim":
            twins.change(op, lambda each: each.with_action(replace(did(ActionKind.CLAIM, now), id=ident)))


def each_post(of: Ticket, post: Post) -> Post:
    """The post as a use case gets it, which knows its id alone."""
    found = of.post(post.id)
    assert found is not None
    return found


def posted(reply: Reply, now: float, ident: str, *, fails: bool) -> Callable[[Ticket], Ticket]:
    """The next part stands on the network; with `fails`, the rest does not."""

    def change(each: Ticket) -> Ticket:
        stored = each.reply(reply.id)
        assert stored is not None
        index = next(n for n, part in enumerate(stored.parts) if part.state is not PartState.SENT)
        parts = tuple(
            replace(part, state=PartState.SENT, post_id=ident) if n == index else part
            for n, part in enumerate(stored.parts)
        )
        is_whole = all(part.state is PartState.SENT for part in parts)
        state = ReplyState.SENT if is_whole else ReplyState.FAILED if fails else ReplyState.PARTLY_SENT
        due = None if is_whole or fails else at(now)
        after = each.with_reply(replace(stored, parts=parts, state=state, due_at=due))
        post = answered(now, id=ident, by="kt", reply_id=reply.id, seen_through=stored.seen_through)
        return folded(after.with_post(post))

    return change


def begun() -> Twins:
    first = folded(replace(ticket(asked(0, id="first")), settled=None))
    return Twins(first, first)
