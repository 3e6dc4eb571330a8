"""What the tests of LINE's plug work on."""

from dataclasses import dataclass
from datetime import UTC, datetime

from infra.local.line import seed
from infra.local.line.client import FakeLine
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.line.plug import LinePlug
from shared.ports.network_sending import PreparedSend
from tests.fake_plug import FakeAppSecrets
from tests.fakes import FakeClock
from tests.plugs.inbox import Inbox

START = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
SHOP = Account("shop", "line", seed.MAIN.user_id, "", seed.MAIN.name, options={"basic_id": seed.MAIN.basic_id})
KEY = "a-part-of-a-reply"


@dataclass(frozen=True)
class Place:
    line: FakeLine
    plug: LinePlug
    clock: FakeClock
    inbox: Inbox
    secrets: FakeAppSecrets

    def customer(self, name: str = "hanako", **more: object) -> str:
        return str(self.line.person(name, **more)["id"])

    def prepare(
        self, *texts: str, to: str | None = None, key: str = KEY, tried_at: datetime | None = None, quote: str = ""
    ) -> PreparedSend:
        customer = to or self.customer()
        return self.plug.sender.prepare_send(
            SHOP,
            channel=Channel.DIRECT,
            to="1",
            customer=customer,
            texts=texts or ("承りました",),
            key=key,
            tried_at=tried_at,
            quote=quote,
        )

    def arrived(self) -> list[str]:
        return [text for push in self.line.sent() if push["arrived"] for text in push["texts"]]
