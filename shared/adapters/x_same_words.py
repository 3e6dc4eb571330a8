"""Whether a post on X says what we sent, although X changes a text on its way: it escapes it, shortens its links, puts
the answered handles in front, and appends links to media."""

import re
import unicodedata

from shared.adapters.x_words import unescaped

_FRONT = re.compile(r"(?:\s*[@＠][A-Za-z0-9_]{1,50}(?=\s|\Z))+")
_PATH = r"(?:[/?#](?:\([^\s()]*\)|[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%])*(?<![.,:;!?']))?"
_LINK = re.compile(
    rf"(?:https?://[^\s/?#]+?(?=[^A-Za-z0-9.:-]|\Z)|(?<![\w@.-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,}}){_PATH}"
)
_PLACEHOLDER = "\ufffc"


def same_words(ours: str, theirs: str) -> bool:
    """`ours` as it was sent, `theirs` as X shows it."""
    mine, found = _folded(ours), _folded(unescaped(theirs))
    if mine == found:
        return True
    bare = mine.rstrip(_PLACEHOLDER)
    return bool(bare) and bare == found.rstrip(_PLACEHOLDER)


def _folded(text: str) -> str:
    """NFC, no handles in front, a placeholder for every link, no white space at all."""
    text = _FRONT.sub("", unicodedata.normalize("NFC", text), count=1) if _FRONT.match(text) else text
    text = _LINK.sub(_PLACEHOLDER, unicodedata.normalize("NFC", text))
    return "".join(text.split())
