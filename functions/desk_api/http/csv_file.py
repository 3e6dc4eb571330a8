"""CSV files for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""Tells Excel that what follows is UTF-8."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Characters that begin a formula in a spreadsheet: names come from outside, and a cell that is executed is an attack
 (https://owasp.org/www-community/attacks/CSV_Injection). Full-width signs count in Japanese Excel."""


def csv_of(rows: Iterable[Sequence[str | int | None]], *, goes_on: bool = False) -> str:
    """Write rows as CSV (RFC 4180) with a byte order mark for Excel and with formulas escaped; numbers are left alone.

    With `goes_on` the rows continue an earlier part of the same file, and get no byte order mark."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return ("" if goes_on else BOM) + written.getvalue()


def _harmless(cell: str | int | None) -> str | int | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
