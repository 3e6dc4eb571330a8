"""What the README shows can be done as it is shown."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

from shared.usecases.change_settings import change_settings
from shared.usecases.settings import desk_settings
from shared.usecases.settings_documents import settings_from
from shared.usecases.settings_file import documents_in
from shared.usecases.settings_kinds import KINDS
from tests.builders import minutes
from tests.fake_desk import FakeDesk

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def files() -> list[str]:
    return re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)


def test_what_the_readme_sets_for_costs_is_sound() -> None:
    [costs] = [file for file in files() if "monthly_usd" in file]
    general = settings_from(documents_in(tomllib.loads(costs))).general
    assert (general.monthly_usd, general.prices.user_read, general.prices.post_read) == (
        Decimal(50),
        Decimal(0),
        Decimal("0.005"),
    )


def test_L1_the_ladder_in_the_readme_can_be_saved() -> None:
    [ladder] = [file for file in files() if "before_minutes" in file]
    desk = FakeDesk()
    change_settings(documents_in(tomllib.loads(ladder)), by=None, desk=desk, within=None)
    policy = desk_settings(desk).policy("vip")
    assert policy is not None
    assert [step.offset(policy.first_reply) for step in policy.ladder] == [minutes(n) for n in (10, 15, 20, 35)]


def test_the_settings_file_in_the_readme_is_sound_and_shows_every_kind() -> None:
    documents = documents_in(tomllib.loads(files()[0]))
    assert settings_from(documents).texts.of("overdue", "ja").subject.startswith("【至急】")
    assert {document.kind for document in documents} == set(KINDS)
