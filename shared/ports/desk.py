"""Identity of the desk and its operator."""

from typing import Protocol


class HasUrl(Protocol):
    @property
    def url(self) -> str:
        """The page's address, without a slash at the end."""


class HasOperator(Protocol):
    @property
    def operator(self) -> str:
        """The name under which changes from the command line are recorded, whose author is no person of the desk."""
