"""Figures are replaced group by group, and what people wrote around them stays."""

from datetime import date
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import GROUPS
from tests.benchmarks.figures import FIGURES, keep

ROOT = Path(__file__).parents[3]

PAGE = """# Figures

<!-- life -->
| old | 1 |
<!-- end -->

What it means.

<!-- new -->
<!-- end -->

<!-- queue -->
| kept | 2 |
<!-- end -->
"""


@pytest.mark.parametrize("group", ["life", "new"])
def test_a_groups_figures_replace_its_own_and_nothing_else(group: str, tmp_path: Path) -> None:
    page = tmp_path / "figures.md"
    page.write_text(PAGE, "utf-8")
    keep(group, [("written", r"48 \d units"), ("read", "20")], date(2026, 11, 30), page=page)
    text = page.read_text("utf-8")
    assert f"<!-- {group} -->\n\n`make bench ONLY={group}`, 2026-11-30" in text
    assert "| written | 48 \\d units |\n| read | 20 |\n\n<!-- end -->\n" in text
    assert ("| old | 1 |" in text) == (group != "life")
    assert "What it means." in text
    assert text.endswith("<!-- queue -->\n| kept | 2 |\n<!-- end -->\n")


def test_a_group_without_a_place_is_told(tmp_path: Path) -> None:
    page = tmp_path / "figures.md"
    page.write_text(PAGE, "utf-8")
    with pytest.raises(LookupError, match="no place for 'cold'"):
        keep("cold", [], date(2026, 11, 30), page=page)
    assert page.read_text("utf-8") == PAGE


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_every_group_has_its_place_among_the_figures(group: str) -> None:
    assert f"<!-- {group} -->\n" in (ROOT / FIGURES).read_text("utf-8")
