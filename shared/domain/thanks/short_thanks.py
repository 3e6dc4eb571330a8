"""Short thanks, and quotes with one sign only, whose ladder is sent by mail only (C7)."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from shared.domain.posts.kinds import PostKind
from shared.domain.posts.post import Post
from shared.domain.thanks.rule import asks_or_tells, has_an_undertone, only_thanks

THANKS = (
    "thanks", "thank you", "thanks a lot", "thank you so much", "thanks so much", "many thanks", "thx", "ty", "cheers",
    "great thanks", "ok thanks", "perfect thanks", "got it thanks", "appreciate it", "much appreciated",
    "ありがとう", "ありがとうございます", "ありがとうございました", "ありがと", "どうもありがとうございます", "感謝",
    "感謝します", "助かりました", "了解です", "了解しました", "承知しました", "解決しました", "解決しましたありがとうございます",
    "お世話になりました", "サンキュー",
)  # fmt: skip
"""The default list of phrases, which the settings can replace. The rule of `thanks.rule` applies besides."""

_LAUGHTER = re.compile(r"(?:lol|lmao|rofl|xd|omg|wow|(?:ha){2,}h?|(?:he){2,}|w{1,10}|草+|笑+|ワロタ)+")

_NAMES = re.compile(r"@\w+")
_LINKS = re.compile(r"https?://\S+")


def bare_words(text: str) -> str:
    """Reduce to words, in NFKC and lower case, without names, links, punctuation, emoji and white space."""
    text = _LINKS.sub(" ", _NAMES.sub(" ", unicodedata.normalize("NFKC", text)))
    return "".join(ch for ch in text.casefold() if unicodedata.category(ch)[0] in "LN" or ch == "ー")


@dataclass(frozen=True, slots=True)
class ShortThanks:
    """A check for posts that only thank: their words are one or two phrases of the list, or the rule finds nothing but thanks.
    Posts with pictures, quotes, questions, numbers or links never only thank, whatever their words."""

    phrases: frozenset[str]

    @classmethod
    def of(cls, phrases: tuple[str, ...]) -> "ShortThanks":
        return cls(_reduced(phrases or THANKS))

    def only(self, post: Post) -> bool:
        shows = post.media or post.content_warning or (post.quoted is not None and post.kind is not PostKind.QUOTE)
        if shows or asks_or_tells(post.text):
            return False
        if post.kind is PostKind.QUOTE and _one_sign(post.text):
            return True
        return only_thanks(post.text) or (self._listed(post.text) and not has_an_undertone(post.text))

    def _listed(self, text: str) -> bool:
        words = bare_words(text)
        if not words or len(words) > 2 * max(map(len, self.phrases), default=0):
            return False
        return words in self.phrases or any(
            words.startswith(phrase) and words[len(phrase) :] in self.phrases for phrase in self.phrases if phrase
        )


@lru_cache(maxsize=8)
def _reduced(phrases: tuple[str, ...]) -> frozenset[str]:
    """Each post is checked against the same few lists."""
    return frozenset(map(bare_words, phrases))


def _one_sign(text: str) -> bool:
    """Return whether a quote's own text is only a sign: emoji, or laughter."""
    words = bare_words(text)
    return bool(text.strip()) and (not words or _LAUGHTER.fullmatch(words) is not None)
