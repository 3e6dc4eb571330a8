"""A post: anything written on a network, by a customer (`inbound`) or by the brand (`outbound`)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.posts.visibility import Audience, Visibility
from shared.domain.text.search_terms import Indexed

LATE_AFTER = timedelta(minutes=15)
"""I7: a post first seen more than this after it was written is late."""

LONGEST_SHOWN = 20

DELETED = "deleted"
"""Why the words of a post are gone whose author deleted it on the network."""

EXPIRED = "expired"
"""Why the words of a post are gone that the desk has kept for as long as its settings say."""


Order = tuple[datetime, datetime, str]
"""A place among the posts of a ticket."""


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Channel(StrEnum):
    PUBLIC = "public"
    DIRECT = "direct"


class PostKind(StrEnum):
    MENTION = "mention"
    REPLY = "reply"
    QUOTE = "quote"
    DIRECT = "direct"


class Summons(StrEnum):
    """How a customer's post calls on the account: some networks take an answer through their API only to a post whose
    author named or quoted the account. `carried` is a name that the network itself put in front of a reply."""

    NAMED = "named"
    QUOTED = "quoted"
    AUTO_MENTION = "carried"
    NONE = "none"


class Via(StrEnum):
    """How an outbound post came about."""

    NATIVE = "native"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Author:
    """`username` is the handle, empty where the network has none or has left it out; so may `name` be."""

    id: str
    username: str
    name: str

    @property
    def is_named(self) -> bool:
        return bool(self.username or self.name)

    @property
    def short_id(self) -> str:
        """What is shown of the id where nothing else is known: it may be a whole address, whose end tells two apart."""
        return self.id if len(self.id) <= LONGEST_SHOWN else f"…{self.id[-12:]}"


@dataclass(frozen=True, slots=True)
class Media:
    type: str
    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A part of a post's text that leads somewhere: `text` as it stands there, `url` as the network knows it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """The post that another one quotes. Its author may be known by the handle alone, or not at all; `text` is empty where
    nobody told it, and once the quoted post is `gone` (I6)."""

    id: str
    author: Author
    text: str
    url: str
    gone: bool = False

    def without_words(self) -> "Quoted":
        return replace(self, text="", gone=True)


@dataclass(frozen=True, slots=True)
class Bystander:
    """Somebody whom a post names beside the account: a network names them in an answer to it too, unless told not to."""

    id: str
    username: str


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a ticket. `id` is the network's first id for it (I3). An edit is a new `version`, in the network's
    word (a content id, an edit time), written at `edited_at`; a network that makes each edit a post of its own gives its id
    as `answer_id`, to which an answer goes, and which then is the version too (N2).

    Whether the network takes an answer to it (R6), as far as is known: `summons`; `reply_settings`, whom its author
    allows to answer, in the network's word; `author_protected`; `author_takes_messages`, None where nobody said; and
    `refused`, the network's words when it refused an answer to this very post. `gone_because` says why its words are
    gone (I6): `deleted`, `withheld` where the author's account is closed to us, or `expired`. `revision` is the version
    of the ticket in which its words last became others: whoever read an earlier one has not seen them (R2).
    `retracted_at`: when an answer of ours was taken back, kept beside what becomes of its words later (C9). `indexed` is
    where the search holds its words. `answer_by`: until when the network takes an answer to it, None for as long as it
    stands (N3); `visibility`, where the network has more than public and private.
    """

    id: str
    network: str
    account: str
    direction: Direction
    channel: Channel
    kind: PostKind
    author: Author
    text: str
    posted_at: datetime
    seen_at: datetime
    conversation_id: str
    in_reply_to: str | None = None
    answer_id: str = ""
    url: str = ""
    media: tuple[Media, ...] = ()
    also_names: tuple[str, ...] = ()
    via: Via = Via.NATIVE
    by: str | None = None
    reply_id: str | None = None
    seen_through: str | None = None
    deleted_at: datetime | None = None
    summons: Summons | None = None
    reply_settings: str = ""
    author_protected: bool = False
    author_takes_messages: bool | None = None
    refused: str | None = None
    gone_because: str | None = None
    revision: int = 0
    retracted_at: datetime | None = None
    links: tuple[Link, ...] = ()
    quoted: Quoted | None = None
    indexed: Indexed | None = None
    bystanders: tuple[Bystander, ...] = ()
    edited_at: datetime | None = None
    version: str = ""
    answer_by: datetime | None = None
    visibility: Visibility | None = None

    @property
    def audience(self) -> Audience:
        """Who sees it (N6)."""
        if self.visibility is not None:
            return self.visibility.audience
        return Audience.DIRECT if self.channel is Channel.DIRECT else Audience.PUBLIC

    @property
    def order(self) -> Order:
        """Posts are ordered by their time on the network, then by when we saw them; the id settles a tie (N2)."""
        return self.posted_at, self.seen_at, self.id

    @property
    def newest(self) -> Order:
        """When its words were last written: in the order of posts, the place of its newest edit."""
        if not self.edited:
            return self.order
        return self.written_at, self.seen_at, self.answer_to

    @property
    def current_version(self) -> str:
        """What tells its words from those that stood there before an edit, or will after the next."""
        return self.version or self.answer_to

    @property
    def edited(self) -> bool:
        return self.edited_at is not None or self.answer_to != self.id

    def is_known_as(self, ident: str) -> bool:
        """Whether the network, or a client of ours, may mean this post by the id."""
        return ident in (self.id, self.answer_to, self.current_version)

    @property
    def written_at(self) -> datetime:
        """When its words became what they are."""
        return self.edited_at or self.posted_at

    @property
    def late(self) -> bool:
        """I7: first seen more than fifteen minutes after it was written."""
        return self.seen_at - self.posted_at > LATE_AFTER

    @property
    def inbound(self) -> bool:
        return self.direction is Direction.INBOUND

    @property
    def taken_back_at(self) -> datetime | None:
        """When we deleted this post of ours on the network (C9); None for a customer's post, and for one whose words
        merely expired here or are withheld with the account."""
        if self.inbound:
            return None
        return self.retracted_at or (self.deleted_at if self.gone_because in (None, DELETED) else None)

    @property
    def answers(self) -> bool:
        """The brand wrote it, and did not take it back on the network (C2, C9)."""
        return not self.inbound and self.taken_back_at is None

    @property
    def answer_to(self) -> str:
        """The id that an answer names: of an edited post, the newest (I3)."""
        return self.answer_id or self.id

    def edits(self, stored: "Post") -> bool:
        """Whether this is a newer edit of the same post than the `stored` one (N2)."""
        return self.current_version != stored.current_version and self.written_at > stored.written_at

    def says_what(self, other: "Post") -> bool:
        """Whether who has read the `other` knows all that stands here; words that expired were read in their time."""
        if self.gone_because == EXPIRED:
            return True
        told, known = ((each.current_version, each.text, each.deleted_at) for each in (self, other))
        return told == known

    @property
    def searched(self) -> str:
        """What the search takes of it: its words, and where its links really lead."""
        return " ".join((self.text, *(link.url for link in self.links if link.url not in self.text)))

    def without_words(self, at: datetime, because: str = DELETED) -> "Post":
        """I6: what is left of a post that its author took back. An answer of ours that was taken back stays one (C9),
        whatever else becomes of it."""
        gone = replace(
            self,
            text="",
            media=(),
            links=(),
            quoted=None,
            bystanders=(),
            deleted_at=self.deleted_at or at,
            gone_because=because,
        )
        return replace(gone, retracted_at=self.taken_back_at or gone.taken_back_at)
