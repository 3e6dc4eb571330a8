"""The family's plugs on their stand-in, which tells the time by the same clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from infra.local.meta import seed
from infra.local.meta.client import FakeMeta
from infra.local.meta.serve import running
from infra.local.stand_ins import SeedAccount
from shared.domain.settings.desk import Account
from shared.networks.context import PlugContext
from shared.networks.meta.plug import MetaPlug
from tests.builders import NOON
from tests.fake_plug import FakeAppSecrets
from tests.fakes import FakeBudgets, FakeClock

HOUR = timedelta(hours=1)


def account_of(brand: SeedAccount) -> Account:
    return Account(brand.id, brand.network, brand.network_id, brand.username, brand.name, app=brand.app)


ACME_FB, ACME_MS, ACME_IG = (account_of(brand) for brand in seed.ACCOUNTS)


@dataclass
class Bench:
    """`meta` is the network itself; `context` what a plug of the desk is made with."""

    meta: FakeMeta
    clock: FakeClock
    secrets: FakeAppSecrets = field(default_factory=lambda: FakeAppSecrets({seed.APP: seed.app_secret()}))
    grants: FakeAppSecrets = field(
        default_factory=lambda: FakeAppSecrets({seed.APP: {brand.id: seed.permission() for brand in seed.ACCOUNTS}})
    )
    budgets: FakeBudgets = field(default_factory=FakeBudgets)
    watched: dict[str, list[str]] = field(default_factory=dict)

    @property
    def context(self) -> PlugContext:
        return PlugContext(
            clock=self.clock,
            budgets=lambda: self.budgets,
            secrets=self.secrets,
            grants=self.grants,
            tally=lambda *_: None,
            api_url=self.meta.url,
            watched=lambda account: self.watched.get(account.id, []),
        )

    @property
    def family(self) -> MetaPlug:
        """Return what the three networks share, as a new process has it."""
        return MetaPlug(self.context)

    def requests(self, *words: str) -> int:
        """Return how many requests there were of the kinds that hold all these words."""
        return sum(n for kind, n in self.meta.requests().items() if all(word in kind for word in words))

    def comment(self, text: str = "Where is my order?", name: str = "Hanako", **more: Any) -> dict[str, Any]:
        return self.meta.comment(name, text, **more)


@contextmanager
def benches(folder: Path, clock: FakeClock) -> Iterator[FakeMeta]:
    with running(folder, now=clock.now, pauses=(0.01,)) as url, FakeMeta(url) as meta:
        yield meta


def new_bench(meta: FakeMeta, clock: FakeClock) -> Bench:
    clock.instant = NOON
    meta.reset(everything=True)
    return Bench(meta, clock)
