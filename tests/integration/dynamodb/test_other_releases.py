"""What another release has written in a form of its own fails no report, and no day is counted from it (M4)."""

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.dynamodb.keys import account_keys
from shared.adapters.dynamodb.reporting.sealed_days import AmendmentsItem, DynamoSealedDays
from shared.domain.reporting.sealed_day import Amendment, Amendments
from tests.integration.desk_table import REGION, TABLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

AT = datetime(2026, 9, 20, 1, tzinfo=UTC)
DAY, OTHER = date(2026, 9, 18), date(2026, 9, 17)
START = round(datetime(2026, 9, 18, 9, tzinfo=UTC).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    "change",
    [
        lambda stored: stored | {"form": 99},
        lambda stored: stored | {"rows": [[*stored["rows"][0], "more"]]},
        lambda stored: stored | {"rows": [[*stored["rows"][0][:3], [1, 2]]]},
        lambda stored: stored | {"rows": [["first_reply", "soon", 4, None]]},
        lambda stored: {name: value for name, value in stored.items() if name != "rows"},
    ],
    ids=["another form", "a longer change", "a shorter row", "no instant", "no rows"],
)
def test_M4_days_of_an_amendment_that_cannot_be_read_are_read_from_their_clocks(
    table: "DynamoDBClient", change: Any
) -> None:
    days = DynamoSealedDays(TABLE, region=REGION)
    days.amend("acme", Amendments(AT, (Amendment("first_reply", START, 4, None),), frozenset({OTHER})), ident="b1")
    [item] = AmendmentsItem.query(account_keys.amended("acme"))
    item.changes = json.dumps(change(json.loads(item.changes)))
    item.save()
    assert days.amended("acme", AT) == [Amendments(AT, (), frozenset({DAY, OTHER}))]


def test_M4_an_amendment_of_this_release_is_read_as_it_is(table: "DynamoDBClient") -> None:
    days = DynamoSealedDays(TABLE, region=REGION)
    told = Amendments(AT, (Amendment("first_reply", START, 4, None),), frozenset({OTHER}))
    days.amend("acme", told, ident="b1")
    assert days.amended("acme", AT) == [told]
