"""Whatever Meta (or somebody who knows the secret) sends: every delivery is events, or a refusal with a reason (I5)."""

import json
from datetime import UTC
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import Broken, Deletion, Dropped, Event, Hidden, IncomingPost, ThreadSeen
from shared.networks.meta.reading.reader import MetaReader
from tests.builders import NOON
from tests.samples.meta_samples import NETWORKS, names, parsed
from tests.unit.networks.mutations import GONE, changed, mutated, paths

DOCUMENTS = [parsed(name) for name in names()]


def check(body: bytes) -> None:
    try:
        events = list(MetaReader().read(body, NOON))
    except BrokenEventError:
        return
    for event in events:
        assert isinstance(event, get_args(Event))
        check_event(event)


def check_event(event: Event) -> None:
    match event:
        case IncomingPost():
            assert event.network in NETWORKS
            people = [event.author.id, event.author.username, event.author.name, event.received_for]
            texts = [event.text, event.id, event.version, event.in_reply_to or "", event.recipient_id or "", *people]
            texts += [event.conversation_id, event.sent_key, event.recommendation, event.url]
            texts += [mention.username for mention in event.mentions]
            for one in event.media:
                texts += [one.type, one.url, one.alt, one.id, one.name, one.preview_url]
                assert one.url.startswith("https://") or not one.url
            "".join(texts).encode()
            assert 0 < len(event.id) <= 500 + 80
            assert event.author.id
            assert event.conversation_id
            assert event.posted_at.tzinfo is UTC
            assert event.edited_at is None or event.edited_at > event.posted_at
        case Deletion() | Hidden():
            assert event.at.tzinfo is UTC
            assert event.post_id
        case ThreadSeen():
            assert event.at.tzinfo is UTC
            assert event.thread_id
        case Dropped():
            assert event.kind.isascii()
        case Broken():
            event.reason.encode()


@settings(max_examples=1000, deadline=None)
@given(document=mutated(DOCUMENTS))
def test_a_delivery_with_anything_in_it_is_events_or_a_refusal(document: Any) -> None:
    check(json.dumps(document).encode())


def test_each_field_taken_out_or_made_something_else_by_itself() -> None:
    for document in DOCUMENTS:
        for path in paths(document):
            for value in (GONE, None, [], {}, 7, "x", "\ud800", 10**30):
                check(json.dumps(changed(document, path, value)).encode())


def test_I5_a_broken_event_harms_no_other_in_its_delivery() -> None:
    document = parsed("facebook/several")
    whole = [type(event) for event in MetaReader().read(json.dumps(document).encode(), NOON)]
    del document["entry"][0]["changes"][0]["value"]["comment_id"]
    found = list(MetaReader().read(json.dumps(document).encode(), NOON))
    assert [type(event) for event in found] == [Broken, *whole[1:]]


def test_I5_bodies_that_are_no_delivery_are_refused_with_the_reason() -> None:
    for body in (b"", b"[]", b"null", b"{", b"\xff", b'{"object":"page"}', b"[" * 100_000):
        with pytest.raises(BrokenEventError, match="Meta"):
            list(MetaReader().read(body, NOON))
    assert list(MetaReader().read(b'{"object":"whatsapp_business_account","entry":[{}]}', NOON)) == [
        Dropped("object_whatsapp_business_account")
    ]


@pytest.mark.parametrize("box", ["changes", "messaging", "standby"])
def test_I5_an_entry_with_nothing_in_it_is_counted_and_one_with_no_list_told(box: str) -> None:
    def read(*values: Any) -> list[Event]:
        entries = [{"id": "104400000000001", "time": 1, box: value} for value in values]
        return list(MetaReader().read(json.dumps({"object": "page", "entry": entries}).encode(), NOON))

    assert read([], None) == [Dropped("entry_nothing")] * 2
    assert [type(each) for each in read({}, "none", 7)] == [Broken] * 3
    [told] = read({})
    assert isinstance(told, Broken)
    assert f"entry[0].{box} is not a list" in told.reason


def test_a_thousand_events_in_one_delivery_are_read_whole() -> None:
    document = parsed("messenger/text")
    [event] = document["entry"][0]["messaging"]
    document["entry"][0]["messaging"] = [
        {**event, "message": {"mid": f"m_{n}", "text": "もしもし"}} for n in range(1_000)
    ]
    found = [each for each in MetaReader().read(json.dumps(document).encode(), NOON) if isinstance(each, IncomingPost)]
    assert len({each.id for each in found}) == 1_000
