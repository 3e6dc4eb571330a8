"""Customers' deletions are found by looking stored posts up again, within what the desk may spend (I6)."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.errors import (
    DisconnectedError,
    OutcomeUnknownError,
    OutOfCreditError,
    RateLimitedError,
    SocialNetworkError,
    UnavailableError,
)
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.domain.tickets.action import DoneReason
from shared.networks.x.reading.reader import read_delivery
from shared.networks.x.rules import XRules
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.deletions.detect_deletions import LookupOutcome, detect_deletions
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.tickets.ticket_actions import finish_ticket
from tests.builders import at, minutes, sighted, sighted_answer, snowflake
from tests.fake_desk import FakeDesk, FakeIngest, FakeLookedUp, FakeLookups
from tests.fake_plug import plugged


def spending(usd: float) -> Document:
    return Document("desk", "desk", 1, {"relookup_usd_per_day": usd})


def busy_desk(*documents: Document, n: int = 4) -> FakeDesk:
    """`n` customers who wrote a minute apart; the last two have been answered, and the first of those is done."""
    desk = FakeDesk(*documents)
    for i in range(n):
        ingest_post(sighted(i, author=Author(str(900 + i), f"user{i}", f"User {i}")), desk=desk)
    for i in range(n - 2, n):
        ingest_post(sighted_answer(n + i, sighted(i).id, in_reply_to_user=str(900 + i)), desk=desk)
    desk.clock.forward(minutes(20))
    done = desk.tickets.place("x", sighted(n - 2).id)
    assert done is not None
    finish_ticket(done.ticket, DoneReason.RESOLVED, by=desk.kt, desk=desk)
    return desk


def look(desk: FakeDesk, lookups: FakeLookups) -> tuple[dict[LookupOutcome, int], list[bytes]]:
    ingest = FakeIngest()
    return dict(detect_deletions(desk=plugged(desk, lookups=lookups, ingest=ingest))), ingest.deliveries


def ids(*minute: int) -> list[str]:
    return [sighted(n).id for n in minute]


def test_I6_those_that_wait_come_first_and_the_newest_of_them_before_the_others() -> None:
    lookups = FakeLookups()
    look(busy_desk(), lookups)
    assert lookups.asked == [ids(1, 0, 3, 2)]


def test_I6_what_is_gone_or_edited_is_handed_on_and_what_was_not_told_of_is_left_alone() -> None:
    lookups = FakeLookups(
        gone={sighted(0).id: "deleted"}, edits={sighted(1).id: snowflake(at(9))}, silent={sighted(3).id}
    )
    told, deliveries = look(busy_desk(), lookups)
    assert deliveries == [",".join(sorted(ids(0, 1))).encode()]
    assert told == {"looked_up": 4, "gone": 1, "edited": 1}


def test_I6_no_more_is_read_in_a_day_than_the_settings_allow_to_be_spent() -> None:
    desk = busy_desk(spending(0.01))
    lookups = FakeLookups()
    look(desk, lookups)
    ingest_post(sighted(20, author=Author("950", "late", "Late")), desk=desk)
    desk.clock.forward(minutes(60))
    look(desk, lookups)
    assert lookups.asked == [ids(1, 0), ids(1)]
    desk.clock.forward(minutes(24 * 60))
    look(desk, lookups)
    assert lookups.asked[2:] == [ids(20, 1)]


def test_I6_a_desk_that_may_spend_nothing_asks_nothing() -> None:
    lookups = FakeLookups()
    assert look(busy_desk(spending(0)), lookups) == ({}, [])
    assert lookups.asked == []


def test_I6_only_what_still_has_words_on_a_public_channel_is_looked_up() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    ingest_post(sighted(1, channel=Channel.DIRECT, recipient_id="100", conversation_id="dm"), desk=desk)
    newest = snowflake(at(3))
    ingest_post(replace(sighted(2), answer_id=newest), desk=desk)
    ingest_delivery([Deletion("x", sighted(0).id, at(4))], source="webhook", desk=desk)
    lookups = FakeLookups()
    look(desk, lookups)
    assert lookups.asked == [[newest]]


def test_a_hundred_are_asked_for_at_once() -> None:
    desk = FakeDesk(spending(100))
    for i in range(103):
        ingest_post(sighted(i, author=Author(str(900 + i), f"user{i}", f"User {i}")), desk=desk)
    lookups = FakeLookups()
    look(desk, lookups)
    assert [len(asked) for asked in lookups.asked] == [100, 3]


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (DisconnectedError("Unauthorized"), {"account_disconnected"}),
        (OutOfCreditError("CreditsDepleted"), {"out_of_credit"}),
        (RateLimitedError("Too Many Requests", at(30)), {"rate_limited"}),
        (OutcomeUnknownError("X answered 503"), set()),
    ],
)
def test_I8_a_look_that_fails_changes_nothing_and_says_why(error: SocialNetworkError, fault: set[str]) -> None:
    desk = busy_desk()
    before = dict(desk.tickets.tickets)
    assert look(desk, FakeLookups(fails=error)) == ({"failed": 1}, [])
    assert desk.tickets.tickets == before
    assert set(account_health(desk=desk)[0].faults) == fault
    desk.clock.forward(minutes(60))
    assert look(desk, FakeLookups())[0] == {"looked_up": 4}
    assert account_health(desk=desk)[0].faults == {}


def test_an_account_without_a_token_is_left_out() -> None:
    assert look(busy_desk(), FakeLookups(tokens=False)) == ({"left_out": 1}, [])


def delivered(body: dict[str, Any], desk: FakeDesk) -> dict[str, int]:
    events = read_delivery(json.dumps({"account_id": "acme", "network_id": "100", **body}).encode(), at(9))
    return dict(ingest_delivery(events, source="lookup", desk=desk))


def test_I6_a_withheld_post_that_was_looked_up_loses_its_words_and_its_clock() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    gone = {"id": sighted(0).id, "because": "withheld"}
    assert delivered({"poll": "gone", "data": [gone]}, desk) == {"deleted": 1}
    [post] = desk.only_ticket().posts
    assert (post.text, post.gone_because, post.deleted_at) == ("", "withheld", at(9))
    assert desk.only_ticket().running is None


def test_I3_an_edit_that_takes_our_name_out_is_the_same_post_with_the_words_that_stand_there_now() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    newest = snowflake(at(3))
    edited = {"id": newest, "text": "never mind", "author_id": "900", "edit_history_tweet_ids": [sighted(0).id, newest]}
    assert delivered({"poll": "looked_up", "data": [edited]}, desk) == {"edited": 1}
    [post] = desk.only_ticket().posts
    assert (post.id, post.answer_to, post.text) == (sighted(0).id, newest, "never mind")
    stranger = edited | {"edit_history_tweet_ids": [sighted(2).id, newest]}
    assert delivered({"poll": "looked_up", "data": [stranger]}, desk) == {"not_addressed": 1}


def test_C9_answers_are_looked_up_where_the_network_tells_of_nothing_by_itself() -> None:
    desk, lookups = busy_desk(), FakeLookups()
    look(desk, lookups)
    assert own_ids(desk).isdisjoint(*lookups.asked)
    look(plugged(busy_desk(), webhook=None), lookups := FakeLookups())
    assert own_ids(desk) <= set().union(*lookups.asked)


class QuietRules(XRules):
    """A network whose webhook does not say that an answer was deleted."""

    reading = replace(XRules.reading, tells_deletions=False)


def test_C9_answers_are_looked_up_where_the_webhook_tells_of_no_deletion() -> None:
    desk = plugged(busy_desk(), rules=QuietRules())
    look(desk, lookups := FakeLookups())
    assert own_ids(desk) <= set().union(*lookups.asked)


def test_C9_an_answer_that_is_withheld_with_our_account_still_stands() -> None:
    desk = plugged(busy_desk(), webhook=None)
    withheld, deleted = sorted(own_ids(desk))
    outcomes, told = look(desk, FakeLookups(gone={withheld: "withheld", deleted: "deleted"}))
    assert (outcomes[LookupOutcome.GONE], told) == (1, [deleted.encode()])


def own_ids(desk: FakeDesk) -> set[str]:
    return {post.id for ticket in desk.tickets.tickets.values() for post in ticket.posts if not post.inbound}


def answered_desk(*documents: Document, n: int) -> FakeDesk:
    """`n` customers who were all answered: none waits."""
    desk = FakeDesk(*documents)
    for i in range(n):
        ingest_post(sighted(i, author=Author(str(900 + i), f"user{i}", f"User {i}")), desk=desk)
        ingest_post(sighted_answer(i + 0.5, sighted(i).id, in_reply_to_user=str(900 + i)), desk=desk)
    desk.clock.forward(minutes(n + 60))
    return desk


class SlowLookups(FakeLookups):
    """Each call takes so long."""

    def __init__(self, desk: FakeDesk, takes: timedelta) -> None:
        super().__init__()
        self._desk, self._takes = desk, takes

    def look_up(self, account: Account, ids: Sequence[str]) -> FakeLookedUp:
        self._desk.clock.forward(self._takes)
        return super().look_up(account, ids)


def test_AWS6_the_next_run_goes_on_behind_the_posts_that_the_last_one_had_time_for() -> None:
    desk = answered_desk(spending(100), n=250)
    lookups = SlowLookups(desk, timedelta(seconds=40))
    store: Any = desk.tickets
    loads = count_loads(store)
    for _ in range(3):
        look(desk, lookups)
    assert [len(asked) for asked in lookups.asked] == [100, 100, 52], "the ticket at which a run stopped is read again"
    assert {each for asked in lookups.asked for each in asked} == set(ids(*range(250)))
    assert len(loads) <= 250 + 3, "no ticket is read in vain"
    look(desk, lookups)
    assert lookups.asked[3] == lookups.asked[0], "the next lap begins with the newest"


def test_AWS6_a_quota_that_is_used_up_costs_one_portion_and_not_the_whole_list() -> None:
    desk = answered_desk(spending(1), n=250)
    lookups = FakeLookups()
    look(desk, lookups)
    looked_up = [each for asked in lookups.asked for each in asked]
    assert len(looked_up) == 134
    loads = count_loads(desk.tickets)
    look(desk, lookups)
    assert len(loads) <= 101


def test_AWS6_a_new_day_begins_with_the_newest() -> None:
    desk = answered_desk(spending(100), n=150)
    lookups = SlowLookups(desk, timedelta(seconds=40))
    look(desk, lookups)
    desk.clock.forward(timedelta(days=1))
    look(desk, lookups)
    assert lookups.asked[1] == lookups.asked[0]


def test_AWS6_a_ticket_that_cannot_be_read_keeps_no_other_from_being_looked_up() -> None:
    desk = busy_desk()
    store: Any = desk.tickets
    load, broken = store.load, min(desk.tickets.tickets)

    def fails(ticket_id: str) -> Any:
        if ticket_id == broken:
            raise UnavailableError("throttled")
        return load(ticket_id)

    store.load = fails
    assert look(desk, FakeLookups())[0] == {"looked_up": 3, "failed": 1}


def test_AWS6_accounts_have_a_call_each_in_turn_and_the_next_run_begins_with_those_left_out() -> None:
    other = Document("account", "zulu", 1, {"network": "x", "network_id": "300", "username": "zulu", "name": "Z"})
    desk = answered_desk(spending(100), other, n=250)
    ingest_post(sighted(900, author=Author("5000", "z", "Z"), received_for="300", mentions=()), desk=desk)
    lookups = SlowLookups(desk, timedelta(seconds=40))
    assert look(desk, lookups)[0] == {"looked_up": 100, "left_out": 1}
    assert look(desk, lookups)[0] == {"looked_up": 1, "left_out": 1}
    assert look(desk, lookups)[0] == {"looked_up": 100, "left_out": 1}


def count_loads(store: Any) -> list[str]:
    """The tickets that are read from now on."""
    load, loads = store.load, []

    def counting(ticket_id: str) -> Any:
        loads.append(ticket_id)
        return load(ticket_id)

    store.load = counting
    return loads
