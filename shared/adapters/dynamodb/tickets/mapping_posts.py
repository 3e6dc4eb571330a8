"""Mapping of posts to items and back. A field that is added to the domain is added here twice."""

from shared.adapters.dynamodb.maps import AuthorMap, BystanderMap, LinkMap, MediaMap, QuotedMap, VisibilityMap
from shared.adapters.dynamodb.tickets.mapping_indexed import fill_indexed, indexed_of
from shared.adapters.dynamodb.tickets.models import PostItem
from shared.domain.posts.author import Author, Bystander
from shared.domain.posts.kinds import Channel, Direction, PostKind, Summons, Via
from shared.domain.posts.media import Media
from shared.domain.posts.post import Post
from shared.domain.posts.references import Link, Quoted
from shared.domain.posts.visibility import Audience, Visibility


def author_map(author: Author) -> AuthorMap:
    return AuthorMap(id=author.id, username=author.username, name=author.name)


def author_of(stored: AuthorMap) -> Author:
    return Author(stored.id, stored.username, stored.name)


def fill_post(item: PostItem, post: Post) -> None:
    """Write a post into its item, or into the item in which it is parked."""
    item.id = post.id
    item.network = post.network
    item.account = post.account
    item.direction = post.direction.value
    item.channel = post.channel.value
    item.kind = post.kind.value
    item.author = author_map(post.author)
    item.text = post.text
    item.posted_at = post.posted_at
    item.seen_at = post.seen_at
    item.conversation_id = post.conversation_id
    item.in_reply_to = post.in_reply_to
    item.answer_id = post.answer_id or None
    item.version = post.version or None
    item.answer_by = post.answer_by
    item.visibility = _visibility_map(post.visibility)
    item.content_warning = post.content_warning or None
    item.quote_token = post.quote_token or None
    item.hidden = post.hidden or None
    item.hidden_at = post.hidden_at
    item.liked = post.liked or None
    item.closed_at = post.closed_at
    item.private_closed_at = post.private_closed_at
    item.private_used_at = post.private_used_at
    item.held_elsewhere = post.held_elsewhere or None
    item.sent_key = post.sent_key or None
    item.recommendation = post.recommendation or None
    item.incomplete = post.incomplete or None
    item.edited_at = post.edited_at
    item.read_at = post.read_at
    item.url = post.url
    item.media = [_media_map(media) for media in post.media]
    item.also_names = post.also_names
    item.via = post.via.value
    item.by = post.by
    item.reply_id = post.reply_id
    item.seen_through = post.seen_through
    item.deleted_at = post.deleted_at
    item.summons = post.summons.value if post.summons is not None else None
    item.reply_settings = post.reply_settings or None
    item.author_protected = post.author_protected or None
    item.author_takes_messages = post.author_takes_messages
    item.refused = post.refused
    item.gone_because = post.gone_because
    item.revision = post.revision or None
    item.retracted_at = post.retracted_at
    item.links = [LinkMap(text=link.text, url=link.url) for link in post.links] or None
    item.bystanders = [BystanderMap(id=each.id, username=each.username) for each in post.bystanders] or None
    item.quoted = _quoted_map(post.quoted) if post.quoted is not None else None
    fill_indexed(item, post.indexed)


def post_of(item: PostItem) -> Post:
    return Post(
        id=item.id,
        network=item.network,
        account=item.account,
        direction=Direction(item.direction),
        channel=Channel(item.channel),
        kind=PostKind(item.kind),
        author=author_of(item.author),
        text=item.text,
        posted_at=item.posted_at,
        seen_at=item.seen_at,
        conversation_id=item.conversation_id,
        in_reply_to=item.in_reply_to,
        answer_id=item.answer_id or "",
        version=item.version or "",
        answer_by=item.answer_by,
        visibility=_visibility_of(item.visibility),
        content_warning=item.content_warning or "",
        quote_token=item.quote_token or "",
        hidden=bool(item.hidden),
        hidden_at=item.hidden_at,
        liked=bool(item.liked),
        closed_at=item.closed_at,
        private_closed_at=item.private_closed_at,
        private_used_at=item.private_used_at,
        held_elsewhere=bool(item.held_elsewhere),
        sent_key=item.sent_key or "",
        recommendation=item.recommendation or "",
        incomplete=bool(item.incomplete),
        edited_at=item.edited_at,
        read_at=item.read_at,
        url=item.url,
        media=tuple(_media_of(media) for media in item.media),
        also_names=item.also_names,
        via=Via(item.via),
        by=item.by,
        reply_id=item.reply_id,
        seen_through=item.seen_through,
        deleted_at=item.deleted_at,
        summons=Summons(item.summons) if item.summons is not None else None,
        reply_settings=item.reply_settings or "",
        author_protected=bool(item.author_protected),
        author_takes_messages=item.author_takes_messages,
        refused=item.refused,
        gone_because=item.gone_because,
        revision=int(item.revision or 0),
        retracted_at=item.retracted_at,
        links=tuple(Link(link.text, link.url) for link in item.links or ()),
        bystanders=tuple(Bystander(each.id, each.username) for each in item.bystanders or ()),
        quoted=_quoted_of(item.quoted) if item.quoted is not None else None,
        indexed=indexed_of(item),
    )


def _media_map(media: Media) -> MediaMap:
    return MediaMap(
        type=media.type,
        url=media.url,
        alt=media.alt,
        id=media.id or None,
        preview_url=media.preview_url or None,
        name=media.name or None,
        size=media.size,
    )


def _media_of(stored: MediaMap) -> Media:
    return Media(
        type=stored.type,
        url=stored.url,
        alt=stored.alt,
        id=stored.id or "",
        preview_url=stored.preview_url or "",
        name=stored.name or "",
        size=int(stored.size) if stored.size is not None else None,
    )


def _visibility_map(visibility: Visibility | None) -> VisibilityMap | None:
    return VisibilityMap(word=visibility.word, audience=visibility.audience.value) if visibility is not None else None


def _visibility_of(stored: VisibilityMap | None) -> Visibility | None:
    return Visibility(stored.word, Audience(stored.audience)) if stored is not None else None


def _quoted_map(quoted: Quoted) -> QuotedMap:
    return QuotedMap(
        id=quoted.id,
        author=author_map(quoted.author),
        text=quoted.text,
        url=quoted.url,
        gone=quoted.gone or None,
    )


def _quoted_of(stored: QuotedMap) -> Quoted:
    return Quoted(stored.id, author_of(stored.author), stored.text, stored.url, bool(stored.gone))
