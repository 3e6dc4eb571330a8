"""Headers that every answer of the desk carries, whatever it is: a page, a refusal, a file that is not there.

They are put on where answers leave a function, so that no route and no error can leave without them. It imports nothing,
for the webhooks have to be awake within a second.
"""

from typing import Any

POLICY = "content-security-policy"

EVERYWHERE = {
    "cache-control": "no-store",
    POLICY: "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
}
"""What an answer gets that does not say it itself: the page's own document, for one, has a policy of its own, and its
files may be kept. https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html"""


def with_headers(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer of a function to the HTTP API, with what it did not say itself.

    A 304 gets no policy of ours: its headers replace those of the answer that the browser keeps (RFC 9111, section
    3.2), and a page that is told so when it is opened again would run nothing.
    """
    said = answer.get("headers") or {}
    names = {name.lower() for name in said} | ({POLICY} if answer.get("statusCode") == 304 else set())
    return {**answer, "headers": {**{name: each for name, each in EVERYWHERE.items() if name not in names}, **said}}
