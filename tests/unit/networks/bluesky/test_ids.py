"""Bluesky's ids and addresses: DIDs with dots, handles that are domains, posts as pages, and keys that are no times (N2)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.posts.author import Author
from shared.networks.bluesky import ids
from shared.networks.bluesky.record import key_of
from shared.networks.bluesky.rules import RULES

DID = "did:plc:abcdefghijklmnopqrstuvwx"
WEB = "did:web:shop.example.com%3A8443"
KEY = "3mabcdefghij2"


@pytest.mark.parametrize("did", [DID, WEB, "did:web:example.com"])
def test_N2_a_post_of_any_did_has_an_address(did: str) -> None:
    uri = f"at://{did}/app.bsky.feed.post/{KEY}"
    assert RULES.post_address(uri) == f"https://bsky.app/profile/{did}/post/{KEY}"
    assert RULES.post_id_in(f"https://bsky.app/profile/{did}/post/{KEY}") == uri


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        (
            f"  https://bsky.app/profile/acme.bsky.social/post/{KEY}?ref=1 ",
            f"at://acme.bsky.social/app.bsky.feed.post/{KEY}",
        ),
        (f"at://{DID}/app.bsky.feed.post/{KEY}", f"at://{DID}/app.bsky.feed.post/{KEY}"),
        (f"at://{DID}/app.bsky.feed.like/{KEY}", None),
        ("https://bsky.app/profile/acme.bsky.social", None),
        (f"https://evil.example/profile/{DID}/post/{KEY}", None),
        ("", None),
        ("at://", None),
    ],
)
def test_a_post_is_found_in_what_a_person_pastes(pasted: str, found: str | None) -> None:
    assert RULES.post_id_in(pasted) == found


def test_N2_an_id_beyond_what_the_desk_keeps_is_none() -> None:
    assert ids.record_uri(f"at://{DID}/app.bsky.feed.post/{'a' * 600}") is None


@pytest.mark.parametrize(
    "given", ["handle.invalid", "HANDLE.INVALID", "", "no dots", "a..b", "-a.example", None, 7, "a" * 300]
)
def test_a_handle_that_is_nobodys_is_no_handle(given: object) -> None:
    assert ids.handle(given) == ""


def test_a_customers_page_is_found_by_what_stays() -> None:
    assert RULES.customer_address(Author(DID, "old.example.com", "")) == f"https://bsky.app/profile/{DID}"
    assert RULES.customer_address(Author("<script>", "", "")) is None


def test_a_record_key_tells_no_time() -> None:
    assert RULES.written_at(f"at://{DID}/app.bsky.feed.post/{KEY}") is None


INSTANTS = st.datetimes(datetime(2023, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(INSTANTS, st.text(max_size=30))
def test_N4_a_key_is_a_timestamp_identifier_and_the_same_for_the_same_part(at: datetime, key: str) -> None:
    made = key_of(key, at)
    assert made == key_of(key, at)
    assert len(made) == 13
    assert made[0] in "234567abcdefghij"
    assert set(made) <= set("234567abcdefghijklmnopqrstuvwxyz")


@given(INSTANTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=400)))
def test_N4_a_later_key_sorts_behind(at: datetime, later: timedelta) -> None:
    assert key_of("a", at) < key_of("b", at + later)


@pytest.mark.parametrize(
    ("ident", "parts"),
    [
        ("3mconvo/3mmsg", ("3mconvo", "3mmsg")),
        (f"at://{DID}/app.bsky.feed.post/{KEY}", None),
        ("3mconvo/", None),
        ("", None),
    ],
)
def test_a_message_is_told_from_a_post_by_its_id(ident: str, parts: tuple[str, str] | None) -> None:
    assert ids.message_in(ident) == parts
