"""What Meta's deliveries leave out, by asking for it (ports.Completer): the time of a comment on Instagram, everything of a
mention there, and of one on Facebook whatever is missing.

https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment,
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_comment,
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_media and
https://developers.facebook.com/docs/graph-api/reference/comment
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shared.domain.errors import RefusedError, UnreachableError
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import PostKind
from shared.domain.posts.media import Media, MediaType
from shared.domain.settings.desk import Account
from shared.networks.meta.api.client import MetaClient, Params
from shared.networks.meta.api.refusals import TITLE, GoneOrNoRightError, refusal_of
from shared.networks.meta.ids import INSTAGRAM, by_handle, is_handle, is_node
from shared.networks.meta.reading.fields import Fields
from shared.networks.meta.reading.version import version_of

AT_ONCE = 50
"""https://developers.facebook.com/docs/graph-api/batch-requests/"""

OF_FACEBOOK = "message,from,created_time,permalink_url"
OF_COMMENT = "text,timestamp,username,from"
OF_MENTIONING_COMMENT, OF_MENTIONING_MEDIA = "text,timestamp,username", "caption,timestamp,username,permalink"

MENTIONS = ("mentioned_comment", "mentioned_media")


class MetaCompleter:
    def __init__(self, client: MetaClient) -> None:
        self._client = client

    def complete(self, account: Account, posts: Sequence[IncomingPost]) -> Mapping[str, IncomingPost | None]:
        """Ask for up to fifty posts in one call. One that Meta refuses to show stays as it is, and one of which only the time
        is missing and that is gone already is taken as of when it was delivered.

        Instagram tells of no mention that the account may not see: one that it does not show is gone. Facebook does: what
        its author shows to friends alone has an address all the same, at which a person may look.

        Raises a NetworkError if Meta could not be asked for one of them."""
        asked = [post for post in posts if is_node(post.id) and is_node(post.conversation_id)]
        found: dict[str, IncomingPost | None] = {}
        for start in range(0, len(asked), AT_ONCE):
            some = asked[start : start + AT_ONCE]
            wordless = any(not post.text for post in some)
            answers = self._client.batch(account, [_read(account, post) for post in some], spared=not wordless)
            for post, (status, body) in zip(some, answers, strict=True):
                found |= self._answered(account, post, status, body)
        return found

    def _answered(
        self, account: Account, post: IncomingPost, status: int, body: Any
    ) -> Mapping[str, IncomingPost | None]:
        if status == 0:
            raise UnreachableError(f"{TITLE} has not answered for one of the posts.")
        if status == 200 and isinstance(body, dict) and "error" not in body:
            return {post.id: completed(post, _told(body), account)}
        error = refusal_of(status, body, {}, self._client.now())
        if not isinstance(error, RefusedError):
            raise error
        if post.text:
            return {post.id: replace(post, incomplete=False)}
        gone = post.network == INSTAGRAM and isinstance(error, GoneOrNoRightError)
        return {post.id: None} if gone else {}


def completed(post: IncomingPost, told: Fields, account: Account) -> IncomingPost:
    """Return the post with what Meta tells of it."""
    text = told.maybe_text("message") or told.maybe_text("text") or told.maybe_text("caption") or post.text
    written_at = told.maybe_instant("created_time") or told.maybe_instant("timestamp")
    bare = not (text or post.media)
    return replace(
        post,
        author=_author(post, told, account),
        text=text,
        version=version_of(text),
        media=(Media(MediaType.UNSUPPORTED),) if bare else tuple(_shown(post.media, text)),
        posted_at=written_at or post.posted_at,
        url=told.maybe_address("permalink_url") or told.maybe_address("permalink") or post.url,
        incomplete=False,
    )


def _shown(media: Sequence[Media], text: str) -> Iterator[Media]:
    """Yield the media, without what stood for words that are there now."""
    for one in media:
        if one.type != MediaType.UNSUPPORTED or one.url or not text:
            yield one


def _author(post: IncomingPost, told: Fields, account: Account) -> Author:
    author = told.maybe("from")
    ident, name = author.maybe_ident("id"), author.maybe_text("name") or post.author.name
    username = author.maybe_text("username") or told.maybe_text("username") or post.author.username
    if post.author.id == account.network_id:
        return replace(post.author, username=username, name=name)
    if post.network == INSTAGRAM and username and username.lower() == account.username.lower():
        return Author(account.network_id, username, name)
    if not ident and post.author.id.startswith("?") and is_handle(username):
        ident = by_handle(username)
    return Author(ident or post.author.id, username, name)


def _told(body: Mapping[str, Any]) -> Fields:
    """Return what is told of the post: of a mention it stands within what is told of the account."""
    answer = Fields(body, "answer")
    within = next((answer.maybe(name) for name in MENTIONS if name in answer), None)
    return within if within is not None else answer


def _read(account: Account, post: IncomingPost) -> tuple[str, Params]:
    if post.network != INSTAGRAM:
        return f"/{post.id}", [("fields", OF_FACEBOOK)]
    if post.kind is PostKind.COMMENT:
        return f"/{post.id}", [("fields", OF_COMMENT)]
    if post.id == post.conversation_id:
        return f"/{account.network_id}", [("fields", f"mentioned_media.media_id({post.id}){{{OF_MENTIONING_MEDIA}}}")]
    return f"/{account.network_id}", [("fields", f"mentioned_comment.comment_id({post.id}){{{OF_MENTIONING_COMMENT}}}")]
