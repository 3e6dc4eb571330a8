"""The Official Account that the stand-in for LINE knows from the start: the shop's, with its channel.

A deployment to this machine reads the same constants. Every credential here is made up and opens nothing.
"""

from dataclasses import dataclass
from typing import Any, Final

from infra.local import stand_ins

PLAN: Final = 200
"""Messages a month of the free plan."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A Messaging API channel; LINE gives one to each Official Account."""

    app: str
    channel_id: str
    channel_secret: str
    user_id: str
    basic_id: str
    name: str


MAIN: Final = Channel(
    app="main",
    channel_id="1650000001",
    channel_secret="local-line-channel-secret",
    user_id="U" + "0ac3e1" * 5 + "77",
    basic_id="@000acmej",
    name="アクメ公式",
)
CHANNELS: Final = (MAIN,)

ACME_LINE: Final = stand_ins.SeedAccount(
    id="acme_line",
    network_id=MAIN.user_id,
    name=MAIN.name,
    app=MAIN.app,
    colour="#a8440b",
    options={"basic_id": MAIN.basic_id},
)
ACCOUNTS: Final = (ACME_LINE,)


def app_secret(app: str = MAIN.app) -> dict[str, Any]:
    """Return the app's secret in the shape that the desk reads from Secrets Manager."""
    channel = next(each for each in CHANNELS if each.app == app)
    return {"channel_id": channel.channel_id, "channel_secret": channel.channel_secret}
