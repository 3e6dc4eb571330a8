"""The content warning of an answer: Mastodon's own page carries on that of the status that is answered, with `re: ` in front."""

from shared.domain.text.graphemes import graphemes

RE = "re: "
LEAST = 8


def continued(warning: str, left: int) -> str:
    """Return the warning of the answer in at most `left` characters, since it counts with the text; none where there is no
    room for a word of it."""
    words = " ".join(warning.split())
    if not words or left < LEAST:
        return ""
    said = words if words.lower().startswith(RE) else RE + words
    letters = graphemes(said)
    return said if len(letters) <= left else "".join(letters[: left - 1]).rstrip() + "…"
