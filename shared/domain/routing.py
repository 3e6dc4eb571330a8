"""Whose a post is: which account it belongs to, and whether it opens or joins a ticket at all (I4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.desk import Account
from shared.domain.post import Channel, PostKind, Summons
from shared.domain.sighting import Mention, Sighting


@dataclass(frozen=True, slots=True)
class Inbound:
    """A customer's post to `account`; `also` are our other accounts that it names."""

    account: Account
    kind: PostKind
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outbound:
    """Our own post. `customer_id` is known for a direct message, whose recipient it names."""

    account: Account
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class NotForUs:
    """Neither opens nor joins a ticket; `reason` is counted."""

    reason: str


@dataclass(frozen=True, slots=True)
class UnknownAccount:
    """Told for an account that the desk has no settings for."""

    network_id: str


Decision = Inbound | Outbound | NotForUs | UnknownAccount


def route(
    sighting: Sighting,
    accounts: Iterable[Account],
    *,
    ignored_authors: frozenset[str] = frozenset(),
    thread: str | None = None,
) -> Decision:
    """The decision of I4, the same whichever of our subscriptions or polls told us of the post.

    `thread` is the account whose ticket holds the post that this one answers, where the author answers themselves: who
    goes on in a conversation with one account, and names another on the way, still writes to the one.
    """
    ours = {account.network_id: account for account in accounts if account.network == sighting.network}
    if sighting.author.id in ours:
        return _own(sighting, ours[sighting.author.id])
    if sighting.repost:
        return NotForUs("repost")
    if not sighting.own_words:
        return NotForUs("bare_quote")
    if sighting.author.id in ignored_authors or sighting.author.username.lower() in ignored_authors:
        return NotForUs("ignored_author")
    if sighting.channel is Channel.DIRECT:
        account = ours.get(sighting.recipient_id or sighting.told_for)
        return Inbound(account, PostKind.DIRECT) if account else UnknownAccount(sighting.told_for)
    return _addressed(sighting, ours, thread)


def _own(sighting: Sighting, account: Account) -> Decision:
    if sighting.repost:
        return NotForUs("own_repost")
    if sighting.channel is Channel.DIRECT:
        return Outbound(account, customer_id=sighting.recipient_id)
    if sighting.in_reply_to is None and sighting.conversation_id == sighting.id and sighting.quoted is None:
        return NotForUs("own_post")
    return Outbound(account)


def _addressed(sighting: Sighting, ours: dict[str, Account], thread: str | None) -> Decision:
    named = _named(sighting, ours)
    answers_us = ours.get(sighting.in_reply_to_user or "")
    if answers_us is not None:
        return Inbound(answers_us, PostKind.REPLY, _others(named, answers_us))
    to_somebody_else = sighting.in_reply_to_user not in (None, sighting.author.id)
    explicit = [mention for mention in named if not (to_somebody_else and mention.leading)]
    if explicit:
        named_accounts = [ours[mention.user_id] for mention in explicit]
        account = next((each for each in named_accounts if each.id == thread), named_accounts[0])
        return Inbound(account, PostKind.MENTION, _others(named, account))
    if named:
        return NotForUs("name_carried_along")
    told = ours.get(sighting.told_for)
    if told is None:
        return UnknownAccount(sighting.told_for)
    if sighting.quoted is not None:
        return Inbound(told, PostKind.QUOTE)
    if sighting.told_as_mention:
        return Inbound(told, PostKind.MENTION)
    return NotForUs("not_addressed")


def summons(sighting: Sighting, account: Account, kind: PostKind) -> Summons | None:
    """How the post calls on the account; None for a direct message, which needs no summons."""
    if sighting.channel is Channel.DIRECT:
        return None
    ours = _named(sighting, {account.network_id: account})
    if any(not mention.leading for mention in ours):
        return Summons.NAMED
    if kind is PostKind.QUOTE:
        return Summons.QUOTED
    if ours:
        return Summons.CARRIED
    return Summons.NAMED if sighting.told_as_mention else Summons.NONE


def goes_on_in_own_thread(sighting: Sighting, accounts: Iterable[Account]) -> bool:
    """Whether `thread` can matter: the author answers themselves, and names more than one of our accounts."""
    ours = {account.network_id: account for account in accounts if account.network == sighting.network}
    own = sighting.in_reply_to is not None and sighting.in_reply_to_user == sighting.author.id
    return own and len({mention.user_id for mention in _named(sighting, ours)}) > 1


def _named(sighting: Sighting, ours: dict[str, Account]) -> list[Mention]:
    """Mentions of our accounts in the order of the text; by id, or by handle where the network gave no id."""
    by_handle = {account.username.lower(): account.network_id for account in ours.values()}
    found = []
    for mention in sighting.mentions:
        user_id = mention.user_id or by_handle.get(mention.username.lower(), "")
        if user_id in ours:
            found.append(Mention(user_id, mention.username, mention.leading))
    return found


def _others(named: list[Mention], account: Account) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.user_id for m in named if m.user_id != account.network_id))
