"""A customer's block of the account on the network, by which no answer reaches them (R6)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CustomerBlock:
    """The newest word of the network: at `at` the customer blocked the account, or took that back."""

    at: datetime
    blocked: bool
