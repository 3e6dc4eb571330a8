"""How the page's catalogues are written: one text a key, over several lines where it is longer than a line."""

import re
from pathlib import Path

PIECE = r"""(?:'(?:[^'\\]|\\.)*'|"[^"]*")"""
JOINED = re.compile(r"' \+\n\s+'")
LONG_KEY = re.compile(rf"^  \[({PIECE}(?: \+\n\s+{PIECE})*)\]:", re.MULTILINE)
BROKEN = re.compile(r":\n\s+'")


def catalogue_source(path: Path) -> str:
    """The source with each text behind its key, on one line."""
    keyed = LONG_KEY.sub(_on_one_line, path.read_text(encoding="utf-8"))
    return BROKEN.sub(": '", JOINED.sub("", keyed))


def _on_one_line(key: re.Match[str]) -> str:
    """A long key, whose pieces with an apostrophe the formatter puts in other quotation marks than the rest."""
    whole = "".join(piece[1:-1] for piece in re.findall(PIECE, key[1]))
    return f'  "{whole}":' if re.search(r"(?<!\\)'", whole) else f"  '{whole}':"
