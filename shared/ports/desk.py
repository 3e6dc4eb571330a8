"""Everything that a use case may reach."""

from collections.abc import Mapping
from typing import Protocol

from shared.domain.networks.rules import NetworkRules
from shared.ports.accounts import Budgets, Heartbeats, Incidents, Ledger, Looks
from shared.ports.clock import Clock, Ids
from shared.ports.inbound import IngestQueue
from shared.ports.memory import ProcessMemory
from shared.ports.networks import Plug
from shared.ports.notifications import Addresses, AlertQueue, Deliveries, Digests, Mailer, Suppressions, Texter
from shared.ports.operations import Leases
from shared.ports.people import Directory
from shared.ports.replies import ReplyQueue, SendQueue
from shared.ports.search import TicketSearch
from shared.ports.settings import SettingsStore
from shared.ports.sla import Timers
from shared.ports.tickets import TicketStore


class Desk(Protocol):
    """Everything that a use case may reach, handed to it by the composition root."""

    @property
    def operator(self) -> str:
        """The name under which is kept what whoever holds the keys of the desk does, who is no person of its own."""

    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def url(self) -> str:
        """The page's address, without a slash at the end."""

    @property
    def tickets(self) -> TicketStore: ...
    @property
    def search(self) -> TicketSearch: ...
    @property
    def settings(self) -> SettingsStore: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def heartbeats(self) -> Heartbeats: ...
    @property
    def budgets(self) -> Budgets: ...
    @property
    def send_queue(self) -> SendQueue: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def looks(self) -> Looks: ...
    @property
    def ingest(self) -> IngestQueue: ...
    @property
    def incidents(self) -> Incidents: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def alerts(self) -> AlertQueue: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def addresses(self) -> Addresses: ...
    @property
    def suppressions(self) -> Suppressions: ...
    @property
    def replies(self) -> ReplyQueue: ...
    @property
    def networks(self) -> Mapping[str, Plug]:
        """Every network that the desk knows."""

    @property
    def rules(self) -> Mapping[str, NetworkRules]:
        """What each network allows, how it measures, and what it says."""

    @property
    def mailer(self) -> Mailer: ...
    @property
    def texter(self) -> Texter: ...
    @property
    def memory(self) -> ProcessMemory: ...
