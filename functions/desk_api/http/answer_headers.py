"""Headers of every response: pages, errors and missing files alike.

They are added where responses leave a function, so that no route and no error can leave without them. The module
imports nothing, to keep the cold start of webhooks short.
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
"""Defaults for headers that a response does not set itself: the page's document, for one, has a policy of its own, and
its files may be cached. https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html"""


def with_headers(answer: dict[str, Any]) -> dict[str, Any]:
    """Add the default headers to a function's response.

    A 304 gets no default policy: its headers replace those of the cached response (RFC 9111, section 3.2), and the
    page's scripts would be blocked when it is opened again.
    """
    headers = answer.get("headers") or {}
    names = {name.lower() for name in headers} | ({POLICY} if answer.get("statusCode") == 304 else set())
    return {**answer, "headers": {**{name: each for name, each in EVERYWHERE.items() if name not in names}, **headers}}
