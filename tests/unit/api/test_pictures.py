"""An account's picture: small, of a kind that runs nothing, kept by browsers for as long as it is the same."""

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.accounts.picture import LONGEST, picture_in
from shared.domain.errors import InvalidError
from shared.domain.settings.desk import ADMINS
from shared.ports.settings import Document
from shared.usecases.settings_changes.change_settings import change_settings
from tests.fake_desk import ACCOUNT, FakeDesk
from tests.unit.api.test_api import call, desk, raw

__all__ = ["desk"]

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def written(data: bytes) -> str:
    return base64.b64encode(data).decode()


def set_picture(desk: FakeDesk, picture: str, version: int = 1) -> None:
    admin = replace(desk.boss, groups=(ADMINS,))
    document = Document("account", "acme", version, {**ACCOUNT, "picture": picture})
    change_settings([document], by=admin, desk=desk, within=timedelta(seconds=8))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0 and so on", "image/jpeg"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(data: bytes, kind: str) -> None:
    picture = picture_in(written(data))
    assert picture is not None
    assert (picture.type, picture.data) == (kind, data)


@pytest.mark.parametrize(
    "text",
    [
        written(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        written(b"RIFF\x24\0\0\0WAVEfmt "),
        written(b"RIFF"),
        written(b""),
        "data:image/png;base64," + written(PNG),
        "not base64!",
        written(PNG)[:-3],
        "画像",
    ],
)
def test_whatever_else_calls_itself_a_picture_is_refused_with_its_field(text: str) -> None:
    assert picture_in(text) is None
    if text:
        with pytest.raises(InvalidError) as refused:
            set_picture(FakeDesk(), text)
        assert refused.value.path == "accounts[acme].picture"


def test_a_picture_that_every_function_would_have_to_carry_about_is_refused() -> None:
    set_picture(FakeDesk(), written(PNG.ljust(LONGEST // 4 * 3, b"\0")))
    with pytest.raises(InvalidError) as refused:
        set_picture(FakeDesk(), written(PNG.ljust(LONGEST, b"\0")))
    assert refused.value.path == "accounts[acme].picture"


def test_the_queue_names_the_picture_and_everybody_may_fetch_it(desk: FakeDesk) -> None:
    assert call("GET", "/api/queue")[1]["accounts"][0]["picture"] is None
    set_picture(desk, written(PNG))
    address = call("GET", "/api/queue")[1]["accounts"][0]["picture"]
    answer = raw("GET", address)
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    assert (answer["statusCode"], base64.b64decode(answer["body"])) == (200, PNG)
    assert headers["content-type"] == "image/png"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (headers["content-security-policy"], headers["x-content-type-options"]) == (
        "default-src 'none'; frame-ancestors 'none'",
        "nosniff",
    )


def test_a_picture_that_was_replaced_is_kept_by_nobody_under_its_old_name(desk: FakeDesk) -> None:
    set_picture(desk, written(PNG))
    old = call("GET", "/api/queue")[1]["accounts"][0]["picture"]
    set_picture(desk, written(PNG + b"\0"), version=2)
    assert call("GET", "/api/queue")[1]["accounts"][0]["picture"] != old
    answer = raw("GET", old)
    assert base64.b64decode(answer["body"]) == PNG + b"\0"
    assert {name.lower(): value for name, value in answer["headers"].items()}["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/pictures/nobody/0123", "/pictures/acme/0123", "/pictures/..%2F..%2Fapp/x"])
def test_where_there_is_no_picture_there_is_none(desk: FakeDesk, path: str) -> None:
    answer: dict[str, Any] = raw("GET", path)
    assert answer["statusCode"] == 404
