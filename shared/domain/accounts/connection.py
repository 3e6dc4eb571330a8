"""The connection of an account: an app's webhook, and its subscriptions to the account's events."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class RegisteredWebhook:
    """The webhook to which the network sends an app's events. One that is not `valid` gets none until it is proved
    again."""

    id: str
    url: str
    valid: bool


@dataclass(frozen=True, slots=True)
class Subscription:
    """One kind of event, of one of the brand's accounts or (None) of the whole app. A desk does without an `optional` one
    where the network does not give it."""

    event: str
    network_id: str | None
    optional: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """The owner of tokens, as the network reports it, and the rights that they give; empty where the network does not
    report it. `lacking` are the rights that the desk needs and the tokens do not give."""

    network_id: str
    username: str
    name: str
    access: str = ""
    lacking: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"@{self.username}" if self.username else self.name


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """Something of the account on the network that the desk depends on, beside its tokens and its webhook. `well` is None for
    what the network tells nobody, or leaves to people: it is said, and no fault."""

    what: str
    sentence: str
    well: bool | None = True


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission that lasts as long as it is renewed: its scopes, and its expiry unless it is renewed. `lacking` are the
    scopes that the desk needs and the account has not given."""

    scopes: tuple[str, ...]
    expires_at: datetime
    renewed_at: datetime
    lacking: tuple[str, ...] = ()


class StepState(StrEnum):
    """`THERE`: nothing had to be done, so connecting is idempotent. `FAILED`: the other steps are tried all the same.
    `WITHOUT`: the network does not offer it, and the desk does without."""

    THERE = "there"
    MADE = "made"
    MENDED = "mended"
    FAILED = "failed"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One step of connecting an account, and its result."""

    what: str
    state: StepState
    sentence: str = ""
