"""The reader of the table's stream: what it is called with, what becomes of what fails, and what it may do."""

import json
from pathlib import Path

import pytest

from infra.stream import TYPES
from shared.adapters.dynamodb.models.accounts import FaultItem, QuotaItem, TallyItem
from shared.adapters.dynamodb.models.settings import DocumentItem
from shared.adapters.dynamodb.reporting import stream as reading
from shared.adapters.dynamodb.tickets.models import ClockItem, ResolutionItem, TicketItem
from tests.infra.synth import Synthesised, synthesise
from tests.infra.test_template import listed, statements

STREAM = "arn:aws:dynamodb:eu-west-1:111122223333:table/Desk-restored/stream/2026-11-30T09:00:00.000"


def mapping(stack: Synthesised) -> dict[str, object]:
    [found] = [each for each in stack.of_type("AWS::Lambda::EventSourceMapping").values() if "StartingPosition" in each]
    return found


def test_AWS13_the_stream_has_a_reader_that_isolates_what_fails_and_keeps_it(desk_template: Synthesised) -> None:
    found = mapping(desk_template)
    assert found["BisectBatchOnFunctionError"] is True
    assert found["StartingPosition"] == "TRIM_HORIZON"
    assert found["MaximumBatchingWindowInSeconds"] == 1
    assert found["MaximumRetryAttempts"] == 20
    assert found["MaximumRecordAgeInSeconds"] == 6 * 3600
    assert "StreamDead" in json.dumps(found["DestinationConfig"])
    alarms = json.dumps(list(desk_template.of_type("AWS::CloudWatch::Alarm").values()))
    assert "#stream-dead" in alarms


def test_the_reader_is_called_for_what_lists_and_reports_show_and_never_for_what_it_writes_itself(
    desk_template: Synthesised,
) -> None:
    filters = mapping(desk_template)["FilterCriteria"]
    assert isinstance(filters, dict)
    patterns = [json.loads(each["Pattern"]) for each in filters["Filters"]]
    assert [list(pattern["dynamodb"]) for pattern in patterns] == [["NewImage"], ["OldImage"]]
    for pattern in patterns:
        [image] = pattern["dynamodb"].values()
        assert image == {"type": {"S": TYPES}}
    assert not {"mark", "amendments", "sealed_day", "sealing_progress", "beat", "pause"} & set(TYPES)


def test_the_filters_name_what_the_reader_reads() -> None:
    assert set(TYPES) == {reading.HEAD, *reading.CLOCKS, *reading.SHOWN_OF_HEALTH, "document"}
    models = {TicketItem: "ticket", ClockItem: "clock", ResolutionItem: "resolution", DocumentItem: "document"}
    health = {FaultItem: "fault", TallyItem: "tally", QuotaItem: "quota"}
    stored = {str(item.type.get_discriminator(item)) for item in (models | health)}
    assert stored == set(TYPES)


def test_a_restored_tables_stream_is_read(tmp_path: Path) -> None:
    restored = synthesise(tmp_path, table_name="Desk-restored", table_stream_arn=STREAM)
    assert mapping(restored)["EventSourceArn"] == STREAM
    [granted] = [s for _, s in statements(restored) if "dynamodb:GetRecords" in listed(s["Action"])]
    assert granted["Resource"] == STREAM


@pytest.mark.parametrize(
    "options",
    [
        {"table_name": "Desk-restored"},
        {"table_stream_arn": STREAM},
        {"table_name": "Other", "table_stream_arn": STREAM},
        {"table_name": "Desk-restored", "table_stream_arn": "Desk-restored"},
    ],
)
def test_a_restored_table_without_its_stream_is_refused_at_synth(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="table_stream_arn"):
        synthesise(tmp_path, **options)
