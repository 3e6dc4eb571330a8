"""What every look at stored posts does (ports.Lookups, LookedUp): a customer's deletion is found by looking (I6)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.fake_x.client import FakeX
from shared.adapters.clock import SystemClock
from shared.domain.errors import (
    DisconnectedError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.posts.incoming_post import Deletion, IncomingPost
from shared.domain.settings.desk import Account
from shared.networks.x.lookups import XLookups
from shared.networks.x.reading.reader import read_delivery
from shared.ports.network_reading import LookedUp, Lookups
from tests.builders import BRAND, CUSTOMER, snowflake
from tests.fake_desk import FakeLookups
from tests.faults import x_side
from tests.integration.fake_x_keys import HELP, Keys

ACME = Account("acme", "x", BRAND.id, BRAND.username, BRAND.name)
NEW = Account("new", "x", "5", "new", "New")

REFUSALS: dict[str, type[SocialNetworkError]] = {
    "too many": RateLimitedError,
    "token refused": DisconnectedError,
    "outage": OutcomeUnknownError,
}


@dataclass(frozen=True)
class Bench:
    """`write` is a customer's post, `edit` gives the id of its newest edit; `told` are the posts, and the deletions, of
    which a delivery tells."""

    lookups: Lookups
    account: Account
    write: Callable[[], str]
    edit: Callable[[str], str]
    delete: Callable[[str], None]
    fail: Callable[[str], None]
    told: Callable[[bytes], list[str]]
    hide: Callable[[str], None] = field(default=lambda _: None)

    def look(self, *ids: str) -> LookedUp:
        return self.lookups.look_up(self.account, ids)


def of_the_fake() -> Bench:
    fake = FakeLookups()
    written: list[str] = []

    def write() -> str:
        written.append(snowflake(datetime.now(UTC), len(written)))
        return written[-1]

    def edit(ident: str) -> str:
        fake.edits[ident] = write()
        return fake.edits[ident]

    def fail(how: str) -> None:
        kind, until = REFUSALS[how], datetime.now(UTC) + timedelta(minutes=15)
        fake.fails = kind(how, until) if kind is RateLimitedError else kind(how)

    def delete(ident: str) -> None:
        fake.gone[ident] = "deleted"

    def hide(ident: str) -> None:
        fake.gone[ident] = "withheld"

    return Bench(fake, ACME, write, edit, delete, fail, lambda body: body.decode().split(","), hide)


def of_the_sweep() -> Bench:
    standing: list[x_side.XPost] = []

    def write() -> str:
        standing.append(x_side.XPost(snowflake(datetime.now(UTC), len(standing)), CUSTOMER, "hello"))
        return standing[-1].id

    def edit(ident: str) -> str:
        [(place, post)] = [(n, each) for n, each in enumerate(standing) if each.id == ident]
        standing[place] = replace(post, id=snowflake(datetime.now(UTC) + timedelta(seconds=1), place), first=ident)
        return standing[place].id

    def delete(ident: str) -> None:
        standing[:] = [post for post in standing if post.id != ident]

    def fail(how: str) -> None:
        raise AssertionError("the sweep lets every call fail by itself")

    return Bench(x_side.XLookups(standing), ACME, write, edit, delete, fail, told_to_the_desk)


def of_x(x: FakeX) -> Bench:
    def write() -> str:
        return str(x.post("hanako", "@acme_help hello", deliver=False)["id"])

    def edit(ident: str) -> str:
        return str(x.post("hanako", "@acme_help hello!", edit_of=ident, deliver=False)["id"])

    def hide(ident: str) -> None:
        x.user("hanako", protected=True)

    def fail(how: str) -> None:
        x.fault({"too many": 429, "token refused": 401, "outage": 503}[how], method="GET", path="/2/tweets")

    lookups = XLookups(x.url, Keys(), SystemClock())
    return Bench(lookups, HELP, write, edit, x.delete, fail, told_to_the_desk, hide)


def told_to_the_desk(body: bytes) -> list[str]:
    events = read_delivery(body)
    deletions = [event.post_id for event in events if isinstance(event, Deletion)]
    return deletions + [event.id for event in events if isinstance(event, IncomingPost)]


BENCHES = {"fake": of_the_fake, "sweep": of_the_sweep}


@pytest.fixture(params=["fake", "sweep", "x"])
def bench(request: pytest.FixtureRequest) -> Bench:
    return BENCHES[request.param]() if request.param in BENCHES else of_x(request.getfixturevalue("stand_in"))


@pytest.fixture(params=["fake", "x"])
def whole(request: pytest.FixtureRequest) -> Bench:
    """The sweep hides no post, and lets its calls fail by itself."""
    return of_the_fake() if request.param == "fake" else of_x(request.getfixturevalue("stand_in"))


def test_a_post_that_stands_there_is_found_under_its_own_id(bench: Bench) -> None:
    first, second = bench.write(), bench.write()
    found = bench.look(first, second)
    assert (dict(found.versions), dict(found.gone)) == ({first: first, second: second}, {})


def test_I3_a_post_that_was_edited_is_found_with_its_newest_id(bench: Bench) -> None:
    post = bench.write()
    newest = bench.edit(post)
    assert newest != post
    found = bench.look(post)
    assert (dict(found.versions), dict(found.gone)) == ({post: newest}, {})


def test_I6_a_post_that_was_deleted_is_gone(bench: Bench) -> None:
    there, deleted = bench.write(), bench.write()
    bench.delete(deleted)
    found = bench.look(there, deleted)
    assert (dict(found.versions), dict(found.gone)) == ({there: there}, {deleted: "deleted"})


def test_I6_a_post_of_an_author_who_has_hidden_themselves_is_withheld(whole: Bench) -> None:
    hidden = whole.write()
    whole.hide(hidden)
    found = whole.look(hidden)
    assert (dict(found.versions), dict(found.gone)) == ({}, {hidden: "withheld"})


def test_nothing_is_told_of_posts_that_were_not_asked_for(bench: Bench) -> None:
    asked, other, deleted = bench.write(), bench.write(), bench.write()
    bench.delete(deleted)
    found = bench.look(asked)
    assert {*found.versions, *found.gone} == {asked}
    assert [ident for body in found.deliveries([asked, other, deleted]) for ident in bench.told(body)] == [asked]


def test_I6_deliveries_tell_of_the_wanted_posts_alone_whether_they_stand_or_are_gone(bench: Bench) -> None:
    there, deleted, third = bench.write(), bench.write(), bench.write()
    bench.delete(deleted)
    found = bench.look(there, deleted, third)
    for wanted in ({there}, {deleted}, {there, deleted}, {there, deleted, third}):
        assert {ident for body in found.deliveries(wanted) for ident in bench.told(body)} == wanted
    assert list(found.deliveries(())) == []


def test_a_hundred_posts_are_looked_up_at_once_and_more_are_refused(whole: Bench) -> None:
    posts = [whole.write() for _ in range(101)]
    assert set(whole.look(*posts[:100]).versions) == set(posts[:100])
    with pytest.raises(RefusedError):
        whole.look(*posts)


@pytest.mark.parametrize("how", REFUSALS)
def test_I10_a_look_that_is_refused_says_what_it_is(whole: Bench, how: str) -> None:
    post = whole.write()
    whole.fail(how)
    with pytest.raises(SocialNetworkError) as refused:
        whole.look(post)
    assert type(refused.value) is REFUSALS[how]


def test_an_account_with_tokens_is_connected(bench: Bench) -> None:
    assert bench.lookups.connected(bench.account)


@pytest.mark.parametrize("lookups", [FakeLookups(tokens=False), XLookups("", Keys(), SystemClock())], ids=["fake", "x"])
def test_I8_an_account_without_tokens_is_not_connected(lookups: Lookups) -> None:
    assert not lookups.connected(NEW)
