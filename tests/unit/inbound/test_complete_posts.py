"""What a network's deliveries leave out of a post is asked for before it is stored, and no post is lost over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from shared.domain.accounts.faults import Fault
from shared.domain.errors import (
    BrokenEventError,
    DisconnectedError,
    NotPermittedError,
    RateLimitedError,
    SocialNetworkError,
    UnreachableError,
)
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Broken, Deletion, Event, IncomingPost
from shared.domain.posts.media import Media
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from tests.builders import BRAND, CUSTOMER, at, sighted
from tests.fake_desk import FakeDesk
from tests.fake_plug import plugged

NOBODY = Author("?7", "", "")
SPARSE: dict[str, Any] = {"incomplete": True, "text": "", "author": NOBODY, "mentions": (), "id": "7", "answer_id": ""}


@dataclass
class Answers:
    """A completer that knows these posts, or fails."""

    known: Mapping[str, IncomingPost | None] = field(default_factory=dict)
    fails: SocialNetworkError | None = None
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def complete(self, account: Account, posts: Sequence[IncomingPost]) -> Mapping[str, IncomingPost | None]:
        self.asked.append((account.id, tuple(post.id for post in posts)))
        if self.fails is not None:
            raise self.fails
        return {post.id: self.known[post.id] for post in posts if post.id in self.known}


def sparse(n: float = 5, **more: Any) -> IncomingPost:
    return sighted(n, **{**SPARSE, **more})


def whole(n: float = 0, **more: Any) -> IncomingPost:
    told = {"incomplete": False, "text": "Where is it?", "author": CUSTOMER, "version": "v1"}
    return sparse(n, **{**told, **more})


def take(desk: FakeDesk, *events: Event, last_try: bool = False) -> dict[str, int]:
    return dict(ingest_delivery(events, source="webhook", desk=desk, last_try=last_try))


def nobodys(desk: FakeDesk) -> Ticket:
    """The ticket of the person whom the network has not named."""
    _, [ticket] = desk.tickets.of_customer("acme", NOBODY.id)
    return desk.tickets.load(ticket.id)


def test_I13_a_post_is_stored_as_the_network_tells_it() -> None:
    desk = plugged(FakeDesk(), completer=(answers := Answers({"7": whole()})))
    assert take(desk, sparse()) == {"stored": 1}
    [post] = desk.only_ticket().posts
    assert (post.text, post.author, post.posted_at, post.incomplete) == ("Where is it?", CUSTOMER, at(0), False)
    assert answers.asked == [("acme", ("7",))]


def test_I13_several_are_asked_for_at_once_and_complete_ones_are_not() -> None:
    answers = Answers({str(n): whole(id=str(n), author=Author(f"90{n}", "", "Ken")) for n in (7, 8)})
    desk = plugged(FakeDesk(), completer=answers)
    assert take(desk, sparse(), sighted(1), sparse(id="8", author=Author("?8", "", ""))) == {"stored": 3}
    assert answers.asked == [("acme", ("7", "8"))]


def test_I3_a_post_that_the_desk_holds_or_that_was_deleted_is_not_asked_about_again() -> None:
    desk = plugged(FakeDesk(), completer=(answers := Answers({"7": whole()})))
    take(desk, sparse())
    before = desk.only_ticket()
    assert take(desk, sparse(9)) == {"known": 1}
    assert desk.only_ticket().posts == before.posts, "what a redelivery leaves out takes nothing away"
    take(desk, Deletion("x", "7", at(10)))
    take(desk, sparse(11))
    assert len(answers.asked) == 1


def test_I13_one_of_which_the_network_shows_nothing_is_counted_and_opens_nothing() -> None:
    desk = plugged(FakeDesk(), completer=Answers({"7": None}))
    assert take(desk, sparse()) == {"dropped:gone_before_asked": 1}
    assert desk.tickets.of_customer("acme", NOBODY.id)[1] == ()


@pytest.mark.parametrize("error", [UnreachableError("no connection"), RateLimitedError("enough", at(10))])
def test_I13_while_the_network_cannot_be_asked_the_delivery_comes_again_and_the_rest_of_it_is_stored(
    error: SocialNetworkError,
) -> None:
    desk = plugged(FakeDesk(), completer=(answers := Answers({"7": whole()}, fails=error)))
    with pytest.raises(type(error)):
        take(desk, sparse(), sighted(1, author=Author("902", "ken", "Ken")))
    assert len(desk.tickets.of_customer("acme", "902")[1]) == 1
    answers.fails = None
    assert take(desk, sparse(), sighted(1, author=Author("902", "ken", "Ken"))) == {"stored": 1, "known": 1}


def test_I13_the_last_try_stores_what_is_known_and_says_that_it_has_to_be_looked_at_there() -> None:
    desk = plugged(FakeDesk(), completer=Answers(fails=UnreachableError("no connection")))
    assert take(desk, sparse(), last_try=True) == {"stored": 1}
    ticket = nobodys(desk)
    [post] = ticket.posts
    assert (post.text, post.posted_at, post.incomplete) == ("", at(5), True)
    assert post.media == (Media("unsupported"),)
    assert ticket.running is not None


@pytest.mark.parametrize("error", [NotPermittedError("a right is missing"), DisconnectedError("dead")])
def test_I10_a_refusal_keeps_no_post_back(error: SocialNetworkError) -> None:
    desk = plugged(FakeDesk(), completer=Answers(fails=error))
    assert take(desk, sparse(text="Where is it?")) == {"stored": 1}
    [post] = nobodys(desk).posts
    assert (post.text, post.incomplete, post.media) == ("Where is it?", True, ())


def test_I8_a_dead_token_is_told() -> None:
    desk = plugged(FakeDesk(), completer=Answers(fails=DisconnectedError("dead")))
    take(desk, sparse())
    assert Fault.ACCOUNT_DISCONNECTED in desk.heartbeats.of("acme").faults


def test_I13_what_the_network_tells_later_completes_the_post_in_its_ticket() -> None:
    desk = plugged(FakeDesk(), completer=(answers := Answers(fails=UnreachableError("no connection"))))
    take(desk, sparse(), last_try=True)
    answers.fails, answers.known = None, {"7": whole(author=Author("@hanako", "hanako", ""))}
    assert take(desk, sparse(9)) == {"edited": 1}
    ticket = nobodys(desk)
    [post] = ticket.posts
    assert (post.text, post.posted_at, post.incomplete, post.media) == ("Where is it?", at(0), False, ())
    assert ticket.running is not None
    assert ticket.running.started_at == at(0)
    assert (post.author, ticket.customer) == (Author(NOBODY.id, "hanako", ""), Author(NOBODY.id, "hanako", ""))
    assert take(desk, sparse(10)) == {"known": 1}
    assert len(answers.asked) == 2


def test_a_network_without_gaps_and_an_account_that_is_unknown_are_not_asked() -> None:
    desk = plugged(FakeDesk(), completer=None)
    assert take(desk, sparse()) == {"stored": 1}
    desk = plugged(FakeDesk(), completer=(answers := Answers()))
    with pytest.raises(BrokenEventError, match="999"):
        take(desk, replace(sparse(), received_for="999", told_as_mention=True))
    assert answers.asked == []


def test_I5_a_broken_event_is_told_once_the_network_could_be_asked() -> None:
    desk = plugged(FakeDesk(), completer=(answers := Answers({"7": whole()}, fails=UnreachableError("none"))))
    with pytest.raises(UnreachableError):
        take(desk, sparse(), Broken("no id"))
    answers.fails = None
    with pytest.raises(BrokenEventError, match="no id"):
        take(desk, sparse(), Broken("no id"))
    assert desk.only_ticket().posts[0].text == "Where is it?"


def test_C2_our_own_post_is_completed_too() -> None:
    answers = Answers({"8": whole(2, id="8", author=BRAND, in_reply_to="7", conversation_id="7")})
    desk = plugged(FakeDesk(), completer=answers)
    take(desk, whole())
    take(desk, sparse(4, id="8", author=BRAND, text="We look into it.", in_reply_to="7", conversation_id="7"))
    assert [(post.id, post.posted_at) for post in desk.only_ticket().posts] == [("7", at(0)), ("8", at(2))]
