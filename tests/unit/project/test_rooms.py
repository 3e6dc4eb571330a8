"""A room in which a reader finds things: a package of what ships has at most 25 modules."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MOST = 25

PACKAGES = sorted(
    init.parent.relative_to(ROOT).as_posix()
    for top in ("functions", "infra", "shared")
    for init in (ROOT / top).rglob("__init__.py")
)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_room_is_crowded(package: str) -> None:
    modules = sorted(path.stem for path in (ROOT / package).glob("*.py") if path.stem != "__init__")
    assert len(modules) <= MOST, modules
