"""C7: a short thanks needs an answer less than a question does; its ladder goes by mail alone."""

import re
import unicodedata
from dataclasses import dataclass

THANKS = (
    "thanks", "thank you", "thanks a lot", "thank you so much", "thanks so much", "many thanks", "thx", "ty", "cheers",
    "great thanks", "ok thanks", "perfect thanks", "got it thanks", "appreciate it", "much appreciated",
    "ありがとう", "ありがとうございます", "ありがとうございました", "ありがと", "どうもありがとうございます", "感謝",
    "感謝します", "助かりました", "了解です", "了解しました", "承知しました", "解決しました", "解決しましたありがとうございます",
    "お世話になりました", "サンキュー",
)  # fmt: skip
"""The list that a desk begins with; its settings may replace it."""

_NAMES = re.compile(r"@\w+")
_LINKS = re.compile(r"https?://\S+")


def bare_words(text: str) -> str:
    """The words alone, NFKC and lower case: without names, links, punctuation, emoji and white space."""
    text = _LINKS.sub(" ", _NAMES.sub(" ", unicodedata.normalize("NFKC", text)))
    return "".join(ch for ch in text.casefold() if unicodedata.category(ch)[0] in "LN" or ch == "ー")


@dataclass(frozen=True, slots=True)
class ShortThanks:
    """Whether a post only says thanks: its bare words are those of a phrase in the list, or two of them in a row."""

    phrases: frozenset[str]

    @classmethod
    def of(cls, phrases: tuple[str, ...]) -> "ShortThanks":
        return cls(frozenset(bare_words(phrase) for phrase in phrases or THANKS))

    def only(self, text: str) -> bool:
        words = bare_words(text)
        if not words or len(words) > 2 * max(map(len, self.phrases), default=0):
            return False
        return words in self.phrases or any(
            words.startswith(phrase) and words[len(phrase) :] in self.phrases for phrase in self.phrases if phrase
        )
