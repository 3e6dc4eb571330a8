"""A post: anything written on a network, by a customer (`inbound`) or by the brand (`outbound`)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.posts.author import Author, Bystander
from shared.domain.posts.kinds import Channel, Direction, PostKind, Summons, Via
from shared.domain.posts.media import Media
from shared.domain.posts.references import Link, Quoted
from shared.domain.posts.visibility import Audience, Visibility
from shared.domain.text.search_terms import Indexed

LATE_AFTER = timedelta(minutes=15)
"""The age at first sight above which a post is late (I7)."""

DELETED = "deleted"
"""The reason for a missing text: the author deleted the post on the network."""

EXPIRED = "expired"
"""The reason for a missing text: the retention period has passed."""


Order = tuple[datetime, datetime, str]
"""A place among the posts of a ticket."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a ticket. `id` is the network's first id for it (I3). An edit is a new `version`, in the network's
    terms (a content id, an edit time), written at `edited_at`; where the network gives an edit no time, `read_at` is when the
    desk read this version there; a network that makes each edit a post of its own gives its id
    as `answer_id`, to which an answer goes, and which then is the version too (N2).

    Fields that decide whether the network takes an answer to it (R6): `summons`; `reply_settings`, the network's value for
    the people whom its author allows to answer; `author_protected`; `author_takes_messages`, None if unknown; and
    `refused`, the network's message when it rejected an answer to this post. `gone_because` is the reason for a missing
    text (I6): `deleted`, `withheld` if the author's account is closed to us, or `expired`. `revision` is the version of
    the ticket at the last change of its text: a reader of an earlier version has not seen it (R2). `retracted_at` is when
    an answer of ours was deleted, whatever happens to its text later (C9). `indexed` are its places in the search index. `answer_by`: until when the network takes an answer to it, None for as long as it
    stands (N3); `visibility`, where the network has more than public and private. With a `content_warning` its author asks readers
    to decide, by that line alone, whether to see the text and the media. `quote_token` is what the network wants in an answer
    that quotes the post. A post that the brand has `hidden` on the network is not shown to the public, since `hidden_at`, the time of the network's newest word on it either way;
    `liked`: by the brand. What a refusal of the network has taught (N3): at `closed_at` it took no answer to the post any
    more, whatever `answer_by` says, at `private_closed_at` none in private to a public post, and at `private_used_at` its one
    private answer was given.
    `held_elsewhere`: another app, or the network's own inbox, has the conversation, and takes no answer from
    the desk until it gives it back. `sent_key` is what the desk gave the network with an answer of its own. `recommendation`
    is what a review recommends: `positive`, `negative`, or nothing. Of one that is `incomplete` the
    network has told neither the words, the author nor the time that it has, and could not be asked.
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
    read_at: datetime | None = None
    version: str = ""
    answer_by: datetime | None = None
    visibility: Visibility | None = None
    content_warning: str = ""
    quote_token: str = ""
    hidden: bool = False
    hidden_at: datetime | None = None
    liked: bool = False
    closed_at: datetime | None = None
    private_closed_at: datetime | None = None
    private_used_at: datetime | None = None
    held_elsewhere: bool = False
    sent_key: str = ""
    recommendation: str = ""
    incomplete: bool = False

    @property
    def audience(self) -> Audience:
        """The audience of the post (N6)."""
        if self.visibility is not None:
            return self.visibility.audience
        return Audience.DIRECT if self.channel is Channel.DIRECT else Audience.PUBLIC

    @property
    def window_end(self) -> datetime | None:
        """Until when the network takes an answer to it on its own channel: by its rules, or as it has said since (N3)."""
        return min((end for end in (self.answer_by, self.closed_at) if end is not None), default=None)

    @property
    def order(self) -> Order:
        """Posts are ordered by their time on the network, then by when we saw them; the id settles a tie (N2)."""
        return self.posted_at, self.seen_at, self.id

    @property
    def newest(self) -> Order:
        """The sort key of its newest edit."""
        if not self.edited:
            return self.order
        return self.written_at, self.seen_at, self.answer_to

    @property
    def current_version(self) -> str:
        """The version of its current text, which differs for each edit."""
        return self.version or self.answer_to

    @property
    def edited(self) -> bool:
        return self.edited_at is not None or self.answer_to != self.id

    def is_known_as(self, ident: str) -> bool:
        """Return whether the network or a client refers to this post by the id."""
        return ident in (self.id, self.answer_to, self.current_version)

    @property
    def written_at(self) -> datetime:
        """When its current text was written."""
        return self.edited_at or self.posted_at

    @property
    def late(self) -> bool:
        """Whether it was first seen more than fifteen minutes after it was written (I7)."""
        return self.seen_at - self.posted_at > LATE_AFTER

    @property
    def inbound(self) -> bool:
        return self.direction is Direction.INBOUND

    @property
    def taken_back_at(self) -> datetime | None:
        """When we deleted this post of ours on the network (C9); None for a customer's post, and for a text that merely expired
        or is withheld with the account."""
        if self.inbound:
            return None
        return self.retracted_at or (self.deleted_at if self.gone_because in (None, DELETED) else None)

    @property
    def answers(self) -> bool:
        """Whether it is an answer of the brand that was not deleted on the network (C2, C9)."""
        return not self.inbound and self.taken_back_at is None

    @property
    def answer_to(self) -> str:
        """The id to which an answer refers: of an edited post, the newest (I3)."""
        return self.answer_id or self.id

    def edits(self, stored: "Post") -> bool:
        """Return whether this is a newer edit of the `stored` post (N2)."""
        return self.current_version != stored.current_version and self.written_at > stored.written_at

    def says_what(self, other: "Post") -> bool:
        """Return whether a reader of `other` has seen this content; expired texts count as read."""
        if self.gone_because == EXPIRED:
            return True
        told, known = ((each.current_version, each.words, each.deleted_at) for each in (self, other))
        return told == known

    @property
    def words(self) -> str:
        """Everything that its author wrote: the content warning, and the text."""
        return f"{self.content_warning}\n{self.text}" if self.content_warning else self.text

    @property
    def quotable(self) -> str:
        """The text to show unasked: of one with a content warning the warning alone."""
        return self.content_warning or self.text

    @property
    def searched(self) -> str:
        """The text to index: its own, and the resolved links."""
        return " ".join((self.words, *(link.url for link in self.links if link.url not in self.text)))

    def without_words(self, at: datetime, because: str = DELETED) -> "Post":
        """Return the post without its text (I6). An answer of ours that was deleted on the network stays marked so (C9)."""
        gone = replace(
            self,
            text="",
            content_warning="",
            recommendation="",
            quote_token="",
            media=(),
            links=(),
            quoted=None,
            bystanders=(),
            deleted_at=self.deleted_at or at,
            gone_because=because,
        )
        return replace(gone, retracted_at=self.taken_back_at or gone.taken_back_at)
