"""Comparison of a post on a network with the text that we sent, although the network changes a text on its way: it
shortens links, puts the answered handles in front, and appends links to media."""

import re
import unicodedata

_FRONT = re.compile(r"(?:\s*[@＠][A-Za-z0-9_]{1,50}(?=\s|\Z))+")
_PATH = r"(?:[/?#](?:\([^\s()]*\)|[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%])*(?<![.,:;!?']))?"
_LINK = re.compile(
    rf"(?:https?://[^\s/?#]+?(?=[^A-Za-z0-9.:-]|\Z)|(?<![\w@.-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,}}){_PATH}"
)
_PLACEHOLDER = "\ufffc"


def texts_match(ours: str, theirs: str) -> bool:
    """Return True if both say the same: `ours` as it was sent, `theirs` as the network shows it, unescaped."""
    mine, found = _folded(ours), _folded(theirs)
    if mine == found:
        return True
    bare = mine.rstrip(_PLACEHOLDER)
    return bool(bare) and bare == found.rstrip(_PLACEHOLDER)


def _folded(text: str) -> str:
    """Normalize a text: NFC, no handles in front, a placeholder for every link, no white space at all."""
    text = _FRONT.sub("", unicodedata.normalize("NFC", text), count=1) if _FRONT.match(text) else text
    text = _LINK.sub(_PLACEHOLDER, unicodedata.normalize("NFC", text))
    return "".join(text.split())
