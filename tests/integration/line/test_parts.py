"""Names, files, quotas, and the channel's webhook: the parts of LINE's plug on its stand-in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.line import seed
from shared.domain.accounts.quota import Quota
from shared.domain.errors import (
    DisconnectedError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    TooLargeError,
)
from shared.domain.posts.author import Author
from shared.networks.line.quotas import next_month
from tests.integration.line.place import SHOP, START, Place


def test_a_customers_name_is_that_of_the_profile(place: Place) -> None:
    customer = place.customer("hanako", shown="花子🌸")
    assert place.plug.profiles.find(SHOP, customer) == Author(customer, "", "花子🌸")


def test_whoever_blocked_the_account_or_shows_no_profile_has_no_name(place: Place) -> None:
    hidden = place.customer("hidden", has_profile=False)
    gone = place.customer("gone")
    place.line.unfollow("gone")
    assert [place.plug.profiles.find(SHOP, each) for each in (hidden, gone, "U" + "0" * 32)] == [None] * 3


def test_a_picture_is_fetched_whole_and_small(place: Place) -> None:
    message = place.line.write("hanako", type="image")["id"]
    whole = place.plug.media.fetch(SHOP, message, preview=False, limit=1_000_000)
    small = place.plug.media.fetch(SHOP, message, preview=True, limit=1_000_000)
    assert whole.content.startswith(b"\x89PNG")
    assert len(small.content) < len(whole.content)
    assert whole.content_type == "image/png"


def test_I6_a_file_that_line_has_deleted_is_gone(place: Place) -> None:
    forgotten = place.line.write("hanako", type="image")["id"]
    unsent = place.line.write("hanako", type="image")["id"]
    text = place.line.write("hanako", "no file")["id"]
    place.line.forget(forgotten)
    place.line.unsend(unsent)
    for each in (forgotten, unsent, text, "1"):
        with pytest.raises(NotFoundError):
            place.plug.media.fetch(SHOP, each, preview=False, limit=1_000_000)


def test_a_file_beyond_the_limit_is_not_read_on(place: Place) -> None:
    message = place.line.write("hanako", type="image")["id"]
    with pytest.raises(TooLargeError):
        place.plug.media.fetch(SHOP, message, preview=False, limit=100)


@pytest.mark.parametrize(
    ("answer", "kind"), [(500, OutcomeUnknownError), (401, DisconnectedError), (429, RateLimitedError)]
)
def test_a_file_that_cannot_be_fetched_now_is_not_gone(
    place: Place, answer: int, kind: type[SocialNetworkError]
) -> None:
    message = place.line.write("hanako", type="image")["id"]
    place.line.fault(answer, times=2, path="*/content")
    with pytest.raises(kind):
        place.plug.media.fetch(SHOP, message, preview=False, limit=1_000_000)


def test_N7_the_quota_is_the_plans_and_counts_anew_with_the_month_in_japan(place: Place) -> None:
    place.line.channel(plan=200, used=160)
    renews = datetime(2026, 11, 30, 15, tzinfo=UTC)
    assert place.plug.quotas.read(SHOP) == Quota(200, 160, START, renews)
    place.line.channel(plan=None)
    assert place.plug.quotas.read(SHOP).limit is None


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 11, 30, 15, tzinfo=UTC), datetime(2026, 12, 31, 15, tzinfo=UTC)),
        (datetime(2026, 12, 31, 14, 59, tzinfo=UTC), datetime(2026, 12, 31, 15, tzinfo=UTC)),
        (datetime(2027, 1, 30, 20, tzinfo=UTC), datetime(2027, 1, 31, 15, tzinfo=UTC)),
    ],
)
def test_N7_a_month_begins_at_midnight_in_japan(now: datetime, then: datetime) -> None:
    assert next_month(now) == then


def test_the_channel_says_whose_it_is(place: Place) -> None:
    whose = place.plug.console.identity(SHOP)
    assert (whose.network_id, whose.name, whose.username) == (seed.MAIN.user_id, seed.MAIN.name, "")


def test_a_channel_has_one_webhook_which_the_next_replaces(place: Place) -> None:
    console = place.plug.console
    place.line.channel(endpoint="")
    assert list(console.webhooks("main")) == []
    hook = console.register("main", place.inbox.url)
    assert (hook.url, hook.valid) == (place.inbox.url, True)
    console.register("main", "https://desk.example.com/webhooks/line/main")
    place.line.channel(active=False)
    with pytest.raises(RefusedError, match="The address is set"):
        console.register("main", "https://desk.example.com/webhooks/line/main")
    assert [each.url for each in console.webhooks("main")] == ["https://desk.example.com/webhooks/line/main"]


def test_a_webhook_that_is_off_is_not_valid_and_people_are_told_where_to_switch_it_on(place: Place) -> None:
    place.line.channel(active=False)
    [hook] = place.plug.console.webhooks("main")
    assert not hook.valid
    with pytest.raises(RefusedError, match="Use webhook"):
        place.plug.console.prove("main", hook.id)
    place.line.channel(active=True)
    place.plug.console.prove("main", hook.id)


def test_I1_the_test_of_the_webhook_is_a_signed_delivery_of_nothing(place: Place) -> None:
    place.plug.console.challenge("main", place.inbox.url)
    [told] = place.inbox.take()
    assert b'"events": []' in told.body
    assert place.plug.webhook.accepts(told.body, told.headers, seed.app_secret())


def test_a_test_that_fails_says_why_in_lines_words(place: Place) -> None:
    nowhere = place.inbox.url.rsplit(":", 1)[0] + ":9/webhooks/line/main"
    with pytest.raises(RefusedError, match="COULD_NOT_CONNECT"):
        place.plug.console.challenge("main", nowhere)


@pytest.mark.parametrize(("mode", "well"), [("chat", None), ("bot", True)])
def test_N5_chats_in_lines_own_app_are_told_of(place: Place, mode: str, well: bool | None) -> None:
    place.line.channel(chat_mode=mode)
    chats, redelivery = place.plug.console.checks(SHOP)
    assert (chats.well, redelivery.well) == (well, None)


def test_an_app_without_keys_is_disconnected(place: Place) -> None:
    other = replace(SHOP, app="other")
    for ask in (place.plug.console.identity, place.plug.quotas.read, place.plug.console.checks):
        with pytest.raises(DisconnectedError):
            ask(other)
    assert not place.plug.setup.connected(other)
    assert place.plug.setup.connected(SHOP)


def test_the_desk_counts_its_own_tests_of_the_webhook(place: Place) -> None:
    for n in range(60):
        place.clock.instant = START + timedelta(seconds=n)
        place.plug.console.challenge("main", place.inbox.url)
    with pytest.raises(RateLimitedError):
        place.plug.console.challenge("main", place.inbox.url)
