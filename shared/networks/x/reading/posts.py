"""A post of X, in the shapes of its two webhook products and of its API, as an IncomingPost.

A post's author, text and time must be readable, or the post is broken with the field's name (I5); pictures and names
are taken if they can be read.
"""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.kinds import Channel
from shared.networks.x.api.fields import Fields, UnreadableError, ident
from shared.networks.x.api.words import handles, unescaped, username, without_links
from shared.networks.x.reading.addresses import of_post
from shared.networks.x.reading.links import shown
from shared.networks.x.reading.media import media_of
from shared.networks.x.reading.people import People, author_of, traits_of
from shared.networks.x.reading.quotes import quoted_in
from shared.networks.x.reading.snowflake import snowflake_time

NETWORK = "x"
_REPLIED, _QUOTED, _REPOSTED = "replied_to", "quoted", "retweeted"
_REPOSTED_TYPES = frozenset({"retweeted", "reposted"})
_WORD = re.compile(r"[A-Za-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Told:
    """The context of a delivered post: its account, its kind of event, and the users beside it.

    X makes an event `as_mention` for explicit mentions only, while a poll has `listed` every post that names the
    account, also where X itself put the name in front of a reply. Where X says so, that account has `blocked` the
    author. X makes an event `as_reply` for answers to that account's own posts only, which tells whom a post answers if
    the post itself does not. One `as_quote` that names no quoted post contradicts itself.
    """

    account: str
    as_mention: bool = False
    listed: bool = False
    as_reply: bool = False
    as_quote: bool = False
    as_repost: bool = False
    blocked: bool = False
    people: People = field(default_factory=People)
    includes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Words:
    """The post's whole text as X sent it, with X's marks in it. `filled_in` is the length of the part that X put in
    front by itself (`display_text_range`), None if X does not say."""

    raw: str
    entities: Fields | None
    filled_in: int | None


def read_post(value: object, path: str, told: Told) -> IncomingPost:
    """Read a post. Raises UnreadableError, which names the field."""
    post = Fields.of(value, path)
    first, newest = _ids(post)
    author = _author(post, told)
    traits = traits_of(post.values["user"]) if post.find("user") else told.people.traits_of(author.id)
    words = _words(post)
    references = _references(post)
    in_reply_to = references.get(_REPLIED)
    conversation = post.maybe_ident("conversation_id") or in_reply_to or first
    answers = in_reply_to is not None or conversation != first or told.as_reply
    mentions = _mentions(words, answers=answers)
    quoted = references.get(_QUOTED)
    if told.as_quote and quoted is None:
        raise UnreadableError(f"{post.at('referenced_tweets')} names no quoted post")
    media = media_of(post.values, told.includes)
    content = shown(unescaped(words.raw), _entities(post), quoted=quoted)
    repost = told.as_repost or _REPOSTED in references
    return IncomingPost(
        network=NETWORK,
        id=first,
        answer_id=newest,
        author=author,
        text=content.text,
        links=content.links,
        quoted_post=quoted_in(post.values, quoted, told.includes, told.people),
        posted_at=_written_at(post, first),
        edited_at=snowflake_time(newest) if newest != first else None,
        conversation_id=conversation,
        channel=Channel.PUBLIC,
        received_for=told.account,
        in_reply_to=in_reply_to,
        in_reply_to_user=_answered_user(post, in_reply_to, told) if answers else None,
        quoted=quoted,
        repost=repost,
        own_words=not repost and (quoted is None or bool(_beside_the_quote(post, words, quoted))),
        told_as_mention=told.as_mention,
        told_as_quote=told.as_quote or _quotes(post, told.account),
        listed_as_mention=told.listed,
        mentions=mentions,
        media=media,
        url=of_post(newest, author.username),
        reply_settings=_reply_settings(post),
        author_protected=traits.protected,
        author_blocked=told.blocked or traits.blocked,
        author_takes_messages=traits.takes_messages,
    )


def _ids(post: Fields) -> tuple[str, str]:
    """Return the identity and the id to answer to: every edit is a new id, and the list is in the order of the edits
    (I3)."""
    own = post.ident("id")
    names = ("edit_history_tweet_ids", "edit_history_post_ids")
    history = [ident(one, at) for at, one in post.elements(*names)]
    if not history and (edits := post.maybe_inside("edit_history")):
        history = [ident(one, at) for at, one in edits.elements("edit_tweet_ids", "edit_post_ids")]
    if own not in history:
        history.append(own)
    return history[0], history[-1]


def _reply_settings(post: Fields) -> str:
    """Return X's name for the people whom the author allows to answer; an unreadable one counts as not given."""
    setting = post.values.get("reply_settings")
    return setting if isinstance(setting, str) and _WORD.fullmatch(setting) else ""


def _author(post: Fields, told: Told) -> Author:
    if post.find("user"):
        return author_of(post.values["user"], post.at("user"))
    return told.people.get(post.ident("author_id"))


def _words(post: Fields) -> _Words:
    """Read the text. A long post has it in a field apart: `note_tweet` or `note_post`, or in the older product
    `extended_tweet`."""
    whole = post.maybe_inside("note_tweet", "note_post", "extended_tweet") or post
    text = whole.maybe_text("full_text", "text")
    raw = post.text("text") if text is None else text
    filled_in = _filled_in(whole, raw)
    return _Words(
        raw=raw,
        entities=whole.maybe_inside("entities") or post.maybe_inside("entities"),
        filled_in=_filled_in(post, raw) if filled_in is None else filled_in,
    )


def _entities(post: Fields) -> list[Mapping[str, Any]]:
    """Return all objects in which X may have marked links and pictures of the post, and the quoted post's own link."""
    holders = [post.values, *(post.values.get(name) for name in ("note_tweet", "note_post", "extended_tweet"))]
    found = (each.get(name) for each in holders if isinstance(each, dict) for name in ("entities", "extended_entities"))
    permalink = post.values.get("quoted_status_permalink")
    return [*(one for one in found if isinstance(one, dict)), {"media": [permalink]}]


def _filled_in(holder: Fields, raw: str) -> int | None:
    """Return the length of the part that X filled in. The range is of the holder's own text, so it applies to `raw` if
    both begin alike. An invalid range is ignored."""
    span, text = holder.values.get("display_text_range"), holder.values.get("full_text", holder.values.get("text"))
    if not isinstance(span, list) or len(span) != 2 or not all(type(place) is int for place in span):
        return None
    start, end = span
    if not 0 <= start <= min(end, len(raw)):
        return None
    return start if isinstance(text, str) and text[:start] == raw[:start] else None


def _quotes(post: Fields, account: str) -> bool:
    """Return True if it quotes a post of that account, as far as X shows the quoted one beside it."""
    quoted = post.values.get("quoted_status")
    user = quoted.get("user") if isinstance(quoted, dict) else None
    return isinstance(user, dict) and account in (user.get("id_str"), str(user.get("id")))


def _references(post: Fields) -> dict[str, str]:
    """Return the ids that the post answers, quotes or repeats."""
    found: dict[str, str] = {}
    for reference in post.objects("referenced_tweets", "referenced_posts"):
        kind = reference.text("type")
        found[_REPOSTED if kind in _REPOSTED_TYPES else kind] = reference.ident("id")
    if answered := post.maybe_ident("in_reply_to_tweet_id", "in_reply_to_post_id", "in_reply_to_status_id"):
        found[_REPLIED] = answered
    if quoted := post.maybe_ident("quoted_status_id"):
        found[_QUOTED] = quoted
    if repeated := post.maybe_inside("retweeted_status"):
        found[_REPOSTED] = repeated.ident("id")
    return found


def _answered_user(post: Fields, in_reply_to: str | None, told: Told) -> str | None:
    """Return the user whom a reply answers. X names a user for any post that *starts* with a handle; only a reply
    answers somebody."""
    if named := post.maybe_ident("in_reply_to_user_id"):
        return named
    for name in ("tweets", "posts"):
        others = told.includes.get(name)
        for other in others if isinstance(others, list) else ():
            if isinstance(other, dict) and in_reply_to is not None and str(other.get("id")) == in_reply_to:
                return Fields(other, f"includes.{name}").maybe_ident("author_id")
    return told.account if told.as_reply else None


def _mentions(words: _Words, *, answers: bool) -> tuple[Mention, ...]:
    """Return the names in the text, in its order, as far as X itself marked them; all of them if X marked none.

    They are found in the text rather than by X's offsets, which count differently in its two products. X lists names in
    the order of the text, so one that the text does not show (any more) stands before them if X lists it first.
    """
    marked: dict[str, Mention] = {}
    if words.entities is not None:
        for one in words.entities.objects("mentions", "user_mentions"):
            if handle := username(one.maybe_text("username", "screen_name")):
                marked[handle.lower()] = Mention(one.maybe_ident("id") or "", handle, answers and _leads(one, words))
    found: dict[tuple[str, bool], Mention] = {}
    for handle, leads in handles(words.raw, filled_in=words.filled_in):
        known = marked.get(handle.lower())
        if known or not marked:
            leading = answers and leads
            found.setdefault((handle.lower(), leading), Mention(known.user_id if known else "", handle, leading))
    in_text = {handle for handle, _ in found}
    ahead = list(itertools.takewhile(lambda handle: handle not in in_text, marked))
    behind = [handle for handle in marked if handle not in in_text and handle not in ahead]
    return (*(marked[handle] for handle in ahead), *found.values(), *(marked[handle] for handle in behind))


def _leads(mention: Fields, words: _Words) -> bool:
    """Return True if the name leads by X's own offset, for a name that the text does not show (any more)."""
    indices = mention.values.get("indices")
    end = indices[-1] if isinstance(indices, list) and indices else mention.values.get("end")
    return words.filled_in is not None and isinstance(end, int) and end <= words.filled_in


def _beside_the_quote(post: Fields, words: _Words, quoted: str) -> str:
    """Return the text of a quote without the link to the quoted post (I4)."""
    links: list[str] = []
    permalink = post.maybe_inside("quoted_status_permalink")
    if permalink is not None:
        links.append(permalink.maybe_text("url") or "")
    if words.entities is not None:
        for one in words.entities.objects("urls"):
            target = one.maybe_text("expanded_url") or ""
            if quoted in target.split("?")[0].split("/"):
                links += [one.maybe_text("url") or "", target]
    return without_links(words.raw, links)


def _written_at(post: Fields, first: str) -> datetime:
    """Return the time in the id, to the millisecond; `created_at` has seconds only (design §4)."""
    at = snowflake_time(first) or post.maybe_instant("timestamp_ms", "created_at")
    if at is None:
        raise UnreadableError(f"{post.at('created_at')} is missing")
    return at
