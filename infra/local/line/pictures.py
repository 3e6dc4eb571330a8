"""What people send: drawn by the stand-in, so that a desk has something to fetch and to show."""

import hashlib
import struct
import zlib
from typing import Final

from infra.local.line.store import Message

SMALL: Final = 120
LARGE: Final = 480
_OTHER: Final = {"video": "video/mp4", "audio": "audio/x-m4a", "file": "application/pdf"}


def content_of(message: Message, *, preview: bool) -> tuple[bytes, str] | None:
    """Return the bytes and their type; None for a message without content, or without a preview."""
    kind = str(message.content.get("type"))
    if kind == "image" or (kind == "video" and preview):
        return picture(message.id, SMALL if preview else LARGE), "image/png"
    if preview or kind not in _OTHER:
        return None
    return b"%PDF-1.4\n% a stand-in's file\n" + message.id.encode() + b"\n%%EOF\n", _OTHER[kind]


def picture(seed: str, width: int) -> bytes:
    """Draw a PNG of stripes, three to four, whose colours follow from the seed."""
    colours = hashlib.sha256(seed.encode()).digest()
    height = width * 3 // 4
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        band = 3 * (y * 8 // height)
        for x in range(width):
            shade = x * 96 // width
            rows += bytes(min(255, 64 + colours[band + n] // 2 + shade) for n in range(3))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
