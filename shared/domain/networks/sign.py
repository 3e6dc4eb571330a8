"""The sign by which people tell networks apart at a glance: a letter in a plain shape, drawn by the page itself, so that it
repeats nobody's logo."""

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    SQUARE = "square"
    CIRCLE = "circle"
    BUBBLE = "bubble"
    DIAMOND = "diamond"
    HEXAGON = "hexagon"
    SHIELD = "shield"
    PENTAGON = "pentagon"


@dataclass(frozen=True, slots=True)
class Sign:
    """`letter` is one capital letter. Two networks differ in the shape at least, since letters are few."""

    letter: str
    shape: Shape
