"""Whatever LINE (or somebody who knows the secret) sends: every delivery is events, or a refusal with a reason (I5)."""

import json
from datetime import UTC
from typing import Any, get_args

from hypothesis import given, settings

from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import Block, Broken, Deletion, Dropped, Event, IncomingPost
from shared.networks.line.reading.reader import LineReader
from tests.builders import NOON
from tests.samples.line_samples import names, parsed
from tests.unit.networks.mutations import GONE, changed, mutated, paths

DOCUMENTS = [parsed(name) for name in names()]


def check(body: bytes) -> None:
    try:
        events = list(LineReader().read(body, NOON))
    except BrokenEventError:
        return
    for event in events:
        assert isinstance(event, get_args(Event))
        check_event(event)


def check_event(event: Event) -> None:
    match event:
        case IncomingPost():
            texts = [event.text, event.id, event.author.id, event.received_for, event.version, event.in_reply_to or ""]
            for one in event.media:
                texts += [one.type, one.url, one.alt, one.id, one.name, one.preview_url]
                assert one.url.startswith("https://") or not one.url
                assert one.size is None or one.size >= 0
            "".join(texts).encode()
            assert 0 < len(event.id) <= 200
            assert event.posted_at.tzinfo is UTC
        case Deletion() | Block():
            assert event.at.tzinfo is UTC
        case Dropped():
            assert event.kind.isascii()
        case Broken():
            event.reason.encode()


@settings(max_examples=1500, deadline=None)
@given(document=mutated(DOCUMENTS))
def test_a_delivery_with_anything_in_it_is_events_or_a_refusal(document: Any) -> None:
    check(json.dumps(document).encode())


def test_each_field_taken_out_or_made_something_else_by_itself() -> None:
    for document in DOCUMENTS:
        for path in paths(document):
            for value in (GONE, None, [], {}, 7, "x", "\ud800", -1.5):
                check(json.dumps(changed(document, path, value)).encode())
