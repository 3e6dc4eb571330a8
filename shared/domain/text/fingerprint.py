"""Short names of our own for ids that a network makes, which may hold any character and be 500 characters long (N2)."""

import hashlib
from base64 import b32encode

LENGTH = 26
"""Letters and digits of 5 bits each: 130 bits, so that no two ids of a desk ever share a fingerprint."""


def fingerprint(*ids: str) -> str:
    """26 of `[a-z2-7]` that stand for these ids in this order.

    Each is preceded by its length, so that ("ab", "c") and ("a", "bc") differ. Half a surrogate pair, which JSON can
    smuggle in and UTF-8 cannot say, has a fingerprint like anything else.
    """
    told = hashlib.sha256()
    for ident in ids:
        raw = ident.encode("utf-8", "surrogatepass")
        told.update(f"{len(raw)}:".encode() + raw)
    return b32encode(told.digest())[:LENGTH].decode().lower()
