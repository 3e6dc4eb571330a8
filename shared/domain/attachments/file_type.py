"""What a file is, by its first bytes: neither its sender's word nor the network's decides how a browser treats it."""

OTHER = "application/octet-stream"
"""Whatever is not recognised, pages and SVG among it: a browser saves it and never shows it."""

PDF = "application/pdf"

_FRONTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"%PDF-", PDF),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS = {b"avif": "image/avif", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime"}
"""Brands of the ISO base media format that are not plain MP4: https://mp4ra.org/registered-types/brands"""

_UNSHOWN_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""Pictures that most browsers cannot show."""


def file_type(content: bytes) -> str:
    """Return the media type; `OTHER` unless a browser can show it without running anything in it.

    https://mimesniff.spec.whatwg.org/#matching-a-mime-type-pattern
    """
    found = next((kind for front, kind in _FRONTS if content.startswith(front)), None)
    if found is not None:
        return found
    if content.startswith(b"RIFF"):
        return _RIFF.get(content[8:12], OTHER)
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return OTHER if brand in _UNSHOWN_BRANDS else _BRANDS.get(brand, "video/mp4")
    return _mpeg_audio(content)


def _mpeg_audio(content: bytes) -> str:
    """Recognise sound without a header: frames of MPEG layer III, or of AAC in ADTS."""
    if len(content) < 2 or content[0] != 0xFF:
        return OTHER
    if content[1] & 0xF6 == 0xF0:
        return "audio/aac"
    return "audio/mpeg" if content[1] & 0xE6 == 0xE2 else OTHER


def is_shown(kind: str) -> bool:
    """Return whether a page may show a file of this type in place. Everything else is saved to a disk."""
    return kind.startswith(("image/", "video/", "audio/"))
