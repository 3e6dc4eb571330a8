"""Every list of things that are installed is one that updates are proposed for."""

import json
import re
from pathlib import Path
from typing import Any

from infra.local.emulator import PARTS

ROOT = Path(__file__).parents[3]
CONFIG: dict[str, Any] = json.loads((ROOT / "renovate.json").read_text(encoding="utf-8"))

OF = {"pyproject.toml": "pep621", "package.json": "npm"}
"""Which of Renovate's managers reads which list; the lock files beside them follow."""


def matches(patterns: list[str], path: str) -> bool:
    return any(re.search(pattern.strip("/"), path) for pattern in patterns)


def test_each_list_has_a_manager_that_reads_it() -> None:
    assert set(OF.values()) | {"custom.regex"} == set(CONFIG["enabledManagers"])
    assert all((ROOT / path).is_file() for path in OF)


def test_the_emulators_parts_are_found_where_they_stand() -> None:
    (own,) = CONFIG["customManagers"]
    assert matches(own["managerFilePatterns"], "infra/local/emulator.py")
    pattern = own["matchStrings"][0].replace("(?<", "(?P<")
    source = (ROOT / "infra/local/emulator.py").read_text(encoding="utf-8")
    found = {f"{each['depName']}=={each['currentValue']}" for each in re.finditer(pattern, source)}
    assert found == set(PARTS)


def test_nothing_new_is_taken_on_its_first_day_but_what_mends_a_weakness() -> None:
    assert CONFIG["minimumReleaseAge"] == "7 days"
    assert CONFIG["vulnerabilityAlerts"] == {"enabled": True, "minimumReleaseAge": None, "schedule": ["at any time"]}
