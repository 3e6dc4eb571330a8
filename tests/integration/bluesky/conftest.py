"""A plug of Bluesky on its stand-in, which tells the time by the same clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from infra.local.bluesky import seed
from infra.local.bluesky.client import Bluesky
from infra.local.bluesky.serve import running
from infra.local.bluesky.stand_in import permission
from shared.domain.posts.incoming_post import Event, IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.bluesky.plug import BlueskyPlug
from shared.networks.context import PlugContext
from shared.ports.network_reading import Timeline
from shared.ports.network_sending import PreparedSend, Sent
from tests.builders import NOON
from tests.fake_plug import FakeAppSecrets
from tests.fakes import FakeBudgets, FakeClock

ACME = Account("acme", "bluesky", seed.ACME.network_id, seed.ACME.username, seed.ACME.name)
NAME = f"@{ACME.username}"
WORDS = "It left today & arrives on Friday."


@dataclass
class Bench:
    """`bluesky` is the network itself, `plug` what the desk knows of it."""

    bluesky: Bluesky
    clock: FakeClock
    grants: FakeAppSecrets = field(default_factory=lambda: FakeAppSecrets({"main": {}}))
    budgets: FakeBudgets = field(default_factory=FakeBudgets)

    def __post_init__(self) -> None:
        self.connect()
        self.plug = self.another_process()

    def connect(self, password: str = seed.ACME.password) -> None:
        self.grants.held["main"] = {ACME.id: permission(self.bluesky, seed.ACME, self.clock.now(), password)}

    def later(self, span: timedelta) -> None:
        """Let time go by, and the desk renew the session."""
        self.clock.forward(span)
        self.connect()

    def another_process(self) -> BlueskyPlug:
        context = PlugContext(
            clock=self.clock,
            budgets=lambda: self.budgets,
            secrets=FakeAppSecrets({"main": {}}),
            grants=self.grants,
            tally=lambda *_: None,
            api_url=self.bluesky.url,
        )
        return BlueskyPlug(context)

    def listed(self, timeline: Timeline = Timeline.MENTIONS, ago: timedelta = timedelta(hours=1)) -> list[str]:
        pages = self.plug.timelines.read(ACME, timeline, self.clock.now() - ago)
        return [post for page in pages for post in page.posts]

    def events(self, timeline: Timeline = Timeline.MENTIONS, ago: timedelta = timedelta(hours=1)) -> list[Event]:
        pages = list(self.plug.timelines.read(ACME, timeline, self.clock.now() - ago))
        bodies = [body for page in pages for body in page.only(page.posts)]
        return [event for body in bodies for event in self.plug.reader.read(body, self.clock.now())]

    def one(self, timeline: Timeline = Timeline.MENTIONS) -> IncomingPost:
        [event] = self.events(timeline)
        assert isinstance(event, IncomingPost)
        return event

    def prepare(
        self,
        to: str,
        text: str = WORDS,
        *,
        customer: str = "",
        channel: Channel = Channel.PUBLIC,
        key: str = "key",
        tried_at: datetime | None = None,
    ) -> PreparedSend:
        return self.plug.sender.prepare_send(
            ACME,
            channel=channel,
            to=to,
            customer=customer,
            texts=[text],
            key=key,
            tried_at=tried_at or self.clock.now(),
        )

    def send(self, to: str, text: str = WORDS, **more: object) -> Sent:
        [sent] = self.prepare(to, text, **more).send()  # type: ignore[arg-type]  # as `prepare`
        return sent

    def stands(self) -> list[dict[str, object]]:
        """The account's own posts, newest first."""
        return self.bluesky.posts(author=ACME.username)


@pytest.fixture(scope="module")
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, clock: FakeClock) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("bluesky"), now=clock.now) as url:
        yield url


@pytest.fixture
def bench(address: str, clock: FakeClock) -> Iterator[Bench]:
    clock.instant = NOON
    with Bluesky(address) as bluesky:
        bluesky.reset()
        yield Bench(bluesky, clock)


@pytest.fixture
def elsewhere(tmp_path: Path, clock: FakeClock) -> Iterator[Bluesky]:
    """Another PDS."""
    with running(tmp_path / "elsewhere", now=clock.now) as url, Bluesky(url) as bluesky:
        yield bluesky
