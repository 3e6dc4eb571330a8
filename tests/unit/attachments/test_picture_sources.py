"""A browser fetches a customer's picture from a network only if the settings name it, and only from that network's own hosts."""

from typing import Any

import pytest

from shared.domain.errors import InvalidError
from shared.domain.networks.picture_sources import PictureSources
from shared.domain.posts.media import Media
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.settings.documents import settings_from
from shared.usecases.settings_changes.change_settings import change_settings
from tests.builders import sighted
from tests.fake_desk import FakeDesk
from tests.fake_plug import FakeRules
from tests.toy.rules import RULES, ToyRules
from tests.unit.api.test_api import call, desk

__all__ = ["desk"]

NAMED = Document("desk", "desk", 0, {"show_pictures_from": ["pictures"]})
PICTURE = "https://scontent.pics.example/v/1.jpg?oe=66A"


class PictureRules(ToyRules):
    media_hosts = ("https://*.pics.example", "https://one.example")


ALLOWED = PictureSources.of({"pictures"}, FakeRules(pictures=PictureRules(), toy=RULES))


@pytest.mark.parametrize(
    "url",
    [
        PICTURE,
        "https://a.b.pics.example/1.jpg",
        "https://one.example/x",
        "https://ONE.example/x",
        "https://one.example:443/x",
    ],
)
def test_N1_a_picture_on_the_networks_own_hosts_is_shown(url: str) -> None:
    assert ALLOWED.show("pictures", Media("photo", url=url))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://pics.example/1.jpg",
        "https://evil-pics.example/1.jpg",
        "https://pics.example.evil.example/1.jpg",
        "https://evil.example/?https://a.pics.example/",
        "https://a.pics.example@evil.example/1.jpg",
        "https://me@a.pics.example/1.jpg",
        "https://two.one.example/1.jpg",
        "https://a.pics.example:8443/1.jpg",
        "https://a.pics.example:port/1.jpg",
        "https://[::1/1.jpg",
        "http://a.pics.example/1.jpg",
        "javascript:alert(1)",
        "//a.pics.example/1.jpg",
    ],
)
def test_N1_a_picture_from_anywhere_else_is_not(url: str) -> None:
    assert not ALLOWED.show("pictures", Media("photo", url=url))


def test_N1_the_small_picture_is_what_the_page_fetches() -> None:
    assert not ALLOWED.show("pictures", Media("photo", url=PICTURE, preview_url="https://evil.example/small.jpg"))
    assert not ALLOWED.show("pictures", Media("photo", id="m1", preview_url=PICTURE)), "the desk keeps that one itself"


def test_N1_a_network_that_is_not_named_shows_nothing() -> None:
    assert not ALLOWED.show("toy", Media("photo", url=PICTURE))
    assert not PictureSources.of((), FakeRules(pictures=PictureRules())).show("pictures", Media("photo", url=PICTURE))
    assert PictureSources.of({"gone"}, FakeRules()).policy == ""


def test_the_policy_names_each_source_once() -> None:
    rules = FakeRules(pictures=PictureRules(), more=PictureRules())
    assert PictureSources.of({"more", "pictures"}, rules).policy == "https://*.pics.example https://one.example"


def test_no_network_is_named_unless_somebody_does() -> None:
    assert settings_from(()).general.show_pictures_from == frozenset()
    assert settings_from((NAMED,)).general.show_pictures_from == {"pictures"}


@pytest.mark.parametrize("value", ["pictures", [5], None, {"pictures": True}])
def test_what_is_no_list_of_networks_is_refused(value: Any) -> None:
    with pytest.raises(InvalidError, match="show_pictures_from"):
        settings_from([Document("desk", "desk", 1, {"show_pictures_from": value})])


@pytest.mark.parametrize("name", ["x", "gone"])
def test_a_network_without_pictures_of_its_own_is_refused_when_it_is_saved(name: str) -> None:
    desk = FakeDesk()
    desk.rules["pictures"] = PictureRules()
    with pytest.raises(InvalidError) as refused:
        change_settings([Document("desk", "desk", 0, {"show_pictures_from": [name]})], by=None, desk=desk, within=None)
    assert refused.value.path == "desk.show_pictures_from[0]"
    assert "pictures" in str(refused.value)
    change_settings([NAMED], by=None, desk=desk, within=None)


def test_the_api_says_of_each_picture_whether_the_page_may_fetch_it(desk: FakeDesk) -> None:
    rules = desk.rules["x"]

    class Shown(type(rules)):  # type: ignore[misc]  # X's rules, and pictures
        media_hosts = PictureRules.media_hosts

    media = (Media("photo", url=PICTURE), Media("photo", url="https://evil.example/1.jpg"))
    ingest_post(sighted(0, media=media), desk=desk)
    path = f"/api/tickets/{desk.only_ticket().id}"

    def shown() -> list[bool]:
        return [each["shown"] for each in call("GET", path)[1]["posts"][0]["media"]]

    assert shown() == [False, False]
    desk.rules["x"] = Shown()
    desk.settings.put([Document("desk", "desk", 1, {"show_pictures_from": ["x"]})])
    assert shown() == [True, False]
