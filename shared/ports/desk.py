"""What a desk says of itself."""

from typing import Protocol


class HasUrl(Protocol):
    @property
    def url(self) -> str:
        """The page's address, without a slash at the end."""


class HasOperator(Protocol):
    @property
    def operator(self) -> str:
        """The name under which the desk keeps what the holder of its keys does, who is no person of its own."""
