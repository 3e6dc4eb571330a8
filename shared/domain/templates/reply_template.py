"""Reply templates: fields that the desk fills in, and blanks for the agent (R5)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from shared.domain.errors import InvalidError
from shared.domain.text.formatting import one_line
from shared.domain.text.placeholders import parse_placeholders
from shared.domain.text.search_words import folded

FIELDS = ("customer", "username", "account", "agent")
"""`{customer}` is the customer's name, `{username}` their handle, `{account}` the name of the brand's account, `{agent}`
the name of the answering agent."""

_BLANK = re.compile(r"\[\[([^\[\]\n]{1,60})\]\]")


@dataclass(frozen=True, slots=True)
class ReplyTemplate:
    """A text in one language. `{customer}` and the other FIELDS are filled in from the ticket; `[[order number]]` is a
    blank for the agent, described by the words between the double square brackets. A reply in which a blank is left is not
    ready to be sent.

    Without `accounts` it applies to all of them; with `tags`, to tickets with one of them.
    """

    id: str
    name: str
    language: str
    text: str
    accounts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def blanks(self) -> tuple[str, ...]:
        return blanks_in(self.text)

    def fits(
        self, *, account: str | None = None, language: str | None = None, tags: Iterable[str] | None = None
    ) -> bool:
        """Return whether it applies to this account, language and tags; omitted criteria are ignored."""
        return (
            (account is None or not self.accounts or account in self.accounts)
            and (language is None or language == self.language)
            and (tags is None or not self.tags or not set(self.tags).isdisjoint(tags))
        )

    def filled(self, *, customer: str, username: str, account: str, agent: str) -> "ReplyTemplate":
        """Fill the fields in, each on one line. A customer's name cannot create a blank."""
        values = {"customer": customer, "username": username, "account": account, "agent": agent}
        plain = {field: one_line(value, 60).replace("[[", "[").replace("]]", "]") for field, value in values.items()}
        return replace(self, text=parse_placeholders(self.text, known=FIELDS, path="text").filled(plain))


def check_template(text: str, path: str) -> None:
    """Check a template. Raises InvalidError for an unknown field, and for an unbalanced bracket or brace."""
    parse_placeholders(text, known=FIELDS, path=path)
    left = _BLANK.sub("", text)
    if "[[" in left or "]]" in left:
        raise InvalidError(path, "has a blank without its end; write it on one line as in [[order number]]")


def blanks_in(text: str) -> tuple[str, ...]:
    """Return the blanks that are left for the agent, without duplicates, in the order of the text."""
    return tuple(dict.fromkeys(found.strip() for found in _BLANK.findall(text)))


def avoided_in(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return the avoided words that occur in `text`: in NFKC, case-insensitive, also inside other words, since Japanese has no
    spaces between words."""
    said = folded(text)
    return tuple(word for word in words if folded(word) in said)
