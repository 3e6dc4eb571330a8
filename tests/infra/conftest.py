"""One synthesis of the real app for all tests of the template."""

import pytest

from tests.infra.synth import EVERY_CHOICE, Synthesised, synthesise


@pytest.fixture(scope="session")
def desk_template(tmp_path_factory: pytest.TempPathFactory) -> Synthesised:
    """The template of the example's stage, with somebody to hear the alarms."""
    return synthesise(tmp_path_factory.mktemp("synth"), alarm_email="team@example.com")


@pytest.fixture(scope="session")
def full_template(tmp_path_factory: pytest.TempPathFactory) -> Synthesised:
    """The template of a stage that leaves nothing out."""
    return synthesise(tmp_path_factory.mktemp("full"), **EVERY_CHOICE)
