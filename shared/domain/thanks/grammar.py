"""A closed grammar of a short thanks: phrases that thank, and phrases that may accompany them (C7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grammar:
    """Phrases that thank (`say_it`), and phrases that may accompany them (`beside`). A phrase is joined from at most
    `longest` pieces by `between`."""

    say_it: re.Pattern[str]
    beside: re.Pattern[str]
    between: str
    longest: int

    def makes_up(self, pieces: Sequence[str]) -> bool:
        """Return whether the pieces can be split into phrases of which at least one thanks. Splits are tried from the front,
        each once, so that the time is bounded."""
        reached: list[set[bool]] = [set() for _ in range(len(pieces) + 1)]
        reached[0].add(False)
        for start, said in enumerate(reached[:-1]):
            for end in range(start + 1, min(start + self.longest, len(pieces)) + 1) if said else ():
                phrase = self.between.join(pieces[start:end])
                if self.say_it.fullmatch(phrase):
                    reached[end].add(True)
                elif self.beside.fullmatch(phrase):
                    reached[end] |= said
        return True in reached[-1]


def any_of(*alternatives: str) -> str:
    """Return a pattern for one of the alternatives."""
    return f"(?:{'|'.join(alternatives)})"
