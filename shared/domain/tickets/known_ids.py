"""A set of ids of a fixed size, which may take another id for one of its own but never misses one (a Bloom filter)."""

import base64
import hashlib
from collections.abc import Iterable

SIZE = 16_384
"""Bits: 2 KB. Of a ticket with 1,000 posts, an id that is new is taken for a known one once in a thousand times, and the
ticket is read whole for nothing."""

PLACES = 4
"""Bits of an id."""


class KnownIds:
    """`text` is how it is stored."""

    __slots__ = ("text",)

    def __init__(self, text: str = "") -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KnownIds) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"KnownIds({len(self.text)})"

    def __contains__(self, ident: str) -> bool:
        if not self.text:
            return False
        bits = base64.b85decode(self.text)
        return all(bits[place // 8] >> place % 8 & 1 for place in _places(ident))

    def with_ids(self, ids: Iterable[str]) -> "KnownIds":
        bits = bytearray(base64.b85decode(self.text) if self.text else bytes(SIZE // 8))
        for ident in ids:
            for place in _places(ident):
                bits[place // 8] |= 1 << place % 8
        return KnownIds(base64.b85encode(bytes(bits)).decode())


def _places(ident: str) -> list[int]:
    digest = hashlib.sha256(ident.encode("utf-8", "surrogatepass")).digest()
    return [int.from_bytes(digest[4 * n : 4 * n + 4]) % SIZE for n in range(PLACES)]
