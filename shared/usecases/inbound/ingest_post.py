"""A post comes in: it becomes part of the customer's ticket, once, whichever way and in whatever order it came."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from shared.domain.errors import BrokenEventError, DuplicatePostError
from shared.domain.inbound.routing import (
    Inbound,
    NotForUs,
    Outbound,
    Unheard,
    UnknownAccount,
    bystanders,
    goes_on_in_own_thread,
    route,
    summons,
)
from shared.domain.inbound.threading import choose_ticket
from shared.domain.posts.incoming_post import Deletion, IncomingPost
from shared.domain.posts.post import Channel, Direction, Post, PostKind, Summons, Via
from shared.domain.settings.desk import DeskSettings
from shared.domain.tickets.ticket import Ticket, split_ticket_id, ticket_id
from shared.ports.desk import Desk
from shared.usecases.accounts.usage import charge_part
from shared.usecases.deletions.apply_deletion import forget_post
from shared.usecases.deletions.quotes import as_known, forget_quote_if_gone
from shared.usecases.deletions.tombstones import TombstonedError, refuse_tombstoned, save_unless_tombstoned
from shared.usecases.inbound.apply_keyword_rules import announce_keywords, opened_by_keywords
from shared.usecases.inbound.collect_late_posts import collect_late_post
from shared.usecases.replies.match_own_post import matched_own_post, part_matching
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import ensure_post, keep_search
from shared.usecases.settings.current import desk_settings, refolded
from shared.usecases.sla.ensure_timer import ensure_timer, stop_timers
from shared.usecases.tickets.assign_to_answerer import assigned_to_answerer
from shared.usecases.tickets.customer_name import newest_name, tells_the_name, with_known_name


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of it: `stored`, `known` already, `edited`, `parked`, or the reason why it is not for us, then with the
    account that it was `left_out` of. `called` is false for a post in which our name is only carried along."""

    outcome: str
    account: str | None = None
    ticket: str | None = None
    called: bool = True
    left_out: str | None = None


def ingest_post(incoming: IncomingPost, *, desk: Desk) -> Ingested:
    """Stores the post in its ticket, with the ticket's state and timer (I3, I4, T1-T4).

    Raises BrokenEventError if the post was told for an account that the desk does not know: it rests on the DLQ and can
    be sent again once the account is in the settings.
    """
    decision = _decide(incoming, desk=desk)
    if isinstance(decision, NotForUs):
        return _edited_away(incoming, desk=desk) or Ingested(decision.reason, left_out=decision.account)
    if isinstance(decision, UnknownAccount):
        raise BrokenEventError(f"The desk has no account with the network id {decision.network_id!r}.")
    if isinstance(decision, Inbound):
        post = _post(incoming, decision.account.id, Direction.INBOUND, decision.kind, desk=desk)
        calls = summons(incoming, decision.account, decision.kind)
        post = replace(post, also_names=decision.also, summons=calls)
        return _unless_gone(post, lambda: _take_in(post, desk=desk), desk=desk)
    kind = PostKind.DIRECT if decision.customer_id else PostKind.REPLY
    post = _post(incoming, decision.account.id, Direction.OUTBOUND, kind, desk=desk)
    return _unless_gone(post, lambda: _take_answer(post, decision, desk=desk), desk=desk)


def _edited_away(incoming: IncomingPost, *, desk: Desk) -> Ingested | None:
    """An edit may take our name out of a post: it is the same post all the same, with the words that stand there now."""
    place = desk.tickets.place(incoming.network, incoming.id) if incoming.newest_id != incoming.id else None
    if place is None:
        return None

    def take() -> Ingested:
        ticket = desk.tickets.load(place.ticket)
        stored = ticket.post(place.post)
        direction, kind = (
            (stored.direction, stored.kind) if stored is not None else (Direction.INBOUND, PostKind.MENTION)
        )
        return _seen_again(_post(incoming, ticket.account, direction, kind, desk=desk), ticket, desk=desk)

    return on_fresh_state(take)


def _unless_gone(post: Post, take: Callable[[], Ingested], *, desk: Desk) -> Ingested:
    """The deletion may name an edit of a post that is stored already under its first id: then that is forgotten."""
    try:
        return on_fresh_state(take)
    except TombstonedError as gone:
        if desk.tickets.place(post.network, post.id) is not None:
            forget_post(Deletion(post.network, post.id, gone.at), desk=desk)
        return Ingested("deleted_before", post.account)


def _decide(incoming: IncomingPost, *, desk: Desk) -> Inbound | Outbound | NotForUs | UnknownAccount:
    """Settings may be 30 seconds old: for an account that they do not know they are read again before giving up."""
    decision = _routed(incoming, desk_settings(desk), desk=desk)
    if isinstance(decision, UnknownAccount) or decision == NotForUs("not_addressed"):
        decision = _routed(incoming, desk_settings(desk, fresh=True), desk=desk)
    return decision


def _routed(
    incoming: IncomingPost, settings: DeskSettings, *, desk: Desk
) -> Inbound | Outbound | NotForUs | UnknownAccount:
    thread = None
    if incoming.in_reply_to is not None and goes_on_in_own_thread(incoming, settings.accounts):
        thread = _account_of_thread(incoming, settings, desk=desk)
    unheard = Unheard(settings.general.ignored_authors, blocked=not settings.general.include_blocked_authors)
    decision = route(incoming, settings.live_accounts, unheard=unheard, thread=thread)
    if isinstance(decision, UnknownAccount) and len(settings.live_accounts) < len(settings.accounts):
        once = route(incoming, settings.accounts, unheard=unheard, thread=thread)
        if not isinstance(once, UnknownAccount):
            return NotForUs("account_retired", once.account.id if isinstance(once, Inbound) else None)
    return decision


def _account_of_thread(incoming: IncomingPost, settings: DeskSettings, *, desk: Desk) -> str | None:
    """The account whose ticket holds the post before; until that one has come in, the account that was told of this
    one, which X does for those that a person really wrote to."""
    place = desk.tickets.place(incoming.network, incoming.in_reply_to or "")
    if place is not None:
        return split_ticket_id(place.ticket)[0]
    told = (a.id for a in settings.accounts if (a.network, a.network_id) == (incoming.network, incoming.received_for))
    return next(told, None)


def _post(incoming: IncomingPost, account: str, direction: Direction, kind: PostKind, *, desk: Desk) -> Post:
    return Post(
        id=incoming.id,
        network=incoming.network,
        account=account,
        direction=direction,
        channel=incoming.channel,
        kind=kind,
        author=incoming.author,
        text=incoming.text,
        posted_at=incoming.posted_at,
        seen_at=desk.clock.now(),
        conversation_id=incoming.conversation_id,
        in_reply_to=incoming.in_reply_to or incoming.quoted,
        newest_id=incoming.newest_id,
        edited_at=incoming.edited_at,
        url=incoming.url,
        media=incoming.media,
        links=incoming.links,
        quoted=as_known(incoming.quoted_post, incoming.network, desk=desk),
        via=Via.NATIVE,
        reply_settings=incoming.reply_settings,
        author_protected=incoming.author_protected,
        author_takes_messages=incoming.author_takes_messages,
        bystanders=bystanders(incoming, desk_settings(desk).account(account)) if direction is Direction.INBOUND else (),
    )


def _take_in(post: Post, *, desk: Desk) -> Ingested:
    guard, tickets = desk.tickets.of_customer(post.account, post.author.id)
    known = next((ticket for ticket in tickets if ticket.post(post.id) is not None), None)
    if known is not None:
        return _seen_again(post, known, desk=desk)
    choice = choose_ticket(post, tickets, desk_settings(desk).general.spans)
    before = choice.joins
    try:
        if before is None:
            ident = ticket_id(post.account, post.author.id, post.id)
            opened = Ticket(ident, post.account, post.network, post.author, linked_to=choice.linked_to)
            after = save_unless_tombstoned(
                None, opened_by_keywords(opened.with_post(post), desk=desk), post, customer=guard, desk=desk
            )
        else:
            post = with_known_name(post, before)
            joined = replace(before, customer=newest_name(before, post)).with_post(post)
            after = save_unless_tombstoned(before, refolded(joined, desk), post, desk=desk)
    except DuplicatePostError:
        kept = _kept(post, desk=desk)
        if kept is None:
            raise
        return _seen_again(post, kept, desk=desk)
    return _settled_in(post, before, after, desk=desk)


def _kept(post: Post, *, desk: Desk) -> Ticket | None:
    """The ticket that holds the post already, where its customer's tickets did not show it under its first id: another
    account's, since which account it belongs to was decided once (T2) and accounts may have been added since; or the
    same one's, where the edit came in before the post with no word of its history."""
    places = (desk.tickets.place(post.network, ident) for ident in dict.fromkeys((post.id, post.answer_to)))
    found = next((place for place in places if place is not None), None)
    return desk.tickets.load(found.ticket) if found is not None else None


def _take_answer(post: Post, decision: Outbound, *, desk: Desk) -> Ingested:
    before = _ticket_of_answer(post, decision, desk=desk)
    if before is None:
        parked = desk.tickets.park_orphan(post, parent=_under(post, decision))
        before = _ticket_of_answer(post, decision, desk=desk)
        if before is None and not parked:
            refuse_tombstoned(post, desk=desk)
        if before is None:
            return Ingested("parked" if parked else "answers_deleted", post.account)
        if parked:
            desk.tickets.release_orphan(post, parent=_under(post, decision))
    if before.post(post.id) is not None:
        ingested = _seen_again(post, before, desk=desk)
        after = before
    else:
        told = assigned_to_answerer(before, matched_own_post(before, post, desk.rules[post.network]), desk=desk)
        after = save_unless_tombstoned(before, refolded(told, desk), post, desk=desk)
        ingested = _settled_in(post, before, after, desk=desk)
    if ours := part_matching(after, post):
        charge_part(after, *ours, desk=desk)
    return ingested


def _under(post: Post, decision: Outbound) -> str:
    """What an answer waits for: the post that it answers, or the next direct message of the customer."""
    if decision.customer_id is not None:
        return f"{post.account}.{decision.customer_id}"
    return post.in_reply_to or post.conversation_id


def _ticket_of_answer(post: Post, decision: Outbound, *, desk: Desk) -> Ticket | None:
    """T4: the ticket of the post that it answers, or, for a direct message, the recipient's latest one (T3).

    The parent may itself be one of our own: its place is that of its ticket, so the chain is walked by itself. A post
    that names no parent belongs to the ticket of its conversation's first post.
    """
    own = desk.tickets.place(post.network, post.id)
    if decision.customer_id is not None and own is None:
        _, tickets = desk.tickets.of_customer(post.account, decision.customer_id)
        return max(tickets, key=lambda ticket: ticket.last_post.order, default=None)
    place = own or desk.tickets.place(post.network, post.in_reply_to or post.conversation_id)
    return desk.tickets.load(place.ticket) if place is not None else None


def _seen_again(post: Post, ticket: Ticket, *, desk: Desk) -> Ingested:
    """The post is stored: an edit brings new words, anything else changes nothing but heals a lost timer (I3)."""
    stored = ticket.post(post.id)
    if stored is not None and stored.deleted_at is None and tells_the_name(post, stored):
        named = ticket if ticket.customer.username else replace(ticket, customer=post.author)
        ticket = desk.tickets.save(ticket, named.with_post(replace(stored, author=post.author)))
        stored = ticket.post(post.id)
    if stored is not None and stored.deleted_at is None and post.edits(stored):
        edited = replace(stored, newest_id=post.newest_id, edited_at=post.edited_at, text=post.text, url=post.url)
        edited = replace(edited, media=post.media, links=post.links, quoted=post.quoted, bystanders=post.bystanders)
        after = save_unless_tombstoned(ticket, refolded(ticket.with_post(edited), desk), post, desk=desk)
        return _settled_in(post, ticket, after, desk=desk, outcome="edited")
    return _settled_in(post, ticket, ticket, desk=desk, outcome="known")


def _settled_in(post: Post, before: Ticket | None, after: Ticket, *, desk: Desk, outcome: str = "stored") -> Ingested:
    if before is not None:
        stop_timers(before, after, desk=desk)
    announce_keywords(after, desk=desk)
    ensure_timer(collect_late_post(after, desk=desk), desk=desk)
    if before is after:
        ensure_post(post, after, desk=desk)
    else:
        keep_search(before, after, desk=desk)
    _adopt(post, desk=desk)
    forget_quote_if_gone(post, after.id, desk=desk)
    if post.inbound and post.channel is Channel.PUBLIC and not after.customer.username and outcome == "stored":
        desk.looks.want(after.account, after.id, desk.clock.now())
    called = post.summons is not Summons.AUTO_MENTION or post.kind is not PostKind.MENTION
    return Ingested(outcome, post.account, after.id, called)


def _adopt(post: Post, *, desk: Desk) -> None:
    """Answers of ours that came before the post that they answer find their ticket now (T4), and theirs in turn. An answer
    names the edit that its writer saw; a private one waits for whatever opens a ticket of its customer (T3).

    Read after the post is stored: an answer that is parked later finds the post in its place and is not parked.
    """
    account, customer = desk_settings(desk).account(post.account), post.author.id
    waited: list[tuple[str, str | None]] = [(ident, None) for ident in dict.fromkeys((post.id, post.answer_to))]
    if post.inbound:
        waited.append((_under(post, Outbound(account, customer)), customer))
    for under, customer_id in waited:
        for child in desk.tickets.orphans_of(post.network, under):
            take = partial(_take_answer, child, Outbound(account, customer_id), desk=desk)
            _unless_gone(child, take, desk=desk)
            desk.tickets.release_orphan(child, parent=under)
