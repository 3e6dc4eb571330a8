"""What a file is, is read from the file: its sender's word lets nothing run in a colleague's browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.attachments.file_name import LONGEST, file_name, saved_as
from shared.domain.attachments.file_type import OTHER, file_type, is_shown


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe1..Exif", "image/jpeg"),
        (b"GIF89a..", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"RIFF\x24\x00\x00\x00AVI LIST", OTHER),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "video/mp4"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00", "audio/mp4"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00", "video/quicktime"),
        (b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00", "image/avif"),
        (b"\x00\x00\x00\x20ftypheic\x00\x00\x00\x00", OTHER),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04", OTHER),
        (b"MZ\x90\x00", OTHER),
        (b"", OTHER),
        (b"\xff", OTHER),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert file_type(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<svg onload=alert(1)>",
        b"\xef\xbb\xbf<svg/>",
        b"   <script>",
        b"%PDF-1.4 <script>",
    ],
)
def test_a_page_or_a_drawing_with_code_is_never_shown(content: bytes) -> None:
    assert not is_shown(file_type(content))


@given(st.binary(max_size=64))
def test_whatever_is_shown_begins_like_a_picture_a_film_or_a_sound(content: bytes) -> None:
    if is_shown(file_type(content)):
        assert not content.lstrip().startswith((b"<", b"%", b"#!"))


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("見積書.pdf", "application/pdf", "見積書.pdf"),
        ("", "application/pdf", "file.pdf"),
        ("", OTHER, "file.bin"),
        (" \u202e ", "image/png", "file.png"),
        ("../../etc/passwd", OTHER, "etcpasswd"),
        ("..\\CON:stream?", OTHER, "CONstream"),
        ("invoice\u202efdp.exe", OTHER, "invoicefdp.exe"),
        ("a\r\nb\0.txt", OTHER, "ab.txt"),
        ("  two   words .txt ", OTHER, "two words .txt"),
        ("...", OTHER, "file.bin"),
    ],
)
def test_a_file_is_saved_under_a_name_that_hides_nothing(name: str, kind: str, shown: str) -> None:
    assert file_name(name, kind) == shown


def test_a_long_name_keeps_the_ending_that_says_what_opens_it() -> None:
    assert file_name("x" * 500 + ".exe", OTHER) == "x" * (LONGEST - 4) + ".exe"
    assert len(file_name("x." + "y" * 500, OTHER)) == LONGEST


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_name_breaks_the_header_that_carries_it(name: str) -> None:
    told = saved_as(file_name(name, OTHER))
    assert told.isascii()
    assert told.isprintable()
    assert told.count('"') == 2
    assert told.startswith('attachment; filename="')
