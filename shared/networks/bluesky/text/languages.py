"""The language of an answer, which readers' apps filter and translate by."""

import re
from collections.abc import Sequence

_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
MOST = 3
"""The most languages that a post may name."""


def languages(text: str, answered: Sequence[str]) -> list[str]:
    """Return the languages of a text as far as its letters tell, else those of the post that it answers; none rather than a
    wrong one."""
    if _KANA.search(text):
        return ["ja"]
    if _HANGUL.search(text):
        return ["ko"]
    known = [tag for tag in answered if isinstance(tag, str) and _TAG.fullmatch(tag)]
    return [tag for tag in known if tag.split("-")[0].lower() not in ("ja", "ko")][:MOST]
