"""The desk's services for a network's plug."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from shared.domain.accounts.costs import Charge
from shared.domain.settings.desk import Account
from shared.ports.accounts import Budgets
from shared.ports.clock import Clock
from shared.ports.secrets import AppSecrets


def _no_threads(account: Account) -> Sequence[str]:  # noqa: ARG001
    return ()


@dataclass(frozen=True, slots=True, repr=False)
class PlugContext:
    """`secrets` are the keys of the network's apps, and `grants` the permissions that accounts have given them.
    `api_url` replaces the network's own address on a developer's machine only; None is the network's own. `tally`
    counts the charged resources of each read. `watched` are an account's threads that only the webhook named, newest first
    (ports.WatchedThreads); it raises UnavailableError."""

    clock: Clock
    budgets: Callable[[], Budgets]
    secrets: AppSecrets
    grants: AppSecrets
    tally: Callable[[Account, Mapping[Charge, Collection[str]]], None]
    api_url: str | None = None
    watched: Callable[[Account], Sequence[str]] = _no_threads
