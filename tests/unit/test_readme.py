"""What the README shows can be done as it is shown."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

from shared.usecases.settings_documents import settings_from
from shared.usecases.settings_file import documents_in
from shared.usecases.settings_kinds import KINDS

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def files() -> list[str]:
    return re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)


def test_what_the_readme_sets_for_costs_is_sound() -> None:
    general = settings_from(documents_in(tomllib.loads(files()[1]))).general
    assert (general.monthly_usd, general.prices.user_read, general.prices.post_read) == (
        Decimal(50),
        Decimal(0),
        Decimal("0.005"),
    )


def test_the_settings_file_in_the_readme_is_sound_and_shows_every_kind() -> None:
    documents = documents_in(tomllib.loads(files()[0]))
    assert settings_from(documents).texts.of("overdue", "ja").subject.startswith("【至急】")
    assert {document.kind for document in documents} == set(KINDS)
