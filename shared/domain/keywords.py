"""Keyword rules: words in a new ticket that concern certain people (L6)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

KEYWORD_STEP = "keyword-rule"
"""What an alert of a keyword rule has in place of a step; no step of a ladder can be called that."""


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """Without `accounts` it holds for all of them. `notify` names people as a ladder does; `tags` are put on the ticket,
    where a policy may look for them."""

    id: str
    words: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def found_in(self, text: str) -> tuple[str, ...]:
        """Its words that stand in `text`, also inside other words: Japanese puts no spaces between them."""
        said = folded(text)
        return tuple(word for word in self.words if folded(word) in said)


def matching(rules: Iterable[KeywordRule], *, account: str, text: str) -> tuple[KeywordRule, ...]:
    return tuple(rule for rule in rules if (not rule.accounts or account in rule.accounts) and rule.found_in(text))


def folded(text: str) -> str:
    """NFKC and case-insensitive (L6): half-width ﾍﾝﾋﾟﾝ is ヘンピン, and Refund is refund."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
