"""Whatever X (or somebody who knows the secret) sends: every delivery is events, or a refusal with a reason (I5)."""

import json
from datetime import UTC, datetime
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import Broken, Dropped, Event, IncomingPost
from shared.networks.x.reading.reader import read_delivery
from tests.samples.x_samples import sample_files
from tests.unit.networks.mutations import GONE, changed, json_values, mutated, paths

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DOCUMENTS = [json.loads(path.read_bytes()) for path in sample_files()]


def check(body: bytes) -> None:
    events: list[Event] = []
    reason = ""
    try:
        events = read_delivery(body, NOW)
    except BrokenEventError as refused:
        reason = str(refused)
    assert bool(events) != bool(reason)
    for event in events:
        assert isinstance(event, get_args(Event))
        if isinstance(event, IncomingPost):
            _can_be_stored(event)
        if isinstance(event, Broken):
            assert event.reason
        if isinstance(event, Dropped):
            assert event.kind


def _can_be_stored(post: IncomingPost) -> None:
    """Text that DynamoDB takes, ids that are numbers, times that are instants in UTC."""
    for text in (post.text, post.author.name, post.url, *(m.url + m.alt + m.type for m in post.media)):
        text.encode()
    for ident in (post.id, post.answer_id, post.author.id, post.received_for, post.in_reply_to, post.quoted):
        assert ident is None or (ident.isascii() and ident.isdigit())
    assert post.posted_at.tzinfo is UTC
    assert post.url.startswith("https://x.com/")
    assert all(m.url.startswith(("https://", "http://")) for m in post.media)


@settings(max_examples=1500, deadline=None)
@given(document=mutated(DOCUMENTS))
def test_a_delivery_with_anything_in_it_is_events_or_a_refusal(document: Any) -> None:
    check(json.dumps(document).encode())


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=200) | st.builds(lambda value: json.dumps(value).encode(), json_values))
def test_a_body_of_anything_is_events_or_a_refusal(body: bytes) -> None:
    check(body)


def test_each_field_taken_out_or_made_null_by_itself() -> None:
    """Every place of every sample once, so that no run of the random ones is the first to find a field."""
    for document in DOCUMENTS:
        for path in paths(document):
            for value in (GONE, None, [], {}, 7, "x"):
                check(json.dumps(changed(document, path, value)).encode())
