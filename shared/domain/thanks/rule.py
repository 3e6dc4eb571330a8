"""C7: whether words only thank, in English and Japanese, by what they are made of.

A closed world: the words have to consist of known phrases to the last one, and one of them has to say that it is over.
Whatever else stands there, a word that the rule has never heard of, a number, a link, a question, makes it a post like any
other: to take a question for thanks costs a customer, the reverse a message too many. What may accept an offer ("yes",
よろしくお願いします) is no phrase of it for that reason.
"""

import re
import unicodedata

from shared.domain.thanks.english import english
from shared.domain.thanks.japanese import japanese

LONGEST = 120
"""Characters of a post, without names: who thanks at length says more."""

_NAMES = re.compile(r"(?<![A-Za-z0-9_])[@＠][A-Za-z0-9_]+(?:\s?(?:さん|様|さま))?")
_LINK = re.compile(r"https?://|www\.|\w\.(?:com|net|org|jp|co|io|me)\b")
_FACES = re.compile(r"m\s*[(（][_\- ]+[)）]\s*m|[(（][\^_\-;*´｀`ω▽∀・ ]+[)）]/?")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_TRAILS_OFF = re.compile(r"\.\.|…|・・|。。")
"""Something is left unsaid."""
_SULKS = re.compile(r"[:;=]'?-?[(\[/\\|]|>:|-_-|;_;|T[_.]T|´・ω・|[\"“”「」『』]")
"""Faces of letters and signs that are not glad, and words in quotation marks, which are not meant as they stand."""
_APOSTROPHES = re.compile(r"['’`]")
_SOUR = frozenset("😠😡🤬😤👎🖕🙄😒😑💢💀🤡😞😔😕🙃😩😫😖😣")
_AGREES = frozenset("👍👌")
"""Glad beside words. Alone they may be the yes to an offer."""
GLAD = frozenset("🙏🙇👍👌❤♥💕💖💓🧡💛💚💙💜🤍🫶😊☺🥰😍🤗🎉✨🌸💐😄😃😀🙌👏")
_JOINS = frozenset("\u200d\ufe0f♀♂")


def asks_or_tells(text: str) -> bool:
    """Whether the text holds what no mere thanks does: a question, a number, a link, or a sign of anger."""
    return bool(
        _LINK.search(text)
        or any(
            sign in "?？¿" or sign in _SOUR or unicodedata.category(sign)[0] == "N" for sign in _NAMES.sub(" ", text)
        )
    )


def has_an_undertone(text: str) -> bool:
    """Whether thanks break off, or carry a sign of which the rule does not know that it is glad: what they mean is not what
    the words say."""
    return any(tone.search(text) for tone in (_TRAILS_OFF, _SULKS)) or any(
        unicodedata.category(sign) == "So" and sign not in GLAD and sign not in _JOINS for sign in text
    )


def only_thanks(text: str) -> bool:
    """Whether the words thank and do nothing else. `text` is as its author wrote it."""
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
    """The colour of a hand."""
    return "\U0001f3fb" <= sign <= "\U0001f3ff"


def _plain(words: str, *, between: str) -> str:
    """Letters, with `between` for whatever stands between two words."""
    kept = (sign if unicodedata.category(sign)[0] == "L" or sign in "ー々" else " " for sign in words)
    return between.join("".join(kept).split())
