"""Dataclasses take what is compiled already, and only that: a missing file, another Python's or another text changes nothing."""

import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from shared import precompiled

WRITTEN = """
import sys
from shared import precompiled
precompiled.FILE = sys.argv[1]
print(precompiled.write())
"""


@pytest.fixture(autouse=True)
def own_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "precompiled.bin"
    monkeypatch.setattr(precompiled, "FILE", str(file))
    yield file
    vars(dataclasses).pop("exec", None)


def test_without_a_file_dataclasses_are_left_alone() -> None:
    assert not precompiled.use()
    assert "exec" not in vars(dataclasses)


def test_the_code_of_another_python_is_not_used(own_file: Path) -> None:
    own_file.write_bytes(b"\0" + MAGIC_NUMBER[1:] + b"anything")
    assert not precompiled.use()
    assert "exec" not in vars(dataclasses)


def test_what_is_compiled_already_is_taken_and_all_else_is_compiled(own_file: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WRITTEN, str(own_file)], check=True, capture_output=True, text=True)
    assert int(done.stdout) > 500
    assert precompiled.use()

    @dataclass(frozen=True, slots=True)
    class New:
        """A class that nobody has compiled."""

        never_seen_before: int

    assert New(1) == New(1) != New(2)
    assert dataclasses.replace(New(1), never_seen_before=2) == New(2)
