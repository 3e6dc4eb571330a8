"""What a request may hold if somebody means no good, or knows no better."""

import base64
import json
from typing import Any

from hypothesis import strategies as st

TEXTS = (
    "²", "①", "٣", "1_000", " 5", "+5", "0x10", "1e400", "NaN", "9" * 4301, "-1", "0", "201", "true", "null",
    "\0", "a\0b", "\ud800", "\udfff\ud800", "\u202e", "\ufeff", "\ufdfa" * 400, "é" * 3000, "x" * 9000, ",", ",,,",
    "%00", "%", "%ff", "..", "../../etc/passwd", "//evil.example/x", "#", "a.b.c", "acme..", ".", "' OR 1=1 --",
    "<script>", "{{7*7}}", "${x}", "\r\nset-cookie: a=b", "http://[", "9999-12-31T23:59:59.999999+14:00",
    "0001-01-01T00:00:00-14:00", "9999-12-31", "0001-01-01", "2026-09-15T00:00:00Z", "2026-09-15", "right/UTC",
    "/etc/localtime", "Asia/Tokyo", "desk", "account", "en", "ja", "me", "none", "kt", "acme", "mail", "@", "＠", "policy",
)  # fmt: skip

SNIPPETS = (
    "null", "true", "false", "0", "-1", "1.5", "1e400", "-1e400", "NaN", "Infinity", "9" * 400, "9" * 5000, "525600",
    "[]", "{}", '""', '"\\ud800"', '"\\u0000"', "[1e400]", '{"x": NaN}', "[null]", '["a", 5]', "[[[]]]", '"always"',
    "[" * 150 + "]" * 150, "[" * 5000 + "]" * 5000, '{"a":' * 150 + "1" + "}" * 150, "[" + "1," * 2000 + "1]",
    '{"zone": "UTC", "weekly": {}}', '{"zone": "Asia/Tokyo", "weekly": {"mon": ["09:00-18:00"]}, "holidays": {"country": "JP"}}',
)  # fmt: skip
"""JSON that a value may be."""

BODIES = ("", "{", "[]", "null", '"x"', "\ud800", "\ufeff{}", "{} {}", "[" * 100_000, '{"a":1,"a":2}', "\0")

texts = st.sampled_from(TEXTS) | st.text(st.characters(codec=None), max_size=40)
values = st.sampled_from(SNIPPETS) | texts.map(json.dumps) | st.integers().map(str) | st.floats().map(json.dumps)


def parsed(snippet: str) -> Any:
    """The value, where Python reads it at all."""
    try:
        return json.loads(snippet)
    except (ValueError, RecursionError):
        return None


@st.composite
def objects(draw: st.DrawFn, sensible: dict[str, str]) -> str:
    """A JSON object of fields that are known, each with a value that makes sense, but for a few that do not."""
    kept = {name: value for name, value in sensible.items() if draw(st.integers(0, 9))}
    spoilt = draw(st.dictionaries(st.sampled_from([*sensible, "a"]), values, max_size=2))
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in {**kept, **spoilt}.items()) + "}"


@st.composite
def bodies(draw: st.DrawFn, sensible: dict[str, str]) -> tuple[str | None, bool]:
    """A body, whole or broken, as it is or in base64, and whether it is said to be in base64."""
    text = draw(st.none() | st.sampled_from(BODIES) | texts if draw(st.integers(0, 9)) == 0 else objects(sensible))
    how = draw(st.sampled_from(("plain", "plain", "plain", "encoded", "broken", "said to be encoded")))
    if how == "plain" or text is None:
        return text, False
    if how == "said to be encoded":
        return text, True
    raw = text.encode("utf-8", "surrogatepass")
    return base64.b64encode(raw if how == "encoded" else raw + b"\xff\xfe").decode(), True
