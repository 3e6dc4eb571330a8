"""How the page's catalogues are written: one text a key, over several lines where it is longer than a line."""

import re
from pathlib import Path

JOINED = re.compile(r"' \+\n\s+'")
LONG_KEY = re.compile(r"^  \[('(?:[^'\\]|\\.)*')\]:", re.MULTILINE)
BROKEN = re.compile(r":\n\s+'")


def catalogue_source(path: Path) -> str:
    """The source with each text behind its key, on one line."""
    joined = JOINED.sub("", path.read_text(encoding="utf-8"))
    return BROKEN.sub(": '", LONG_KEY.sub(r"  \1:", joined))
