"""Code that dataclasses compile when they are imported, compiled when the functions are bundled.

`@dataclass` writes its methods as text and compiles them, a third of a millisecond a class, at each cold start anew: bytecode of
the module does not hold them. The desk has hundreds of such classes, a fifth of a cold start. The bundle therefore carries the
compiled texts beside the sources; a text that is not among them, and a bundle without them, are compiled as ever.

`python -m shared.precompiled`, in the bundle's folder and by the functions' interpreter, writes the file.
"""

import dataclasses
import marshal
from contextlib import suppress
from importlib.util import MAGIC_NUMBER
from types import CodeType
from typing import Any

FILE = f"{__file__.rpartition('/')[0]}/precompiled.bin"

ROOMS = ("shared.domain", "shared.ports", "shared.networks", "shared.usecases")
"""The packages whose classes are compiled ahead, as far as the bundling machine can import them: it may have another processor than
the functions, and then not their libraries of machine code."""


def use() -> bool:
    """Let dataclasses take what is compiled already. Return False where there is nothing for this version of Python."""
    try:
        with open(FILE, "rb") as file:  # noqa: PTH123  # pathlib is not free at a cold start
            stored = file.read()
    except OSError:
        return False
    if not stored.startswith(MAGIC_NUMBER):
        return False
    compiled: dict[str, bytes] = marshal.loads(stored[len(MAGIC_NUMBER) :])  # noqa: S302  # of this bundle

    def execute(text: str, *scopes: Any) -> None:
        code = compiled.get(text)
        exec(marshal.loads(code) if code is not None else text, *scopes)  # noqa: S102, S302  # as dataclasses do

    _replace_exec(execute)
    return True


def _replace_exec(execute: Any) -> None:
    """Stand before the built-in function in the module's namespace: dataclasses call it by its name."""
    vars(dataclasses)["exec"] = execute


def write() -> int:
    """Import all rooms, and store what their dataclasses have compiled. Return the number of texts."""
    from importlib import import_module
    from pkgutil import walk_packages

    found: dict[str, bytes] = {}

    def execute(text: str, *scopes: Any) -> None:
        code: CodeType = compile(text, "<dataclass>", "exec", dont_inherit=True)
        found[text] = marshal.dumps(code)
        exec(code, *scopes)  # noqa: S102  # as dataclasses do

    _replace_exec(execute)
    for room in ROOMS:
        package = import_module(room)
        for module in walk_packages(package.__path__, f"{room}.", onerror=lambda _: None):
            with suppress(ImportError):
                import_module(module.name)
    with open(FILE, "wb") as file:  # noqa: PTH123
        file.write(MAGIC_NUMBER + marshal.dumps(dict(sorted(found.items()))))
    return len(found)


if __name__ == "__main__":
    write()
