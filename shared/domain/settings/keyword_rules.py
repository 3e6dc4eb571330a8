"""Keyword rules: words in a new ticket that concern certain people (L6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.text.search_words import folded

KEYWORD_STEP = "keyword-rule"
"""What an alert of a keyword rule has in place of a step; no step of a ladder can be called that."""

EVERY = "*"


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """Without `accounts` it holds for all of them. The word `*` stands for any text, so that a rule can tell of every new
    ticket of an account. `notify` names people as a ladder does; `tags` are put on the ticket,
    where a policy may look for them."""

    id: str
    words: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def found_in(self, text: str) -> tuple[str, ...]:
        """Its words that stand in `text`, also inside other words: Japanese puts no spaces between them. `*` is none."""
        said = folded(text)
        return tuple(word for word in self.words if word != EVERY and folded(word) in said)

    def matches(self, text: str) -> bool:
        return EVERY in self.words or bool(self.found_in(text))


def matching(rules: Iterable[KeywordRule], *, account: str, text: str) -> tuple[KeywordRule, ...]:
    return tuple(rule for rule in rules if (not rule.accounts or account in rule.accounts) and rule.matches(text))
