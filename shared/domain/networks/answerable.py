"""Decision whether a post can be answered through its network's API, with the reason (R6)."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a post can be answered, or cannot; the page has a sentence for each in both languages."""

    SUMMONED = "summoned"
    PRIVATE = "private"
    DOUBTFUL = "doubtful"
    MAY_NOT_ARRIVE = "may_not_arrive"
    ASSUMED = "assumed"
    NO_POST = "no_post"
    DELETED = "deleted"
    WINDOW_CLOSED = "window_closed"
    PRIVATE_ANSWER_USED = "private_answer_used"
    REFUSED = "refused"
    LIMITED = "limited"
    PROTECTED = "protected"
    OTHER_ACCOUNT = "other_account"
    NO_MESSAGES = "no_messages"
    NO_PUBLIC_POST = "no_public_post"
    TOO_LONG = "too_long"
    RETIRED = "retired"
    DISCONNECTED = "disconnected"
    OUT_OF_CREDIT = "out_of_credit"
    ACCOUNT_REFUSED = "account_refused"
    QUOTA_USED_UP = "quota_used_up"
    BLOCKED_BY_CUSTOMER = "blocked_by_customer"
    BLOCKED_BY_ACCOUNT = "blocked_by_account"
    CLOSED_BY_AUTHOR = "closed_by_author"
    HELD_ELSEWHERE = "held_elsewhere"
    UNKNOWN_NETWORK = "unknown_network"


class Way(StrEnum):
    """A way to the customer that is open where the asked one is not (N3)."""

    THEIR_MESSAGE = "their_message"
    IN_PUBLIC = "in_public"
    IN_PRIVATE = "in_private"
    IN_APP = "in_app"
    NEXT_POST = "next_post"


WAYS = {
    Way.THEIR_MESSAGE: "answer their private message",
    Way.IN_PUBLIC: "answer in public",
    Way.IN_PRIVATE: "answer in private",
    Way.IN_APP: "open it there",
    Way.NEXT_POST: "wait until the customer writes again",
}

ALLOWS = frozenset(
    {
        Reason.SUMMONED,
        Reason.PRIVATE,
        Reason.DOUBTFUL,
        Reason.MAY_NOT_ARRIVE,
        Reason.ASSUMED,
        Reason.HELD_ELSEWHERE,
    }
)

SENTENCES = {
    Reason.SUMMONED: "The customer named the account.",
    Reason.PRIVATE: "A private message can be sent.",
    Reason.DOUBTFUL: "{network} may refuse this one: the post does not name the account.",
    Reason.MAY_NOT_ARRIVE: (
        "{network} takes this one, and may show it to nobody: it is long since the customer wrote, and it is not known that "
        "they follow the account."
    ),
    Reason.ASSUMED: "No post was given: an answer to one that names the account is assumed.",
    Reason.NO_POST: "There is no post to answer.",
    Reason.DELETED: "Its author deleted the post.",
    Reason.WINDOW_CLOSED: "{network} takes no answer to this post any more, through an app{ways}.",
    Reason.PRIVATE_ANSWER_USED: "{network} takes one private answer to a public post, and it is used{ways}.",
    Reason.REFUSED: "{network} has refused an answer to this post.",
    Reason.LIMITED: "Its author lets only certain people answer the post.",
    Reason.PROTECTED: "The customer's posts are protected, and {network} lets nobody answer them through an app.",
    Reason.OTHER_ACCOUNT: "{network} lets only an account that the post names answer it.",
    Reason.NO_MESSAGES: "The customer does not take private messages from the account.",
    Reason.NO_PUBLIC_POST: "A private message has no public post to answer.",
    Reason.TOO_LONG: "It is longer than the network takes.",
    Reason.RETIRED: "The account is retired: nothing is sent from it any more.",
    Reason.DISCONNECTED: "The account is not connected: an engineer has to connect it first.",
    Reason.OUT_OF_CREDIT: "The credit with the network is used up.",
    Reason.QUOTA_USED_UP: "The account's plan with {network} allows no more answers this month: answer in its own app.",
    Reason.BLOCKED_BY_CUSTOMER: "The customer has blocked the account on {network}: no answer reaches them.",
    Reason.CLOSED_BY_AUTHOR: "Its author does not let the account answer the post.",
    Reason.BLOCKED_BY_ACCOUNT: "The account has blocked the customer on {network}: no answer reaches them.",
    Reason.HELD_ELSEWHERE: (
        "Another inbox holds this conversation on {network}: look there first, for somebody may be answering in it already."
    ),
    Reason.UNKNOWN_NETWORK: "This release of the desk does not know the network {network}: nothing is sent there.",
    Reason.ACCOUNT_REFUSED: "The network refuses what the account sends, and may refuse this too.",
}


@dataclass(frozen=True, slots=True)
class Answerable:
    """The decision: `sentence` says it in English, `reason_code` lets a page say it in the reader's language. `ways` are those
    that are still open where an answer window is closed, or the one private answer used."""

    allowed: bool
    reason_code: Reason
    sentence: str
    ways: tuple[Way, ...] = ()

    @classmethod
    def because(cls, reason: Reason, network: str, ways: tuple[Way, ...] = ()) -> "Answerable":
        """`network` is its name as people write it; `ways` are those that are still open."""
        sentence = SENTENCES[reason].replace("{network}", network).replace("{ways}", _listed(ways))
        return cls(reason in ALLOWS, reason, sentence, ways)


def _listed(ways: tuple[Way, ...]) -> str:
    *first, last = [WAYS[way] for way in ways] or [""]
    if not first:
        return f": {last}" if last else ""
    return f": {', '.join(first)}{',' if len(first) > 1 else ''} or {last}"
