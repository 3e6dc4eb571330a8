"""Dataclasses and patterns take what is compiled already, and only that: a missing file, another Python's or another text changes
nothing."""

import dataclasses
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared import precompiled
from shared.domain.sla.calendar_values import _MONTH_DAY
from shared.domain.text.urls import _SCHEME
from shared.networks.fields import _SURROGATE
from shared.networks.meta.addresses import COMMENT
from shared.networks.x.signature import CHALLENGE

WRITTEN = """
import sys
from shared import precompiled
precompiled.FILE = sys.argv[1]
print(precompiled.write())
"""


VERSION = precompiled._version()

LEAST = 500
"""Texts and patterns of the desk and its libraries. From Python 3.13 on dataclasses compile all methods of a class as one text, which
makes 700 of 2,400."""


@pytest.fixture(autouse=True)
def own_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "precompiled.bin"
    monkeypatch.setattr(precompiled, "FILE", str(file))
    monkeypatch.setattr(precompiled.compiler, "compile", precompiled.compiler.compile)
    yield file
    vars(dataclasses).pop("exec", None)
    re.purge()


def test_without_a_file_dataclasses_are_left_alone() -> None:
    assert not precompiled.use()
    assert "exec" not in vars(dataclasses)


@pytest.mark.parametrize("version", [b"\0" + VERSION[1:], VERSION[:-1] + b"\xff"], ids=["bytecode", "patterns"])
def test_the_code_of_another_python_is_not_used(own_file: Path, version: bytes) -> None:
    own_file.write_bytes(version + b"anything")
    assert not precompiled.use()
    assert "exec" not in vars(dataclasses)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("written") / "precompiled.bin"
    file.write_bytes(b"of an earlier bundle")
    done = subprocess.run([sys.executable, "-c", WRITTEN, str(file)], check=True, capture_output=True, text=True)
    assert int(done.stdout) > LEAST
    return file.read_bytes()


def test_what_is_compiled_already_is_taken_and_all_else_is_compiled(own_file: Path, written: bytes) -> None:
    own_file.write_bytes(written)
    assert precompiled.use()

    @dataclass(frozen=True, slots=True)
    class New:
        """A class that nobody has compiled."""

        never_seen_before: int

    assert New(1) == New(1) != New(2)
    assert dataclasses.replace(New(1), never_seen_before=2) == New(2)


PATTERNS = (
    *((_MONTH_DAY.pattern, 0), (_SURROGATE.pattern, 0), (_SCHEME.pattern, re.IGNORECASE)),
    *((CHALLENGE.pattern, 0), (COMMENT.pattern, re.ASCII)),
)
"""Of text and of bytes, with flags and with named groups, and one that is no Unicode."""


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS, ids=range(len(PATTERNS)))
def test_a_pattern_that_is_compiled_already_is_the_same_pattern(
    own_file: Path, written: bytes, pattern: str | bytes, flags: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_file.write_bytes(written)
    made = precompiled.compiler.compile(pattern, flags)
    monkeypatch.setattr(precompiled.compiler._parser, "parse", None)
    assert precompiled.use()
    found = precompiled.compiler.compile(pattern, flags)
    assert (found, found.flags, found.groupindex, found.groups) == (made, made.flags, made.groupindex, made.groups)


@pytest.mark.parametrize(
    ("pattern", "flags"), [("never (?P<seen>before)", 0), (rb"1784[0-9]{13}", re.ASCII), (r"\S", re.DOTALL)]
)
def test_another_pattern_is_compiled_as_ever(own_file: Path, written: bytes, pattern: str | bytes, flags: int) -> None:
    """Nor is one of bytes taken for one of text, or one with other flags."""
    own_file.write_bytes(written)
    made = precompiled.compiler.compile(pattern, flags)
    assert precompiled.use()
    found = re.compile(pattern, flags)
    assert (found, found.flags, found.groupindex) == (made, made.flags, made.groupindex)
    assert type(found.pattern) is type(pattern)
