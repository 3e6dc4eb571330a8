"""What every network's timelines do (ports.Timelines, TimelinePage): polling finds what a webhook did not bring."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.fake_x.client import FakeX
from shared.adapters.clock import SystemClock
from shared.domain.errors import (
    BudgetSpentError,
    DisconnectedError,
    OutcomeUnknownError,
    RateLimitedError,
    SocialNetworkError,
)
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.settings.desk import Account
from shared.networks.x.polling import XPolling
from shared.networks.x.reading.reader import read_delivery
from shared.ports.network_reading import Timeline, TimelinePage, Timelines
from tests.builders import BRAND, CUSTOMER, snowflake
from tests.fake_desk import FakePage, FakeTimelines
from tests.fakes import FakeBudgets
from tests.faults import x_side
from tests.integration.fake_x_keys import HELP, Keys

ACME = Account("acme", "x", BRAND.id, BRAND.username, BRAND.name)
NEW = Account("new", "x", "5", "new", "New")

REFUSALS: dict[str, type[SocialNetworkError]] = {
    "too many": RateLimitedError,
    "token refused": DisconnectedError,
    "outage": OutcomeUnknownError,
    "budget": BudgetSpentError,
}


def now() -> datetime:
    """To the millisecond, as ids carry it."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Bench:
    """`write` puts something on a timeline, so long ago, and gives its id; `fail` makes reading fail; `ids` are the posts
    of which a delivery tells."""

    timelines: Timelines
    account: Account
    write: Callable[[Timeline, timedelta], str]
    fail: Callable[[str], None]
    mend: Callable[[], None]
    ids: Callable[[bytes], list[str]]

    def read(self, timeline: Timeline, ago: timedelta = timedelta(hours=1)) -> list[str]:
        return list(self.dated(timeline, ago))

    def dated(self, timeline: Timeline, ago: timedelta = timedelta(hours=1)) -> dict[str, datetime]:
        return {ident: at for page in self.pages(timeline, ago) for ident, at in page.posts.items()}

    def pages(self, timeline: Timeline, ago: timedelta = timedelta(hours=1)) -> list[TimelinePage]:
        return list(self.timelines.read(self.account, timeline, now() - ago))

    def delivered(self, timeline: Timeline, wanted: Collection[str]) -> list[str]:
        return [ident for page in self.pages(timeline) for body in page.only(wanted) for ident in self.ids(body)]


@pytest.fixture(params=["fake", "sweep", "x"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "fake":
        yield of_the_fake()
    elif request.param == "sweep":
        yield of_the_sweep()
    else:
        yield of_x(request.getfixturevalue("stand_in"))


@pytest.fixture(params=["fake", "x"])
def unconnected(request: pytest.FixtureRequest) -> Timelines:
    """Of a network that has no tokens for the account `NEW`."""
    return FakeTimelines(tokens=False) if request.param == "fake" else XPolling("", Keys(), SystemClock())


def refusal(how: str) -> SocialNetworkError:
    kind = REFUSALS[how]
    return kind(how, now() + timedelta(minutes=15)) if issubclass(kind, RateLimitedError) else kind(how)


def of_the_fake() -> Bench:
    """Two posts a page."""
    fake = FakeTimelines(others={timeline: [] for timeline in Timeline if timeline is not Timeline.MENTIONS})
    written: list[str] = []

    def write(timeline: Timeline, ago: timedelta) -> str:
        at = now() - ago
        written.append(snowflake(at, len(written)))
        pages = fake.pages if timeline is Timeline.MENTIONS else fake.others[timeline]
        if pages and len(pages[-1].posts) < 2:
            pages[-1] = FakePage({**pages[-1].posts, written[-1]: at})
        else:
            pages.append(FakePage({written[-1]: at}))
        return written[-1]

    def fail(how: str) -> None:
        fake.fails = refusal(how)

    def mend() -> None:
        fake.fails = None

    return Bench(fake, ACME, write, fail, mend, lambda body: body.decode().split(","))


def of_the_sweep() -> Bench:
    sweep = x_side.XTimelines()

    def write(timeline: Timeline, ago: timedelta) -> str:
        recipient = BRAND if timeline is Timeline.MESSAGES else None
        author: Author = BRAND if timeline is Timeline.OWN_POSTS else CUSTOMER
        answers = "1" if timeline is Timeline.OWN_POSTS else None
        ident = snowflake(now() - ago, len(sweep.standing))
        sweep.standing.append(x_side.XPost(ident, author, "hello", answers=answers, recipient=recipient))
        return ident

    def fail(how: str) -> None:
        sweep.refuses = refusal(how)

    def mend() -> None:
        sweep.refuses = None

    return Bench(sweep, ACME, write, fail, mend, read_by_the_desk)


def of_x(x: FakeX) -> Bench:
    budgets = FakeBudgets()
    routes = {"mentions": "read_mentions", "tweets": "read_own_posts", "dm_events": "read_messages"}

    def write(timeline: Timeline, ago: timedelta) -> str:
        if timeline is Timeline.MESSAGES:
            at = (now() - ago).isoformat()
            return str(x.message("hanako", "acme_help", "hello", created_at=at, deliver=False)["id"])
        told = {"created_at": (now() - ago).isoformat(), "deliver": False}
        if timeline is Timeline.MENTIONS:
            return str(x.post("hanako", "@acme_help hello", **told)["id"])
        asked = x.post("kenji", "hello?", created_at=(now() - timedelta(days=2)).isoformat(), deliver=False)
        return str(x.post("acme_help", "Hello!", in_reply_to=asked["id"], **told)["id"])

    def fail(how: str) -> None:
        if how == "budget":
            for call in routes.values():
                budgets.hold(HELP.id, call, now() + timedelta(minutes=15))
        else:
            x.fault({"too many": 429, "token refused": 401, "outage": 503}[how], method="GET")

    def mend() -> None:
        x.no_faults()
        budgets._holds.clear()

    timelines = XPolling(x.url, Keys(), SystemClock(), budgets=budgets)
    return Bench(timelines, HELP, write, fail, mend, read_by_the_desk)


def read_by_the_desk(body: bytes) -> list[str]:
    return [event.id for event in read_delivery(body) if isinstance(event, IncomingPost)]


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


@pytest.mark.parametrize("timeline", Timeline)
def test_a_timeline_is_read_newest_first_whatever_came_in_first(bench: Bench, timeline: Timeline) -> None:
    written = {ago: bench.write(timeline, minutes(ago)) for ago in (3, 1, 5, 2, 4)}
    assert bench.read(timeline) == [written[ago] for ago in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize("timeline", Timeline)
def test_a_timeline_is_read_back_to_the_start_and_no_further(bench: Bench, timeline: Timeline) -> None:
    bench.write(timeline, minutes(90))
    newer = bench.write(timeline, minutes(10))
    assert bench.read(timeline, minutes(60)) == [newer]
    assert bench.read(timeline, minutes(5)) == []


@pytest.mark.parametrize("timeline", Timeline)
def test_a_post_is_listed_with_its_exact_time(bench: Bench, timeline: Timeline) -> None:
    ident = bench.write(timeline, minutes(10))
    [(listed, at)] = bench.dated(timeline).items()
    assert listed == ident
    assert abs(now() - minutes(10) - at) < timedelta(seconds=5)


def test_each_timeline_holds_its_own(bench: Bench) -> None:
    written = {timeline: bench.write(timeline, minutes(5)) for timeline in Timeline}
    assert {timeline: bench.read(timeline) for timeline in Timeline} == {each: [written[each]] for each in Timeline}


@pytest.mark.parametrize(("timeline", "many"), [(Timeline.MENTIONS, 103), (Timeline.MESSAGES, 23)])
def test_what_fills_more_than_one_page_is_read_once_and_whole(bench: Bench, timeline: Timeline, many: int) -> None:
    written = [bench.write(timeline, minutes(30) - timedelta(seconds=n)) for n in range(many)]
    pages = bench.pages(timeline)
    assert len(pages) > 1
    assert [ident for page in pages for ident in page.posts] == written[::-1]


@pytest.mark.parametrize("timeline", Timeline)
def test_I3_of_a_page_the_wanted_posts_alone_are_delivered(bench: Bench, timeline: Timeline) -> None:
    first, second, third = (bench.write(timeline, minutes(ago)) for ago in (9, 8, 7))
    assert bench.delivered(timeline, {first, third}) == [third, first]
    assert bench.delivered(timeline, {second}) == [second]
    assert bench.delivered(timeline, ()) == []
    assert bench.delivered(timeline, {"1"}) == []


@pytest.mark.parametrize("timeline", Timeline)
def test_a_page_without_a_post_delivers_nothing(bench: Bench, timeline: Timeline) -> None:
    assert bench.read(timeline) == []
    assert [body for page in bench.pages(timeline) for body in page.only(page.posts)] == []


@pytest.mark.parametrize("timeline", Timeline)
@pytest.mark.parametrize("how", REFUSALS)
def test_I10_a_read_that_is_refused_says_what_it_is_and_the_next_one_goes_on(
    bench: Bench, timeline: Timeline, how: str
) -> None:
    written = bench.write(timeline, minutes(5))
    bench.fail(how)
    with pytest.raises(SocialNetworkError) as refused:
        bench.read(timeline)
    assert type(refused.value) is REFUSALS[how]
    if isinstance(refused.value, RateLimitedError):
        assert now() < refused.value.until <= now() + timedelta(hours=24)
    bench.mend()
    assert bench.read(timeline) == [written]


def test_an_account_with_tokens_is_connected(bench: Bench) -> None:
    assert bench.timelines.connected(bench.account)


def test_I8_an_account_without_tokens_is_not_connected(unconnected: Timelines) -> None:
    assert not unconnected.connected(NEW)
