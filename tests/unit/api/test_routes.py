"""A request brings the routers of its own address, so that a cold start does not pay for all others."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from functions.desk_api import routers
from functions.desk_api.routes import ROUTERS, place_of

MODULES = sorted(path.stem for path in Path(routers.__path__[0]).glob("*.py") if path.stem != "__init__")

ASK = """
import sys
from functions.desk_api.app import routes
before = set(sys.modules)
routes.include(sys.argv[1])
print(*sorted(name.rpartition(".")[2] for name in sys.modules if name.startswith("functions.desk_api.routers.")))
"""


def test_every_router_serves_some_address() -> None:
    assert sorted({name for names in ROUTERS.values() for name in names}) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_every_route_is_found_by_its_address(module: str) -> None:
    paths = [path for path, *_ in import_module(f"functions.desk_api.routers.{module}").router._routes]
    assert paths
    assert [path for path in paths if module not in ROUTERS.get(place_of(path), ())] == []


@pytest.mark.parametrize(
    ("path", "brought"),
    [
        ("/api/queue", "page pictures queue"),
        ("/api/me", "me page"),
        ("/", "page"),
        ("/tickets/T1", "page"),
        ("/api/nothing", "page"),
    ],
)
def test_an_address_brings_its_own_routers_alone(path: str, brought: str) -> None:
    done = subprocess.run([sys.executable, "-c", ASK, path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == brought
