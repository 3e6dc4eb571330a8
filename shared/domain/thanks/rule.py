"""Recognition of a short thanks in English and Japanese (C7).

It is a closed world: the text must consist entirely of known phrases, one of which closes the conversation. Anything else,
an unknown word, a number, a link, a question, makes it an ordinary post: taking a question for thanks costs a customer,
the reverse costs one message. Phrases that may accept an offer ("yes", よろしくお願いします) are not part of it for that
reason.
"""

import re
import unicodedata

from shared.domain.thanks.english import english
from shared.domain.thanks.japanese import japanese

LONGEST = 120
"""The maximum length in characters, without names: longer thanks say more."""

_NAMES = re.compile(r"(?<![A-Za-z0-9_])[@＠][A-Za-z0-9_]+(?:\s?(?:さん|様|さま))?")
_LINK = re.compile(r"https?://|www\.|\w\.(?:com|net|org|jp|co|io|me)\b")
_FACES = re.compile(r"m\s*[(（][_\- ]+[)）]\s*m|[(（][\^_\-;*´｀`ω▽∀・ ]+[)）]/?")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_TRAILS_OFF = re.compile(r"\.\.|…|・・|。。")
"""The text trails off."""
_SULKS = re.compile(r"[:;=]'?-?[(\[/\\|]|>:|-_-|;_;|T[_.]T|´・ω・|[\"“”「」『』]")
"""Unhappy emoticons, and words in quotation marks, which may be ironic."""
_APOSTROPHES = re.compile(r"['’`]")
_SOUR = frozenset("😠😡🤬😤👎🖕🙄😒😑💢💀🤡😞😔😕🙃😩😫😖😣")
_AGREES = frozenset("👍👌")
"""Positive beside words. Alone they may accept an offer."""
GLAD = frozenset("🙏🙇👍👌❤♥💕💖💓🧡💛💚💙💜🤍🫶😊☺🥰😍🤗🎉✨🌸💐😄😃😀🙌👏")
_JOINS = frozenset("\u200d\ufe0f♀♂")


def asks_or_tells(text: str) -> bool:
    """Return whether the text holds a question, a number, a link, or a sign of anger, which no mere thanks does."""
    return bool(
        _LINK.search(text)
        or any(
            sign in "?？¿" or sign in _SOUR or unicodedata.category(sign)[0] == "N" for sign in _NAMES.sub(" ", text)
        )
    )


def has_an_undertone(text: str) -> bool:
    """Return whether the text trails off, or carries a sign that is not known to be positive, so that it may mean something
    else than its words."""
    return any(tone.search(text) for tone in (_TRAILS_OFF, _SULKS)) or any(
        unicodedata.category(sign) == "So" and sign not in GLAD and sign not in _JOINS for sign in text
    )


def only_thanks(text: str) -> bool:
    """Return whether the text only thanks. `text` is the author's original."""
    words = _NAMES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    if not words or len(words) > LONGEST or asks_or_tells(text) or has_an_undertone(text):
        return False
    letters = [sign for sign in words if not sign.isspace() and sign not in _JOINS and not _is_a_tone(sign)]
    if all(sign in GLAD for sign in letters):
        return not _AGREES.issuperset(letters)
    if _JAPANESE.search(words):
        return japanese().makes_up(list(_plain(_FACES.sub("", words), between="")))
    plain = _plain(_APOSTROPHES.sub("", words.casefold()), between=" ")
    return any(english().makes_up(_STRETCHED.sub(short, plain).split()) for short in (r"\1", r"\1\1"))


def _is_a_tone(sign: str) -> bool:
    """Return whether the sign is a skin tone modifier."""
    return "\U0001f3fb" <= sign <= "\U0001f3ff"


def _plain(words: str, *, between: str) -> str:
    """Reduce to letters, with words separated by `between`."""
    kept = (sign if unicodedata.category(sign)[0] == "L" or sign in "ー々" else " " for sign in words)
    return between.join("".join(kept).split())
