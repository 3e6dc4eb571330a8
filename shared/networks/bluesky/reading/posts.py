"""A public post of Bluesky, in the view that its app gets (app.bsky.feed.defs#postView), as an IncomingPost.

A post's uri, author and text must be readable, or the post is broken with the field's name (I5); pictures, cards and names
are taken if they can be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.kinds import Channel
from shared.domain.posts.references import Link
from shared.networks.bluesky.ids import POST, handle, is_did, post_address, record_uri, repo_of
from shared.networks.bluesky.reading.embeds import embeds_of
from shared.networks.bluesky.reading.people import author_of, traits_of
from shared.networks.bluesky.text.facets import slices
from shared.networks.fields import Fields, UnreadableError, clean, dict_in, instant_in, objects_in, text_in
from shared.networks.web_addresses import is_of_the_web

NETWORK = "bluesky"
LIMITED = "limited"
SEARCH = "search"
"""The desk's own reason, for a post that the search has found: its author typed the name, and the network told nobody."""
_QUIET_LABELS = frozenset({"!no-unauthenticated", "bot"})
"""Labels that warn of nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """The context of a delivered post: the account that read it, and when. `reason` is why the list of notifications holds it,
    empty for a post that was read in another way. `answers_through` is who wrote the first post above it that is not its
    author's own: a customer who goes on under their own answer still answers that one."""

    account: str
    received_at: datetime
    reason: str = ""
    answers_through: str | None = None


def read_post(value: object, path: str, told: Told) -> IncomingPost:
    """Read a post. Raises UnreadableError, which names the field."""
    post = Fields.of(value, path)
    uri = record_uri(post.text("uri"))
    author = author_of(post.values.get("author"), post.at("author"))
    if uri is None or uri.collection != POST or uri.repo != author.id:
        raise UnreadableError(f"{post.at('uri')} is no post of its author")
    record = post.inside("record")
    text, links, mentions = _words(record)
    embeds = embeds_of(post.values.get("embed"), record.values.get("embed"))
    if embeds.card is not None and embeds.card.url not in (link.url for link in links):
        text, links = f"{text}\n{embeds.card.url}".lstrip("\n"), (*links, Link(embeds.card.url, embeds.card.url))
    reply = dict_in(record.values.get("reply"))
    parent, root = _post_in(reply, "parent"), _post_in(reply, "root")
    traits = traits_of(post.values.get("author"))
    own = author.id == told.account
    concerns_us = own or repo_of(embeds.quoted) == told.account
    return IncomingPost(
        network=NETWORK,
        id=str(uri),
        answer_id="",
        version=post.text("cid"),
        author=author,
        text=text,
        links=links,
        quoted_post=embeds.quoted_post,
        posted_at=_written_at(post, record, told.received_at),
        time_claimed=True,
        conversation_id=root or parent or str(uri),
        channel=Channel.PUBLIC,
        received_for=told.account,
        in_reply_to=parent,
        in_reply_to_user=_answered_user(parent, author.id, told),
        quoted=embeds.quoted if concerns_us else None,
        own_words=embeds.quoted is None or bool(text.strip() or embeds.media),
        told_as_mention=told.reason in ("mention", SEARCH),
        told_as_quote=told.reason == "quote",
        mentions=mentions,
        media=embeds.media,
        url=post_address(str(uri)) or "",
        reply_settings=LIMITED if dict_in(post.values.get("viewer")).get("replyDisabled") is True else "",
        author_blocked=traits.blocked,
        author_takes_messages=traits.takes_messages,
        content_warning=_warning(post, record),
    )


def _words(record: Fields) -> tuple[str, tuple[Link, ...], tuple[Mention, ...]]:
    """Return the text, its links, and its names. Only a facet makes either; the network fills in no name by itself."""
    text = record.maybe_text("text") or ""
    links: dict[str, Link] = {}
    mentions: dict[str, Mention] = {}
    for _, _, covered, feature in slices(text, record.values.get("facets")):
        kind = text_in(feature.get("$type")).rpartition("#")[2]
        url, did = clean(text_in(feature.get("uri"))), feature.get("did")
        if kind == "link" and is_of_the_web(url):
            links.setdefault(covered, Link(covered, url))
        elif kind == "mention" and isinstance(did, str) and is_did(did):
            mentions.setdefault(did, Mention(did, handle(covered.strip().lstrip("@＠")), leading=False))
    return text, tuple(links.values()), tuple(mentions.values())


def _post_in(reply: Mapping[str, Any], name: str) -> str | None:
    found = record_uri(dict_in(reply.get(name)).get("uri"))
    return str(found) if found is not None else None


def _answered_user(parent: str | None, author: str, told: Told) -> str | None:
    """Return the user whom a reply answers: the author of its parent, or, under a post of its own author, of the post that that
    one answers."""
    answered = repo_of(parent)
    return told.answers_through if answered == author and told.answers_through else answered


def _written_at(post: Fields, record: Fields, received_at: datetime) -> datetime:
    """Return the time that the author's client declares, whatever it is (`time_claimed`); the network's own where that is no
    time."""
    return instant_in(record.values.get("createdAt")) or instant_in(post.values.get("indexedAt")) or received_at


def _warning(post: Fields, record: Fields) -> str:
    """Return the labels that ask readers to decide before they look: those of the author, and of the network's moderation."""
    own = objects_in(dict_in(record.values.get("labels")).get("values"))
    found = [one for one in (*own, *objects_in(post.values.get("labels"))) if one.get("neg") is not True]
    values = (text_in(one.get("val"))[:60] for one in found)
    return ", ".join(dict.fromkeys(value.lstrip("!") for value in values if value and value not in _QUIET_LABELS))
