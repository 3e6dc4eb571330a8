"""What every network that keeps files for a while does with them (ports.MediaSource), and one that leaves names out of what it
delivers (ports.Profiles)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from infra.local.line import seed
from infra.local.line.client import FakeLine
from infra.local.line.serve import running
from shared.adapters.clock import SystemClock
from shared.domain.errors import (
    DisconnectedError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    SocialNetworkError,
    TooLargeError,
)
from shared.domain.posts.author import Author
from shared.domain.settings.desk import Account
from shared.networks.context import PlugContext
from shared.networks.line.plug import LinePlug
from shared.ports.network_reading import MediaSource, Profiles
from tests.builders import NOON
from tests.fake_attachments import PNG, FakeMediaSource
from tests.fake_plug import FakeAppSecrets, FakeProfiles
from tests.fakes import FakeBudgets

ACCOUNT = Account("shop", "line", seed.MAIN.user_id, "", seed.MAIN.name)
FAILURES: dict[str, type[SocialNetworkError]] = {
    "token refused": DisconnectedError,
    "too many": RateLimitedError,
    "outage": OutcomeUnknownError,
}
LIMIT = 1_000_000


@dataclass(frozen=True)
class Bench:
    """`picture` is a file with a preview, which `forget` deletes; `shown` is a customer who shows a name, `hidden` one who
    does not. `fail` is for the next call."""

    media: MediaSource
    profiles: Profiles
    picture: str
    shown: Author
    hidden: str
    forget: Callable[[], None]
    fail: Callable[[str], None]


@pytest.fixture(params=["fake", "line"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param == "fake":
        yield of_the_fake()
        return
    with running(tmp_path) as url, FakeLine(url) as line:
        yield of_line(line)


def of_the_fake() -> Bench:
    media = FakeMediaSource({"1": PNG}, {"1": PNG[:20]})
    profiles = FakeProfiles({"U1": "花子"})

    def fail(how: str) -> None:
        kind = FAILURES[how]
        error = RateLimitedError(how, NOON) if kind is RateLimitedError else kind(how)
        media.answers.append(error)
        profiles.fails = error

    def forget() -> None:
        media.files.clear()
        media.previews.clear()

    return Bench(media, profiles, "1", Author("U1", "", "花子"), "U2", forget, fail)


@dataclass
class _Failing:
    line: FakeLine
    status: dict[str, int] = field(default_factory=lambda: {"token refused": 401, "too many": 429, "outage": 503})

    def __call__(self, how: str) -> None:
        for path in ("*/content", "/v2/bot/profile/*"):
            self.line.fault(self.status[how], times=2, path=path)


def of_line(line: FakeLine) -> Bench:
    secrets, budgets = FakeAppSecrets({"main": seed.app_secret()}), FakeBudgets()
    plug = LinePlug(PlugContext(SystemClock(), lambda: budgets, secrets, FakeAppSecrets(), lambda *_: None, line.url))
    shown = Author(line.person("hanako", shown="花子")["id"], "", "花子")
    hidden = line.person("hidden", has_profile=False)["id"]
    picture = line.write("hanako", type="image")["id"]
    return Bench(plug.media, plug.profiles, picture, shown, hidden, lambda: line.forget(picture), _Failing(line))


def test_a_file_and_its_preview_are_fetched(bench: Bench) -> None:
    whole = bench.media.fetch(ACCOUNT, bench.picture, preview=False, limit=LIMIT)
    small = bench.media.fetch(ACCOUNT, bench.picture, preview=True, limit=LIMIT)
    assert whole.content.startswith(b"\x89PNG")
    assert 0 < len(small.content) < len(whole.content)


def test_a_file_beyond_the_limit_is_too_large(bench: Bench) -> None:
    with pytest.raises(TooLargeError):
        bench.media.fetch(ACCOUNT, bench.picture, preview=False, limit=10)


@pytest.mark.parametrize("preview", [False, True])
def test_a_file_that_the_network_has_no_more_is_not_found(bench: Bench, preview: bool) -> None:
    bench.forget()
    for ident in (bench.picture, "999"):
        with pytest.raises(NotFoundError):
            bench.media.fetch(ACCOUNT, ident, preview=preview, limit=LIMIT)


@pytest.mark.parametrize("how", FAILURES)
def test_a_fetch_that_fails_now_is_not_taken_for_a_file_that_is_gone(bench: Bench, how: str) -> None:
    bench.fail(how)
    with pytest.raises(SocialNetworkError) as failed:
        bench.media.fetch(ACCOUNT, bench.picture, preview=False, limit=LIMIT)
    assert type(failed.value) is FAILURES[how]


def test_a_customer_is_named_if_the_network_shows_a_name(bench: Bench) -> None:
    assert bench.profiles.find(ACCOUNT, bench.shown.id) == bench.shown
    assert bench.profiles.find(ACCOUNT, bench.hidden) is None


@pytest.mark.parametrize("how", FAILURES)
def test_a_lookup_that_fails_now_is_not_taken_for_a_hidden_name(bench: Bench, how: str) -> None:
    bench.fail(how)
    with pytest.raises(SocialNetworkError) as failed:
        bench.profiles.find(ACCOUNT, bench.shown.id)
    assert type(failed.value) is FAILURES[how]
