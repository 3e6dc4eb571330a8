"""X's processing of a typed text: length, shortened links, mentions, HTML escapes, the shown range.

A reply begins with the handles of the people that it answers; X fills them in and leaves them out of the shown range
and of the length. A handle that was typed as well stays where it was typed: it then stands twice. Links without a
scheme are not recognised here, unlike on X.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from infra.local.fake_x.data.records import Json

LONGEST: Final = 280
URL_WEIGHT: Final = 23

_URL = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?(?:[/?#][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?"
)
_TRAILING = ".,:;!?'\")]"
_SHORTENED = re.compile(r"https://t\.co/[A-Za-z0-9]{10}")
_MENTION = re.compile(r"(?<![A-Za-z0-9_!#$%&*@＠/])[@＠]([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@＠]|://)")
_LEADING = re.compile(r"\s*[@＠]([A-Za-z0-9_]{1,15})(?=\s|$)")
# Every symbol here weighs 2 by itself as well, so that a set that is a little too wide changes nothing.
_EMOJI = (
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u2bff\u3030\u303d\u3297\u3299]"
    "\ufe0f?[\U0001f3fb-\U0001f3ff]?\ufe0f?[\U000e0020-\U000e007f]*"
)
_EMOJI_SEQUENCE = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_EMOJI}(?:\u200d{_EMOJI})*")
# Code points that weigh one; https://github.com/twitter/twitter-text, configuration v3.
_LIGHT: Final = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


@dataclass(frozen=True, slots=True)
class Composed:
    text: str
    display_text_range: tuple[int, int]
    entities: Json
    lang: str


def weighted_length(text: str) -> int:
    """Return X's count of a text: a light code point 1, any other 2, a link 23, an emoji sequence 2."""
    text = unicodedata.normalize("NFC", text)
    text, urls = _URL.subn(lambda found: found[0][len(_link(found[0])) :], text)
    text, emoji = _EMOJI_SEQUENCE.subn("", text)
    letters = sum(1 if any(low <= ord(one) <= high for low, high in _LIGHT) else 2 for one in text)
    return urls * URL_WEIGHT + emoji * 2 + letters


def counted_part(typed: str, filled_in: Sequence[str]) -> str:
    """Return the part of a reply that X counts: all but the handles at its front that X puts there anyway."""
    known = {handle.casefold() for handle in filled_in}
    while (found := _LEADING.match(typed)) and found[1].casefold() in known:
        typed = typed[found.end() :].lstrip()
    return typed


def compose(
    typed: str, *, filled_in: Sequence[str], quoted_url: str | None, user_id: Callable[[str], str | None]
) -> Composed:
    """Return the stored form of a text. `filled_in` are the handles that X puts in front of a reply, in their order."""
    shortened, expanded = _shortened(typed)
    front = "".join(f"@{handle} " for handle in filled_in)
    text = front + _escape(shortened)
    shown_end = len(text)
    if quoted_url:
        short = _short(quoted_url)
        expanded[short] = quoted_url
        text = f"{text} {short}".lstrip()
        shown_end = min(shown_end, len(text))
    return Composed(
        text=text,
        display_text_range=(len(front), shown_end),
        entities=_entities(text, expanded, user_id),
        lang=language(typed),
    )


def compose_message(typed: str) -> tuple[str, list[Json]]:
    """Return a direct message as X stores it, and its links."""
    shortened, expanded = _shortened(typed)
    text = _escape(shortened)
    return text, _entities(text, expanded, lambda _: None).get("urls", [])


def _shortened(typed: str) -> tuple[str, dict[str, str]]:
    """Return the text with its links as X sends them, and the target of each."""
    expanded: dict[str, str] = {}

    def shorten(found: re.Match[str]) -> str:
        link = _link(found[0])
        short = _short(link)
        expanded[short] = link
        return short + found[0][len(link) :]

    return _URL.sub(shorten, typed), expanded


def language(text: str) -> str:
    if re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uff66-\uff9f]", text):
        return "ja"
    words = re.findall(r"[A-Za-z]{2,}", _URL.sub("", re.sub(r"@\w+", "", text)))
    return "en" if len(words) > 1 else "und"


def _entities(text: str, expanded: dict[str, str], user_id: Callable[[str], str | None]) -> Json:
    mentions = [
        {"start": found.start(), "end": found.end(), "username": found[1], "id": known}
        for found in _MENTION.finditer(text)
        if (known := user_id(found[1]))
    ]
    urls = [
        {
            "start": found.start(),
            "end": found.end(),
            "url": found[0],
            "expanded_url": expanded[found[0]],
            "display_url": _shown(expanded[found[0]]),
        }
        for found in _SHORTENED.finditer(text)
        if found[0] in expanded
    ]
    return ({"mentions": mentions} if mentions else {}) | ({"urls": urls} if urls else {})


def _link(found: str) -> str:
    return found.rstrip(_TRAILING)


def _short(link: str) -> str:
    return "https://t.co/" + hashlib.sha256(link.encode()).hexdigest()[:10]


def _shown(link: str) -> str:
    bare = link.split("://", 1)[1].removeprefix("www.")
    return bare if len(bare) <= 27 else bare[:26] + "…"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
