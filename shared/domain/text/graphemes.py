"""The characters of a text as people see them."""


def graphemes(text: str) -> list[str]:
    """An emoji, or a letter with its marks, is one."""
    import regex

    found: list[str] = regex.findall(r"\X", text)
    return found
