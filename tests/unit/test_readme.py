"""What the README shows can be done as it is shown."""

import re
import tomllib
from pathlib import Path

from shared.usecases.settings_documents import KINDS, settings_from
from shared.usecases.settings_file import documents_in

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_the_settings_file_in_the_readme_is_sound_and_shows_every_kind() -> None:
    [file] = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    documents = documents_in(tomllib.loads(file))
    assert settings_from(documents).texts.of("overdue", "ja").subject.startswith("【至急】")
    assert {document.kind for document in documents} == set(KINDS)
