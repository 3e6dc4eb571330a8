"""What polling reads of the stand-in for X: the same posts as its webhook brings, within what X allows."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.fake_x.client import FakeX
from shared.adapters.clock import SystemClock
from shared.domain.errors import BudgetSpentError, OutcomeUnknownError, RateLimitedError, SocialNetworkError
from shared.domain.posts.incoming_post import Deletion, Event, IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.x.api.fields import Fields
from shared.networks.x.console import XConsole
from shared.networks.x.lookups import XLookedUp, XLookups, _looked_up
from shared.networks.x.polling import XPolling
from shared.networks.x.reading.reader import read_delivery
from shared.networks.x.sender import XNetwork
from shared.networks.x.webhooks import XRedelivery
from shared.ports.network_reading import Timeline
from tests.fakes import FakeBudgets
from tests.integration.fake_x_keys import HELP, Keys
from tests.integration.fake_x_receiver import Receiver

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def polling(fake: FakeX, budgets: FakeBudgets | None = None) -> XPolling:
    return XPolling(fake.url, Keys(), SystemClock(), budgets=budgets)


def read(fake: FakeX, timeline: Timeline, since: datetime = LONG_AGO) -> list[Event]:
    """All that a poll hands on, as the ingest queue reads it."""
    pages = polling(fake).read(HELP, timeline, since)
    return [event for page in pages for body in page.only(page.posts) for event in read_delivery(body)]


def by_id(events: list[Event]) -> dict[str, IncomingPost]:
    """Whether the author takes messages is known to a reader only."""
    posts = [event for event in events if isinstance(event, IncomingPost)]
    return {
        post.id: replace(post, author_takes_messages=None, told_as_mention=False, listed_as_mention=False)
        for post in posts
    }


def test_I3_a_post_is_the_same_by_webhook_and_by_poll(fake: FakeX, receiver: Receiver) -> None:
    fake.connect(receiver.url)
    asked = fake.post("hanako", "@acme_help 届きません & <now>")
    answer = fake.post("acme_help", "すぐに確認します", in_reply_to=asked["id"])
    fake.post("hanako", "ありがとう", in_reply_to=answer["id"])
    fake.message("hanako", "acme_help", "注文番号は 4711 です & よろしく")
    fake.message("acme_help", "hanako", "承りました")
    receiver.wait(lambda one: len(one.of_type("dm.sent")) >= 1 and len(one.of_type("post.reply.create")) >= 1)
    told = by_id([event for one in fake.deliveries() for event in read_delivery(_body(one))])
    polled = by_id([event for timeline in Timeline for event in read(fake, timeline)])
    assert len(polled) == 5
    assert {ident: told[ident] for ident in polled} == polled


def _body(delivery: dict[str, object]) -> bytes:
    return str(delivery["body"]).encode()


def test_a_post_that_is_gone_before_its_author_is_asked_for_is_left_out(fake: FakeX) -> None:
    gone = fake.post("hanako", "@acme_help one", deliver=False)
    there = fake.post("hanako", "@acme_help two", deliver=False)
    [page] = polling(fake).read(HELP, Timeline.MENTIONS, LONG_AGO)
    fake.delete(gone["id"])
    events = [event for body in page.only(page.posts) for event in read_delivery(body)]
    assert list(by_id(events)) == [there["id"]]
    assert isinstance(events[0], IncomingPost)
    assert events[0].author.username == "hanako"
    fake.delete(there["id"])
    assert list(page.only(page.posts)) == []


@pytest.mark.parametrize(("answer", "error"), [(429, RateLimitedError), (503, OutcomeUnknownError)])
def test_posts_whose_authors_x_does_not_tell_of_are_left_for_the_next_poll(
    fake: FakeX, answer: int, error: type[SocialNetworkError]
) -> None:
    fake.post("hanako", "@acme_help one", deliver=False)
    [page] = polling(fake).read(HELP, Timeline.MENTIONS, LONG_AGO)
    fake.fault(answer, method="GET", path="/2/tweets")
    with pytest.raises(error):
        list(page.only(page.posts))
    assert len(list(page.only(page.posts))) == 1


def test_C2_of_our_own_posts_only_answers_are_handed_on(fake: FakeX) -> None:
    fake.post("acme_help", "Our spring campaign", deliver=False)
    asked = fake.post("hanako", "@acme_help hello", deliver=False)
    answer = fake.post("acme_help", "Hello!", in_reply_to=asked["id"], deliver=False)
    assert list(by_id(read(fake, Timeline.OWN_POSTS))) == [answer["id"]]


def test_messages_are_read_back_to_the_start_and_no_further(fake: FakeX) -> None:
    first = fake.message("hanako", "acme_help", "one")
    second = fake.message("acme_help", "hanako", "two")
    assert list(by_id(read(fake, Timeline.MESSAGES))) == [second["id"], first["id"]]
    assert read(fake, Timeline.MESSAGES, datetime.now(UTC) + timedelta(minutes=1)) == []
    [one, _] = read(fake, Timeline.MESSAGES)
    assert isinstance(one, IncomingPost)
    assert (one.channel, one.recipient_id) == (Channel.DIRECT, first["sender_id"])


def test_a_message_of_ours_is_found_again_in_the_conversation_with_the_customer(fake: FakeX) -> None:
    """The route that the settling of a direct message uses (R1)."""
    hanako = fake.user("hanako")["id"]
    x = XNetwork(fake.url, Keys(), SystemClock())
    [sent] = x.prepare_send(HELP, channel=Channel.DIRECT, to="1", customer=hanako, texts=["It leaves today."]).send()
    fake.message("acme_help", "jo", "It leaves today.")
    found = x.find_own(HELP, channel=Channel.DIRECT, to="1", customer=hanako, text="It leaves today.", since=LONG_AGO)
    assert found == sent


def test_a_limit_that_x_tells_of_holds_for_every_worker_and_for_that_call_alone(fake: FakeX) -> None:
    budgets = FakeBudgets()
    fake.fault(429, method="GET", path="/2/dm_events", seconds=60)
    with pytest.raises(RateLimitedError) as told:
        list(polling(fake, budgets).read(HELP, Timeline.MESSAGES, LONG_AGO))
    with pytest.raises(BudgetSpentError) as spared:
        list(polling(fake, budgets).read(HELP, Timeline.MESSAGES, LONG_AGO))
    assert spared.value.until == told.value.until
    assert fake.requests()["GET /2/dm_events"] == 1
    list(polling(fake, budgets).read(HELP, Timeline.MENTIONS, LONG_AGO))
    asked = fake.post("hanako", "@acme_help hello", deliver=False)
    x = XNetwork(fake.url, Keys(), SystemClock(), budgets=budgets)
    x.prepare_send(HELP, channel=Channel.PUBLIC, to=asked["id"], customer=asked["author_id"], texts=["Hello!"]).send()


def test_a_burst_of_polling_stops_before_x_says_so_and_spends_no_send(fake: FakeX) -> None:
    budgets = FakeBudgets()
    outcomes = []
    for _ in range(17):
        try:
            outcomes.append(len(list(polling(fake, budgets).read(HELP, Timeline.MESSAGES, LONG_AGO))))
        except BudgetSpentError:
            outcomes.append(-1)
    assert outcomes == [1] * 15 + [-1] * 2
    assert fake.requests()["GET /2/dm_events"] == 15
    hanako = fake.user("hanako")["id"]
    x = XNetwork(fake.url, Keys(), SystemClock(), budgets=budgets)
    [sent] = x.prepare_send(HELP, channel=Channel.DIRECT, to="1", customer=hanako, texts=["Hello!"]).send()
    assert sent.text == "Hello!"


def test_the_sends_have_a_budget_of_their_own(fake: FakeX) -> None:
    budgets = FakeBudgets()
    x = XNetwork(fake.url, Keys(), SystemClock(), budgets=budgets)
    hanako = fake.user("hanako")["id"]
    for number in range(15):
        x.prepare_send(HELP, channel=Channel.DIRECT, to="1", customer=hanako, texts=[f"Hello {number}!"]).send()
    with pytest.raises(BudgetSpentError):
        x.prepare_send(HELP, channel=Channel.DIRECT, to="1", customer=hanako, texts=["Hello 15!"]).send()
    assert len(fake.messages()) == 15


def test_I8_a_webhook_that_x_gave_up_on_is_woken(fake: FakeX, receiver: Receiver) -> None:
    fake.connect(receiver.url)
    webhooks = XRedelivery(fake.url, Keys(), SystemClock())
    assert not webhooks.revive("main")
    fake.switch(valid=False)
    assert webhooks.revive("main")
    assert not webhooks.revive("main")
    assert fake.requests()["PUT /2/webhooks/{webhook_id}"] == 1


def test_I8_a_silence_is_delivered_once_more(fake: FakeX, receiver: Receiver) -> None:
    fake.connect(receiver.url)
    fake.switch(enabled=False)
    asked = fake.post("hanako", "@acme_help hello?")
    fake.switch(enabled=True)
    now = datetime.now(UTC)
    XRedelivery(fake.url, Keys(), SystemClock()).replay("main", now - timedelta(minutes=5), now)
    receiver.wait(lambda one: any(e["payload"]["id"] == asked["id"] for e in one.of_type("post.mention.create")))


def looked_up(fake: FakeX, *ids: str) -> XLookedUp:
    return XLookups(fake.url, Keys(), SystemClock(), budgets=FakeBudgets()).look_up(HELP, ids)


def test_I6_a_look_says_what_stands_what_is_gone_and_what_is_withheld(fake: FakeX) -> None:
    there = fake.post("hanako", "@acme_help one", deliver=False)
    edited = fake.post("hanako", "@acme_help two", deliver=False)
    newest = fake.post("hanako", "@acme_help two!", edit_of=edited["id"], deliver=False)
    deleted = fake.post("hanako", "@acme_help three", deliver=False)
    fake.delete(deleted["id"])
    hidden = fake.post("kenji", "@acme_help four", deliver=False)
    fake.user("kenji", protected=True)
    found = looked_up(fake, there["id"], edited["id"], deleted["id"], hidden["id"])
    assert found.gone == {deleted["id"]: "deleted", hidden["id"]: "withheld"}
    assert found.versions[there["id"]] == there["id"]
    assert newest["id"] != edited["id"]
    events = [event for body in found.deliveries([there["id"], hidden["id"]]) for event in read_delivery(body)]
    told = [(event.post_id, event.because) for event in events if isinstance(event, Deletion)]
    assert told == [(hidden["id"], "withheld")]
    assert list(by_id(events)) == [there["id"]]


def words(found: XLookedUp, *ids: str) -> dict[str, tuple[str, str]]:
    events = [event for body in found.deliveries(ids) for event in read_delivery(body)]
    return {event.id: (event.answer_id, event.text) for event in events if isinstance(event, IncomingPost)}


def test_I3_a_look_at_an_earlier_version_brings_the_newest_words(fake: FakeX) -> None:
    first = fake.post("hanako", "@acme_help two", deliver=False)["id"]
    fake.post("hanako", "@acme_help three", edit_of=first, deliver=False)
    newest = fake.post("hanako", "@acme_help four", edit_of=fake.posts(author="hanako")[0]["id"], deliver=False)["id"]
    found = looked_up(fake, first)
    assert found.versions == {first: newest}
    assert words(found, first) == {first: (newest, "@acme_help four")}
    assert fake.requests()["GET /2/tweets"] == 2


def test_I3_a_post_that_x_tells_under_its_newest_id_is_the_one_that_was_asked_for() -> None:
    """X's pages say of this route both that it shows the version asked for and that it shows the most recent one."""
    first, newest = "2080765813578191303", "2080765813578191304"
    post = {"id": newest, "text": "four", "author_id": "9", "edit_history_tweet_ids": [first, newest]}
    found = _looked_up(HELP, Fields({"data": [post]}, ""), frozenset({first}))
    assert (found.versions, found.gone) == ({first: newest}, {})
    assert words(found, first) == {first: (newest, "four")}


def test_I6_a_look_that_finds_nothing_at_all_is_no_refusal(fake: FakeX) -> None:
    deleted = fake.post("hanako", "@acme_help three", deliver=False)["id"]
    fake.delete(deleted)
    assert looked_up(fake, deleted).gone == {deleted: "deleted"}


def test_what_x_charges_for_is_told_as_it_comes_and_a_refusal_costs_nothing(fake: FakeX) -> None:
    told: list[tuple[str, dict[str, int]]] = []

    def tally(account: Account, used: Mapping[str, Collection[str]]) -> None:
        told.append((account.id, {charge: len(ids) for charge, ids in used.items()}))

    asked = fake.post("hanako", "@acme_help 届きません")
    fake.post("hanako", "@acme_help まだですか")
    fake.message("hanako", "acme_help", "注文番号は 4711 です")
    timelines = XPolling(fake.url, Keys(), SystemClock(), tally=tally)
    for timeline in Timeline:
        for page in timelines.read(HELP, timeline, LONG_AGO):
            list(page.only([]))
    assert told == [
        ("acme_help", {"own_read": 2}),
        ("acme_help", {"message_read": 1, "user_read": 2}),
    ]
    told.clear()
    [mentions] = timelines.read(HELP, Timeline.MENTIONS, LONG_AGO)
    assert len(list(mentions.only([asked["id"]]))) == 1
    assert told == [("acme_help", {"own_read": 2}), ("acme_help", {"post_read": 1, "user_read": 1})]
    told.clear()
    XLookups(fake.url, Keys(), SystemClock(), tally=tally).look_up(HELP, [asked["id"], "12"])
    XConsole(fake.url, Keys(), SystemClock(), tally=tally).identity(HELP)
    assert told == [("acme_help", {"post_read": 1, "user_read": 1}), ("acme_help", {"user_read": 1})]
    told.clear()
    fake.fault(429, times=1)
    with pytest.raises(RateLimitedError):
        list(timelines.read(HELP, Timeline.MENTIONS, LONG_AGO))
    network = XNetwork(fake.url, Keys(), SystemClock(), tally=tally)
    network.prepare_send(
        HELP, channel=Channel.PUBLIC, to=asked["id"], customer=asked["author_id"], texts=["すぐに"]
    ).send()
    assert told == []


def test_I4_a_typed_handle_at_the_front_is_told_apart_from_a_carried_one_by_the_poll(fake: FakeX) -> None:
    angry = fake.post("angry_one", "@acme_help is broken again")
    fake.post("hanako", "same here", in_reply_to=angry["id"])
    fake.post("ken", "@acme_help same here!", in_reply_to=angry["id"])
    read_of = {
        event.author.username: event for event in read(fake, Timeline.MENTIONS) if isinstance(event, IncomingPost)
    }
    leads = {who: [m.leading for m in event.mentions if m.user_id == HELP.network_id] for who, event in read_of.items()}
    assert leads == {"angry_one": [False], "hanako": [True], "ken": [True, False]}


def test_I4_a_poll_tells_whom_the_account_has_blocked(fake: FakeX) -> None:
    fake.user("pest", blocked_by=["acme_help"])
    fake.post("pest", "@acme_help you again")
    fake.post("hanako", "@acme_help hello")
    blocked = {
        e.author.username: e.author_blocked for e in read(fake, Timeline.MENTIONS) if isinstance(e, IncomingPost)
    }
    assert blocked == {"pest": True, "hanako": False}
