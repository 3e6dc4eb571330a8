"""Ids of tickets: a store reads the newest of a customer's by their order (T2)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.tickets.ticket_id import CUSTOMER_LENGTH, is_ticket_id, ticket_id

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 32_000_000).map(lambda minutes: BEGAN + timedelta(minutes=minutes))


@given(INSTANTS, st.integers(1, 10**6))
def test_T2_a_later_ticket_of_a_customer_has_a_later_id(opened_at: datetime, minutes: int) -> None:
    first = ticket_id("acme", "900", "1", opened_at)
    second = ticket_id("acme", "900", "2", opened_at + timedelta(minutes=minutes))
    assert first[:CUSTOMER_LENGTH] == second[:CUSTOMER_LENGTH]
    assert first < second
    assert is_ticket_id(first)


@pytest.mark.parametrize("year", [1, 1999, 2084, 9999])
def test_a_post_of_any_time_has_an_id_of_its_own(year: int) -> None:
    at = datetime.fromisoformat(f"{year:04}-06-01T00:00:00Z")
    one, two = (ticket_id("acme", "900", post, at) for post in ("1", "2"))
    assert one != two
    assert is_ticket_id(one)


def test_two_tickets_of_one_minute_are_told_apart_and_each_is_found_again() -> None:
    at = datetime.fromisoformat("2026-11-30T12:00:30Z")
    assert ticket_id("acme", "900", "1", at) != ticket_id("acme", "900", "2", at)
    assert ticket_id("acme", "900", "1", at) == ticket_id("acme", "900", "1", at - timedelta(seconds=29))
