"""A network as a scenario sees it: people who write in its own app, and what goes wrong with its API."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from shared.domain.posts.kinds import Channel
from tests.fake_plug import FakeAppSecrets

ACCOUNT = "acme"
"""The desk's id of the account on the network: keys that stand by account are kept under it."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a customer wrote: its identity (I3) and the author's id as the desk has to know them, and its words as people
    see them on the network."""

    id: str
    author: str
    text: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Standing:
    """What a send of the desk has left on the network: its id, and its words as people see them there."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request of the network to the desk's webhook; the names in `headers` are in lower case."""

    body: bytes
    headers: Mapping[str, str]


class Harness(Protocol):
    """One network's stand-in with an account of the brand on it. Every act is over when its method returns."""

    name: str
    """The network's name in the registry."""

    account: Mapping[str, Any]
    """The settings document of the account `ACCOUNT`."""

    secrets: FakeAppSecrets
    """The keys of the network's apps, as they stand in Secrets Manager."""

    grants: FakeAppSecrets
    """The permissions of accounts, as they stand there."""

    url: str
    """The stand-in's address."""

    channels: Sequence[Channel]
    """Where customers can write to the account."""

    edits: Sequence[Channel]
    """Where customers can edit what they wrote."""

    deletes: Sequence[Channel]
    """Where the account can learn that a customer has deleted something, by an event or by looking it up; nowhere on some
    networks."""

    windowed: Sequence[Channel]
    """Where what customers write may be answered for a time only (N3)."""

    def reset(self) -> None:
        """Return to the beginning: nobody has written, nothing is broken, and the account is connected. The clock may
        have gone back."""

    def post(self, text: str, *, channel: Channel, author: str = "hanako", answers: str | None = None) -> Written:
        """Let a customer write something that the account has to answer; in answer to the account's post `answers`, if
        one is given. The same `author` is the same person."""

    def edit(self, written: Written, text: str) -> None: ...

    def delete(self, written: Written) -> None: ...

    def echo(self, written: Written, text: str) -> None:
        """Let a colleague answer in the network's own app."""

    def delivered(self) -> Sequence[Delivery]:
        """Return what the webhook has been told since the last call, in the order of the events, once everything that is
        under way has arrived; nothing for a network without a webhook."""

    def strange(self) -> Sequence[Delivery]:
        """Return signed deliveries that hold an event of a kind that nobody has heard of, and nothing else; nothing for a
        network without a webhook."""

    def lose_answer(self) -> None:
        """Have the next send carried out, and the network's answer to it lost."""

    def refuse(self) -> None:
        """Have the next send refused for good, for its words."""

    def throttle(self) -> None:
        """Have the next send refused because there were too many calls. It is called while nothing was sent yet."""

    def use_up_quota(self) -> None:
        """Use up what the account may send this month. Called only where the plug has a quota."""

    def is_hidden(self, written: Written) -> bool:
        """Return whether the network hides it from the public. Called only where the account can hide something."""

    def kill_token(self) -> None:
        """Let the network take nothing from the account any more: its permission is withdrawn."""

    def revive_token(self) -> None:
        """Give the permission back, with new keys in `secrets` and `grants` if need be."""

    def sent(self) -> Sequence[Standing]:
        """Return what the desk's sends have left on the network, oldest first; not what `echo` wrote."""


class HarnessOf(Protocol):
    def __call__(self, folder: Path, now: Callable[[], datetime]) -> AbstractContextManager[Harness]: ...


def harness_of(network: str) -> HarnessOf | None:
    """Return how the network's harness is made; None if it has none."""
    module = f"tests.plugs.{network}"
    if find_spec(module) is None:
        return None
    made: HarnessOf = import_module(module).harness
    return made
