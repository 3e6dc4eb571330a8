"""Routing of a post: its account, and whether it opens or joins a ticket at all (I4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shared.domain.posts.author import Bystander
from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.kinds import Channel, PostKind, Summons
from shared.domain.settings.desk import Account


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


class SkipReason(StrEnum):
    """The reason for which a post opens no ticket. The values are labels of a metric, and keys of the page's sentences."""

    REPOST = "repost"
    BARE_QUOTE = "bare_quote"
    OWN_REPOST = "own_repost"
    OWN_POST = "own_post"
    IGNORED_AUTHOR = "ignored_author"
    BLOCKED_AUTHOR = "blocked_author"
    AUTO_MENTION = "name_carried_along"
    """A reply to somebody else, in front of which the network put our name."""
    NOT_ADDRESSED = "not_addressed"
    NO_PRIVATE_ACCOUNT = "no_private_account"
    """A private message to an account that the desk has for its public posts alone."""
    NO_PUBLIC_ACCOUNT = "no_public_account"
    """A public post to an account that the desk has for its private messages alone."""
    TO_SOMEBODY_ELSE = "comment_to_somebody_else"
    """A comment under our post that begins with the name of another person, and does not name us."""
    ACCOUNT_RETIRED = "account_retired"


@dataclass(frozen=True, slots=True)
class NotForUs:
    """Neither opens nor joins a ticket; `reason` is counted, for the `account` if it concerns one."""

    reason: SkipReason
    account: str | None = None


@dataclass(frozen=True, slots=True)
class UnknownAccount:
    """The event is for an account without settings."""

    network_id: str


Decision = Inbound | Outbound | NotForUs | UnknownAccount


@dataclass(frozen=True, slots=True)
class Unheard:
    """Authors whose posts open no tickets: `ignored` ones, by id or lower-case handle, and with `blocked` those whom the brand
    has blocked on the network."""

    ignored: frozenset[str] = frozenset()
    blocked: bool = True


def route(
    incoming: IncomingPost,
    accounts: Iterable[Account],
    *,
    unheard: Unheard = Unheard(),
    thread: str | None = None,
    private: Account | None = None,
) -> Decision:
    """Route a post (I4), with the same result for every subscription or poll that delivers it. A private message of a
    customer of another account, `private`, belongs to that one (T3).

    `thread` is the account whose ticket holds the post that this one answers, if its author answers their own post: a
    customer who continues a conversation with one account, and mentions another, still writes to the first.
    """
    ours = {account.network_id: account for account in accounts if account.network == incoming.network}
    if private is not None:
        ours = {private.network_id: private}
    if incoming.author.id in ours:
        return _own(incoming, ours[incoming.author.id])
    if incoming.repost:
        return NotForUs(SkipReason.REPOST)
    if not incoming.own_words:
        return NotForUs(SkipReason.BARE_QUOTE)
    if incoming.channel is Channel.DIRECT:
        decision = _direct(incoming, ours)
    elif incoming.kind is not None:
        decision = _written_to(incoming, incoming.kind, ours)
    else:
        decision = _addressed(incoming, ours, thread)
    return _heard(decision, incoming, unheard) if isinstance(decision, Inbound) else decision


def _direct(incoming: IncomingPost, ours: dict[str, Account]) -> Decision:
    account = ours.get(incoming.recipient_id or incoming.received_for)
    return Inbound(account, incoming.kind or PostKind.DIRECT) if account else UnknownAccount(incoming.received_for)


def _heard(decision: Inbound, incoming: IncomingPost, unheard: Unheard) -> Decision:
    """Skip posts of unheard authors. A block applies to its account only; an author without a known handle is ignored by id."""
    account, author = decision.account, incoming.author
    if author.id in unheard.ignored or (author.username and author.username.lower() in unheard.ignored):
        return NotForUs(SkipReason.IGNORED_AUTHOR, account.id)
    if unheard.blocked and incoming.author_blocked and account.network_id == incoming.received_for:
        return NotForUs(SkipReason.BLOCKED_AUTHOR, account.id)
    return decision


def _own(incoming: IncomingPost, account: Account) -> Decision:
    if incoming.repost:
        return NotForUs(SkipReason.OWN_REPOST)
    if incoming.channel is Channel.DIRECT:
        return Outbound(account, customer_id=incoming.recipient_id)
    if incoming.in_reply_to is None and incoming.conversation_id == incoming.id and incoming.quoted is None:
        return NotForUs(SkipReason.OWN_POST)
    return Outbound(account)


def _written_to(incoming: IncomingPost, kind: PostKind, ours: dict[str, Account]) -> Decision:
    """Route what stands on the account's own page: everything there is to the account, but for a comment that begins with
    the name of another person, to whom it speaks."""
    account = ours.get(incoming.received_for)
    if account is None:
        return UnknownAccount(incoming.received_for)
    named = _named(incoming, ours)
    if kind is PostKind.COMMENT and not named and _speaks_to_another(incoming, ours):
        return NotForUs(SkipReason.TO_SOMEBODY_ELSE, account.id)
    return Inbound(account, kind, _others(named, account))


def _speaks_to_another(incoming: IncomingPost, ours: dict[str, Account]) -> bool:
    if incoming.in_reply_to_user in ours:
        return False
    oneself = (incoming.author.id, incoming.author.username.lower())
    return any(each.leading and (each.user_id or each.username.lower()) not in oneself for each in incoming.mentions)


def _addressed(incoming: IncomingPost, ours: dict[str, Account], thread: str | None) -> Decision:
    named = _named(incoming, ours)
    answers_us = ours.get(incoming.in_reply_to_user or "")
    if answers_us is not None:
        return Inbound(answers_us, PostKind.REPLY, _others(named, answers_us))
    to_somebody_else = incoming.in_reply_to_user not in (None, incoming.author.id)
    explicit = [mention for mention in named if not (to_somebody_else and mention.leading)]
    if explicit:
        named_accounts = [ours[mention.user_id] for mention in explicit]
        account = next((each for each in named_accounts if each.id == thread), named_accounts[0])
        return Inbound(account, PostKind.MENTION, _others(named, account))
    told = ours.get(incoming.received_for)
    if told is not None and incoming.told_as_quote:
        return Inbound(told, PostKind.QUOTE, _others(named, told))
    if told is not None and incoming.told_as_mention:
        return Inbound(told, PostKind.MENTION, _others(named, told))
    if named:
        return NotForUs(SkipReason.AUTO_MENTION, ours[named[0].user_id].id)
    if told is None:
        return UnknownAccount(incoming.received_for)
    if incoming.quoted is not None:
        return Inbound(told, PostKind.QUOTE)
    if incoming.listed_as_mention:
        return Inbound(told, PostKind.MENTION)
    return NotForUs(SkipReason.NOT_ADDRESSED)


def summons(incoming: IncomingPost, account: Account, kind: PostKind) -> Summons | None:
    """Return the post's summons of the account; None for a direct message, which needs none."""
    if incoming.channel is Channel.DIRECT:
        return None
    ours = _named(incoming, {account.network_id: account})
    if any(not mention.leading for mention in ours):
        return Summons.NAMED
    if kind is PostKind.QUOTE:
        return Summons.QUOTED
    if ours:
        return Summons.AUTO_MENTION
    return Summons.NAMED if incoming.told_as_mention or incoming.listed_as_mention else Summons.NONE


def bystanders(incoming: IncomingPost, account: Account) -> tuple[Bystander, ...]:
    """Return the people whom a public post names, typed or put in front by the network: an answer would name and notify them.
    One on the account's own page names nobody, wherever the post that it answers stands."""
    if incoming.channel is Channel.DIRECT or incoming.kind is not None:
        return ()
    known = (incoming.author.id, account.network_id)
    found = {m.user_id: m.username for m in incoming.mentions if m.user_id and m.user_id not in known}
    return tuple(Bystander(ident, username) for ident, username in found.items())


def goes_on_in_own_thread(incoming: IncomingPost, accounts: Iterable[Account]) -> bool:
    """Return whether `thread` matters: the author answers their own post, and names more than one of our accounts."""
    ours = {account.network_id: account for account in accounts if account.network == incoming.network}
    own = incoming.in_reply_to is not None and incoming.in_reply_to_user == incoming.author.id
    return own and len({mention.user_id for mention in _named(incoming, ours)}) > 1


def _named(incoming: IncomingPost, ours: dict[str, Account]) -> list[Mention]:
    """Return mentions of our accounts in the order of the text; by id, or by handle without an id. A mention that the network
    reports as one of the account is not taken for one that it put in front (I4)."""
    by_handle = {account.username.lower(): account.network_id for account in ours.values() if account.username}
    found = []
    for mention in incoming.mentions:
        user_id = mention.user_id or by_handle.get(mention.username.lower(), "")
        if user_id in ours:
            meant = incoming.told_as_mention and user_id == incoming.received_for
            found.append(Mention(user_id, mention.username, mention.leading and not meant))
    return found


def _others(named: list[Mention], account: Account) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.user_id for m in named if m.user_id != account.network_id))
