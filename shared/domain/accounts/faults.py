"""Faults of an account, or of the desk as a whole (I8)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fault(StrEnum):
    """Each member documents when the fault stands and which sentence it carries. The worst come first: an account with
    several faults is in the state of the first of them."""

    ACCOUNT_DISCONNECTED = "account_disconnected"
    """The network refuses the token or the account, took the permission back, or the desk has lost the keys. The sentence
    is the network's own, or names what is missing. Any call that succeeds clears it."""

    OUT_OF_CREDIT = "out_of_credit"
    """The network wants to be paid first, in its own words. Any call that succeeds clears it."""

    QUOTA_USED_UP = "quota_used_up"
    """The account's plan allows no more answers, by the last reading of its quota, or by the network's refusal in its own
    words. A reading with answers left, or an answer that goes out, clears it (N7)."""

    WEBHOOK_BROKEN = "webhook_broken"
    """The network cannot be read, and its own test of the webhook fails: nothing comes in. The sentence says why, in the
    network's words. The next test that passes clears it."""

    SUBSCRIPTIONS_LOST = "subscriptions_lost"
    """The network has ended subscriptions of the account, or delivers them elsewhere, and the desk could not mend that: what
    is public or private comes in by polling alone. The sentence says which and why. All of them being there clears it."""

    REPLIES_REFUSED = "replies_refused"
    """The account may read and not answer in public, in the network's own words. A public answer that goes out clears it."""

    LIMIT_REACHED = "limit_reached"
    """The month's limit of costs is used up, so nothing is read any more; the sentence names amount and month."""

    MENTIONS_UNREAD = "mentions_unread"
    """The network refuses to have mentions read, in its own words. The next read that succeeds clears it (I10)."""

    POLL_SILENT = "poll_silent"
    """Nothing has polled the account for five minutes, and no other fault explains why. Never stored: it is computed."""

    POLL_FAILED = "poll_failed"
    """The last poll got no answer: the first error of that run. The next run that goes through clears it."""

    MESSAGES_REFUSED = "messages_refused"
    """The account may not send private messages, in the network's own words. One that goes out clears it."""

    MESSAGES_UNREAD = "messages_unread"
    """As MENTIONS_UNREAD, for private messages."""

    OWN_POSTS_UNREAD = "own_posts_unread"
    """As MENTIONS_UNREAD, for the account's own posts."""

    RATE_LIMITED = "rate_limited"
    """A call met the network's rate limit, in its own words. Cleared once every call may be made again."""

    WEBHOOK_SILENT = "webhook_silent"
    """Polling found what the webhook did not deliver; the sentence says since when. The webhook's next event clears it."""

    PERMISSION_LOST = "permission_lost"
    """A lasting permission was refused, or could not be kept, in the words of the refusal. A new permission clears it."""

    SETUP_FAULTY = "setup_faulty"
    """The daily check found something that the desk depends on: a right that is missing, a permission that ends soon, a
    setting of the account. The sentence names it. A check that finds nothing clears it."""

    LOOKUPS_REFUSED = "lookups_refused"
    """As MENTIONS_UNREAD, for lookups of stored posts (I6)."""

    SETTINGS_UNUSABLE = "settings_unusable"
    """The desk's own: its settings cannot place every post as they mean to; the sentence names the places (I9)."""

    LIMIT_NEAR = "limit_near"
    """The desk's own: most of the month's limit of costs is used up; the sentence names the amount."""

    QUOTA_NEAR = "quota_near"
    """Most of the quota of the account's plan is used up; the sentence says how much. People are notified once; the account
    stays well. Never stored: it is computed from the last reading (N7)."""

    MESSAGES_ENCRYPTED = "messages_encrypted"
    """Encrypted messages came that only the network's own app shows. People are notified; the account stays well. No
    sentence."""

    HELD_ELSEWHERE = "held_elsewhere"
    """Customers wrote in conversations that another app, or the network's own inbox, holds: the network may refuse answers to
    them. People are notified once; the account stays well. No sentence."""

    TOO_VISIBLE = "too_visible"
    """More people saw an answer than were to (N6). Managers are notified; the account stays well. No sentence."""

    ERASURE_WAITS = "erasure_waits"
    """The desk's own: somebody asked a network to have their data erased, and the desk cannot tell who of its customers that is. The
    sentence names the confirmation codes. An admin settles it (I6)."""

    NOT_CONNECTED = "not_connected"
    """The desk has no keys for an account that was never polled. Nobody is notified: nobody has connected it yet."""


@dataclass(frozen=True, slots=True)
class FaultState:
    """A fault's newest sentence, and its start."""

    sentence: str
    since: datetime
