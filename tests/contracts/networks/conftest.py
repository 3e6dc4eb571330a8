"""Each scenario runs for every network that the desk knows, on its stand-in (N8)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from shared import wiring
from shared.networks import registry
from shared.ports.settings import Document
from tests.fake_desk import AT_ONCE
from tests.plugs.harness import Harness, harness_of
from tests.plugs.world import PluggedWorld, SharedClock

NewDesk = Callable[..., PluggedWorld]


@pytest.fixture(scope="module")
def shared_clock() -> SharedClock:
    return SharedClock()


@pytest.fixture(scope="module", params=registry.names())
def started(
    request: pytest.FixtureRequest, shared_clock: SharedClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Harness]:
    """The network's stand-in, for the tests of a module."""
    make = harness_of(request.param)
    if make is None:
        pytest.fail(f"the network {request.param!r} has no harness: write tests/plugs/{request.param}.py")
    with ExitStack() as stack:
        yield stack.enter_context(make(tmp_path_factory.mktemp(request.param), shared_clock.now))


@pytest.fixture
def new_desk(started: Harness, shared_clock: SharedClock, monkeypatch: pytest.MonkeyPatch) -> NewDesk:
    """Makes a desk that knows nothing yet of what stands on the network."""
    for name, value in {**PAGE, "POWERTOOLS_METRICS_NAMESPACE": "Sokuto", "POWERTOOLS_SERVICE_NAME": "n8"}.items():
        monkeypatch.setenv(name, value)

    def make(*documents: Document, **more: Any) -> PluggedWorld:
        def install(desk: object) -> None:
            monkeypatch.setattr(wiring, "_desk", desk)

        world = PluggedWorld(started, shared_clock, AT_ONCE, *documents, install=install, **more)
        world.people_settle = False
        return world

    return make


@pytest.fixture
def world(started: Harness, new_desk: NewDesk) -> PluggedWorld:
    """A desk connected to the network, half a minute past noon; nobody has written yet."""
    made = new_desk()
    started.reset()
    made.hears()
    return made


PAGE = {
    "DESK_USER_POOL_CLIENT_ID": "client",
    "DESK_AUTHORIZE_URL": "https://login.example.com/oauth2/authorize",
    "DESK_TOKEN_URL": "https://login.example.com/oauth2/token",
    "DESK_LOGOUT_URL": "https://login.example.com/logout",
}
