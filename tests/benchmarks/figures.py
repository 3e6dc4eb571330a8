"""Where figures end: each group's table in `docs/figures.md` stands between two marks, and is replaced by what was measured last.

What is written around the tables, what they mean and what follows, is written by people and stays.
"""

import os
import platform
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

Row = tuple[str, str]

FIGURES = Path("docs/figures.md")


def keep(group: str, rows: Sequence[Row], on: date, *, page: Path = FIGURES) -> None:
    """Write the rows into the group's place. Raises LookupError if the page has none for it."""
    text = page.read_text("utf-8")
    between = re.compile(rf"(?<=<!-- {re.escape(group)} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    if not between.search(text):
        raise LookupError(f"{page} has no place for {group!r}: <!-- {group} -->, <!-- end -->")
    table = "".join(f"| {what} | {figure} |\n" for what, figure in rows)
    measured = f"`make bench ONLY={group}`, {on.isoformat()}, {_machine()}\n\n| what | figure |\n|---|---|\n{table}\n"
    page.write_text(between.sub(lambda _: f"\n{measured}", text, count=1), "utf-8")


def _machine() -> str:
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count() or 1} cores."
