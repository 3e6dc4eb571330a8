"""A message is stored first and named later: no failure of the name keeps it out of the queue."""

import pytest

from shared.domain.accounts.faults import Fault
from shared.domain.errors import (
    DisconnectedError,
    NotPermittedError,
    OutcomeUnknownError,
    RefusedError,
)
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.domain.tickets.customer_name import name_requests
from shared.usecases.accounts.plugs import plug_of
from shared.usecases.deletions.check_opened_posts import check_opened_posts
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.inbound.look_up_names import look_up_names
from shared.usecases.settings.current import desk_settings
from tests.builders import BRAND, CUSTOMER, sighted
from tests.fake_desk import FakeDesk, FakeLookups
from tests.fake_plug import FakeProfiles, plugged

NAMELESS = Author(CUSTOMER.id, "", "")
NAMES = name_requests("acme")


def desk_with(profiles: FakeProfiles | None, *minutes: float) -> FakeDesk:
    """A desk to which a customer without a name has written in private."""
    desk = plugged(FakeDesk(), profiles=profiles)
    for n in minutes or (0,):
        message(desk, n)
    return desk


def message(desk: FakeDesk, n: float) -> None:
    ingest_post(sighted(n, author=NAMELESS, channel=Channel.DIRECT, recipient_id=BRAND.id), desk=desk)


def name(desk: FakeDesk) -> int:
    account = desk_settings(desk).account("acme")
    profiles = plug_of(account, desk=desk).profiles
    assert profiles is not None
    return look_up_names(account, profiles, desk=desk)


def test_a_message_stands_without_a_name_and_gets_it_with_the_next_run() -> None:
    desk = desk_with(profiles := FakeProfiles({CUSTOMER.id: "花子"}), 0, 1)
    assert desk.only_ticket().customer == NAMELESS
    assert profiles.asked == [], "nobody is asked while a message comes in"
    assert name(desk) == 1
    ticket = desk.only_ticket()
    assert ticket.customer == Author(CUSTOMER.id, "", "花子")
    assert {post.author.name for post in ticket.posts} == {"花子"}
    assert (name(desk), len(profiles.asked)) == (0, 1)


def test_a_look_at_its_posts_leaves_a_ticket_waiting_for_its_name() -> None:
    """A network may have lookups and leave names out: the two runs do not take each other's work away."""
    desk = plugged(desk_with(FakeProfiles({CUSTOMER.id: "花子"})), lookups=FakeLookups())
    desk.looks.want("acme", desk.only_ticket().id, desk.clock.now())
    check_opened_posts(desk=desk)
    assert desk.looks.wanted("acme", limit=9) == []
    assert name(desk) == 1


def test_the_name_can_be_searched_for_also_after_a_crash_between_the_two() -> None:
    desk = desk_with(FakeProfiles({CUSTOMER.id: "花子"}))
    held = dict(desk.search.held)
    name(desk)
    assert [each.entry.names for each in desk.search.held.values() if hasattr(each.entry, "names")] == ["花子"]
    desk.search.held = held
    desk.looks.want(NAMES, desk.only_ticket().id, desk.clock.now())
    name(desk)
    assert [each.entry.names for each in desk.search.held.values() if hasattr(each.entry, "names")] == ["花子"]


def test_a_customer_without_a_profile_is_asked_about_again_with_the_next_message() -> None:
    desk = desk_with(profiles := FakeProfiles())
    assert (name(desk), name(desk)) == (0, 0)
    assert profiles.asked == [CUSTOMER.id]
    profiles.names[CUSTOMER.id] = "花子"
    message(desk, 5)
    assert name(desk) == 1
    assert desk.only_ticket().customer.name == "花子"


def test_a_call_that_fails_is_made_again_a_minute_later() -> None:
    desk = desk_with(profiles := FakeProfiles({CUSTOMER.id: "花子"}, fails=OutcomeUnknownError("no answer")))
    assert name(desk) == 0
    profiles.fails = None
    assert name(desk) == 1


def test_I8_a_refused_token_is_told_of() -> None:
    desk = desk_with(FakeProfiles(fails=DisconnectedError("401")))
    name(desk)
    assert Fault.ACCOUNT_DISCONNECTED in desk.heartbeats.of("acme").faults


def test_a_ticket_that_was_erased_meanwhile_is_passed_over() -> None:
    desk = desk_with(profiles := FakeProfiles({CUSTOMER.id: "花子"}))
    desk.tickets.tickets.clear()
    assert (name(desk), profiles.asked) == (0, [])
    assert list(desk.looks.wanted(NAMES, limit=9)) == []


def test_where_posts_come_with_names_nothing_is_noted() -> None:
    desk = desk_with(None)
    assert list(desk.looks.wanted(NAMES, limit=9)) == []


@pytest.mark.parametrize("other", [Author("999", "", "太郎"), Author(CUSTOMER.id, "", "")])
def test_only_the_customers_own_name_is_taken(other: Author) -> None:
    class Wrong(FakeProfiles):
        def find(self, account: Account, customer: str) -> Author | None:
            return other

    desk = desk_with(Wrong())
    name(desk)
    assert desk.only_ticket().customer == NAMELESS


def test_a_customer_is_found_by_the_name_that_came_later() -> None:
    desk = desk_with(FakeProfiles({CUSTOMER.id: "花子"}))
    name(desk)
    assert found_by(desk, "花子") == [desk.only_ticket().id]


def test_a_run_that_was_interrupted_before_the_index_knew_the_name_is_made_good_by_the_next() -> None:
    desk = desk_with(FakeProfiles({CUSTOMER.id: "花子"}))
    held = dict(desk.search.held)
    name(desk)
    desk.search.held = held
    desk.looks.want(NAMES, desk.only_ticket().id, desk.clock.now())
    name(desk)
    assert found_by(desk, "花子") == [desk.only_ticket().id]


def test_a_refusal_of_one_customer_keeps_no_other_without_a_name() -> None:
    profiles = FakeProfiles(fails=RefusedError("no such person"))
    desk = desk_with(profiles)
    assert name(desk) == 0
    assert desk.looks.wanted(NAMES, limit=5) == []
    profiles.fails = NotPermittedError("not with this plan")
    message(desk, 5)
    assert name(desk) == 0
    assert desk.looks.wanted(NAMES, limit=5) == [desk.only_ticket().id]


def found_by(desk: FakeDesk, word: str) -> list[str]:
    return [hit.ticket for hit in desk.search.by_words([word], accounts=["acme"], limit=5).hits]
