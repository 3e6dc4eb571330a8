"""Grapheme clusters: characters as people see them."""


def graphemes(text: str) -> list[str]:
    """Split into grapheme clusters: an emoji, or a letter with its marks, is one."""
    import regex

    found: list[str] = regex.findall(r"\X", text)
    return found
