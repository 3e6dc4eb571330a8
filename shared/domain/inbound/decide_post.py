"""Decide what a post makes of its ticket: the new state, and what follows from it. Pure: nothing is read or written.

A post opens a ticket or joins one; one that is in its ticket already brings an edit, its author's name, or nothing new
(I3). What follows is decided from the new state alone, so that the same post, delivered again after a crash, leads to the
same follow-ups.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.inbound.decision import (
    CheckIndex,
    Decision,
    FollowUp,
    LookUpName,
    LookUpProfile,
    PostOutcome,
    QueueAlert,
    RecheckQuote,
    ReleaseOrphans,
    WantAttachments,
    summarize_late,
)
from shared.domain.inbound.keywords import opened_by_keywords
from shared.domain.inbound.orphans import orphan_parents
from shared.domain.inbound.private_identity import PrivateIdentity
from shared.domain.networks.rules import TextRules
from shared.domain.posts.kinds import Channel, Via
from shared.domain.posts.post import Post
from shared.domain.settings.keyword_rules import KEYWORD_STEP
from shared.domain.tickets.assign_to_answerer import assigned_to_answerer
from shared.domain.tickets.context import DecisionContext
from shared.domain.tickets.customer_name import brings_name, newest_name, with_known_name
from shared.domain.tickets.follow_ups import Charge, EnsureTimer, StopTimer, UpdateIndex, starts_timer, stopped_clock
from shared.domain.tickets.sent_parts import matched_own_post, part_matching
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id


def decide_post(
    post: Post,
    before: Ticket | None,
    context: DecisionContext,
    *,
    rules: TextRules,
    holds: bool = False,
    linked_to: str | None = None,
    read_at: datetime | None = None,
    person: PrivateIdentity | None = None,
) -> Decision:
    """Return the ticket with `post` in it, and the follow-ups in the order in which they are carried out.

    `before` is the ticket that the post belongs to; `holds` is true if the ticket has the post already. None opens one,
    which is then `linked_to` the closed one before it (T2). `read_at` is when the post stood so on the network, if the
    desk read it there. `person` is the customer as the account knows them, if the network names them otherwise in private
    (T3).
    """
    if before is None:
        outcome, after = PostOutcome.STORED, _opened(post, linked_to, context, person)
    elif holds:
        outcome, after = _seen_again(post, before, context, rules, read_at)
    elif post.inbound:
        outcome, after = PostOutcome.STORED, _joined(post, before, context)
    else:
        outcome, after = PostOutcome.STORED, _answered(post, before, context, rules)
    if person is not None:
        after = after.known_in_private_as(person.private_id)
    return Decision(outcome, before, after, tuple(_follow_ups(post, outcome, before, after)))


def _opened(post: Post, linked_to: str | None, context: DecisionContext, person: PrivateIdentity | None) -> Ticket:
    customer = post.author if person is None else replace(post.author, id=person.customer)
    network = post.network if person is None else person.network
    ident = ticket_id(post.account, customer.id, post.id, post.posted_at)
    ticket = Ticket(ident, post.account, network, customer, linked_to=linked_to)
    return opened_by_keywords(ticket.with_post(post), context)


def _joined(post: Post, ticket: Ticket, context: DecisionContext) -> Ticket:
    post = with_known_name(post, ticket)
    return context.refolded(replace(ticket, customer=newest_name(ticket, post)).with_post(post))


def _answered(post: Post, ticket: Ticket, context: DecisionContext, rules: TextRules) -> Ticket:
    """Add a post of ours: a part of a reply from the desk, or else an answer from the network's own app (C2)."""
    answered = matched_own_post(ticket, post, rules)
    return context.refolded(assigned_to_answerer(ticket, answered, settings=context.settings, now=context.now))


def _dated(post: Post, stored: Post, read_at: datetime | None) -> Post:
    """Date another version of a stored post by when it was read, where the network gives an edit no time of its own (N2).
    One that was read before the stored version may be the older one, in whatever order the two come in."""
    undated = post.version and post.edited_at is None
    later = read_at is not None and read_at > (stored.read_at or stored.seen_at)
    return replace(post, edited_at=read_at) if undated and later else post


A_SECOND = timedelta(seconds=1)


def _tells_time(post: Post, stored: Post) -> bool:
    """Return whether the network says better now when the post was written (C1).

    Where it dates an edit by the edit alone, and that came in before the first version, the first version's time counts.
    Where it lists posts by the second, the millisecond of the delivery counts.
    """
    if post.edited:
        return False
    earlier, in_full = stored.posted_at - post.posted_at, bool(post.posted_at.microsecond)
    if stored.edited_at is not None and stored.edited_at - stored.posted_at < A_SECOND:
        return earlier >= A_SECOND or (in_full and earlier > timedelta(0))
    return in_full and not stored.posted_at.microsecond and timedelta(0) < -earlier < A_SECOND


def _written_when(stored: Post, post: Post) -> Post:
    """Return the stored post as written when the other says, with its window, which opened then (N3)."""
    return replace(stored, posted_at=post.posted_at, answer_by=post.answer_by)


def _seen_again(
    post: Post, ticket: Ticket, context: DecisionContext, rules: TextRules, read_at: datetime | None
) -> tuple[PostOutcome, Ticket]:
    """Take over a newer edit of a stored post, and its author's name where that was missing; a deleted post stays so. The first
    version is no edit, whatever time a redelivery gives it."""
    stored = ticket.post(post.id)
    if stored is None or stored.deleted_at is not None:
        return PostOutcome.KNOWN, ticket
    if brings_name(post, stored):
        stored = replace(stored, author=replace(post.author, id=stored.author.id))
        is_theirs = stored.author.id == ticket.customer.id and not ticket.customer.is_named
        customer = stored.author if is_theirs else ticket.customer
        ticket = replace(ticket, customer=customer).with_post(stored)
    if post.incomplete:
        return PostOutcome.KNOWN, ticket
    if stored.incomplete:
        return PostOutcome.EDITED, context.refolded(ticket.with_post(completed(stored, post)))
    reads_alike = rules.texts_match(stored.text, post.text) and stored.content_warning == post.content_warning
    if post.version and not stored.version and not stored.edited and reads_alike:
        return PostOutcome.KNOWN, ticket.with_version(stored.id, post.version)
    if _tells_time(post, stored):
        return PostOutcome.EDITED, context.refolded(ticket.with_post(_written_when(stored, post)))
    post = _dated(post, stored, read_at)
    first_version = bool(post.version) and post.edited_at is None
    if first_version or not post.edits(stored):
        return PostOutcome.KNOWN, ticket
    edited = replace(stored, answer_id=post.answer_id, version=post.version, edited_at=post.edited_at)
    edited = replace(edited, read_at=post.read_at, recommendation=post.recommendation)
    edited = replace(edited, text=post.text, content_warning=post.content_warning, url=post.url)
    edited = replace(edited, media=post.media, links=post.links, quoted=post.quoted, bystanders=post.bystanders)
    return PostOutcome.EDITED, context.refolded(ticket.with_post(edited))


def completed(stored: Post, post: Post) -> Post:
    """Return a post that was stored before the network could be asked, with what it has told since. Whose it is was decided
    once; it was written when the network says so, and not when it was delivered (C1)."""
    told = replace(stored, text=post.text, media=post.media, links=post.links, url=post.url, version=post.version)
    told = _written_when(told, post) if post.posted_at < stored.posted_at else told
    return replace(told, read_at=post.read_at, incomplete=False)


def _shows_less(post: Post, before: Ticket | None) -> bool:
    """Return whether an edit took out a file that the desk keeps."""
    was = before.post(post.id) if before is not None else None
    return was is not None and any(media.is_fleeting and media not in post.media for media in was.media)


def _has_started_the_clock(post: Post, ticket: Ticket) -> bool:
    """Return whether the running clock began with the post: who stored it may have crashed before its timer was started."""
    stored, clock = ticket.post(post.id), ticket.running
    return stored is not None and clock is not None and clock.post == stored.id


def _is_sent_by_desk(post: Post, ticket: Ticket) -> bool:
    """Return whether the post is an answer from the desk, whose worker sees to the search (R1)."""
    stored = ticket.post(post.id)
    return stored is not None and stored.via is Via.DESK and stored.deleted_at is None


def _follow_ups(post: Post, outcome: PostOutcome, before: Ticket | None, after: Ticket) -> Iterator[FollowUp]:
    stopped = stopped_clock(before, after)
    if stopped is not None:
        yield StopTimer(stopped)
    for alert in after.alerts:
        clock = after.clock(alert.clock)
        if alert.step == KEYWORD_STEP and alert.pending_since is not None and clock is not None:
            yield QueueAlert(alert, clock)
    late = summarize_late(after)
    if late is not None:
        yield late
    if starts_timer(before, after) or (outcome is PostOutcome.KNOWN and _has_started_the_clock(post, after)):
        yield EnsureTimer()
    if outcome is not PostOutcome.KNOWN:
        yield UpdateIndex(before)
    elif not _is_sent_by_desk(post, after):
        yield CheckIndex(post)
    yield ReleaseOrphans(post.network, orphan_parents(post))
    stored = after.post(post.id)
    quoting = next((each for each in (post, stored) if each is not None and each.quoted and each.quoted.text), None)
    if quoting is not None:
        yield RecheckQuote(quoting)
    if stored is not None and (any(media.is_fleeting for media in stored.media) or _shows_less(stored, before)):
        yield WantAttachments(stored)
    if outcome is PostOutcome.STORED and post.inbound and not after.customer.is_named:
        yield LookUpName() if post.channel is Channel.PUBLIC else LookUpProfile()
    part = part_matching(after, post)
    if part is not None and outcome is PostOutcome.STORED:
        yield Charge(*part)
