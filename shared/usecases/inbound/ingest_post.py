"""Ingest a post: it becomes part of the customer's ticket, once, whichever way and in whatever order it comes (I3).

The steps, in order: route, read, find the ticket, decide, save, follow up.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from shared.domain.errors import DuplicatePostError, HistoryNeededError
from shared.domain.inbound.decide_post import decide_post
from shared.domain.inbound.decision import Decision, PostOutcome
from shared.domain.inbound.private_identity import PrivateIdentity
from shared.domain.inbound.routing import NotForUs, Outbound, SkipReason
from shared.domain.posts.incoming_post import Deletion, IncomingPost
from shared.domain.posts.kinds import PostKind, Summons
from shared.domain.posts.post import Post
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import CustomerVersion, HasTickets
from shared.usecases.deletions.apply_deletion import forget_post
from shared.usecases.deletions.tombstones import TombstonedError, save_unless_tombstoned
from shared.usecases.inbound.afterwards import Afterwards
from shared.usecases.inbound.find_answered_comment import find_answered_comment
from shared.usecases.inbound.find_person import find_person
from shared.usecases.inbound.find_ticket import Found, find_holder, find_ticket, park, whole
from shared.usecases.inbound.follow_up import FollowUpDesk, follow_up
from shared.usecases.inbound.newcomers import Newcomers
from shared.usecases.inbound.read_post import read_post
from shared.usecases.inbound.route_post import Held, route_post
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings.current import decision_context


class IngestPostDesk(FollowUpDesk, Protocol):
    """The parts of the desk that `ingest_post` uses."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """The outcome of a post. `skipped_for` is the account that a post concerns which opens nothing; `summoned` is false
    if our name is only carried along in it.
    """

    outcome: PostOutcome | SkipReason
    account: str | None = None
    ticket: str | None = None
    summoned: bool = True
    skipped_for: str | None = None


def ingest_post(
    incoming: IncomingPost,
    *,
    read_at: datetime | None = None,
    newcomers: Newcomers | None = None,
    afterwards: Afterwards | None = None,
    desk: IngestPostDesk,
) -> Ingested:
    """Store the post in its ticket, with the ticket's state and timer (I3, I4, T1-T4). Idempotent. `read_at` is when it
    stood so on the network, if the desk read it there. What is looked up `afterwards` is left to the caller who gives that.

    Raises BrokenEventError if the post was received for an account that the desk does not have: it rests on the DLQ and
    can be sent again once the account is in the settings.
    """
    found = find_person(incoming, desk=desk)
    routed = route_post(incoming, private=found.account if found is not None else None, desk=desk)
    if isinstance(routed, NotForUs):
        return Ingested(routed.reason, skipped_for=routed.account)
    if isinstance(routed, Outbound):
        incoming = find_answered_comment(incoming, routed, desk=desk)
    post = read_post(incoming, routed, desk=desk)
    if post.version and post.edited_at is None:
        post = replace(post, read_at=read_at)
    person = found.person if found is not None else None
    recipient = routed.customer_id if isinstance(routed, Outbound) else None
    if recipient is not None and person is not None:
        recipient = person.customer
    held = isinstance(routed, Held)
    own = afterwards or Afterwards()
    store = partial(_store_with_retries, post, recipient=recipient, person=person, held=held, read_at=read_at)
    ingested = store(newcomers=newcomers or Newcomers(), afterwards=own, desk=desk)
    if afterwards is None:
        look_afterwards(own, desk=desk)
    return ingested


def look_afterwards(afterwards: Afterwards, *, desk: IngestPostDesk) -> None:
    """End what is in the search, and ingest the answers of ours that waited for a post, and theirs in turn (T4).

    They are read after their parent is stored: an answer that comes later finds the parent and is not parked.
    """
    afterwards.confirm_index(desk=desk)
    for network, parent, recipient in afterwards.awaited(desk=desk):
        for orphan in desk.tickets.orphans_of(network, parent):
            own = Afterwards()
            _store_with_retries(orphan, recipient=recipient, newcomers=Newcomers(), afterwards=own, desk=desk)
            look_afterwards(own, desk=desk)
            desk.tickets.release_orphan(orphan, parent=parent)


def _store(
    post: Post,
    *,
    recipient: str | None,
    person: PrivateIdentity | None,
    held: bool,
    read_at: datetime | None,
    newcomers: Newcomers,
    afterwards: Afterwards,
    desk: IngestPostDesk,
) -> Ingested:
    """Find the ticket, decide, save and follow up: one attempt on the current state."""
    customer = person.customer if person is not None else None
    found = find_holder(post, desk=desk) if held else None
    found = found or find_ticket(post, recipient=recipient, customer=customer, newcomers=newcomers, desk=desk)
    if found is None:
        return Ingested(park(post, recipient=recipient, desk=desk), post.account)
    decide = partial(_decide, post, read_at=read_at, person=person if not held else None, desk=desk)
    try:
        decision = decide(found)
    except HistoryNeededError:
        decision = decide(whole(found, desk=desk))
    ticket = _save(decision, post, customer=found.customer, desk=desk)
    for each in decision.follow_ups:
        try:
            ticket = follow_up(each, ticket, afterwards=afterwards, desk=desk)
        except HistoryNeededError:
            ticket = follow_up(each, desk.tickets.load(ticket.id), afterwards=afterwards, desk=desk)
    return Ingested(decision.outcome, post.account, ticket.id, summoned=_is_summoned(post))


def _decide(
    post: Post, found: Found, *, read_at: datetime | None, person: PrivateIdentity | None, desk: IngestPostDesk
) -> Decision:
    return decide_post(
        post,
        found.ticket,
        decision_context(desk),
        rules=desk.rules[post.network],
        holds=found.holds,
        linked_to=found.linked_to,
        read_at=read_at,
        person=person,
    )


def _store_with_retries(
    post: Post,
    *,
    recipient: str | None,
    person: PrivateIdentity | None = None,
    held: bool = False,
    read_at: datetime | None = None,
    newcomers: Newcomers,
    afterwards: Afterwards,
    desk: IngestPostDesk,
) -> Ingested:
    """Retry on fresh state whenever another writer comes first, and in the ticket that holds the post already if the
    store reports one. A post that was deleted before it came in is not stored (I6).
    """

    attempt = partial(_store, post, recipient=recipient, person=person, read_at=read_at, newcomers=newcomers)

    def store() -> Ingested:
        try:
            return attempt(held=held, afterwards=afterwards, desk=desk)
        except DuplicatePostError:
            return attempt(held=True, afterwards=afterwards, desk=desk)

    try:
        return on_fresh_state(store)
    except TombstonedError as tombstone:
        # The deletion may name an edit of a post that is stored under its first id.
        if desk.tickets.place(post.network, post.id) is not None:
            forget_post(Deletion(post.network, post.id, tombstone.at), desk=desk)
        return Ingested(PostOutcome.DELETED_BEFORE, post.account)


def _save(decision: Decision, post: Post, *, customer: CustomerVersion | None, desk: HasTickets) -> Ticket:
    if decision.before == decision.after:
        return decision.after
    return save_unless_tombstoned(decision.before, decision.after, post, customer=customer, desk=desk)


def _is_summoned(post: Post) -> bool:
    return post.summons is not Summons.AUTO_MENTION or post.kind is not PostKind.MENTION
