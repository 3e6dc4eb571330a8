"""A direct message as both webhook products deliver it: the shape of X's first API."""

from shared.adapters.x_fields import Fields, UnreadableError
from shared.adapters.x_media import one_media
from shared.adapters.x_posts import NETWORK, Told
from shared.adapters.x_words import unescaped
from shared.domain.post import Channel, Media, snowflake_time
from shared.domain.sighting import Dropped, Sighting

MESSAGE = "message_create"


def read_message(value: object, path: str, told: Told) -> Sighting | Dropped:
    """Raises UnreadableError, which names the field. Joining and leaving are no messages, and are dropped."""
    event = Fields.of(value, path)
    kind = event.text("type")
    if kind != MESSAGE:
        return Dropped(f"direct_message_events.{kind}")
    ident = event.ident("id")
    message = event.inside(MESSAGE)
    sender, recipient = message.ident("sender_id"), message.inside("target").ident("recipient_id")
    data = message.inside("message_data")
    at = snowflake_time(ident) or event.maybe_instant("created_timestamp")  # the same instant by whichever way it came
    if at is None:
        raise UnreadableError(f"{event.at('created_timestamp')} is missing")
    pair = sorted((sender, recipient), key=int)
    return Sighting(
        network=NETWORK,
        id=ident,
        newest_id=ident,
        author=told.people.get(sender),
        text=unescaped(data.text("text")),
        posted_at=at,
        conversation_id="-".join(pair),
        channel=Channel.DIRECT,
        told_for=told.account,
        recipient_id=recipient,
        media=_attached(data),
        url=f"https://x.com/messages/{'-'.join(pair)}",
        author_protected=told.people.traits_of(sender).protected,
    )


def _attached(data: Fields) -> tuple[Media, ...]:
    attachment = data.values.get("attachment")
    media = attachment.get("media") if isinstance(attachment, dict) else None
    found = one_media(media) if isinstance(media, dict) else None
    return (found,) if found else ()
