"""A network's plug without a network: each part is a fake of its own, or None where the network has no such part."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.quota import Quota
from shared.domain.errors import NotFoundError, SocialNetworkError, UnavailableError, UnreadableSecretError
from shared.domain.networks.idempotency import IdempotencyKeys
from shared.domain.networks.rules import NetworkRules
from shared.domain.networks.unknown import unknown_rules
from shared.domain.posts.author import Author
from shared.domain.posts.moderation import Moderation
from shared.domain.settings.desk import Account
from shared.networks.x.reading.reader import XReader
from shared.networks.x.rules import RULES, XRules
from shared.networks.x.webhook import WEBHOOK
from tests.fake_console import FakeConsole


@dataclass
class FakeAppSecrets:
    """`held` are the secrets of the apps that are set up; `broken` are apps whose secret is not a JSON object."""

    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    fails: UnavailableError | None = None

    @property
    def apps(self) -> Collection[str]:
        return self.held.keys()

    def read(self, app: str, *, fresh: bool = False) -> Mapping[str, Any]:
        self._may(app)
        if app in self.broken:
            raise UnreadableSecretError(f"The secret of the app {app!r} is not a JSON object.")
        return self.held[app]

    def write(self, app: str, value: Mapping[str, Any]) -> None:
        self._may(app)
        self.held[app] = dict(value)
        self.broken.discard(app)

    def _may(self, app: str) -> None:
        if app not in self.held:
            raise NotFoundError(f"There is no secret of the app {app!r}.")
        if self.fails is not None:
            raise self.fails


@dataclass
class FakeQuotas:
    """A plan of `limit` answers of which the network counts `used`; `fails` is raised instead. `asked` counts the readings."""

    now: Callable[[], datetime]
    limit: int | None = 200
    used: int = 0
    renews_at: datetime | None = None
    fails: Exception | None = None
    asked: int = 0

    def read(self, account: Account) -> Quota:
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return Quota(self.limit, self.used, self.now(), self.renews_at)


@dataclass
class FakeProfiles:
    """`names` are the customers whose name the network shows; `asked` is whom it was asked for."""

    names: dict[str, str] = field(default_factory=dict)
    fails: SocialNetworkError | None = None
    asked: list[str] = field(default_factory=list)

    def find(self, account: Account, customer: str) -> Author | None:
        self.asked.append(customer)
        if self.fails is not None:
            raise self.fails
        name = self.names.get(customer)
        return Author(customer, "", name) if name else None


@dataclass
class FakeModerator:
    """Answers each call with the next of `says` (an error is raised, None means success); `done` is what it did."""

    says: list[SocialNetworkError | None] = field(default_factory=list)
    done: list[tuple[str, str, Moderation]] = field(default_factory=list)

    def apply(self, account: Account, post_id: str, action: Moderation) -> None:
        said = self.says.pop(0) if self.says else None
        if said is not None:
            raise said
        self.done.append((account.id, post_id, action))


Desk = TypeVar("Desk", bound=Any)


class KeyedRules(XRules):
    """The rules of a network that takes idempotency keys."""

    idempotency = IdempotencyKeys(trusted_for=timedelta(minutes=30))


class FakeRules(dict[str, NetworkRules]):
    """Rules by network; those of a network that is not among them allow nothing."""

    def __missing__(self, name: str) -> NetworkRules:
        return unknown_rules(name)


@dataclass
class FakePlug:
    """Tests replace a part with another fake, or with None."""

    name: str = "x"
    rules: NetworkRules = RULES
    webhook: Any = WEBHOOK
    reader: Any = field(default_factory=XReader)
    timelines: Any = None
    lookups: Any = None
    sender: Any = None
    console: Any = field(default_factory=FakeConsole)
    setup: Any = None
    grants: Any = None
    redelivery: Any = None
    media: Any = None
    quotas: Any = None
    profiles: Any = None
    person_ids: Any = None
    moderation: Any = None
    completer: Any = None
    allowances: Sequence[Allowance] = ()


def plugged(desk: Desk, **parts: Any) -> Desk:
    """Return the desk with other parts in its plug; with `ingest`, with another ingest queue."""
    if "ingest" in parts:
        desk.ingest = parts.pop("ingest")
    for name, part in parts.items():
        setattr(desk.plug, name, part)
    return desk
