"""A handle that somebody typed counts wherever it stands; X's own word on what it filled in beats our reading (I4)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.accounts.status import Counted
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.tickets.ticket import Ticket
from shared.networks.x.reading.reader import read_delivery
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from tests.builders import snowflake
from tests.fake_desk import FakeDesk
from tests.samples.x_samples import BRAND, CUSTOMER, OTHER, parsed

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
WRITTEN = NOW - timedelta(minutes=5)
SECOND = "1490000000000000404"
DOCUMENTS = (
    Document("account", "kitsune", 1, {"network": "x", "network_id": BRAND, "username": "kitsune_tea", "name": "K"}),
    Document("account", "second", 1, {"network": "x", "network_id": SECOND, "username": "kitsune_jp", "name": "J"}),
)
TYPED = "@taro_k @kitsune_tea same here!"
IDS = {"taro_k": OTHER, "kitsune_tea": BRAND, "kitsune_jp": SECOND}


def taken(document: dict[str, Any], source: str = "webhook") -> tuple[FakeDesk, tuple[Ticket, ...]]:
    desk = FakeDesk(*DOCUMENTS, now=NOW)
    ingest_delivery(read_delivery(json.dumps(document).encode(), NOW), source=source, desk=desk)
    return desk, tuple(t for a in ("kitsune", "second") for t in desk.tickets.of_customer(a, CUSTOMER)[1])


def marked(text: str) -> list[dict[str, Any]]:
    """The mentions that X marks in the text, with their places."""
    places = ((name, text.find(f"@{name}")) for name in IDS)
    found = sorted(((start, name) for name, start in places if start >= 0))
    return [{"start": at, "end": at + len(name) + 1, "username": name, "id": IDS[name]} for at, name in found]


def post(text: str, shown: object = None, **more: Any) -> dict[str, Any]:
    """A reply under somebody else's post, as X's newer API shows it."""
    post_id = snowflake(WRITTEN)
    return {
        "id": post_id,
        "author_id": CUSTOMER,
        "text": text,
        "conversation_id": snowflake(WRITTEN, 8),
        "edit_history_tweet_ids": [post_id],
        "in_reply_to_user_id": OTHER,
        "referenced_tweets": [{"type": "replied_to", "id": snowflake(WRITTEN, 9)}],
        "entities": {"mentions": marked(text)},
        **({"display_text_range": shown} if shown is not None else {}),
        **more,
    }


def event(kind: str, text: str, shown: object = None, *, account: str = BRAND, **more: Any) -> dict[str, Any]:
    data = {"event_uuid": "7", "filter": {"user_id": account}, "event_type": kind, "payload": post(text, shown, **more)}
    return {"data": {**data, "includes": {}}}


def older(text: str, shown: object = None) -> dict[str, Any]:
    document = parsed("account_activity/tweet_create-carried")
    one = document["tweet_create_events"][0]
    for mention, place in zip(one["entities"]["user_mentions"], marked(text), strict=True):
        mention["indices"] = [place["start"], place["end"]]
    one["text"] = text
    del one["display_text_range"]
    if shown is not None:
        one["display_text_range"] = shown
    return document


def polled(text: str, shown: object = None, **more: Any) -> dict[str, Any]:
    page = {"poll": "mentions", "account_id": "kitsune", "network_id": BRAND, "includes": {}}
    return {**page, "data": [post(text, shown, **more)]}


def test_I4_a_typed_handle_at_the_front_opens_a_ticket_by_every_way() -> None:
    """The case that was unheard: X put `@taro_k` in front, and `@kitsune_tea` was typed right behind it."""
    for document in (
        event("post.mention.create", TYPED, [8, 31]),
        polled(TYPED, [8, 31]),
        older("@taro_k @kitsune_tea me neither", [8, 31]),
    ):
        _, [ticket] = taken(document)
        assert ticket.account == "kitsune"


def test_I4_what_x_filled_in_stays_unheard_and_is_counted_for_people() -> None:
    for document in (polled(TYPED, [21, 31]), older("@taro_k @kitsune_tea me neither", [21, 31])):
        desk, found = taken(document)
        assert found == ()
        assert desk.heartbeats.of("kitsune").tallies[Counted.AUTO_MENTION].number == 1


@pytest.mark.parametrize("shown", [[21, 31], [0, 31], None])
def test_I4_an_event_that_x_makes_for_explicit_mentions_only_is_believed(shown: object) -> None:
    """X makes `post.mention.create` for explicit mentions only, whatever the range says or does not say."""
    _, [ticket] = taken(event("post.mention.create", TYPED, shown))
    assert ticket.account == "kitsune"


@pytest.mark.parametrize(
    "text", ["@taro_k @kitsune_tea, same", "@taro_k same here @kitsune_tea", "@taro_k .@kitsune_tea"]
)
@pytest.mark.parametrize("shown", [[8, 26], None])
def test_I4_a_handle_in_the_words_counts_with_a_range_and_without(text: str, shown: object) -> None:
    _, [ticket] = taken(polled(text, shown))
    assert ticket.account == "kitsune"


@pytest.mark.parametrize("shown", [[0, 31], [8, 31]])
def test_I4_a_range_that_begins_before_the_name_says_that_it_was_typed(shown: object) -> None:
    assert len(taken(polled(TYPED, shown))[1]) == 1


@pytest.mark.parametrize(
    "shown",
    [None, [], [21], [21, 31, 40], ["21", "31"], [True, 31], [-3, 31], [99, 120], [31, 21], "21", {"start": 21}],
)
def test_I4_where_x_does_not_say_what_it_filled_in_the_run_at_the_front_is_taken_for_that(shown: object) -> None:
    assert taken(polled(TYPED, shown))[1] == ()
    assert len(taken(polled("@taro_k same here @kitsune_tea", shown))[1]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "@taro_k @kitsune_tea @kitsune_tea please",
        "@kitsune_tea @taro_k @Taro_K @kitsune_tea please",
        "＠taro_k ＠kitsune_tea please",
        "@taro_k\n@kitsune_tea please",
        "@taro_k  @kitsune_tea please",
    ],
)
def test_I4_without_a_range_what_x_would_not_fill_in_so_was_typed(text: str) -> None:
    """X names nobody twice, writes the plain sign, and puts one space behind each name."""
    assert len(taken(polled(text))[1]) == 1


def test_I4_a_range_that_is_off_by_one_within_the_name_does_not_hide_it() -> None:
    """X's own sample of a reply begins its range one letter late."""
    assert len(taken(polled(TYPED, [9, 31]))[1]) == 1


def test_I4_of_a_long_post_the_range_counts_only_where_its_whole_words_begin_alike() -> None:
    words = "same here, and it is a long story @kitsune_tea"
    begins_alike = {"note_tweet": {"text": f"@taro_k @kitsune_tea {words}", "entities": {"mentions": marked(TYPED)}}}
    assert len(taken(polled(TYPED, [8, 31], **begins_alike))[1]) == 1
    without = {"note_tweet": {"text": f"@kitsune_tea {words}", "entities": {"mentions": marked("@kitsune_tea")}}}
    [read] = read_delivery(json.dumps(polled(TYPED, [8, 31], **without)).encode(), NOW)
    assert isinstance(read, IncomingPost)
    assert [mention.leading for mention in read.mentions] == [True, False]


def test_I4_a_post_that_names_two_of_our_accounts_belongs_to_the_first_that_was_typed() -> None:
    text = "@taro_k @kitsune_tea @kitsune_jp both of you"
    for account in (BRAND, SECOND):
        _, [ticket] = taken(event("post.mention.create", text, [8, 44], account=account))
        assert (ticket.account, ticket.posts[0].also_names) == ("kitsune", (SECOND,))
    _, [ticket] = taken(polled(text, [21, 44]))
    assert (ticket.account, ticket.posts[0].also_names) == ("second", (BRAND,))


def test_I4_an_edit_that_types_our_name_is_heard_and_one_that_only_carries_it_changes_nothing_there() -> None:
    desk = FakeDesk(*DOCUMENTS, now=NOW)
    first, edit = snowflake(WRITTEN), snowflake(WRITTEN + timedelta(minutes=1))
    history = {"id": edit, "edit_history_tweet_ids": [first, edit]}
    for document in (polled(TYPED, [21, 31]), polled(f"{TYPED} really", [8, 38], **history)):
        ingest_delivery(read_delivery(json.dumps(document).encode(), NOW), source="poll", desk=desk)
    [ticket] = desk.tickets.of_customer("kitsune", CUSTOMER)[1]
    assert (ticket.posts[0].id, ticket.posts[0].answer_id) == (first, edit)


def test_I4_a_quote_of_ours_in_a_reply_that_carries_our_name_is_heard() -> None:
    quoting: dict[str, Any] = {
        "referenced_tweets": [{"type": "replied_to", "id": "77"}, {"type": "quoted", "id": "55"}]
    }
    _, [ticket] = taken(event("post.quote.create", TYPED, [21, 31], **quoting))
    assert ticket.posts[0].kind == "quote"
    document = older("@taro_k @kitsune_tea me neither", [21, 31])
    document["tweet_create_events"][0] |= {
        "quoted_status_id": 55,
        "quoted_status": {"id": 55, "user": {"id": int(BRAND)}},
    }
    assert len(taken(document)[1]) == 1
