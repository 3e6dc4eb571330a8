"""An account's picture: on the button that sends, so that nobody answers from the wrong one (R3)."""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

LONGEST = 12_000
"""Characters in base64: room for 96 × 96 pixels. Every function reads the settings, so they stay small."""

_KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"RIFF", "image/webp"))
"""Media types by the first bytes of a file. None of them can hold a script, as SVG can."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`type` is its media type; `digest` names these very bytes, so that a browser may keep them for good."""

    data: bytes
    type: str

    @property
    def digest(self) -> str:
        return sha256(self.data).hexdigest()[:12]


def picture_in(text: str) -> Picture | None:
    """Decode a picture in base64; return None for anything that a browser cannot be trusted with."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    kind = next((kind for front, kind in _KINDS if data.startswith(front)), None)
    if kind is None or (kind == "image/webp" and data[8:12] != b"WEBP"):
        return None
    return Picture(data, kind)
