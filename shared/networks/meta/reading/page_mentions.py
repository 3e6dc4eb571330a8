"""Posts and comments elsewhere that name the Page, and recommendations of it.

https://developers.facebook.com/docs/graph-api/webhooks/reference/page#mention
https://developers.facebook.com/docs/graph-api/webhooks/reference/page#ratings
"""

from shared.domain.posts.incoming_post import Deletion, Event, IncomingPost
from shared.domain.posts.kinds import Channel, PostKind
from shared.networks.meta.ids import is_answerable, owner_of, rating_without_story
from shared.networks.meta.reading.entry import Entry, dropped
from shared.networks.meta.reading.fields import Fields
from shared.networks.meta.reading.page_feed import EDITED, REMOVED, WRITTEN, comment, edited
from shared.networks.meta.reading.version import version_of

RECOMMENDATIONS = frozenset({"positive", "negative"})


def mention(value: Fields, entry: Entry) -> Event:
    """Read a change of `mention`. Facebook may name neither the author nor the words, which then have to be asked for. The
    author of a post stands in its id in any case, that of a comment does not."""
    item, verb = value.maybe_text("item"), value.maybe_text("verb")
    if item not in ("post", "comment") or verb not in WRITTEN | EDITED | REMOVED:
        return dropped("mention", item)
    ident = value.ident("comment_id" if item == "comment" else "post_id")
    if verb in REMOVED:
        return Deletion(entry.network, ident, entry.at)
    post = _mention(value, entry, ident, item)
    return edited(post, entry) if verb in EDITED else post


def _mention(value: Fields, entry: Entry, ident: str, item: str) -> IncomingPost:
    told = value.maybe("from")
    author_id = value.maybe_ident("sender_id") or told.maybe_ident("id")
    if not author_id and item == "post":
        author_id = owner_of(ident) or ""
    posted_at, text = value.maybe_instant("created_time"), value.maybe_text("message")
    name = value.maybe_text("sender_name") or told.maybe_text("name")
    return IncomingPost(
        network=entry.network,
        id=ident,
        answer_id="",
        author=entry.author(author_id, name, of=ident),
        text=text,
        posted_at=posted_at or entry.at,
        conversation_id=ident,
        channel=Channel.PUBLIC,
        received_for=entry.account,
        told_as_mention=True,
        url=value.maybe_address("permalink_url"),
        version=version_of(text) if text else "",
        incomplete=not (author_id and text and posted_at),
    )


def rating(value: Fields, entry: Entry) -> Event:
    """Read a change of `ratings`: a recommendation, or a comment under one."""
    item, verb = value.maybe_text("item"), value.maybe_text("verb")
    if item == "comment" and verb in WRITTEN | EDITED:
        post = comment(value, entry, value.ident("comment_id"))
        return edited(post, entry) if verb in EDITED else post
    if item == "comment" and verb in REMOVED:
        return Deletion(entry.network, value.ident("comment_id"), entry.at)
    if item != "rating" or verb not in WRITTEN | EDITED | REMOVED:
        return dropped("ratings", item)
    ident = _rating_id(value)
    if verb in REMOVED:
        return Deletion(entry.network, ident, entry.at)
    post = _rating(value, entry, ident)
    return edited(post, entry) if verb in EDITED else post


def _rating_id(value: Fields) -> str:
    """The story is what answers stand under. A recommendation without words has none."""
    story = value.maybe_ident("open_graph_story_id")
    return story or rating_without_story(value.ident("reviewer_id"), value.instant("created_time").isoformat())


def _rating(value: Fields, entry: Entry, ident: str) -> IncomingPost:
    reviewer, posted_at = value.maybe_ident("reviewer_id"), value.maybe_instant("created_time")
    text, recommends = value.maybe_text("review_text"), value.maybe_text("recommendation_type").lower()
    return IncomingPost(
        network=entry.network,
        id=ident,
        answer_id="",
        author=entry.author(reviewer, value.maybe_text("reviewer_name"), of=ident),
        text=text,
        posted_at=posted_at or entry.at,
        conversation_id=ident,
        channel=Channel.PUBLIC,
        received_for=entry.account,
        kind=PostKind.REVIEW,
        recommendation=recommends if recommends in RECOMMENDATIONS else "",
        url=value.maybe_address("permalink_url"),
        version=version_of(text),
        incomplete=is_answerable(ident) and not (posted_at and reviewer),
    )
