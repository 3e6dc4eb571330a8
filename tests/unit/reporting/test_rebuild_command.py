"""`desk metrics rebuild` counts days again, and says which had been counted otherwise (M4)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from infra.ops import desk as command
from infra.ops.refused import CommandRefusedError
from shared import wiring
from shared.domain.reporting.sealed_day import LAG, begin_of, day_of
from shared.usecases.reporting.seal_days import seal_days
from tests.builders import NOON
from tests.unit.reporting.test_sealed_days import Stream, answer, ask, office_desk, rows


def run(*words: str) -> None:
    command.app(["metrics", "rebuild", *words], standalone_mode=False)


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> object:
    made = office_desk()
    monkeypatch.setattr(wiring, "_desk", made)
    answer(made, 9, ask(made, 0))
    Stream(made).deliver()
    made.clock.instant = begin_of(day_of(NOON) + timedelta(days=1)) + LAG
    seal_days(desk=made)
    return made


def test_it_counts_the_last_days_of_every_account(capsys: pytest.CaptureFixture[str]) -> None:
    run()
    assert capsys.readouterr().out == "80 days with 1 clocks counted again; 0 of them were different.\n"


def test_a_day_that_was_different_is_named_and_mended(desk: object, capsys: pytest.CaptureFixture[str]) -> None:
    sealed = desk.sealed_days  # type: ignore[attr-defined]
    sealed.put(replace(sealed.days["acme", day_of(NOON)], tables={}))
    run("--account", "acme", "--from", "2026-09-14", "--to", "2026-09-15")
    said = capsys.readouterr().out
    assert "acme  2026-09-15  was different and is mended." in said
    assert "2 days with 1 clocks counted again; 1 of them were different." in said
    assert rows(desk)[0].tickets == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("words", [("--from", "yesterday"), ("--from", "2026-09-15", "--to", "2026-09-01")])
def test_what_is_no_period_is_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandRefusedError):
        run(*words)
