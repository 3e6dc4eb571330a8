"""A status of Mastodon as an IncomingPost (https://docs.joinmastodon.org/entities/Status/).

A status's id, author and content must be readable, or the post is broken with the field's name (I5); pictures, quotes and
names are taken if they can be read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.kinds import Channel
from shared.domain.posts.media import Media, MediaType
from shared.domain.posts.references import Quoted
from shared.networks.fields import Fields, UnreadableError, dict_in, instant_in, objects_in, text_in
from shared.networks.mastodon.ids import NETWORK, PostId, handle, is_id
from shared.networks.mastodon.reading.people import author_of
from shared.networks.mastodon.reading.visibility import DIRECT, visibility_of
from shared.networks.mastodon.text.html import words_of
from shared.networks.web_addresses import is_of_the_web

LONGEST_WARNING = 500
TOLD_AT_ONCE = frozenset({"mention", "quote"})
"""Types of a notification that comes as soon as the server has the status. The time of one from another server is what that
server says, and may be any time."""

_LEADING_NAMES = re.compile(r"(?:\s*@[\w.@-]+)+")
_NAME = re.compile(r"@([\w.-]+)")
_MEDIA: Mapping[str, MediaType] = {
    "image": MediaType.PHOTO,
    "gifv": MediaType.ANIMATED_GIF,
    "video": MediaType.VIDEO,
    "audio": MediaType.AUDIO,
}


@dataclass(frozen=True, slots=True)
class Told:
    """The context of a delivered status: the account that read it and its server, and when. `reason` is the type of the
    notification, empty for a status that was read in another way. `root` is the first status of the thread, and
    `answers_through` the author of the first one above that is not its author's own, both by the thread that was read with it."""

    account: str
    server: str
    received_at: datetime
    reason: str = ""
    root: str | None = None
    answers_through: str | None = None


def read_status(value: object, path: str, told: Told) -> IncomingPost:
    """Read a status. Raises UnreadableError, which names the field."""
    status = Fields.of(value, path)
    ident = local_id(status)
    author = author_of(status.values.get("account"), told.server, status.at("account"))
    words = words_of(status.text("content"))
    written_at = instant_in(status.values.get("created_at")) or told.received_at
    edited_at = instant_in(status.values.get("edited_at"))
    visibility = visibility_of(text_in(status.values.get("visibility")))
    parent = _post(status.values.get("in_reply_to_id"), told)
    media = tuple(_media(status))
    quoted = _quoted(status, told)
    concerns_us = quoted is not None and told.account in (author.id, quoted.author.id)
    own_id = str(PostId(ident, told.server))
    return IncomingPost(
        network=NETWORK,
        id=own_id,
        answer_id="",
        version=version_of(status),
        edited_at=edited_at,
        author=author,
        text=words.text,
        links=words.links,
        quoted_post=quoted,
        posted_at=written_at,
        time_claimed=told.reason in TOLD_AT_ONCE and not author.username.endswith(f"@{told.server}"),
        conversation_id=_post(told.root, told) or parent or own_id,
        channel=Channel.DIRECT if visibility.word == DIRECT else Channel.PUBLIC,
        received_for=told.account,
        in_reply_to=parent,
        in_reply_to_user=_answered_user(status, author.id, told),
        quoted=quoted.id if quoted is not None and concerns_us else None,
        repost=bool(status.values.get("reblog")),
        own_words=quoted is None or bool(words.text.strip() or media),
        told_as_quote=told.reason == "quote",
        listed_as_mention=told.reason == "mention",
        recipient_id=_recipient(status, author.id, told) if visibility.word == DIRECT else None,
        mentions=tuple(_mentions(status, words.text, told, answers=parent is not None)),
        media=media,
        url=_address(status),
        content_warning=text_in(status.values.get("spoiler_text")).strip()[:LONGEST_WARNING],
        visibility=visibility,
    )


def local_id(status: Fields) -> str:
    """Return the status's id on the server that was asked. Raises UnreadableError."""
    ident = status.text("id")
    if not is_id(ident):
        raise UnreadableError(f"{status.at('id')} is no id")
    return ident


def version_of(status: Fields) -> str:
    """Return the version of a status's words: an edit keeps the id, and says when it was made (N2)."""
    return text_in(status.values.get("edited_at"))[:64] or text_in(status.values.get("created_at"))[:64]


def _post(ident: object, told: Told) -> str | None:
    return str(PostId(ident, told.server)) if isinstance(ident, str) and is_id(ident) else None


def _answered_user(status: Fields, author: str, told: Told) -> str | None:
    """Return the user whom a reply answers; under a status of its own author, the first other one above."""
    answered = status.values.get("in_reply_to_account_id")
    if not isinstance(answered, str) or not is_id(answered):
        return told.answers_through
    return told.answers_through if answered == author and told.answers_through else answered


def _recipient(status: Fields, author: str, told: Told) -> str | None:
    """Return whom a private status is for: the account, or of its own statuses the first whom it names."""
    if author != told.account:
        return told.account
    named = (one.get("id") for one in objects_in(status.values.get("mentions")))
    return next((ident for ident in named if isinstance(ident, str) and is_id(ident) and ident != author), None)


def _mentions(status: Fields, text: str, told: Told, *, answers: bool) -> Iterator[Mention]:
    """Yield the names by Mastodon's own mark. Those in front of a reply were put there by whichever app the author uses, which
    names everybody in the thread: only a name further on, or in a status that answers nobody, was typed (I4)."""
    leading = _LEADING_NAMES.match(text) if answers else None
    front = {each.lower() for each in _NAME.findall(leading[0])} if leading else set()
    behind = {each.lower() for each in _NAME.findall(text[leading.end() if leading else 0 :])}
    for one in objects_in(status.values.get("mentions")):
        ident, username = one.get("id"), handle(one.get("acct"), told.server)
        if isinstance(ident, str) and is_id(ident):
            user = username.partition("@")[0].lower()
            typed = user in behind or username.lower() in behind
            yield Mention(ident, username, leading=answers and not typed and (user in front or not behind))


def _media(status: Fields) -> Iterator[Media]:
    for one in objects_in(status.values.get("media_attachments")):
        kind = _MEDIA.get(text_in(one.get("type")), MediaType.UNSUPPORTED)
        url, preview = (text_in(one.get(name)) for name in ("url", "preview_url"))
        usable = url if is_of_the_web(url) else ""
        yield Media(
            kind.value if usable else MediaType.UNSUPPORTED.value,
            usable,
            text_in(one.get("description")),
            preview_url=preview if is_of_the_web(preview) else "",
        )


def _quoted(status: Fields, told: Told) -> Quoted | None:
    """Read the status that this one quotes; one whose author has not agreed is not delivered."""
    quote = dict_in(status.values.get("quote"))
    shown = dict_in(quote.get("quoted_status"))
    ident = shown.get("id") or quote.get("quoted_status_id")
    if not isinstance(ident, str) or not is_id(ident):
        return None
    try:
        author = author_of(shown.get("account"), told.server, "quote.account")
    except UnreadableError:
        return None
    inner = Fields(shown)
    words = words_of(text_in(shown.get("content")))
    return Quoted(str(PostId(ident, told.server)), author, words.text, _address(inner))


def _address(status: Fields) -> str:
    """Return where the status stands on the web: on its author's own server."""
    found = text_in(status.values.get("url")) or text_in(status.values.get("uri"))
    return found if is_of_the_web(found) else ""
