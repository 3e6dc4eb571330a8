"""The stand-in for LINE, the desk's webhook, and LINE's plug on both."""

from collections.abc import Iterator

import pytest

from infra.local.line import seed
from infra.local.line.client import FakeLine
from infra.local.line.serve import running
from shared.domain.settings.desk import Account
from shared.networks.context import PlugContext
from shared.networks.line.plug import LinePlug
from tests.fake_plug import FakeAppSecrets
from tests.fakes import FakeBudgets, FakeClock
from tests.integration.line.place import SHOP, START, Place
from tests.plugs.inbox import Inbox, receiving


@pytest.fixture(scope="module")
def clock() -> FakeClock:
    return FakeClock(START)


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    with receiving("line", seed.app_secret()) as made:
        yield made


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, clock: FakeClock) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("line"), now=clock.now, pauses=(0.01, 0.01)) as url:
        yield url


@pytest.fixture
def place(address: str, clock: FakeClock, inbox: Inbox) -> Iterator[Place]:
    """A desk's plug on the stand-in, as it is at first: connected, nobody has written."""
    clock.instant = START
    with FakeLine(address) as line:
        line.reset(everything=True)
        line.channel(endpoint=inbox.url, active=True)
        inbox.take()
        secrets, budgets = FakeAppSecrets({"main": seed.app_secret(), "other": {}}), FakeBudgets()
        context = PlugContext(clock, lambda: budgets, secrets, FakeAppSecrets({}), lambda *_: None, line.url)
        yield Place(line, LinePlug(context), clock, inbox, secrets)


@pytest.fixture
def shop() -> Account:
    return SHOP
