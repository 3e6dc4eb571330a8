"""A customer who has another id in private than in public (T3)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrivateIdentity:
    """`customer` is the id by which an account of `network` knows them, `private_id` that of their private messages."""

    network: str
    customer: str
    private_id: str
