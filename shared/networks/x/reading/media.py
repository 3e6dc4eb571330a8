"""Pictures and films of a post, in either API's shape. Decoration: unreadable media are left out."""

from collections.abc import Mapping
from typing import Any

from shared.domain.posts.media import Media
from shared.networks.x.api.fields import objects_in, text_in
from shared.networks.x.api.words import clean


def media_of(post: Mapping[str, Any], includes: Mapping[str, Any]) -> tuple[Media, ...]:
    """Return the media among the includes that the post's `attachments.media_keys` name, or those of its (extended)
    entities."""
    keys = _dict(post.get("attachments")).get("media_keys")
    by_key = {one.get("media_key"): one for one in objects_in(includes.get("media")) if text_in(one.get("media_key"))}
    named = [by_key[key] for key in keys if text_in(key) in by_key] if isinstance(keys, list) else []
    extended = _dict(post.get("extended_tweet"))
    for holder in (extended.get("extended_entities"), post.get("extended_entities"), post.get("entities")):
        named = named or list(objects_in(_dict(holder).get("media")))
    return tuple(media for one in named if (media := one_media(one)))


def one_media(value: Mapping[str, Any]) -> Media | None:
    """Read a photo by its picture, a film by its best file, or else by its preview; only web addresses are taken."""
    kind = text_in(value.get("type"))
    preview = (value.get(name) for name in ("url", "media_url_https", "media_url", "preview_image_url"))
    if "media_url_https" in value or "media_url" in value:  # the first API's `url` is the t.co link of its page
        preview = (value.get(name) for name in ("media_url_https", "media_url"))
    films = _films(value) if kind != "photo" else []
    url = next(
        (address for address in (*films, *preview) if text_in(address).startswith(("https://", "http://"))), None
    )
    alt = text_in(value.get("alt_text")) or text_in(value.get("ext_alt_text"))
    return Media(type=clean(kind) or "photo", url=clean(str(url)), alt=clean(alt)) if url else None


def _films(value: Mapping[str, Any]) -> list[str]:
    variants = value.get("variants") or _dict(value.get("video_info")).get("variants")
    found = []
    for one in objects_in(variants):
        rate = one.get("bit_rate", one.get("bitrate"))
        if one.get("content_type") == "video/mp4":
            found.append((rate if isinstance(rate, int) else 0, text_in(one.get("url"))))
    return [address for _, address in sorted(found, reverse=True)]


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
