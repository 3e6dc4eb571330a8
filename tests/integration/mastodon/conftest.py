"""A plug of Mastodon on its stand-in, which tells the time by the same clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from infra.local.mastodon import seed
from infra.local.mastodon.client import Mastodon
from infra.local.mastodon.serve import running
from shared.domain.posts.incoming_post import Event, IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.context import PlugContext
from shared.networks.mastodon.plug import MastodonPlug
from shared.ports.network_reading import Timeline
from shared.ports.network_sending import Sent
from tests.builders import NOON
from tests.fake_plug import FakeAppSecrets
from tests.fakes import FakeBudgets, FakeClock

ACME = Account("acme", "mastodon", seed.ACME.network_id, seed.ACME.username, seed.ACME.name)
NAME = f"@{ACME.username}"
YUKI = "yuki@elsewhere.example"
WORDS = f"@{YUKI} It left today & arrives on Friday."


@dataclass
class Bench:
    """`mastodon` is the network itself, `plug` what the desk knows of it."""

    mastodon: Mastodon
    clock: FakeClock
    account: Account = ACME
    grants: FakeAppSecrets = field(default_factory=lambda: FakeAppSecrets({"main": {ACME.id: {"token": seed.TOKEN}}}))
    budgets: FakeBudgets = field(default_factory=FakeBudgets)

    def __post_init__(self) -> None:
        self.plug = self.another_process()

    def another_process(self) -> MastodonPlug:
        context = PlugContext(
            clock=self.clock,
            budgets=lambda: self.budgets,
            secrets=FakeAppSecrets({"main": {}}),
            grants=self.grants,
            tally=lambda *_: None,
            api_url=self.mastodon.url,
        )
        return MastodonPlug(context)

    def with_options(self, **options: str) -> None:
        self.account = replace(ACME, options=options)

    def write(self, text: str = f"{NAME} where is my order?", author: str = YUKI, **more: Any) -> str:
        """Let a customer write; return the post's id."""
        return f"{self.mastodon.write(author, text, **more)['id']}@{seed.SERVER}"

    def events(self, timeline: Timeline = Timeline.MENTIONS, ago: timedelta = timedelta(hours=1)) -> list[Event]:
        pages = list(self.plug.timelines.read(self.account, timeline, self.clock.now() - ago))
        bodies = [body for page in pages for body in page.only(page.posts)]
        return [event for body in bodies for event in self.plug.reader.read(body, self.clock.now())]

    def one(self, timeline: Timeline = Timeline.MENTIONS) -> IncomingPost:
        [event] = self.events(timeline)
        assert isinstance(event, IncomingPost)
        return event

    def send(self, to: str, text: str = WORDS, **more: Any) -> Sent:
        given: dict[str, Any] = {"channel": Channel.PUBLIC, "customer": "44", "key": "key", **more}
        [sent] = self.plug.sender.prepare_send(self.account, to=to, texts=[text], **given).send()
        return sent

    def stands(self) -> list[dict[str, Any]]:
        """The account's own statuses, oldest first."""
        return self.mastodon.statuses(ACME.username)


@pytest.fixture(scope="module")
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, clock: FakeClock) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("mastodon"), now=clock.now) as url:
        yield url


@pytest.fixture
def bench(address: str, clock: FakeClock) -> Iterator[Bench]:
    clock.instant = NOON
    with Mastodon(address) as mastodon:
        mastodon.reset()
        yield Bench(mastodon, clock)
