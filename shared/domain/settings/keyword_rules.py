"""Keyword rules: words in new tickets about which people are notified (L6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.text.search_words import folded

KEYWORD_STEP = "keyword-rule"
"""The step name of a keyword rule's alert; no step of a ladder can have this name."""

EVERY = "*"


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """A keyword rule. Without `networks` or `accounts` it applies to all of them. The word `*` matches any text, so that a rule can notify of
    every new ticket of an account. `notify` names recipients as a ladder does; `tags` are added to the ticket, where
    policies can match them."""

    id: str
    words: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()

    def found_in(self, text: str) -> tuple[str, ...]:
        """Return the rule's words that occur in `text`, also inside other words, since Japanese has no spaces; `*` is left out."""
        said = folded(text)
        return tuple(word for word in self.words if word != EVERY and folded(word) in said)

    def matches(self, text: str) -> bool:
        return EVERY in self.words or bool(self.found_in(text))


def matching(rules: Iterable[KeywordRule], *, network: str, account: str, text: str) -> tuple[KeywordRule, ...]:
    """Return the rules for such tickets whose words occur in `text`."""
    meant = (
        rule
        for rule in rules
        if (not rule.networks or network in rule.networks) and (not rule.accounts or account in rule.accounts)
    )
    return tuple(rule for rule in meant if rule.matches(text))
