"""The HTML of a mail: derived from its text, or a team's own, which is limited to basic markup (L7)."""

import html
import re
from collections.abc import Iterable, Mapping

from shared.domain.errors import InvalidError
from shared.domain.text.placeholders import PlaceholderText

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z-]+=\"[^\"<>]*\")*)\s*/?>")
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)=\"([^\"<>]*)\"")
_DOCTYPE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)

_HEAD = '<meta charset="utf-8"><meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">'
"""Asks mail programs on phones not to detect links; programs that ignore it find none, since values are sanitized."""

TAGS = frozenset(
    {
        "html",
        "body",
        "p",
        "br",
        "hr",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "small",
        "span",
        "div",
        "blockquote",
        "a",
        "img",
    }
    | {"h1", "h2", "h3", "h4", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th"}
)

_ATTRIBUTES = {
    "href": re.compile(r"\{link\}|https://[^\s{}]+|mailto:[^\s{}]+"),
    "src": re.compile(r"https://[^\s{}]+"),
    "alt": re.compile(r"[^{}]*"),
    "lang": re.compile(r"[A-Za-z-]+"),
    "align": re.compile(r"left|right|center"),
    "width": re.compile(r"\d+%?"),
    "height": re.compile(r"\d+%?"),
    "style": re.compile(r"[A-Za-z0-9 #%.,:;-]*"),
}
"""Allowed attributes and their forms: no code, no placeholder but the link, and no style that loads anything."""


def check_html(text: str, path: str) -> None:
    """Check that HTML holds only basic markup, since it is shown in other people's mail, and on the page.

    Raises InvalidError."""
    text = _DOCTYPE.sub("", text, count=1)
    for tag in _TAG.finditer(text):
        name = tag[1].lower()
        if name not in TAGS:
            raise InvalidError(path, f"cannot hold <{name}>; there are {', '.join(sorted(TAGS))}")
        for attribute, value in _ATTRIBUTE.findall(tag[2]):
            allowed = _ATTRIBUTES.get(attribute.lower())
            if allowed is None:
                raise InvalidError(path, f"<{name}> cannot have {attribute}; there are {', '.join(_ATTRIBUTES)}")
            if not allowed.fullmatch(value):
                raise InvalidError(path, f'{attribute}="{value[:60]}" is not allowed in <{name}>')
    if re.search(r"[<>]", _TAG.sub("", text)):
        sentence = 'has a < or > that belongs to no tag; write &lt; and &gt;, and attributes as in href="{link}"'
        raise InvalidError(path, sentence)


def own_html(text: PlaceholderText, values: Mapping[str, str], blocks: Mapping[str, str], *, language: str) -> str:
    """Fill in a team's own HTML with every value escaped. `blocks` are trusted HTML."""
    body = text.filled({name: html.escape(value, quote=True) for name, value in values.items()} | dict(blocks))
    return body if _DOCTYPE.match(body) or body.lstrip().lower().startswith("<html") else document(body, language)


def html_of(
    lines: Iterable[PlaceholderText], values: Mapping[str, str], blocks: Mapping[str, str], *, label: str, language: str
) -> str:
    """Derive HTML with a paragraph for each line of a text. `label` is the text of the link."""
    escaped = {name: html.escape(value) for name, value in values.items()} | dict(blocks)
    escaped["link"] = anchor(label, values["link"])
    body = ""
    for line in lines:
        said = "".join(html.escape(p.words) if p.field is None else escaped[p.field] for p in line.pieces)
        if said.strip():
            body += said if line.fields & set(blocks) else f"<p>{said}</p>"
    return document(body, language)


def anchor(words: str, to: str) -> str:
    return f'<a href="{html.escape(to, quote=True)}">{html.escape(words)}</a>'


def document(body: str, language: str) -> str:
    return f'<!doctype html><html lang="{language}"><head>{_HEAD}</head><body>{body}</body></html>'
