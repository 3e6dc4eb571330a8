"""The page as it goes out: under its policy, kept by browsers, compressed; and who may change what from a browser."""

import base64
import gzip
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from functions.desk_api.page_files import PAGE as BUILT
from functions.desk_api.page_files import PageFiles
from functions.desk_api.routers import page as page_router
from shared.domain.errors import UnavailableError
from shared.ports.settings import Document
from tests.fake_desk import FakeDesk
from tests.toy.rules import ToyRules
from tests.unit.api.test_api import PAGE, call, desk, one, raw

__all__ = ["desk"]


class PictureRules(ToyRules):
    media_hosts = ("https://*.pics.example", "https://one.example")


ADDRESS = re.compile(r'(?:src|href)="([^"]+)"')


def headers(path: str, **asked: str) -> dict[str, Any]:
    return dict(raw("GET", path, headers=asked)["headers"])


@pytest.mark.parametrize("path", ["/", "/t/acme.900.2080765813578191303", "/reports"])
def test_the_page_stands_at_every_address_that_it_makes_up(desk: FakeDesk, path: str) -> None:
    answer = raw("GET", path)
    assert answer["statusCode"] == 200
    assert answer["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert answer["headers"]["cache-control"] == "no-cache"


def test_the_policy_lets_in_nothing_inline_nothing_made_from_text_and_no_third_party(desk: FakeDesk) -> None:
    policy = headers("/")["content-security-policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} <= set(
        policy.split("; ")
    )
    assert "connect-src 'self';" in policy
    assert "http:" not in policy


def test_pictures_films_and_sounds_come_from_the_desks_own_bucket_and_nothing_else_does(desk: FakeDesk) -> None:
    policy = dict(each.split(" ", 1) for each in headers("/")["content-security-policy"].split("; ") if " " in each)
    assert policy["img-src"] == "'self' https://files.example.com/"
    assert policy["media-src"] == "https://files.example.com/"
    others = [sources for name, sources in policy.items() if name not in ("img-src", "media-src")]
    assert not any("https:" in sources for sources in others)


def test_on_a_developers_machine_the_bucket_is_the_emulators(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    monkeypatch.setenv("DESK_ATTACHMENTS_BUCKET", "files")
    assert "img-src 'self' http://127.0.0.1:4566/files/;" in headers("/")["content-security-policy"]


def test_pictures_come_from_a_network_only_if_the_settings_say_so(desk: FakeDesk) -> None:
    desk.rules |= {"pictures": PictureRules(), "other": PictureRules()}
    desk.settings.put([Document("desk", "desk", 1, {"show_pictures_from": ["pictures", "x", "gone"]})])
    for path in ("/", "/t/abc"):
        policy = dict(
            each.split(" ", 1) for each in headers(path)["content-security-policy"].split("; ") if " " in each
        )
        assert policy["img-src"] == "'self' https://files.example.com/ https://*.pics.example https://one.example"
        assert policy["media-src"] == "https://files.example.com/"
    assert "pics.example" not in headers("/index.html")["content-security-policy"]


def test_a_page_that_a_browser_kept_gets_the_policy_of_now(desk: FakeDesk) -> None:
    tag = headers("/")["etag"]
    desk.rules["pictures"] = PictureRules()
    desk.settings.put([Document("desk", "desk", 1, {"show_pictures_from": ["pictures"]})])
    again = raw("GET", "/", headers={"if-none-match": tag})
    assert again["statusCode"] == 304
    assert "https://*.pics.example" in again["headers"]["content-security-policy"]


def test_a_desk_that_cannot_read_its_settings_shows_its_page(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise UnavailableError("the table")

    monkeypatch.setattr(page_router, "picture_sources", fail)
    answer = raw("GET", "/")
    assert answer["statusCode"] == 200
    assert "img-src 'self' https://files.example.com/;" in answer["headers"]["content-security-policy"]


REPORT = {"sec-fetch-site": "cross-site", "content-type": "application/csp-report"}


def test_what_the_policy_stops_is_reported_to_the_desk_and_only_counted(
    desk: FakeDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    said = headers("/")
    assert said["content-security-policy"].endswith("report-uri /csp; report-to csp")
    assert said["reporting-endpoints"] == 'csp="/csp"'
    answer = raw("POST", "/csp", "{half a report, with words of strangers", headers=REPORT)
    assert (answer["statusCode"], answer["body"]) == (204, "")
    counted = capsys.readouterr().out
    assert json.loads(counted)["CspReports"] == [1.0]
    assert "strangers" not in counted


@pytest.mark.parametrize(
    "path", ["/../app.py", "/..%2fapp.py", "/missing.js", "/a/../build.json", "/a/../../app.py", "/a/1/../x.js"]
)
def test_nothing_but_the_page_is_served(desk: FakeDesk, path: str) -> None:
    assert raw("GET", path)["statusCode"] == 404


@pytest.mark.parametrize(
    "path", ["/jsconfig.json", "/app.js", "/build.json", "/chunks.json", "/index.html", "/a/app.js"]
)
def test_what_is_for_work_on_the_page_alone_is_not_served(desk: FakeDesk, path: str) -> None:
    assert raw("GET", path)["statusCode"] == 404


def test_what_the_page_begins_with_is_kept_for_good_by_the_hash_of_its_content(desk: FakeDesk) -> None:
    named = {path for path in ADDRESS.findall(raw("GET", "/")["body"]) if path.startswith("/a/")}
    assert len(named) == 3, "the code, its texts in one language, and a style sheet"
    for path in named:
        assert re.fullmatch(r"/a/[\w.]+-[0-9a-z]{8}\.(js|css)", path)
        answer = raw("GET", path)
        assert answer["statusCode"] == 200, path
        assert answer["headers"]["cache-control"] == "public, max-age=31536000, immutable", path


def test_the_manifest_stays_where_it_is_and_names_icons_that_are_there(desk: FakeDesk) -> None:
    answer = raw("GET", "/manifest.webmanifest")
    assert answer["headers"]["Content-Type"] == "application/manifest+json; charset=utf-8"
    for icon in json.loads(answer["body"])["icons"]:
        found = raw("GET", icon["src"])
        assert (found["statusCode"], found["headers"]["Content-Type"].split(";")[0]) == (200, icon["type"])
        assert found["headers"]["cache-control"] == "public, max-age=86400"


def test_every_file_of_the_build_is_answered_and_says_what_it_is(desk: FakeDesk) -> None:
    about = PageFiles().about
    kinds = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "png": "image/png"}
    kinds |= {"webmanifest": "application/manifest+json", "txt": "text/plain"}
    for name in (*about["hashed"], *about["plain"]):
        answer = raw("GET", f"/{name}")
        assert answer["statusCode"] == 200, name
        assert answer["headers"]["Content-Type"].split(";")[0] == kinds[name.rpartition(".")[2]], name


OLD = "a/ticket-0a1b2c3d.js"


@pytest.fixture
def earlier(desk: FakeDesk) -> bytes:
    """A chunk of the build before this one, as the function that served it has archived it."""
    code = b"export const t = 1;" * 50
    desk.page_archive.keep("0123456789ab", {OLD: gzip.compress(code)}, desk.clock.now() + timedelta(days=90))
    return code


def test_a_page_that_was_opened_before_a_deployment_gets_its_chunks(desk: FakeDesk, earlier: bytes) -> None:
    small = raw("GET", f"/{OLD}", headers={"accept-encoding": "gzip, br"})
    assert gzip.decompress(base64.b64decode(small["body"])) == earlier
    assert small["headers"]["cache-control"] == "public, max-age=31536000, immutable"
    plain = raw("GET", f"/{OLD}")
    assert plain["body"].encode() == earlier
    assert plain["headers"]["Content-Type"] == "text/javascript; charset=utf-8"


def test_what_no_build_has_named_is_not_asked_for_and_a_chunk_that_is_gone_is_kept_by_nobody(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(desk.page_archive, "find", asked.append)
    for path in (
        "/a/ticket.js",
        "/a/x-0a1b2c3d.py",
        "/a/../x-0a1b2c3d.js",
        f"/a/{'x' * 41}-0a1b2c3d.js",
        "/x-0a1b2c3d.js",
    ):
        assert raw("GET", path)["statusCode"] == 404
    assert asked == []
    gone = raw("GET", f"/{OLD}")
    assert (gone["statusCode"], gone["headers"]["cache-control"]) == (404, "no-store")
    assert asked == [OLD]


def test_an_archive_that_does_not_answer_is_asked_again(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise UnavailableError("the table")

    with monkeypatch.context() as away:
        away.setattr(desk.page_archive, "find", fail)
        away.setattr(desk.page_archive, "kept_until", fail)
        assert raw("GET", f"/{OLD}")["statusCode"] == 503
        assert raw("GET", "/")["statusCode"] == 200
        assert desk.page_archive.builds == {}
    assert raw("GET", "/")["statusCode"] == 200
    assert PageFiles().build in desk.page_archive.builds


def test_a_build_is_archived_when_it_is_opened_and_again_when_half_its_time_is_over(desk: FakeDesk) -> None:
    files = PageFiles()
    raw("GET", "/")
    kept = desk.page_archive.chunks
    assert set(kept) == set(files.about["hashed"])
    assert all(gzip.decompress(kept[name]) == (BUILT / name).read_bytes() for name in kept)
    first = desk.page_archive.builds[files.build]
    for days, again in ((44, False), (2, True)):
        desk.clock.forward(timedelta(days=days))
        page_router._kept.cache_clear()
        raw("GET", "/")
        assert (desk.page_archive.builds[files.build] > first) is again


@pytest.mark.parametrize("path", ["/", "/api/queue", "/api/nothing", "/favicon.svg"])
def test_every_answer_says_to_which_build_it_belongs(desk: FakeDesk, path: str) -> None:
    first = headers(path)
    assert first["desk-build"] == PageFiles().build
    if tag := first.get("etag"):
        assert headers(path, **{"if-none-match": tag})["desk-build"] == PageFiles().build


def test_the_document_says_of_which_build_it_is(desk: FakeDesk) -> None:
    [build] = re.findall(r'name="sokuto-build" content="(\w{12})"', raw("GET", "/")["body"])
    assert build == PageFiles().build


def test_the_code_and_the_texts_are_announced_once(desk: FakeDesk) -> None:
    announced = re.findall(r'rel="modulepreload" href="/a/([\w.]+)-\w+\.js"', raw("GET", "/")["body"])
    assert announced == ["app", "texts.en"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("ja,en-US;q=0.9,en;q=0.8", "ja"),
        ("en-GB,ja;q=0.5", "en"),
        ("fr-FR, JA-JP;q=0.7", "ja"),
        ("fr", "en"),
        (";;,,=", "en"),
        ("", "en"),
    ],
)
def test_the_words_that_the_browser_asks_for_come_with_the_page(desk: FakeDesk, asked: str, language: str) -> None:
    page = raw("GET", "/", headers={"accept-language": asked})["body"]
    assert re.findall(r'"/a/texts\.(\w+)-\w+\.js"', page) == [language]


def test_what_signing_in_needs_stands_in_the_page_and_holds_no_secret(desk: FakeDesk) -> None:
    [said] = re.findall(r'name="sokuto-config" content="([^"]+)"', raw("GET", "/")["body"])
    status, config = call("GET", "/config.json", groups="")
    assert status == 200
    assert json.loads(said.replace("&quot;", '"')) == config
    assert config == {
        "client_id": "client",
        "authorize_url": PAGE["DESK_AUTHORIZE_URL"],
        "logout_url": PAGE["DESK_LOGOUT_URL"],
        "redirect_uri": "https://desk.example.com/",
    }


def test_an_unchanged_file_is_not_sent_again(desk: FakeDesk) -> None:
    etag = headers("/")["etag"]
    again = raw("GET", "/", headers={"if-none-match": etag})
    assert (again["statusCode"], again["body"]) == (304, "")


@pytest.mark.parametrize("path", ["/", "/css/deletion.css", "/favicon.svg"])
def test_the_page_is_compressed_for_browsers_that_take_it(desk: FakeDesk, path: str) -> None:
    plain = raw("GET", path)
    small = raw("GET", path, headers={"accept-encoding": "gzip, deflate"})
    assert (small["isBase64Encoded"], small["headers"]["content-encoding"]) == (True, "gzip")
    varies = "accept-encoding, accept-language" if path == "/" else "accept-encoding"
    assert small["headers"]["vary"] == plain["headers"]["vary"] == varies
    assert gzip.decompress(base64.b64decode(small["body"])).decode() == plain["body"]


def test_the_queue_is_compressed_too(desk: FakeDesk) -> None:
    one(desk)
    small = raw("GET", "/api/queue", headers={"accept-encoding": "gzip"})
    assert json.loads(gzip.decompress(base64.b64decode(small["body"])))["counts"]["waiting"]["n"] == 1


def test_a_first_visit_takes_less_than_60_kb_and_its_scripts_come_in_the_best_coding(desk: FakeDesk) -> None:
    sent = 0
    for path in {"/", *ADDRESS.findall(raw("GET", "/")["body"])} - {"/icons/icon-180.png"}:
        answer = raw("GET", path, headers={"accept-encoding": "gzip, deflate, br, zstd"})
        assert answer["headers"]["content-encoding"] == ("gzip" if path == "/" else "br"), path
        sent += len(base64.b64decode(answer["body"]))
    assert sent < 60_000


@pytest.mark.parametrize(
    "said",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "https://desk.example.com"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://desk.example.com.evil.example"},
    ],
    ids=str,
)
def test_nothing_is_changed_from_another_page(desk: FakeDesk, said: dict[str, str]) -> None:
    ticket = one(desk)
    answer = raw("POST", f"/api/tickets/{ticket}/claim", {}, headers=said)
    assert answer["statusCode"] == 403
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert desk.only_ticket().claim is None


@pytest.mark.parametrize(
    "said",
    [{"sec-fetch-site": "same-origin"}, {"origin": "https://desk.example.com"}, {}, {"user-agent": "curl"}],
    ids=str,
)
def test_the_desks_own_page_and_what_is_no_browser_may_change_things(desk: FakeDesk, said: dict[str, str]) -> None:
    answer = raw("POST", f"/api/tickets/{one(desk)}/claim", {}, headers=said)
    assert answer["statusCode"] == 200
    assert answer["headers"]["cache-control"] == "no-store"


def test_reading_is_open_to_links_from_elsewhere(desk: FakeDesk) -> None:
    assert raw("GET", "/api/queue", headers={"sec-fetch-site": "cross-site"})["statusCode"] == 200
