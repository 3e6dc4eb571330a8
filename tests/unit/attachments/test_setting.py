"""For how many days files are kept is a setting, which the bucket's own limit contains."""

import pytest

from shared.domain.errors import InvalidError
from shared.ports.settings import Document
from shared.usecases.settings.documents import settings_from


def days(value: object) -> int:
    return settings_from([Document("desk", "desk", 1, {"keep_attachments_days": value})]).general.keep_attachments_days


def test_files_are_kept_for_ninety_days_unless_the_settings_say_otherwise() -> None:
    assert settings_from(()).general.keep_attachments_days == 90
    assert [days(0), days(1), days(365)] == [0, 1, 365]


@pytest.mark.parametrize("value", [-1, 366, 1.5, "30", None])
def test_what_is_no_number_of_days_is_refused(value: object) -> None:
    with pytest.raises(InvalidError, match="keep_attachments_days"):
        days(value)
