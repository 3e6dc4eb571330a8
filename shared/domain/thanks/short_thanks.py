"""C7: a short thanks, and a quote of one sign, need an answer less than a question does; their ladder goes by mail alone."""

import re
import unicodedata
from dataclasses import dataclass

from shared.domain.posts.post import Post, PostKind
from shared.domain.thanks.rule import asks_or_tells, has_an_undertone, only_thanks

THANKS = (
    "thanks", "thank you", "thanks a lot", "thank you so much", "thanks so much", "many thanks", "thx", "ty", "cheers",
    "great thanks", "ok thanks", "perfect thanks", "got it thanks", "appreciate it", "much appreciated",
    "ありがとう", "ありがとうございます", "ありがとうございました", "ありがと", "どうもありがとうございます", "感謝",
    "感謝します", "助かりました", "了解です", "了解しました", "承知しました", "解決しました", "解決しましたありがとうございます",
    "お世話になりました", "サンキュー",
)  # fmt: skip
"""The list that a desk begins with; its settings may replace it. Whatever it says, the rule of thanks_rule holds beside it."""

_LAUGHTER = re.compile(r"(?:lol|lmao|rofl|xd|omg|wow|(?:ha){2,}h?|(?:he){2,}|w{1,10}|草+|笑+|ワロタ)+")

_NAMES = re.compile(r"@\w+")
_LINKS = re.compile(r"https?://\S+")


def bare_words(text: str) -> str:
    """The words alone, NFKC and lower case: without names, links, punctuation, emoji and white space."""
    text = _LINKS.sub(" ", _NAMES.sub(" ", unicodedata.normalize("NFKC", text)))
    return "".join(ch for ch in text.casefold() if unicodedata.category(ch)[0] in "LN" or ch == "ー")


@dataclass(frozen=True, slots=True)
class ShortThanks:
    """Whether a post only says thanks: its bare words are those of a phrase in the list, or two of them in a row, or the
    rule finds nothing but thanks in it. A post with a picture, or one that quotes somebody beside its thanks, shows
    something, and one that asks, counts or links something is never only that, whatever its words are."""

    phrases: frozenset[str]

    @classmethod
    def of(cls, phrases: tuple[str, ...]) -> "ShortThanks":
        return cls(frozenset(bare_words(phrase) for phrase in phrases or THANKS))

    def only(self, post: Post) -> bool:
        shows = post.media or (post.quoted is not None and post.kind is not PostKind.QUOTE)
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


def _one_sign(text: str) -> bool:
    """Whether somebody has put no more than a sign beside what they quote: emoji, or laughter."""
    words = bare_words(text)
    return bool(text.strip()) and (not words or _LAUGHTER.fullmatch(words) is not None)
