"""A post of a ticket."""

from pydantic import BaseModel

from functions.desk_api.views.instant import Instant
from functions.desk_api.views.links import Links
from functions.desk_api.views.people import CustomerView, People, PersonView
from functions.desk_api.views.shown_media import ShownMedia
from shared.domain.posts.media import Media, MediaType
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post
from shared.domain.posts.references import Quoted
from shared.domain.settings.desk import Person
from shared.domain.tickets.moderating import moderation_of
from shared.usecases.attachments.show_attachments import ShownFile


class MediaView(BaseModel):
    """`url` and `preview_url` are the network's own addresses. Where it has none that last, they are links to the file that the
    desk keeps, which serve for minutes, `kept` says what became of it, and `content_type` what a browser can do with it;
    `size` is in bytes. `shown`: the page may fetch the picture from the network itself."""

    type: str
    url: str
    preview_url: str
    alt: str
    name: str
    size: int | None
    content_type: str | None
    kept: str | None
    shown: bool

    @classmethod
    def of(cls, media: Media, file: ShownFile | None, *, shown: bool) -> "MediaView":
        size = file.size if file is not None and file.size is not None else media.size
        return cls(
            type=MediaType.of(media.type),
            url=(file.link or "") if file is not None else media.url,
            preview_url=(file.preview or "") if file is not None else media.preview_url,
            alt=media.alt,
            name=media.name,
            size=size,
            content_type=file.type if file is not None else None,
            kept=file.state if file is not None else None,
            shown=shown,
        )


class LinkView(BaseModel):
    text: str
    url: str


class QuotedView(BaseModel):
    """A quoted post: an author known by the handle alone has no id, and `text` is empty if the network did not deliver it."""

    id: str
    url: str
    author: CustomerView
    text: str
    gone: bool

    @classmethod
    def of(cls, quoted: Quoted) -> "QuotedView":
        author = CustomerView(id=quoted.author.id, username=quoted.author.username, name=quoted.author.name)
        return cls(id=quoted.id, url=quoted.url, author=author, text=quoted.text, gone=quoted.gone)


class PostView(BaseModel):
    """`gone` is the reason for which a `deleted` post has no text: `deleted` by its author, `withheld` with the author's
    account, or `expired`. `answer_id` is the id that an answer refers to, `version` differs for each edit, `revision` is
    the ticket's version at the last change of the post's text, `answer_by` the time until which the network takes an answer
    (N3). `hidden` from others and `liked` are what the brand has done to it on the network, `moderation` what the reader may do
    to it there. `held_elsewhere`: another app has the conversation; `recommendation` is a review's; `incomplete`: the network
    could not be asked for what it left out."""

    id: str
    answer_id: str
    version: str
    revision: int
    direction: str
    channel: str
    audience: str
    answer_by: Instant | None
    held_elsewhere: bool
    recommendation: str
    incomplete: bool
    hidden: bool
    liked: bool
    moderation: tuple[str, ...]
    kind: str
    author: CustomerView
    content_warning: str
    text: str
    posted_at: Instant
    seen_at: Instant
    late: bool
    deleted: bool
    gone: str | None
    edited: bool
    flagged: bool
    account: str
    url: str
    in_reply_to: str | None
    via: str | None
    by: PersonView | None
    reply_id: str | None
    media: tuple[MediaView, ...]
    links: tuple[LinkView, ...]
    quoted: QuotedView | None

    @classmethod
    def of(
        cls,
        post: Post,
        *,
        flagged: bool,
        people: People,
        shown: ShownMedia,
        links: Links,
        offered: frozenset[Moderation] = frozenset(),
        reader: Person | None = None,
    ) -> "PostView":
        """`offered` is what the network lets the `reader` do to posts. A post whose address the network did not tell stands where
        the network's rules say."""
        return cls(
            id=post.id,
            answer_id=post.answer_to,
            version=post.current_version,
            revision=post.revision,
            direction=post.direction,
            channel=post.channel,
            audience=post.audience,
            answer_by=post.answer_by,
            held_elsewhere=post.held_elsewhere,
            recommendation=post.recommendation,
            incomplete=post.incomplete,
            hidden=post.hidden,
            liked=post.liked,
            moderation=moderation_of(post, offered, by=reader) if reader is not None else (),
            kind=post.kind,
            author=CustomerView(id=post.author.id, username=post.author.username, name=post.author.name),
            content_warning=post.content_warning,
            text=post.text,
            posted_at=post.posted_at,
            seen_at=post.seen_at,
            late=post.late,
            deleted=post.deleted_at is not None,
            gone=post.gone_because or ("deleted" if post.deleted_at is not None else None),
            edited=post.edited,
            flagged=flagged,
            account=post.account,
            url=post.url or links.post(post.account, post.id) or "",
            in_reply_to=post.in_reply_to,
            via=None if post.inbound else post.via,
            by=people(post.by),
            reply_id=post.reply_id,
            media=tuple(
                MediaView.of(media, shown.file(post, media), shown=shown.shows(post, media)) for media in post.media
            ),
            links=tuple(LinkView(text=link.text, url=link.url) for link in post.links),
            quoted=QuotedView.of(post.quoted) if post.quoted is not None else None,
        )
