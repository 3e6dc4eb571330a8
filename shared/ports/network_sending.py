"""The parts of a network's plug that act: answers, and what is done to posts. Errors are NetworkErrors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.posts.kinds import Channel
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post
from shared.domain.posts.visibility import Audience
from shared.domain.settings.desk import Account


@dataclass(frozen=True, slots=True)
class Sent:
    """A part as posted: its id, and its time. `audience` are those who see it, as far as the network says (N6), `url` is its
    address where the id does not tell it, and `version` that of its text where an edit keeps the id (N2). `recipient` is the
    customer's id where private messages have one of their own, as the network names it with a private answer (T3)."""

    post_id: str
    posted_at: datetime
    text: str
    audience: Audience | None = None
    url: str = ""
    version: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answered post as the desk holds it, for a network whose call depends on more than its id: on its kind and channel,
    and on how long ago the customer last wrote in private, which is `wrote_at` (N3); None if they never did."""

    post: Post
    wrote_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of the account as it stands on the network, and the post that it answers there."""

    sent: Sent
    in_reply_to: str | None = None
    conversation_id: str | None = None


class PreparedSend(Protocol):
    """One call that is ready to leave: the keys are read and the call is counted. It serves once."""

    def send(self) -> Sequence[Sent]:
        """Call the network, and nothing else. Return what each text became, in their order: they are all posted, or none
        is. Raises RefusedError (NotAnswerableError where it is about the answered post), DisconnectedError
        (AccountRefusedError where it is about the account), RateLimitedError, UnreachableError, TooVisibleError if more
        people saw the post than asked for and it is deleted again, or OutcomeUnknownError if the post may or may not have
        been sent."""


class Sender(Protocol):
    """Answers customers on the network. Every call has a timeout, none sleeps on a rate limit; errors are NetworkErrors."""

    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        texts: Sequence[str],
        leave_out: Sequence[str] = (),
        key: str | None = None,
        audience: Audience | None = None,
        content_warning: str = "",
        quote: str = "",
        tried_at: datetime | None = None,
        answered: Answered | None = None,
    ) -> PreparedSend:
        """Prepare an answer to the post `to` of `customer` without calling the network, so that a failure has certainly
        posted nothing (R1). `texts` are at most as many parts as one call carries (`Measure.together`). The handles in
        `leave_out` are not named in front of it, where the network allows that. `key` makes the network post them once,
        where it takes one (N4): a repeated call has the same key and the same texts, and the same
        `tried_at`, which is stored before the first one: a network whose posts carry a time of their author's gives it that,
        so that both calls are alike. `audience` are the people who are to
        see it, where the network has more than public and private (N6); `quote` is the `quote_token` of the
        answered post where several wait, so that the customer sees which one is answered; `content_warning` is that of the answered post,
        for a network whose answers carry it on; `answered` is the customer's post itself, of which `to` is the id in the
        first call alone. Raises DisconnectedError where the account has no tokens,
        RateLimitedError, UnavailableError."""

    def find_own(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        text: str,
        since: datetime,
        key: str | None = None,
        answered: Answered | None = None,
    ) -> Sent | None:
        """Return the account's own post that answers `to` with this text, or that was sent with this key where the network
        finds it by that; None if the network does not show one. `answered` is the customer's post itself."""

    def own_post(self, account: Account, *, channel: Channel, post_id: str, customer: str) -> OwnPost | None:
        """Return the post of this id if the account itself wrote it and it still exists; a private one, if it is to
        `customer`. Return None otherwise."""


class Moderator(Protocol):
    """Moderation of posts. Every call has a timeout, none sleeps on a rate limit; errors are NetworkErrors."""

    def apply(self, account: Account, post_id: str, action: Moderation) -> None:
        """Do that to the post, once however often it is called. Raises PostGoneError if the post is gone, RefusedError
        if the network does not let the account do it, OutcomeUnknownError if it may or may not be done."""
