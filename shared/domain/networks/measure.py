"""How long a text may be on one channel of a network, and how a longer one goes out (R4)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat
from typing import Protocol

from shared.domain.text.graphemes import graphemes

Spans = Sequence[tuple[int, int]]
"""Parts of a text, as positions [start, end), in order."""

FindLinks = Callable[[str], Spans]
"""Where a network sees links in a text."""


class Counting(Protocol):
    """A network's way of counting. `filled_in` are the handles that it puts in front of the first post by itself; where the
    text begins with them, they count nothing."""

    def length(self, text: str, filled_in: Collection[str] = ()) -> int:
        """Return the text's length by the network's count."""

    def running(self, text: str, filled_in: Collection[str] = ()) -> Sequence[int]:
        """The length up to each place, the end included. An estimate: every part is counted by itself in the end."""

    def starts(self, text: str, filled_in: Collection[str] = ()) -> int:
        """Return where the writer's own words begin."""

    def links(self, text: str) -> Spans:
        """Return the links, within which no part may end."""


def byte_length(text: str) -> int:
    """Return the text's length in UTF-8; a lone surrogate, which JSON can hold, counts its three bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Measure:
    """`limit` is the most that one part may count, by `counting`; `unit` names that to the page, which counts along while
    somebody types. `bytes_limit` is the most UTF-8 bytes that it may have besides, where the network limits both.
    `longest` is the most characters that a whole answer may have: anything longer is a mistake of the clipboard. Without
    `splits`, a text that is too long is refused; with it, the parts are `numbered` where each is a post of its own.
    `together` is how many parts one call carries: they leave together or not at all, and are charged for once."""

    unit: str
    limit: int
    counting: Counting
    longest: int = 25_000
    splits: bool = True
    numbered: bool = True
    bytes_limit: int | None = None
    together: int = 1

    def fits(self, text: str, length: int) -> bool:
        """Return whether one part may say this text, which counts `length`."""
        return length <= self.limit and (self.bytes_limit is None or byte_length(text) <= self.bytes_limit)

    def calls(self, parts: int) -> int:
        """Return how many calls carry so many parts."""
        return -(-parts // self.together)


@dataclass(frozen=True, slots=True)
class LetterCount:
    """A count that adds up letter by letter, where a letter is what people see as one: an emoji, a letter with its marks.
    `weigh` says what one counts. No link is shortened, and no handle is free."""

    weigh: Callable[[str], int] = len
    find_links: FindLinks | None = None

    def length(self, text: str, filled_in: Collection[str] = ()) -> int:  # noqa: ARG002
        return sum(map(self.weigh, graphemes(text)))

    def running(self, text: str, filled_in: Collection[str] = ()) -> Sequence[int]:  # noqa: ARG002
        weights = [0]
        for letter in graphemes(text):
            weights += [self.weigh(letter), *repeat(0, len(letter) - 1)]
        return list(accumulate(weights))

    def starts(self, text: str, filled_in: Collection[str] = ()) -> int:  # noqa: ARG002
        return 0

    def links(self, text: str) -> Spans:
        return self.find_links(text) if self.find_links is not None else ()
