"""The name under which a browser saves a customer's file."""

import unicodedata
from urllib.parse import quote

LONGEST = 120

_PARTS_OF_A_PATH = frozenset('/\\:*?"<>|')
"""What separates folders or means something to a shell or a file system."""

_ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/aac": ".aac",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "application/pdf": ".pdf",
}


def file_name(name: str, kind: str) -> str:
    """Return a name that says what the file is: nothing in it leads out of a folder, hides, or turns the text around,
    and its own ending stays the last part. Without a name it is called `file`, with the ending of its type."""
    shown = "".join(ch for ch in name if unicodedata.category(ch)[0] != "C" and ch not in _PARTS_OF_A_PATH)
    shown = " ".join(shown.split()).strip(". ")
    if not shown:
        return f"file{_ENDINGS.get(kind, '.bin')}"
    front, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > LONGEST // 2:
        return shown[:LONGEST]
    return f"{front[: LONGEST - len(ending) - 1]}.{ending}"


def saved_as(name: str) -> str:
    """Return the Content-Disposition that makes a browser save the file under this name (RFC 6266, RFC 8187)."""
    plain = "".join(ch if ch.isascii() and ch.isprintable() and ch not in '"\\%' else "_" for ch in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
