"""The `desk` command as somebody types it."""

from collections.abc import Callable

import pytest

from infra.ops import desk as command

Run = Callable[..., tuple[int, str]]


def runs(topic: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Types `desk <topic> <words>`; gives the exit code, and what the command said."""

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["desk", topic, *words])
        with pytest.raises(SystemExit) as ended:
            command.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return run
