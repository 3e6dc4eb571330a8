"""Whatever a network delivers: events, or a refusal with a reason; and no broken event harms the others (I5, N8).

The samples are the network's own files in `tests/samples/<network>`, each a body as its reader gets it, and what its stand-in
brings into the ingest queue while people write, edit, delete and answer.
"""

import base64
import json
import random
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from shared.adapters.dynamodb.tickets.aggregate import items_of
from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import Broken, Dropped, Event, IncomingPost
from shared.domain.posts.kinds import Channel
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from tests.contracts.networks.conftest import NewDesk
from tests.mutations import at, changed, encoded, mutated, mutations, paths
from tests.plugs.world import PluggedWorld
from tests.unit.api.test_api import call

MUTATIONS = 1_000
"""For each network."""

FEW = 25
"""Mutations that share a desk; its tickets are looked at after each such lot."""

LARGEST_ITEM = 400_000
"""Bytes of an item that DynamoDB takes."""

SAMPLES = Path(__file__).parents[2] / "samples"
KINDS = ("type", "event_type", "$type", "kind", "reason", "py_type", "eventType", "message_type")
"""Fields by which networks tell kinds of events, attachments and embeds apart."""


@pytest.fixture
def samples(world: PluggedWorld) -> list[bytes]:
    found = [path.read_bytes() for path in sorted((SAMPLES / world.harness.name).rglob("*.json"))]
    return [*found, *brought_in(world)]


def brought_in(world: PluggedWorld) -> list[bytes]:
    """Return what comes into the ingest queue while everything happens that can happen on the network."""
    with world.held() as messages:
        for channel in world.harness.channels:
            everything_on(channel, world)
    bodies = [base64.b64decode(json.loads(message.body)["body"]) for message in messages]
    return list(dict.fromkeys(bodies))


def everything_on(channel: Channel, world: PluggedWorld) -> None:
    first = world.writes("where is my parcel? https://example.com/a?b=c 🎁", channel=channel)
    second = world.writes("and mine? <b>now</b>", channel=channel, author="kenji")
    world.hears()
    if channel in world.harness.edits:
        world.edits(first, "where is my other parcel?")
    if world.plug.rules.shows_native_answers:
        world.colleague_answers(second, "It left today.")
    world.hears()
    if channel in world.harness.deletes:
        world.deletes(first)
    world.hears()


def read(world: PluggedWorld, body: bytes) -> list[Event]:
    """Read a delivery. Raises BrokenEventError, and nothing else."""
    list(world.plug.reader.charged(body))
    return list(world.plug.reader.read(body, world.now))


def check(event: Event, how: str) -> None:
    assert isinstance(event, get_args(Event)), how
    if isinstance(event, Broken):
        assert event.reason, how
    if isinstance(event, Dropped):
        assert 0 < len(event.kind) <= 200, how
    if isinstance(event, IncomingPost):
        assert all(0 < len(ident) <= 500 for ident in (event.id, event.author.id, event.received_for)), how
        assert event.posted_at.tzinfo is UTC, how
        assert event.url.startswith(("https://", "http://127.0.0.1")) or not event.url, how
        for address in (*(each.url for each in event.media), *(each.url for each in event.links)):
            assert address.startswith(("https://", "http://")) or not address, how


def test_N8_I5_a_thousand_deliveries_with_anything_in_them_are_events_or_a_refusal(
    world: PluggedWorld, new_desk: NewDesk, samples: list[bytes]
) -> None:
    refused = kept = 0
    accounts = their_accounts(world, samples)
    lot = list(mutations(samples, seed=world.harness.name, number=MUTATIONS))
    for start in range(0, MUTATIONS, FEW):
        desk = new_desk(*accounts, now=world.now, by_itself=False)
        for mutation in lot[start : start + FEW]:
            try:
                events = read(desk, mutation.body)
                for event in events:
                    check(event, mutation.how)
                ingest_delivery(events, source="webhook", desk=desk.watched)
            except BrokenEventError:
                refused += 1
            except Exception as error:
                error.add_note(f"{mutation.how}: {mutation.body[:2000]!r}")
                raise
        everything_can_be_kept_and_shown(desk)
        kept += len(desk.tickets)
    assert 0 < refused < MUTATIONS
    assert kept > MUTATIONS / FEW


def their_accounts(world: PluggedWorld, samples: list[bytes]) -> list[Document]:
    """Return the accounts that the samples were delivered to, so that what they tell is kept."""
    told = [event for sample in samples for event in read(world, sample) if isinstance(event, IncomingPost)]
    ids = sorted({post.received_for for post in told} - {str(world.harness.account["network_id"])})
    return [
        Document("account", f"sample{n}", 1, {**world.harness.account, "network_id": ident})
        for n, ident in enumerate(ids)
    ]


def everything_can_be_kept_and_shown(desk: PluggedWorld) -> None:
    for ticket in desk.tickets:
        for item in items_of(ticket):
            assert len(json.dumps(item.to_dynamodb_dict(), ensure_ascii=False).encode()) < LARGEST_ITEM
        status, _ = call("GET", f"/api/tickets/{ticket.id}")
        assert status == 200
    assert call("GET", "/api/queue")[0] == 200


def test_N8_I5_each_place_of_each_sample_taken_out_or_made_null(world: PluggedWorld, samples: list[bytes]) -> None:
    for number, document in enumerate(map(json.loads, samples)):
        for path in paths(document):
            values: tuple[Any, ...] = (None, [], {}, 7, "x", "\ud800")
            for value in values:
                try:
                    events = read(world, encoded(changed(document, path, value)))
                except BrokenEventError:
                    continue
                for event in events:
                    check(event, f"sample {number} {path} {value!r}")


def containers(document: Any, world: PluggedWorld) -> Iterator[tuple[Any, ...]]:
    """Yield where lists of events stand: those whose element, put in twice, is two events."""
    for path in paths(document):
        held = at(document, path)
        if isinstance(held, list) and held and isinstance(held[0], dict):
            once, twice = ([held[0]] * n for n in (1, 2))
            try:
                one = read(world, encoded(changed(document, path, once)))
                two = read(world, encoded(changed(document, path, twice)))
            except BrokenEventError:
                continue
            if len(two) == len(one) + 1:
                yield path


def to_the_millisecond(event: Any) -> Any:
    """Cut the event's instants: an event without a time of its own may be told apart by its place in the delivery."""
    instants = {
        name: at for name in (each.name for each in fields(event)) if isinstance(at := getattr(event, name), datetime)
    }
    return replace(
        event, **{name: at.replace(microsecond=at.microsecond // 1000 * 1000) for name, at in instants.items()}
    )


def test_N8_I5_one_broken_event_of_a_delivery_harms_no_other(world: PluggedWorld, samples: list[bytes]) -> None:
    """Twenty broken ones for each list of events, before a good one, and between two."""
    tried = 0
    for number, document in enumerate(map(json.loads, samples)):
        for path in containers(document, world):
            good = at(document, path)[0]
            expected = read(world, encoded(changed(document, path, [good])))
            if any(isinstance(event, Broken) for event in expected):
                continue
            for n in range(20):
                chance = random.Random(f"{world.harness.name} {number} {path} {n}")  # noqa: S311
                others: tuple[Any, ...] = (None, "x", 7, [], {"type": "hologram"})
                bad = chance.choice((mutated(good, chance), *others))
                for order in ([bad, good], [good, bad, good]):
                    events = read(world, encoded(changed(document, path, order)))
                    told = [to_the_millisecond(event) for event in events]
                    missing = [event for event in expected if to_the_millisecond(event) not in told]
                    assert missing == [], f"sample {number} {path}: {bad!r}"
                    assert len(events) > len(expected), f"sample {number} {path}: {bad!r} is not even counted"
                    tried += 1
    assert tried or world.plug.timelines is None


def test_N8_I5_the_others_are_stored_although_one_is_broken(world: PluggedWorld, new_desk: NewDesk) -> None:
    """The whole way from the queue: the delivery comes to the dead letters, what could be read of it to the people."""
    with world.held() as messages:
        written = [world.harness.post("hello?", channel=world.harness.channels[0], author=who) for who in ("a", "b")]
        world.tells()
        world.hears()
    desk = new_desk(now=world.now, by_itself=False)
    for message in messages:
        envelope = json.loads(message.body)
        document = json.loads(base64.b64decode(envelope["body"]))
        for path in containers(document, desk):
            document = changed(document, path, [*at(document, path), {"id": {}}])
        with suppress(BrokenEventError):
            ingest_delivery(read(desk, encoded(document)), source="webhook", desk=desk.watched)
    assert [len(desk.ticket(each).posts) for each in written] == [1, 1]


def test_N8_I5_an_unknown_kind_of_event_or_attachment_is_counted_or_shown(
    world: PluggedWorld, samples: list[bytes]
) -> None:
    for number, document in enumerate(map(json.loads, samples)):
        for path in paths(document):
            if path and path[-1] in KINDS and isinstance(at(document, path), str):
                events = read(world, encoded(changed(document, path, "hologram")))
                assert events, f"sample {number} {path}"


def test_N8_I5_an_event_of_an_unknown_kind_is_taken_and_dropped(world: PluggedWorld) -> None:
    """The network gets its 200, the event is counted, and no letter is dead."""
    if world.plug.webhook is None:
        assert world.harness.strange() == []
        return
    assert world.harness.strange()
    for told in world.harness.strange():
        world.network_tells(world.plug_name, told.body, told.headers)
        events = read(world, told.body)
        assert events
        assert all(isinstance(event, Dropped) for event in events)
    world.run_until(world.now + timedelta(minutes=5))
    assert (world.tickets, world.desk.sqs.dead) == ([], {})


def test_N8_I1_a_delivery_with_a_wrong_signature_is_refused_and_nothing_kept(world: PluggedWorld) -> None:
    if world.plug.webhook is None:
        return
    world.harness.post("hello?", channel=world.harness.channels[0])
    with world.held() as messages:
        for told in world.harness.delivered():
            for body, headers in wrongly_signed(told.body, told.headers):
                assert status_of(world, body, headers) == 401
            assert status_of(world, told.body, told.headers) == 200
        delivered = len(world.desk.sqs.queues["ingest"])
    assert delivered == len(messages) > 0


def wrongly_signed(body: bytes, headers: dict[str, str] | Any) -> Iterator[tuple[bytes, dict[str, str]]]:
    """Yield the delivery with one byte more, another signature, an empty one, and none."""
    [name] = [each for each in headers if "signature" in each]
    yield body + b" ", dict(headers)
    for signature in (
        "",
        "=",
        "x" * 44,
        headers[name][:-2] + "==",
        headers[name][:-1],
        "\u00e9",
        "sha256=",
        "A" * 9000,
    ):
        yield body, {**headers, name: signature}
    yield body, {key: value for key, value in headers.items() if key != name}


def status_of(world: PluggedWorld, body: bytes, headers: Any) -> int:
    event = {
        "pathParameters": {"plug": world.plug_name, "app": "main"},
        "requestContext": {"http": {"method": "POST"}},
        "headers": dict(headers),
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }
    return int(world.invoke("receive_webhook", event)["statusCode"])


HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)> <b>bold</b>", "a &amp; b &lt;i&gt; &#60; & c", "</p><p>&nbsp;",
    "\u202eright to left\u202c", "zero\u200bwidth\u200djoiner", "\ufeffmark", "é e\u0301 ñ ﷺ", "👨‍👩‍👧‍👦🏳️‍🌈🇯🇵",
    "<!-- -->", "]]>", "' OR 1=1 --", "${jndi:ldap://x}", "{{7*7}}", "line\nbreak\n\nand tab\t.", "日本語　全角　ｶﾅ",
    "https://example.com/?a=1&b=<2>", "javascript:alert(1)", "#tag $cash @", "\\u0000 \\n", "%00%0a", "a" * 250,
)  # fmt: skip
"""Words of a customer that a page, a mail or a table could take for something else."""


def test_N8_whatever_a_customer_writes_is_shown_as_they_wrote_it(world: PluggedWorld) -> None:
    """Each as a ticket of its own, on each channel; what people see on the network is what they see at the desk."""
    written = [
        world.writes(f"{text} ?", channel=channel, author=f"author{n}")
        for channel in world.harness.channels
        for n, text in enumerate(HOSTILE)
    ]
    world.run_until(world.now + timedelta(minutes=3))
    for each in written:
        shown = {post.text for ticket in world.tickets for post in ticket.posts if post.id == each.id}
        assert {unicodedata.normalize("NFC", text) for text in shown} == {unicodedata.normalize("NFC", each.text)}
    everything_can_be_kept_and_shown(world)


@pytest.mark.parametrize("word", ["\ud800", "\0<script>\u202e"], ids=["half a letter", "hostile"])
def test_N8_I5_whatever_stands_in_every_string_that_is_taken_can_be_kept_and_shown(
    word: str, world: PluggedWorld, new_desk: NewDesk, samples: list[bytes]
) -> None:
    accounts = their_accounts(world, samples)
    kept = 0
    for document in map(json.loads, samples):
        desk = new_desk(*accounts, now=world.now, by_itself=False)
        with suppress(BrokenEventError):
            ingest_delivery(read(desk, encoded(full_of(word, document, desk))), source="webhook", desk=desk.watched)
        everything_can_be_kept_and_shown(desk)
        kept += sum(len(ticket.posts) for ticket in desk.tickets)
    assert kept


def full_of(word: str, document: Any, world: PluggedWorld) -> Any:
    """Return the document with the word behind every string that the reader takes it in."""
    expected = received_in(document, world)
    for path in list(paths(document)):
        if isinstance(at(document, path), str):
            changed_there = changed(document, path, at(document, path) + word)
            if received_in(changed_there, world) == expected:
                document = changed_there
    return document


def received_in(document: Any, world: PluggedWorld) -> list[tuple[str, str]]:
    """Return the kinds of the events, and for which account each post came."""
    with suppress(BrokenEventError):
        events = read(world, encoded(document))
        return [(type(event).__name__, getattr(event, "received_for", "")) for event in events]
    return []
