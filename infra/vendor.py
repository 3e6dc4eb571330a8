"""The page's libraries, copied unchanged from `node_modules`, for a page without a bundler.

`web_vendor.json` lists the files and their places. `python -m infra.vendor` copies them into the working tree, for work on
the page; a bundle gets its own copies.
"""

import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "infra" / "web_vendor.json"


def copy_vendor(target: Path) -> None:
    """Copy each file of the list to its place below `target`.

    Raises FileNotFoundError with the command that installs them, if the libraries are missing.
    """
    for place, source in json.loads(LIST.read_text(encoding="utf-8")).items():
        if not (ROOT / source).is_file():
            raise FileNotFoundError(f"{source} is missing: run `npm ci` first")
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / source, target / place)


if __name__ == "__main__":
    copy_vendor(ROOT)
