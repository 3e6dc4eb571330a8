"""The choices of each stage, in a file of the team's git: `infra/stages/<stage>.toml`.

A deployment is made of that file and of nothing that somebody typed once, so that an upgrade months later deploys what
stands, and not the defaults.
"""

import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from infra.node import ROOT

FOLDER: Final = ROOT / "infra" / "stages"

EXAMPLE: Final = "example"
"""The stage of the file that ships with the project. It can be synthesised, and is never deployed."""


def path(stage: str, folder: Path | None = None) -> Path:
    """Return where the choices of `stage` stand."""
    return (folder or FOLDER) / f"{stage}.toml"


def choices(stage: str, known: Collection[str], folder: Path | None = None) -> Mapping[str, Any]:
    """Return the choices of `stage`; none if it has no file.

    Raises ValueError that names the file, for what is no TOML and for a choice that is not `known`.
    """
    file = path(stage, folder)
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise ValueError(f"{file.name} is no TOML: {e}") from e
    for name in found:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ValueError(f"{file.name}: there is no choice {name!r}" + (f"; {near[0]!r}?" if near else ""))
    return found
