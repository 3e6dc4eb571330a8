"""An older release of this tree, as far as a running deployment can tell one from another.

Before 1.0 there is no release whose stored forms a later one promises to read, and a clone may have no history. So the older release is this
tree with another page, other functions as far as their bundle goes, and the state machine of a deadline under other names, whose running
executions go on by the definition that they were started with. From 1.0 on, the tree of the last release takes its place.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from infra.local.place import ROOT

SHARED: Final = (".venv", ".local", "node_modules")
"""What is installed is the same for both."""

CHANGES: Final = (
    ("infra/timer.py", 'sfn.Wait(self, "Wait"', 'sfn.Wait(self, "Sleep"'),
    ("infra/timer.py", '"Chase", lambda_function', '"Call", lambda_function'),
    ("functions/chase_deadline.py", '"""', '"""An older release. '),
    ("functions/desk_api/web/app.js", "\n", "\nglobalThis.olderRelease = true;\n"),
)
"""File, what stands there first, and what stands there in the older release."""


def older_tree(folder: Path) -> Path:
    """Lay the older release down in `folder`, ready to be deployed, and return it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    for name in SHARED:
        (folder / name).symlink_to(ROOT / name)
    for file, said, older in CHANGES:
        text = (folder / file).read_text("utf-8")
        assert said in text, f"{file} has no {said!r} any more"
        (folder / file).write_text(text.replace(said, older, 1), "utf-8")
    return folder
