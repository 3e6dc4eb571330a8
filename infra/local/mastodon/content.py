"""A status's text as HTML, in the manner of Mastodon's own text formatter
(https://docs.joinmastodon.org/spec/microformats/)."""

import html
import re
from collections.abc import Iterator
from typing import Final

LINK_SHOWN: Final = 30
_TOKEN: Final = re.compile(r"(?P<link>https?://[^\s<>\"]+)|(?<![\w/@])@(?P<user>\w+)(?:@(?P<server>[\w.-]+\w))?")


def names_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names in a text: user and server, which is empty for one of this server."""
    for found in _TOKEN.finditer(text):
        if found["user"]:
            yield found["user"], found["server"] or ""


def html_of(text: str, server: str) -> str:
    paragraphs = (re.sub(r"\n", "<br />", _inline(each, server)) for each in re.split(r"\n{2,}", text.strip()))
    return "".join(f"<p>{each}</p>" for each in paragraphs)


def _inline(text: str, server: str) -> str:
    parts, at = [], 0
    for found in _TOKEN.finditer(text):
        parts.append(html.escape(text[at : found.start()], quote=False))
        parts.append(_link(found["link"]) if found["link"] else _name(found["user"], found["server"] or server))
        at = found.end()
    return "".join([*parts, html.escape(text[at:], quote=False)])


def _link(url: str) -> str:
    scheme, _, rest = url.partition("://")
    shown, hidden = rest[:LINK_SHOWN], rest[LINK_SHOWN:]
    kind = ' class="ellipsis"' if hidden else ""
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">'
        f'{scheme}://</span><span{kind}>{html.escape(shown, quote=False)}</span><span class="invisible">'
        f"{html.escape(hidden, quote=False)}</span></a>"
    )


def _name(user: str, server: str) -> str:
    return (
        f'<span class="h-card" translate="no"><a href="https://{server}/@{user}" class="u-url mention">@<span>{user}</span>'
        "</a></span>"
    )
