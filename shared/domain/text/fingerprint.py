"""Fingerprints of network ids, which can hold any character and be 500 characters long (N2)."""

import hashlib
from base64 import b32encode
from functools import lru_cache

LENGTH = 26
"""The length in characters of 5 bits: 130 bits, so that no two ids of a desk collide."""


@lru_cache(maxsize=1_024)
def fingerprint(*ids: str) -> str:
    """Return 26 characters of `[a-z2-7]` for these ids in this order.

    Each id is preceded by its length, so that ("ab", "c") and ("a", "bc") differ. Lone surrogates, which JSON can hold
    but UTF-8 cannot, have a fingerprint too. Each post asks several times for the same few.
    """
    told = hashlib.sha256()
    for ident in ids:
        raw = ident.encode("utf-8", "surrogatepass")
        told.update(f"{len(raw)}:".encode() + raw)
    return b32encode(told.digest())[:LENGTH].decode().lower()
