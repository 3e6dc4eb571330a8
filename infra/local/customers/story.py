"""A customer's story: what they write, in the manner of their network. People, shop and troubles are invented."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sticker:
    """A sticker, and the word that the network files it under."""

    word: str

    def __str__(self) -> str:
        return f"[{self.word}]"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and what it shows."""

    shows: str

    def __str__(self) -> str:
        return f"[picture: {self.shows}]"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A text that its writer takes back a moment later."""

    text: str

    def __str__(self) -> str:
        return f"{self.text} [taken back]"


@dataclass(frozen=True, slots=True)
class InPrivate:
    """What a customer who has begun in public says in a message."""

    text: str

    def __str__(self) -> str:
        return f"{self.text} [in private]"


Line = str | Sticker | Picture | TakenBack | InPrivate
"""One message or post. In a text `{order}` becomes an order's number, and `{brand}` the account's handle."""


@dataclass(frozen=True, slots=True)
class Story:
    """One customer's story. `opening` are the lines that a customer writes at once, `again` is written when nobody answers,
    `thanks` after an answer. A `direct` story is private; another `visibility` or a `warning` in front is the network's own
    word. `below` is the brand's own post that the opening answers, or, with `quotes`, quotes.
    """

    handle: str
    name: str
    opening: Line | tuple[Line, ...]
    again: str | None = None
    thanks: Line | None = None
    direct: bool = False
    below: str = ""
    quotes: bool = False
    visibility: str = ""
    warning: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The opening, line by line."""
        return self.opening if isinstance(self.opening, tuple) else (self.opening,)


def filled(line: Line, *, order: str, brand: str) -> Line:
    """Fill in the order's number and the brand's handle."""
    if isinstance(line, str):
        return line.replace("{order}", order).replace("{brand}", brand)
    if isinstance(line, TakenBack | InPrivate):
        return type(line)(str(filled(line.text, order=order, brand=brand)))
    return line
