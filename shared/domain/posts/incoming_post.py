"""An incoming post in network-neutral form, from which routing (I4) decides."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.media import Media
from shared.domain.posts.references import Link, Quoted
from shared.domain.posts.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a post. `leading` ones of a reply were put there by the network and only carry a name along (I4): by the
    network's own word where it says which part it filled in, else by their place at the front."""

    user_id: str
    username: str
    leading: bool


@dataclass(frozen=True, slots=True)
class IncomingPost:
    """One post as the network delivered it, before the desk decides whose it is.

    `id` is the first id of its edit history; `answer_id`, `version` and `edited_at` are those of its newest edit, as Post has
    them, `answer_by`, `visibility`, `content_warning` and `quote_token` too. `received_for` is the network's user id of the account
    whose subscription or timeline brought it. `told_as_mention`: the network itself called it an explicit mention of that
    account, `told_as_quote` a quote of its post; `listed_as_mention`: it stands in the list of whoever names the account,
    also where the name is only carried along. `author_blocked`: that account has blocked the author. `own_words` is false for a quote or repost that adds none. `time_claimed`: `posted_at` is what the author's client declares, and may be any time.

    `kind` is what the network itself calls it, where its mentions, answers and quotes do not say it: such a post is to
    `received_for`. `held_elsewhere`, `sent_key` and `recommendation` are those of Post. `incomplete`: the network left out
    its time, its words or its author, which has to be asked for (ports.Completer); what stands there instead is the best
    that is known.
    `only_listed`: the network shows it in a list, and its webhook tells of no such post (I8).
    """

    network: str
    id: str
    answer_id: str
    author: Author
    text: str
    posted_at: datetime
    conversation_id: str
    channel: Channel
    received_for: str
    in_reply_to: str | None = None
    in_reply_to_user: str | None = None
    quoted: str | None = None
    repost: bool = False
    own_words: bool = True
    told_as_mention: bool = False
    told_as_quote: bool = False
    listed_as_mention: bool = False
    recipient_id: str | None = None
    mentions: tuple[Mention, ...] = ()
    media: tuple[Media, ...] = ()
    url: str = ""
    reply_settings: str = ""
    author_protected: bool = False
    author_blocked: bool = False
    author_takes_messages: bool | None = None
    links: tuple[Link, ...] = ()
    quoted_post: Quoted | None = None
    edited_at: datetime | None = None
    version: str = ""
    answer_by: datetime | None = None
    visibility: Visibility | None = None
    content_warning: str = ""
    quote_token: str = ""
    time_claimed: bool = False
    kind: PostKind | None = None
    held_elsewhere: bool = False
    sent_key: str = ""
    recommendation: str = ""
    incomplete: bool = False
    only_listed: bool = False

    @property
    def is_edit(self) -> bool:
        return self.edited_at is not None or self.answer_id not in ("", self.id)


@dataclass(frozen=True, slots=True)
class Deletion:
    """The network says that a post is gone (I6): `deleted`, or `withheld` with its author's account."""

    network: str
    post_id: str
    at: datetime
    because: str = "deleted"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A public post was hidden from others on the network, or shown again; `by_us`, if the network says that the account did
    it."""

    network: str
    post_id: str
    at: datetime
    hidden: bool
    by_us: bool = False


@dataclass(frozen=True, slots=True)
class Disconnection:
    """The account took back the permission that it gave us (I8)."""

    network: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Block:
    """A customer blocked the account `user_id`, or took that back if `blocked` is false, at `at` by the network's clock."""

    network: str
    user_id: str
    customer_id: str
    at: datetime
    blocked: bool


@dataclass(frozen=True, slots=True)
class ThreadSeen:
    """Somebody wrote, at `at`, in a thread of the account `user_id` that the network shows in no list of the account's, such as
    that of an advertisement: it has to be polled by its id."""

    network: str
    user_id: str
    thread_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EncryptedMessage:
    """A message came for an account that only the network's own app can open. Nothing of what it says is kept, and not
    who wrote it; `id` tells it from others."""

    network: str
    user_id: str
    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dropped:
    """An event of a kind that is not for us: counted by `kind`, kept nowhere (I5). `left_out` says of what a person may
    want to know of which of our accounts it came to, by the network's id, and when."""

    kind: str
    left_out: "SkippedPost | None" = None


@dataclass(frozen=True, slots=True)
class SkippedPost:
    """Something that somebody wrote and that opens nothing; `id` tells it from others."""

    reason: str
    network: str
    user_id: str
    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Broken:
    """One event of a delivery that cannot be read; the others of the same delivery are unharmed (I5)."""

    reason: str


Event = IncomingPost | Deletion | Hidden | Disconnection | Block | ThreadSeen | EncryptedMessage | Dropped | Broken
