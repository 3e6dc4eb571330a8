"""Deliveries and answers of a network with something wrong in them: seeded, so that a failure comes again."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

GONE = object()
"""Stands for a value that is taken out."""

WORDS = (
    "", " ", "0", "-1", "9" * 400, "null", "hologram", "@", "#", "a\0b", "\0", "\ud800", "\udfff\ud800 x", "\ufeff",
    "\u202eevil\u202c", "\u2066\u2067\u2068", "\u200b\u200d\u200f", "e\u0301" * 2000, "👨‍👩‍👧‍👦" * 400, "x" * 100_000,
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<p>" * 3000, "</p></p><!--", "&#0;&#xD800;&lt;b&gt;",
    "javascript:alert(1)", "data:text/html,<script>", "https://[::1", "http://user:pass@127.0.0.1/", "//evil.example/x",
    "did:web:example.com%3A8080", "at://did:plc:x/app.bsky.feed.post/..", "../../etc/passwd", "a.b.c", "#{'$'}",
    "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2019-01-01T00:00:00.000Z",
    "2199-01-01T00:00:00Z", "2026-02-30", "1e400", "NaN", "٣", "²",
)  # fmt: skip
"""Strings that break what trusts them."""

VALUES: Sequence[Any] = (
    None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63, -(2**63), 10**30, 1.5, 1e308, float("nan"), float("inf"),
    [], {}, [None], [[]], {"": ""}, [1, "a", None], {"id": None}, ["\ud800"], {"type": "hologram"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutation:
    body: bytes
    how: str


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where everything in a document stands, itself first."""
    yield path
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in below:
        yield from paths(inner, (*path, key))


def at(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return the document with another value at the path. What lies beside the path is shared with the old one."""
    if not path:
        return None if value is GONE else value
    key, *below = path
    copied = document.copy()
    if value is GONE and not below:
        del copied[key]
    else:
        copied[key] = changed(document[key], tuple(below), value)
    return copied


def _value(old: Any, chance: random.Random) -> Any:
    kind = chance.random()
    if kind < 0.15:
        return GONE
    if isinstance(old, str) and kind < 0.35:
        return old + chance.choice(WORDS)
    if isinstance(old, list) and old and kind < 0.45:
        return [*old, chance.choice([*old, *VALUES])] * chance.choice((1, 2, 40))
    if isinstance(old, int | float) and not isinstance(old, bool) and kind < 0.45:
        return old * chance.choice((-1, 0, 1000, 0.001, 10**12))
    if kind < 0.5:
        return _deep(chance.choice((40, 120)))
    return chance.choice(WORDS) if kind < 0.8 else chance.choice(VALUES)


def _deep(levels: int) -> Any:
    value: Any = "x"
    for n in range(levels):
        value = [value] if n % 2 else {"a": value}
    return value


def mutated(document: Any, chance: random.Random) -> Any:
    """Return the document with one to three places changed, or taken out; more in one that holds many events."""
    for _ in range(chance.randint(1, 3 + sum(1 for _ in paths(document)) // 150)):
        path = chance.choice(list(paths(document)))
        if path or chance.random() < 0.1:
            document = changed(document, path, _value(at(document, path), chance))
    return document


def encoded(document: Any) -> bytes:
    """Return the JSON as Python's parser reads it back: NaN, lone surrogates and all."""
    return json.dumps(document).encode("utf-8")


def spoilt(body: bytes, chance: random.Random) -> bytes:
    """Return the bytes with something wrong in them before they are JSON at all."""
    place = chance.randrange(len(body)) if body else 0
    return chance.choice(
        (
            body[:place],
            body[:place] + b"\xff\xfe" + body[place:],
            b"\xef\xbb\xbf" + body,
            body + body,
            body[:place] + b"\x00" + body[place + 1 :],
            json.dumps(body.decode("utf-8", "replace")).encode(),
            b"[" + body + b"]",
            b"[" * 100_000,
            b"",
        )
    )


def mutations(samples: Sequence[bytes], *, seed: str, number: int) -> Iterator[Mutation]:
    """Yield so many mutations of the samples, each in its turn; one in twenty is no JSON document any more."""
    documents = [json.loads(sample) for sample in samples]
    for n in range(number):
        chance = random.Random(f"{seed} {n}")  # noqa: S311
        which = n % len(samples)
        if n % 20 == 19:
            yield Mutation(spoilt(samples[which], chance), f"{seed} {n}: bytes of sample {which}")
        else:
            yield Mutation(encoded(mutated(documents[which], chance)), f"{seed} {n}: sample {which}")
