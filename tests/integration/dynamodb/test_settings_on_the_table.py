"""A change of settings as the table keeps it: documents with every version, clocks and the queue's order (C6)."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.adapters.dynamodb.settings import DynamoSettingsStore
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.due_steps import Overdue
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.settings.file import documents_in, file_of
from shared.usecases.settings_changes.change_settings import change_settings, on_current_versions, settings_in_force
from tests.builders import at, sighted
from tests.fake_desk import DOCUMENTS, FakeDesk
from tests.integration.desk_table import REGION, TABLE, desk_table


@pytest.fixture
def desk() -> Iterator[Any]:
    """A desk whose tickets and settings are on the table, with a post and a direct message that wait."""
    with desk_table():
        desk: Any = FakeDesk()
        desk.tickets = DynamoTicketStore(TABLE, region=REGION)
        desk.settings = DynamoSettingsStore(TABLE, desk.clock, region=REGION)
        desk.settings.put(DOCUMENTS)
        ingest_post(sighted(0), desk=desk)
        ingest_post(sighted(1, channel=Channel.DIRECT, author=Author("950", "dm", "DM")), desk=desk)
        yield desk


def push(file: dict[str, Any], desk: Any) -> Any:
    return change_settings(on_current_versions(documents_in(file), desk=desk), by=None, desk=desk, within=None)


def test_C6_clocks_and_the_queue_follow_the_settings(desk: Any) -> None:
    file = {
        "policies": [
            {"id": "default", "first_reply_minutes": 90},
            {"id": "direct", "first_reply_minutes": 10, "channels": ["direct"]},
        ]
    }
    moves = push(file, desk).moves
    assert (moves.clocks, moves.earlier, moves.later) == (2, 1, 1)
    waiting = [row for _, row in desk.tickets.waiting("acme", limit=10)]
    assert [(row.customer.username, row.clock.due_at) for row in waiting] == [("dm", at(11)), ("mitsuki", at(90))]
    assert [row.clock.channel for row in waiting] == [Channel.DIRECT, Channel.PUBLIC]
    assert {generation for _, _, generation in desk.timers.running} == {1, 2}
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 0


def test_what_the_table_gives_back_is_no_change(desk: Any) -> None:
    push({"policies": [{"id": "default", "first_reply_minutes": 12.5}], "desk": {"zone": "Asia/Tokyo"}}, desk)
    assert push(file_of(settings_in_force(desk=desk)), desk).documents == ()
    assert desk.settings.at("policy", "default", 1).body == {"first_reply_minutes": 12.5}
