"""Tables for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""Tells Excel that what follows is UTF-8."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula: names come from outside, and a cell that runs something is an
attack (https://owasp.org/www-community/attacks/CSV_Injection). Full-width signs count in Japanese Excel."""


def csv_of(rows: Iterable[Sequence[str | int | None]], *, goes_on: bool = False) -> str:
    """RFC 4180, with a mark for Excel, and no cell that could be run; a number is no text, and stays one. What `goes_on`
    where another part of the same file ended has no mark of its own."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return ("" if goes_on else BOM) + written.getvalue()


def _harmless(cell: str | int | None) -> str | int | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
