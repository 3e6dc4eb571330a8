"""Where the credentials lead."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Destination:
    """The account and region of the credentials that deploy; empty as long as there are none."""

    account: str = ""
    region: str = ""
