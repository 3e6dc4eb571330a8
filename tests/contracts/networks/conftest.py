"""Each scenario runs for every network that the desk knows, on its stand-in (N8)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared import wiring
from shared.networks import registry
from shared.ports.settings import Document
from tests.fake_desk import AT_ONCE
from tests.plugs.harness import Harness
from tests.plugs.world import PluggedWorld, SharedClock, started

NewDesk = Callable[..., PluggedWorld]


@pytest.fixture(scope="module", params=registry.names())
def network(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Harness, SharedClock]]:
    """The network's stand-in, for the tests of a module."""
    with started(request.param, tmp_path_factory.mktemp(request.param)) as made:
        yield made


@pytest.fixture
def new_desk(network: tuple[Harness, SharedClock], monkeypatch: pytest.MonkeyPatch) -> NewDesk:
    """Makes a desk that knows nothing yet of what stands on the network."""
    for name, value in {**PAGE, "POWERTOOLS_METRICS_NAMESPACE": "Sokuto", "POWERTOOLS_SERVICE_NAME": "n8"}.items():
        monkeypatch.setenv(name, value)

    def make(*documents: Document, **more: Any) -> PluggedWorld:
        def install(desk: object) -> None:
            monkeypatch.setattr(wiring, "_desk", desk)

        world = PluggedWorld(*network, AT_ONCE, *documents, install=install, **more)
        world.people_settle = False
        return world

    return make


@pytest.fixture
def world(network: tuple[Harness, SharedClock], new_desk: NewDesk) -> PluggedWorld:
    """A desk connected to the network, half a minute past noon; nobody has written yet."""
    made = new_desk()
    network[0].reset()
    made.hears()
    return made


PAGE = {
    "DESK_USER_POOL_CLIENT_ID": "client",
    "DESK_AUTHORIZE_URL": "https://login.example.com/oauth2/authorize",
    "DESK_TOKEN_URL": "https://login.example.com/oauth2/token",
    "DESK_LOGOUT_URL": "https://login.example.com/logout",
}
