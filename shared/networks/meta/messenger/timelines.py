"""Messenger as a source for polling (ports.Timelines): the Page's conversations. All that people write there is to the Page, so
they are read as its mentions."""

from collections.abc import Iterator
from datetime import datetime

from shared.domain.settings.desk import Account
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.polling.conversations import conversations
from shared.networks.meta.polling.pages import PolledPage
from shared.ports.network_reading import Timeline


class MessengerTimelines:
    def __init__(self, client: MetaClient) -> None:
        self._client = client

    def connected(self, account: Account) -> bool:
        return self._client.connected(account)

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[PolledPage]:
        if timeline is Timeline.MENTIONS:
            yield from conversations(self._client, account, "messenger", since)
