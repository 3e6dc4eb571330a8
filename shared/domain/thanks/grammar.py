"""A closed grammar of what people say who thank: phrases that say it, and phrases that may stand beside them (C7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grammar:
    """Phrases that `say_it` and such as may stand `beside` them; `between` joins the pieces of one, and none is longer than
    `longest` pieces."""

    say_it: re.Pattern[str]
    beside: re.Pattern[str]
    between: str
    longest: int

    def makes_up(self, pieces: Sequence[str]) -> bool:
        """Whether the pieces can be cut into phrases, one of which at least says it. The cuts are tried from the front, each
        once, so that no text takes long."""
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
    """A pattern for one of these."""
    return f"(?:{'|'.join(alternatives)})"
