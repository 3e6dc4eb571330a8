"""What X does that is easy to fall into, from the delivery to the ticket: each once, by its name."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.accounts.status import Signal
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.networks.x.reading.reader import read_delivery
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from tests.builders import snowflake
from tests.fake_desk import FakeDesk
from tests.samples.x_samples import BRAND, CUSTOMER, parsed

KITSUNE = Document(
    "account", "kitsune", 1, {"network": "x", "network_id": BRAND, "username": "kitsune_tea", "name": "K"}
)
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
WRITTEN = NOW - timedelta(minutes=5)

Change = Callable[[dict[str, Any]], None]


def taken(*documents: dict[str, Any], source: str = "webhook") -> FakeDesk:
    desk = FakeDesk(KITSUNE, now=NOW)
    for document in documents:
        ingest_delivery(read_delivery(json.dumps(document).encode(), NOW), source=source, desk=desk)
    return desk


def tickets(desk: FakeDesk, customer: str = CUSTOMER) -> tuple[Ticket, ...]:
    return desk.tickets.of_customer("kitsune", customer)[1]


def mention(kind: str = "post.mention.create", *, n: int = 0, text: str | None = None, **more: Any) -> dict[str, Any]:
    """An event of X's newer product for a post that names us."""
    document = parsed("activity/post.mention.create")
    data = document["data"]
    post_id = snowflake(WRITTEN + timedelta(minutes=n))
    data["event_type"] = kind
    data["payload"] |= {"id": post_id, "conversation_id": post_id, "edit_history_tweet_ids": [post_id]} | more
    if text is not None:
        data["payload"]["text"] = text
    return document


def in_the_older_product(n: int = 0) -> dict[str, Any]:
    document = parsed("account_activity/tweet_create-mention")
    post_id = snowflake(WRITTEN + timedelta(minutes=n))
    document["tweet_create_events"][0] |= {"id": int(post_id), "id_str": post_id}
    return document


def test_the_same_post_by_both_products_and_by_two_kinds_of_event_is_one() -> None:
    desk = taken(mention(), in_the_older_product(), mention("post.reply.create"), mention())
    [ticket] = tickets(desk)
    assert len(ticket.posts) == 1


@pytest.mark.parametrize("uuid", ["-6850472171600526495", "0", snowflake(WRITTEN), snowflake(WRITTEN, 7), None])
def test_an_events_own_id_is_no_identity_not_even_where_it_is_negative_or_a_posts(uuid: str | None) -> None:
    events = [mention(), mention(n=1)]
    for event in events:
        event["data"]["event_uuid"] = uuid
    [ticket] = tickets(taken(*events, events[0]))
    assert len(ticket.posts) == 2


def test_users_that_are_nested_under_data_are_known_all_the_same() -> None:
    event = mention()
    event["data"]["includes"]["users"] = [{"data": user} for user in event["data"]["includes"]["users"]]
    [ticket] = tickets(taken(event))
    assert (ticket.customer.username, ticket.customer.name) == ("hanako_m", "花子 & Co")


def test_the_newer_words_for_the_same_fields_are_read() -> None:
    event = mention(text="@kitsune_tea cut…")
    payload = event["data"]["payload"]
    payload["edit_history_post_ids"] = payload.pop("edit_history_tweet_ids")
    payload["note_post"] = {"text": "@kitsune_tea a very long story &amp; more"}
    answered = snowflake(WRITTEN - timedelta(hours=1))
    payload |= {"referenced_posts": [{"type": "replied_to", "id": answered}], "in_reply_to_user_id": BRAND}
    [ticket] = tickets(taken(event))
    assert (ticket.posts[0].text, ticket.posts[0].in_reply_to) == ("@kitsune_tea a very long story & more", answered)


def test_an_answer_that_comes_before_the_post_that_it_answers_waits_for_it() -> None:
    own = mention("post.create", n=2, text="@hanako_m いたします", author_id=BRAND, in_reply_to_user_id=CUSTOMER)
    own["data"]["payload"]["referenced_tweets"] = [{"type": "replied_to", "id": snowflake(WRITTEN)}]
    assert tickets(taken(own)) == ()
    [ticket] = tickets(taken(own, mention()))
    assert (ticket.status, len(ticket.posts)) == (Status.ANSWERED, 2)


def test_our_direct_message_that_comes_before_the_customers_waits_for_it() -> None:
    sent, received = parsed("activity/dm.sent"), parsed("activity/dm.received")
    [alone] = tickets(taken(received))
    for order in ((sent, received), (received, sent)):
        [ticket] = tickets(taken(*order))
        assert len(ticket.posts) == len(alone.posts) + 1
        assert ticket.status is Status.ANSWERED


def test_a_repost_that_carries_our_name_opens_nothing_by_any_way() -> None:
    repost = parsed("account_activity/tweet_create-retweet")
    event = mention("post.repost.create", text="RT @kitsune_tea: New harvest is in")
    polled = {"poll": "mentions", "account_id": "kitsune", "network_id": BRAND, "includes": {}}
    listed = event["data"]["payload"] | {"referenced_tweets": [{"type": "retweeted", "id": snowflake(WRITTEN, 9)}]}
    desk = taken(repost, event, {**polled, "data": [listed]})
    assert tickets(desk) == ()


def test_a_quote_with_words_opens_a_ticket_and_a_bare_one_does_not() -> None:
    assert len(tickets(taken(parsed("activity/post.quote.create")))) == 1
    assert tickets(taken(parsed("activity/post.quote.create-bare"))) == ()


def test_an_author_whose_account_is_gone_is_known_by_the_id() -> None:
    """X leaves a suspended author out of the users beside a post."""
    event = mention()
    event["data"]["includes"] = {}
    [ticket] = tickets(taken(event))
    assert (ticket.customer.id, ticket.customer.username) == (CUSTOMER, "")
    assert ticket.posts[0].url == f"https://x.com/i/status/{ticket.posts[0].id}"


@pytest.mark.parametrize("turned", [False, True])
def test_a_customer_who_changed_their_handle_is_the_same_and_shown_by_the_newest(turned: bool) -> None:
    before, after = mention(), mention(n=1)
    after["data"]["includes"]["users"][0]["username"] = "hanako_new"
    [ticket] = tickets(taken(*((after, before) if turned else (before, after))))
    assert ticket.customer.username == "hanako_new"
    assert len(ticket.posts) == 2


def test_our_account_is_found_by_its_id_although_its_handle_has_changed() -> None:
    event = mention(text="@kitsune_tea_jp hello")
    event["data"]["payload"]["entities"]["mentions"][0]["username"] = "kitsune_tea_jp"
    [ticket] = tickets(taken(event))
    assert ticket.account == "kitsune"


def test_a_picture_keeps_what_its_author_said_of_it() -> None:
    event = mention(attachments={"media_keys": ["3_1"]})
    media = {
        "media_key": "3_1",
        "type": "photo",
        "url": "https://pbs.twimg.com/media/1.jpg",
        "alt_text": "A dented tin",
    }
    event["data"]["includes"]["media"] = [media]
    [ticket] = tickets(taken(event))
    assert [(m.url, m.alt) for m in ticket.posts[0].media] == [("https://pbs.twimg.com/media/1.jpg", "A dented tin")]


def test_a_name_that_is_only_carried_along_to_somebody_else_opens_nothing_by_any_way() -> None:
    desk = taken(parsed("account_activity/tweet_create-carried"), parsed("poll/mentions-carried"), source="poll")
    assert tickets(desk) == ()
    assert Signal.MISSED_SINCE not in desk.heartbeats.of("kitsune").last
