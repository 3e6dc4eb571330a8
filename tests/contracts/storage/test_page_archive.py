"""The contract of what keeps the chunks of the page's recent builds."""

from datetime import timedelta

from shared.ports.page_archive import PageArchive
from tests.contracts.build import NOON

CHUNKS = {"a/app-1a2b3c4d.js": b"\x1f\x8b\x00 compressed", "a/desk-5e6f7a8b.css": bytes(range(256)) * 150}
LATER = NOON + timedelta(days=90)


def test_nothing_is_kept_of_a_build_that_nobody_has_kept(page_archive: PageArchive) -> None:
    page_archive.keep("one", CHUNKS, LATER)
    assert page_archive.kept_until("other") is None
    assert page_archive.find("a/app-00000000.js") is None


def test_a_chunk_comes_back_byte_by_byte_whichever_build_is_newest(page_archive: PageArchive) -> None:
    page_archive.keep("one", CHUNKS, LATER)
    page_archive.keep("two", {"a/app-9c9c9c9c.js": b"new"}, LATER)
    assert {name: page_archive.find(name) for name in CHUNKS} == CHUNKS
    assert page_archive.find("a/app-9c9c9c9c.js") == b"new"
    assert page_archive.kept_until("one") == page_archive.kept_until("two") == LATER


def test_a_build_that_is_kept_again_is_kept_for_longer(page_archive: PageArchive) -> None:
    for until in (NOON, LATER, LATER):
        page_archive.keep("one", CHUNKS, until)
    assert page_archive.kept_until("one") == LATER
    assert {name: page_archive.find(name) for name in CHUNKS} == CHUNKS
