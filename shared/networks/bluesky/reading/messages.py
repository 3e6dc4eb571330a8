"""A direct message of Bluesky (chat.bsky.convo.defs#messageView) with its conversation, as an IncomingPost."""

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Dropped, IncomingPost, SkippedPost
from shared.domain.posts.kinds import Channel
from shared.domain.posts.references import Link
from shared.networks.bluesky.ids import APP, message_id
from shared.networks.bluesky.reading.embeds import embeds_of
from shared.networks.bluesky.reading.people import Traits, author_of, traits_of
from shared.networks.bluesky.reading.posts import NETWORK, Told
from shared.networks.bluesky.text.facets import slices
from shared.networks.fields import Fields, UnreadableError, dict_in, instant_in, objects_in, text_in
from shared.networks.web_addresses import is_of_the_web

MESSAGE = "messageView"


def read_message(value: object, path: str, told: Told) -> IncomingPost | Dropped:
    """Read a message. One that was deleted or that the service itself wrote is dropped, as is one of a group, which is no
    customer's. Raises UnreadableError, which names the field."""
    item = Fields.of(value, path)
    message, convo = item.inside("message"), item.inside("convo")
    kind = text_in(message.values.get("$type")).rpartition("#")[2] or MESSAGE
    if kind != MESSAGE:
        return Dropped(f"message.{kind}"[:80])
    ident = message_id(convo.text("id"), message.text("id"))
    if ident is None:
        raise UnreadableError(f"{message.at('id')} is no id of a message")
    sender = message.inside("sender").text("did")
    at = instant_in(message.values.get("sentAt"))
    if at is None:
        raise UnreadableError(f"{message.at('sentAt')} is no instant")
    members = {str(one.get("did")): one for one in objects_in(convo.values.get("members"))}
    others = [did for did in members if did != told.account]
    if _is_group(convo) or len(others) != 1:
        skipped = SkippedPost("group_message", NETWORK, told.account, ident, at) if sender != told.account else None
        return Dropped("message.group", skipped)
    text = message.maybe_text("text") or ""
    embeds = embeds_of(message.values.get("embed"), message.values.get("embed"))
    author, traits = _author(members.get(sender), sender)
    return IncomingPost(
        network=NETWORK,
        id=ident,
        answer_id="",
        author=author,
        text=text,
        links=_links(text, message.values.get("facets")),
        quoted_post=embeds.quoted_post,
        posted_at=min(at, told.received_at),
        conversation_id=convo.text("id"),
        channel=Channel.DIRECT,
        received_for=told.account,
        recipient_id=others[0] if sender == told.account else told.account,
        media=embeds.media,
        url=f"{APP}/messages/{convo.text('id')}",
        author_blocked=traits.blocked,
    )


def _is_group(convo: Fields) -> bool:
    """Of a group not all members are listed, so it is told by its kind (chat.bsky.convo.defs#groupConvo)."""
    kind = convo.values.get("kind")
    return "group" in (text_in(kind) or text_in(dict_in(kind).get("$type")))


def _author(profile: object, did: str) -> tuple[Author, Traits]:
    told = dict_in(profile)
    return author_of(told or {"did": did}, "convo.members"), traits_of(told)


def _links(text: str, facets: object) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for _, _, covered, feature in slices(text, facets):
        url = text_in(feature.get("uri"))
        if is_of_the_web(url):
            found.setdefault(covered, Link(covered, url))
    return tuple(found.values())
