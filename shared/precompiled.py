"""Code that Python makes at each import, made when the functions are bundled: bytecode of a module does not hold it.

`@dataclass` writes the methods of a class as text and compiles them, a third of a millisecond a class; `re.compile` parses its
pattern, half a millisecond and more. The desk has hundreds of both, a third of a cold start. The bundle therefore carries the
code of texts and patterns beside the sources; one that is not among them, and a bundle without them, are compiled as ever.

`python -m shared.precompiled`, in the bundle's folder and by the functions' interpreter, writes the file.
"""

import dataclasses
import marshal
import re
from _blake2 import blake2b  # without the rest of hashlib, which loads OpenSSL
from contextlib import suppress
from importlib.util import MAGIC_NUMBER
from os import remove
from types import CodeType, SimpleNamespace
from typing import Any

compiler: Any = vars(re)["_compiler"]
"""Turns a pattern into code (CPython's `Lib/re/_compiler.py`): `re` asks it for each pattern that it does not hold yet."""

_sre: Any = compiler._sre

FILE = f"{__file__.rpartition('/')[0]}/precompiled.bin"

ROOMS = ("shared", "functions")
"""The packages whose modules are imported to see what they compile, as far as the bundling machine can import them: it may have another
processor than the functions, and then not their libraries of machine code."""


def use() -> bool:
    """Let dataclasses and regular expressions take what is compiled already. Return False where there is nothing for this version of
    Python."""
    try:
        with open(FILE, "rb") as file:  # noqa: PTH123  # pathlib is not free at a cold start
            stored = file.read()
    except OSError:
        return False
    if not stored.startswith(_version()):
        return False
    content = memoryview(stored)[len(_version()) :]
    places: dict[bytes, int] = marshal.loads(content)  # noqa: S302  # of this bundle; what follows is not read
    compile_pattern = compiler.compile

    def execute(text: str, *scopes: Any) -> None:
        place = places.get(_key(text))
        code = marshal.loads(content[place:]) if place is not None else text  # noqa: S302
        exec(code, *scopes)  # noqa: S102  # as dataclasses do

    def pattern_of(pattern: Any, flags: int = 0) -> Any:
        place = places.get(_key(pattern, int(flags))) if isinstance(pattern, str | bytes) else None
        if place is None:
            return compile_pattern(pattern, flags)
        return _sre.compile(pattern, *marshal.loads(content[place:]))  # noqa: S302

    _replace_exec(execute)
    compiler.compile = pattern_of
    return True


def _version() -> bytes:
    """The versions of bytecode, and of the code of patterns."""
    return MAGIC_NUMBER + int(_sre.MAGIC).to_bytes(4, "little")


def _key(text: str | bytes, flags: int | None = None) -> bytes:
    """Name a text, or with its `flags` a pattern. The texts themselves would be most of the file."""
    content = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    return blake2b(content, digest_size=16, key=f"{type(text).__name__} {flags}".encode()).digest()


def _replace_exec(execute: Any) -> None:
    """Stand before the built-in function in the module's namespace: dataclasses call it by its name."""
    vars(dataclasses)["exec"] = execute


def write() -> int:
    """Import all rooms, and store what they have compiled, and their libraries with them. Return the number of texts and patterns."""
    from importlib import import_module
    from pkgutil import walk_packages

    with suppress(FileNotFoundError):
        remove(FILE)  # noqa: PTH107  # as above; the functions would use it, and compile nothing
    found: dict[bytes, bytes] = {}
    compile_pattern = compiler.compile
    made: list[Any] = []

    def execute(text: str, *scopes: Any) -> None:
        code: CodeType = compile(text, "<dataclass>", "exec", dont_inherit=True)
        found[_key(text)] = marshal.dumps(code)
        exec(code, *scopes)  # noqa: S102  # as dataclasses do

    def make(pattern: str | bytes, flags: int, code: list[int], *groups: Any) -> Any:
        made[:] = [(int(flags), [int(each) for each in code], *groups)]
        return _sre.compile(pattern, flags, code, *groups)

    def pattern_of(pattern: Any, flags: int = 0) -> Any:
        compiled = compile_pattern(pattern, flags)
        if isinstance(pattern, str | bytes):
            found[_key(pattern, int(flags))] = marshal.dumps(made.pop())
        return compiled

    _replace_exec(execute)
    compiler._sre = SimpleNamespace(**{**vars(_sre), "compile": make})
    compiler.compile = pattern_of
    for room in ROOMS:
        package = import_module(room)
        for module in walk_packages(package.__path__, f"{room}.", onerror=lambda _: None):
            with suppress(ImportError):
                import_module(module.name)
    with open(FILE, "wb") as file:  # noqa: PTH123
        file.write(_version() + _packed(found))
    return len(found)


def _packed(found: dict[bytes, bytes]) -> bytes:
    """Return where each code begins, and the codes: a function takes one in ten, and reads no other."""
    at_most = 2**31 - 1  # marshal writes each integer up to it in four bytes
    places = dict.fromkeys(sorted(found), at_most)
    start = len(marshal.dumps(places, 2))
    for key in places:
        places[key], start = start, start + len(found[key])
    return marshal.dumps(places, 2) + b"".join(found[key] for key in places)


if __name__ == "__main__":
    write()
