"""The built page: chunks with the hash of their content in their name, from the sources in `functions/desk_api/web`.

`page.mjs` builds it with Rollup and esbuild from `node_modules`. What was built stands in `.local/page/` under a hash of its
sources, so that the same is built once. `python -m infra.bundling.page` puts it where the function reads it in the working tree.
"""

import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.node import NODE, ROOT

SOURCES = ROOT / "functions" / "desk_api" / "web"
SERVED_FROM = ROOT / "functions" / "desk_api" / "page"
CACHE = ROOT / ".local" / "page"
SCRIPT = Path(__file__).with_suffix(".mjs")
LIBRARIES = Path(__file__).with_name("page_libraries.json")
MOST_KEPT = 8


class PageBuildError(RuntimeError):
    """Raised when the page cannot be built, with the bundler's reason."""


def built_page() -> Path:
    """Return the folder with the page built from the sources as they are now. Raises PageBuildError."""
    target = CACHE / _key()
    if not target.is_dir():
        with _alone(), tempfile.TemporaryDirectory(dir=CACHE, prefix=".") as workplace:
            if target.is_dir():  # built by another process meanwhile
                return target
            fresh = Path(workplace) / "page"
            _build(fresh)
            fresh.rename(target)
        _forget_old(target)
    return target


def serve_from_working_tree() -> None:
    """Let functions that run from the working tree, as tests do, find the page as it is now."""
    target = built_page()
    if SERVED_FROM.is_symlink() and SERVED_FROM.readlink() == target:
        return
    with tempfile.TemporaryDirectory(dir=CACHE, prefix=".") as workplace:
        link = Path(workplace) / "page"
        link.symlink_to(target)
        link.replace(SERVED_FROM)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process build at a time: those of a test run begin together, and want the same."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(target: Path) -> None:
    done = subprocess.run([str(NODE), str(SCRIPT), str(target)], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise PageBuildError(
            f"the page cannot be built (is everything installed? `make ready`):\n{done.stderr.strip()}"
        )


def _key() -> str:
    digest = hashlib.sha256()
    for path in _inputs():
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _inputs() -> Iterator[Path]:
    yield from (ROOT / "package-lock.json", LIBRARIES, SCRIPT)
    yield from sorted(path for path in SOURCES.rglob("*") if path.is_file())


def _forget_old(current: Path) -> None:
    """Remove what has not been built lately; a test that reads it just then has built its own since."""
    kept = sorted(CACHE.glob("[0-9a-f]*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[MOST_KEPT:]:
        if path != current:
            shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    serve_from_working_tree()
