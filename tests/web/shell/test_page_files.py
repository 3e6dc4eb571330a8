"""What the page's files promise before a browser has opened them: both languages whole, and nothing inline."""

import gzip
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from infra.bundling.page import LIBRARIES
from infra.bundling.page import SOURCES as WEB
from tests.web.catalogues import catalogue_source

ENTRY = re.compile(r"^  '(?P<key>[a-z0-9_.]+)': (?P<text>'.*'|\{.*\}),$|^  '(?P<open>[a-z0-9_.]+)': \{$", re.MULTILINE)
USED = re.compile(r"\bt\(\s*'([a-z0-9_.]+)'")
USED_GROUP = re.compile(r"\b(?:labelOf|hasLabel)\('([a-z_]+)'")
ANY_T = re.compile(r"\bt\(\s*([^'\s)][^,)]*)")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
LONGEST, WIDEST = 250, 120
MOST_FIRST = 100_000
"""Of the page's own files, compressed. With the libraries the first load stays below 150 kB."""


def own_files(*suffixes: str) -> list[Path]:
    """The page's sources; libraries stand elsewhere."""
    return sorted(path for path in WEB.rglob("*") if path.suffix in suffixes and not path.name.endswith(".d.ts"))


def catalogue(language: str) -> dict[str, str]:
    """A language's texts by their keys: those that the page begins with, then those of each page that comes later."""
    texts: dict[str, str] = {}
    for path in catalogues(language):
        told = texts_in(path)
        assert not texts.keys() & told.keys(), f"{path.name} says again what stands elsewhere"
        texts |= told
    return texts


def catalogues(language: str) -> list[Path]:
    return [WEB / "i18n" / f"{language}.js", *sorted((WEB / "i18n").glob(f"*.{language}.js"))]


def texts_in(path: Path) -> dict[str, str]:
    """A text with a plural is one string here."""
    source, language = catalogue_source(path), path.stem
    texts: dict[str, str] = {}
    for found in ENTRY.finditer(source):
        key = found["key"] or found["open"]
        assert key not in texts, f"{key} stands twice in {language}"
        texts[key] = found["text"] or source[found.end() : source.index("\n  },", found.end())]
    return texts


def code() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in own_files(".js") if path.parent.name != "i18n")


def used_keys(keys: set[str]) -> set[str]:
    """The keys that the code asks for by name, and those of the groups whose words the API names."""
    source = code()
    groups = set(USED_GROUP.findall(source))
    return set(USED.findall(source)) | {key for key in keys if key.split(".")[0] in groups}


def test_both_languages_have_the_same_keys() -> None:
    assert list(catalogue("en")) == list(catalogue("ja"))


OTHER_WORDS = {
    "en": r"Only thanks|[Nn]ot mine any more|does not know of|^'Taken\.|Promises|calls you|[Ll]ock out|too often|"
    r"[Ss]tands in X|[Nn]othing rests|9 in 10",
    "ja": r" 様|ダイレクトメッセージ|非公開メッセージ|約束|ポリシー|手放|担当を外れ|オープン|9割|時計|当方|返すことがない|"
    r"読みました|くださるたび|あなたを呼|すべて数えます|お待ちになっている時刻",
}
"""Words for which the page has others, which are read with less effort: one word for one thing (docs/glossary.md)."""


@pytest.mark.parametrize("language", ["en", "ja"])
def test_one_thing_has_one_word_wherever_it_stands(language: str) -> None:
    faults = WEB / "i18n" / "faults" / f"{language}.js"
    texts = {**catalogue(language), faults.name: faults.read_text(encoding="utf-8")}
    assert {key: found[0] for key, text in texts.items() if (found := re.search(OTHER_WORDS[language], text))} == {}


def test_a_text_takes_the_same_values_in_both_languages() -> None:
    japanese = catalogue("ja")
    for key, text in catalogue("en").items():
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(japanese[key])), key


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_text_is_empty_and_keys_are_in_order(language: str) -> None:
    texts = catalogue(language)
    assert len(texts) > 150
    assert [key for key, text in texts.items() if text.strip() in ("''", "")] == []
    for path in catalogues(language):
        groups = [key.split(".")[0] for key in texts_in(path)]
        assert groups == sorted(groups), path.name


def test_every_text_that_is_asked_for_exists() -> None:
    assert set(USED.findall(code())) - set(catalogue("en")) == set()


def test_every_text_is_asked_for() -> None:
    keys = set(catalogue("en"))
    assert keys - used_keys(keys) == set()


def test_texts_are_asked_for_by_a_name_that_can_be_found() -> None:
    written_out = [found for found in ANY_T.findall(code()) if not found.startswith(("key", "`${group}"))]
    assert written_out == []


class Page(HTMLParser):
    """What `index.html` loads, and everything inline that a strict policy would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.feed((WEB / "index.html").read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.inline.append(tag)
        for name in ("src", "href"):
            if address := given.get(name):
                self.loaded.append(address)


def test_nothing_is_inline() -> None:
    assert Page().inline == []


def test_nothing_is_loaded_from_anywhere_else() -> None:
    assert all(re.match(r"/(?!/)", address) for address in Page().loaded)
    sources = {path: path.read_text(encoding="utf-8") for path in own_files(".js", ".css")}
    assert [
        path for path, text in sources.items() if re.search(r"(import|from|url\()\s*['\"(]?(https?:)?//", text)
    ] == []


def test_whatever_the_page_names_is_there() -> None:
    there = {
        f"/{path.relative_to(WEB).as_posix()}" for path in own_files(".js", ".css", ".svg", ".png", ".webmanifest")
    }
    assert set(Page().loaded) - there == set()


def test_the_queue_waits_for_the_words_of_one_language_only() -> None:
    assert not {path.name for path in begun_with()} & {"en.js", "ja.js"}


def test_the_queue_does_not_wait_for_the_reports_and_the_settings() -> None:
    names = {path.relative_to(WEB).parts[:2] for path in begun_with()}
    assert not names & {("view", "reports"), ("view", "settings")}
    first = [*begun_with(), *(WEB / address.lstrip("/") for address in Page().loaded if address.endswith(".css"))]
    words = max(len(gzip.compress((WEB / "i18n" / f"{each}.js").read_bytes())) for each in ("en", "ja"))
    assert words + sum(len(gzip.compress(path.read_bytes())) for path in first) < MOST_FIRST


def begun_with() -> set[Path]:
    """What `app.js` needs before it can begin: `import('…')`, which waits until it is wanted, is no part of it."""
    found: set[Path] = set()
    ahead = [WEB / "app.js"]
    while ahead:
        path = ahead.pop()
        if path not in found:
            found.add(path)
            ahead += [(path.parent / name).resolve() for name in imports(path) if not name.startswith("/")]
    return found


def imports(path: Path) -> Iterator[str]:
    yield from re.findall(r"(?:from|import) '([^']+)'", path.read_text(encoding="utf-8"))


def imports_later(path: Path) -> Iterator[str]:
    yield from re.findall(r"\bimport\('([^']+)'\)", path.read_text(encoding="utf-8"))


def test_modules_import_what_exists_by_relative_paths_and_libraries_by_absolute_ones() -> None:
    libraries = json.loads(LIBRARIES.read_text(encoding="utf-8"))
    for path in own_files(".js"):
        for name in (*imports(path), *imports_later(path)):
            if name.startswith("/"):
                assert name.removeprefix("/vendor/") in libraries, f"{path.name}: {name}"
            else:
                assert (path.parent / name).is_file(), f"{path.name}: {name}"


def test_no_rule_breaks_whatever_it_holds_at_phrases() -> None:
    """Lines of a customer's words would end at very different places: what people wrote is taken out of the one rule."""
    rules = re.findall(
        r"([^{}]+)\{\s*word-break: ([\w-]+)", "".join(path.read_text("utf-8") for path in own_files(".css"))
    )
    breaks = [(how, set(re.findall(r"[.\w-]+(?=[,)])", selector.strip().splitlines()[-1]))) for selector, how in rules]
    assert [how for how, _ in breaks] == ["auto-phrase", "normal"]
    assert breaks[1][1] >= {".post-text", ".note-text", ".row-excerpt", ".reply-part-text"}


@pytest.mark.parametrize("path", own_files(".js", ".css", ".html"), ids=lambda path: path.name)
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    """A catalogue is looked things up in, and as long as the page has words."""
    assert "i18n" in path.parts or len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", own_files(".js"), ids=lambda path: path.name)
def test_no_line_is_wider_than_the_formatter_makes_them(path: Path) -> None:
    """The formatter leaves templates, comments and long strings as they are; Japanese takes two columns a letter."""
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if columns(line) > WIDEST] == []


def columns(line: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in line)


@pytest.mark.parametrize("path", own_files(".js"), ids=lambda path: path.name)
def test_text_of_strangers_never_becomes_markup(path: Path) -> None:
    assert not re.search(
        r"innerHTML|insertAdjacentHTML|dangerouslySet|document\.write|\beval\(|new Function",
        path.read_text(encoding="utf-8"),
    )
