"""A ticket: one customer's conversation with one account that needs, or needed, an answer (T1).

What its posts and actions make of it is computed in `ticket_state`.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from shared.domain.errors import HistoryNeededError
from shared.domain.posts.answer_window import closing_first
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import EXPIRED, Post
from shared.domain.replies.reply import Reply
from shared.domain.sla.alert import Alert
from shared.domain.sla.clock import SlaClock
from shared.domain.sla.resolution import Resolution
from shared.domain.text.search_terms import Indexed
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.claim import Claim
from shared.domain.tickets.customer_block import CustomerBlock
from shared.domain.tickets.fold import Status
from shared.domain.tickets.search_slots import put, slots_for, with_slots, without_outdated_slots
from shared.domain.tickets.settled import Settled

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ticket:
    """The aggregate: whatever is written to it is saved at once, with `version` as the guard.

    `status`, `clocks`, `waiting`, `to_look_at`, `resolution` and `spam` are what `fold_ticket` computed last. `block` is the
    customer's, as the store holds it for all their tickets; saving a ticket does not change it. `private_ids` are the
    customer's too: the ids under which they write in private, where the network gives them other ones there (T3).

    Of a long ticket an older part is `settled`; a `partial` one was read without it, but for the few posts that stand for
    it. What asks for, or changes, anything of that part then raises HistoryNeededError: the whole has to be read. The part
    that is `unread` stays the same until the ticket is read again, however much more a change settles.
    """

    id: str
    account: str
    network: str
    customer: Author
    posts: tuple[Post, ...] = ()
    actions: tuple[Action, ...] = ()
    replies: tuple[Reply, ...] = ()
    alerts: tuple[Alert, ...] = ()
    clocks: tuple[SlaClock, ...] = ()
    status: Status = Status.NEW
    waiting: tuple[str, ...] = ()
    to_look_at: frozenset[str] = field(default_factory=frozenset)
    resolution: Resolution | None = None
    spam: bool = False
    priority: str = "normal"
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    claim: Claim | None = None
    linked_to: str | None = None
    version: int = 0
    block: CustomerBlock | None = None
    private_ids: tuple[str, ...] = ()
    settled: Settled | None = None
    unread: Settled | None = None

    @property
    def running(self) -> SlaClock | None:
        return next((clock for clock in self.clocks if clock.running), None)

    @property
    def partial(self) -> bool:
        return self.unread is not None

    @property
    def opened_at(self) -> datetime:
        return self.unread.opened_at if self.unread is not None else self.posts[0].posted_at

    @property
    def posts_count(self) -> int:
        if self.unread is None:
            return len(self.posts)
        return self.unread.posts + sum(post.posted_at >= self.unread.through for post in self.posts)

    @property
    def blocked_since(self) -> datetime | None:
        """When the customer blocked the account; None if they did not, or took it back: whoever writes again has, whether the
        network said so or not."""
        if self.block is None or not self.block.blocked:
            return None
        wrote_since = any(post.inbound and post.posted_at > self.block.at for post in self.posts)
        return None if wrote_since else self.block.at

    def blocks(self, account: str) -> bool:
        """Return whether the customer blocks that account: what they think of another one is not known."""
        return account == self.account and self.blocked_since is not None

    @property
    def expired(self) -> bool:
        """True if every post has been kept as long as the desk's settings say: nothing is left to read, nor in the search."""
        if self.partial:
            return False
        indexed = [post.indexed for post in self.posts] + [action.indexed for action in self.actions]
        return all(post.gone_because == EXPIRED for post in self.posts) and not any(indexed)

    @property
    def last_post(self) -> Post:
        return self.posts[-1]

    @property
    def last_words(self) -> Post:
        """The post that was written or edited last: a reader of its newest edit has seen everything."""
        return max(self.posts, key=lambda post: post.newest)

    @property
    def waiting_since(self) -> datetime | None:
        return self.running.started_at if self.running is not None else None

    @property
    def late(self) -> bool:
        return self.running is not None and self.running.late

    @property
    def answer_by(self) -> datetime | None:
        """Until when the network takes an answer to the posts that wait (N3); None if it takes one for ever."""
        closing = closing_first([post for post in self.posts if post.id in self.waiting])
        return closing.window_end if closing is not None else None

    @property
    def channel(self) -> Channel | None:
        """The channel on which the customer wrote last; None if all their posts are deleted."""
        return self.newest_inbound.channel if self.newest_inbound is not None else None

    @property
    def held_elsewhere(self) -> bool:
        """Whether another app, or the network's own inbox, has the private conversation: the newest message says so."""
        messages = (post for post in reversed(self.posts) if post.channel is Channel.DIRECT)
        newest = next(messages, None)
        return newest is not None and newest.held_elsewhere

    @property
    def newest_inbound(self) -> Post | None:
        """The customer's newest post that is not deleted."""
        return next((post for post in reversed(self.posts) if post.inbound and post.deleted_at is None), None)

    @property
    def done_by_person_at(self) -> datetime | None:
        """When a person set the ticket to done (T2): only then it stays closed to posts of more than 72 hours later."""
        if self.status is not Status.DONE:
            return None
        done = (action for action in self.actions if action.kind is ActionKind.DONE)
        last = max(done, key=lambda action: action.order, default=None)
        if last is None and self.unread is not None:
            return self.unread.closed_at
        return last.at if last is not None and last.by is not None else None

    def post(self, post_id: str) -> Post | None:
        found = next((post for post in self.posts if post.is_known_as(post_id)), None)
        if found is not None:
            self._touching(found.posted_at, dropped=False)
        return found if found is not None or self._has_read(post_id) else None

    def reply(self, reply_id: str) -> Reply | None:
        found = next((reply for reply in self.replies if reply.id == reply_id), None)
        return found if found is not None or self._has_read(reply_id) else None

    def needs_all(self) -> None:
        """Raise HistoryNeededError unless all posts were read."""
        if self.partial:
            raise HistoryNeededError("All posts of the ticket are asked for.")

    def _has_read(self, ident: str) -> bool:
        """Return True; raise HistoryNeededError if the id may stand in the part that was not read."""
        if self.unread is not None and ident in self.unread.ids:
            raise HistoryNeededError("An id may stand in the part of the ticket that was not read.")
        return True

    def _touching(self, *instants: datetime, dropped: bool = True) -> "Ticket":
        """Return the ticket, to be changed at these instants: what was settled of it is not, if one lies before. Raises
        HistoryNeededError if that part was not read."""
        first = min(instants)
        if self.unread is not None and first < self.unread.through:
            raise HistoryNeededError("Something before the part of the ticket that was read is asked for, or changes.")
        if self.settled is None or not dropped or first >= self.settled.through:
            return self
        return replace(self, settled=self.unread)

    def known_in_private_as(self, person: str) -> "Ticket":
        """Note the id under which the customer writes in private, where the network gives them another one there (T3). The one that
        became known last stands last."""
        if person in ("", self.customer.id, *self.private_ids):
            return self
        return replace(self, private_ids=(*self.private_ids, person))

    def action(self, action_id: str) -> Action | None:
        found = next((action for action in self.actions if action.id == action_id), None)
        return found if found is not None or self._has_read(action_id) else None

    def clock(self, clock_id: str) -> SlaClock | None:
        return next((clock for clock in self.clocks if clock.id == clock_id), None)

    def alert(self, clock: str, step: str, due_at: datetime) -> Alert | None:
        found = next((alert for alert in self.alerts if alert.key == (clock, step, due_at)), None)
        if found is None and self.partial:
            raise HistoryNeededError("An alert may stand in the part of the ticket that was not read.")
        return found

    def unseen(self, seen_through: str, seen_version: int | None = None) -> tuple[Post, ...]:
        """Return the posts, in either direction, that the writer of a draft has not seen as they stand (R2).

        `seen_through` is the newest post that they had on the screen, or the newest edit of one; `seen_version` the
        version of the ticket that they read, which also covers posts that came in late between older ones. Without it an
        edit is newer than what was seen if its time on the network is.
        """
        if self.unread is not None and seen_version is not None and self.unread.revision > seen_version:
            raise HistoryNeededError("Something has changed in the part of the ticket that was not read.")
        seen = self.post(seen_through)
        if seen is None:
            return self.posts
        if seen_version is not None:
            return tuple(p for p in self.posts if p.order > seen.order or p.revision > seen_version)
        through = seen.newest if seen_through == seen.current_version else seen.order
        return tuple(post for post in self.posts if post.newest > through)

    def with_post(self, post: Post) -> "Ticket":
        """Add `post`, or put it in place of the stored one of the same id."""
        before = next((other for other in self.posts if other.id == post.id), None)
        ticket = self._with_place_for(post, before)
        is_news = before is None or not post.says_what(before)
        post = replace(post, revision=self.version + 1 if before is None or is_news else before.revision)
        stands = before.indexed if before is not None else None
        if before is None or before.searched != post.searched:
            stands = ticket._slots_for(post.searched, post.posted_at, owner=post.id).instead_of(stands)
        post = replace(post, indexed=stands)
        posts = [other for other in self.posts if other.id != post.id] + [post]
        return replace(ticket, posts=tuple(sorted(posts, key=lambda each: each.order)))

    def with_version(self, post_id: str, version: str) -> "Ticket":
        """Note the network's version of a text that is stored without one, such as of an answer that the desk sent: no
        reader has missed anything."""
        found = next((post for post in self.posts if post.id == post_id), None)
        ticket = self._touching(found.posted_at) if found is not None else self
        posts = (replace(post, version=version) if post.id == post_id else post for post in self.posts)
        return replace(ticket, posts=tuple(posts))

    def _with_place_for(self, post: Post, before: Post | None) -> "Ticket":
        """Return the ticket, to be changed by the post. One that was seen before what is settled, or answers what its writer had
        seen of that, bears on it."""
        seen = next((each for each in self.posts if each.is_known_as(post.seen_through or "")), None)
        if self.unread is not None and seen is None and (post.seen_through or "") in self.unread.ids:
            raise HistoryNeededError("An answer covers what stands in the part of the ticket that was not read.")
        instants = [post.posted_at, post.seen_at, *(each.posted_at for each in (before, seen) if each is not None)]
        return self._touching(*instants)

    def with_action(self, action: Action) -> "Ticket":
        before = self.action(action.id)
        withdrawn = self.action(action.reason or "") if action.kind is ActionKind.REPORT_WITHDRAWN else None
        ticket = self._touching(action.at, action.answered_at or action.at, (withdrawn or action).at)
        if action.kind is ActionKind.NOTE and (before is None or before.text != action.text):
            placed = ticket._slots_for(action.text or "", action.at, owner=action.id)
            action = replace(action, indexed=placed.instead_of(before.indexed if before is not None else None))
        return replace(ticket, actions=put(self.actions, action, key=lambda each: each.id))

    def with_text_slots(self) -> "Ticket":
        """Give every text a slot in the search that has none yet."""
        self.needs_all()
        posts, actions = with_slots(self.posts, self.actions)
        return replace(self, posts=posts, actions=actions, settled=None)

    def without_outdated_slots(self) -> "Ticket":
        """Drop the slots of texts that are no more."""
        posts, actions = without_outdated_slots(self.posts, self.actions)
        return replace(self, posts=posts, actions=actions)

    def _slots_for(self, text: str, at: datetime, *, owner: str) -> Indexed:
        since = self.settled.through if self.settled is not None else None
        return slots_for(text, at, posts=self.posts, actions=self.actions, owner=owner, since=since)

    def with_reply(self, reply: Reply) -> "Ticket":
        ticket = self._touching(reply.created_at)
        return replace(ticket, replies=put(self.replies, reply, key=lambda each: each.id))

    def with_clock(self, clock: SlaClock) -> "Ticket":
        ticket = self if clock.running else self._touching(clock.started_at)
        return replace(ticket, clocks=put(self.clocks, clock, key=lambda each: each.id))

    def with_alert(self, alert: Alert) -> "Ticket":
        ticket = self._touching(alert.fired_at)
        return replace(ticket, alerts=put(self.alerts, alert, key=lambda each: each.key))
