"""Each contract is run on the fake that unit tests use and on the adapter that is deployed."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import boto3
import pytest

from infra.local.fake_x import seed
from infra.local.fake_x.client import FakeX
from infra.local.fake_x.serve import running
from shared.adapters.aws.cognito import CognitoDirectory
from shared.adapters.dynamodb.addresses import DynamoAddresses
from shared.adapters.dynamodb.attachments import DynamoAttachments
from shared.adapters.dynamodb.budgets import DynamoBudgets
from shared.adapters.dynamodb.checkpoints import DynamoCheckpoints
from shared.adapters.dynamodb.deliveries import DynamoDeliveries
from shared.adapters.dynamodb.digests import DynamoDigests
from shared.adapters.dynamodb.erasures import DynamoErasureRequests
from shared.adapters.dynamodb.heartbeats import DynamoHeartbeats
from shared.adapters.dynamodb.incidents import DynamoIncidents
from shared.adapters.dynamodb.leases import DynamoLeases
from shared.adapters.dynamodb.ledger import DynamoLedger
from shared.adapters.dynamodb.looks import DynamoLooks
from shared.adapters.dynamodb.page_archive import DynamoPageArchive
from shared.adapters.dynamodb.reporting.changes import DynamoChanges
from shared.adapters.dynamodb.reporting.sealed_days import DynamoSealedDays
from shared.adapters.dynamodb.search.store import DynamoTicketSearch
from shared.adapters.dynamodb.send_queue import DynamoSendQueue
from shared.adapters.dynamodb.settings import DynamoSettingsStore
from shared.adapters.dynamodb.tickets.due_lists import DynamoDueLists
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.adapters.dynamodb.watched_threads import DynamoWatchedThreads
from shared.domain.settings.desk import GROUPS
from shared.domain.tickets.ticket import Ticket
from shared.ports.accounts import Budgets, Heartbeats, Incidents, Ledger, Looks, WatchedThreads
from shared.ports.attachments import Attachments
from shared.ports.changes import Changes
from shared.ports.notifications import Addresses, Deliveries, Digests
from shared.ports.operations import Checkpoints, Leases
from shared.ports.page_archive import PageArchive
from shared.ports.people import Directory
from shared.ports.privacy import ErasureRequests
from shared.ports.replies import SendQueue
from shared.ports.reporting import SealedDays
from shared.ports.search import TicketSearch
from shared.ports.settings import SettingsStore
from shared.ports.tickets import TicketStore
from shared.ports.unsent import DueLists
from tests.contracts.build import NOON
from tests.fake_attachments import FakeAttachments
from tests.fake_due_lists import FakeDueLists
from tests.fake_sealed_days import FakeSealedDays
from tests.fake_search import FakeTicketSearch
from tests.fakes import (
    FakeAddresses,
    FakeBudgets,
    FakeChanges,
    FakeCheckpoints,
    FakeClock,
    FakeDeliveries,
    FakeDigests,
    FakeDirectory,
    FakeErasureRequests,
    FakeHeartbeats,
    FakeIncidents,
    FakeLeases,
    FakeLedger,
    FakeLooks,
    FakePageArchive,
    FakeSendQueue,
    FakeSettingsStore,
    FakeTicketStore,
    FakeWatchedThreads,
)
from tests.integration.desk_table import REGION, TABLE, desk_table, empty_table, plant_items
from tests.integration.fake_x_receiver import Receiver, receiving
from tests.samples.aws import mocked_aws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


@pytest.fixture(params=["fake", "dynamodb"])
def table(request: pytest.FixtureRequest) -> Iterator["DynamoDBClient | None"]:
    """A table to look at, or none for the fakes."""
    if request.param == "fake":
        yield None
    else:
        with desk_table() as client:
            yield client


@pytest.fixture
def empty_store(table: "DynamoDBClient | None") -> Callable[[], TicketStore]:
    """Makes the store that holds nothing yet, time and again."""

    def make() -> TicketStore:
        if table is None:
            return FakeTicketStore()
        empty_table(table)
        return DynamoTicketStore(TABLE, region=REGION)

    return make


@pytest.fixture
def store(table: "DynamoDBClient | None") -> TicketStore:
    return FakeTicketStore() if table is None else DynamoTicketStore(TABLE, region=REGION)


@pytest.fixture
def search(table: "DynamoDBClient | None") -> TicketSearch:
    return FakeTicketSearch() if table is None else DynamoTicketSearch(TABLE, region=REGION)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def processes(table: "DynamoDBClient | None", clock: FakeClock) -> Callable[[], SettingsStore]:
    """Makes the settings store of one more process on the same table."""
    fake = FakeSettingsStore(clock)
    return fake.beside if table is None else lambda: DynamoSettingsStore(TABLE, clock, region=REGION)


@pytest.fixture
def heartbeats(table: "DynamoDBClient | None") -> Heartbeats:
    return FakeHeartbeats() if table is None else DynamoHeartbeats(TABLE, region=REGION)


@pytest.fixture
def addresses(table: "DynamoDBClient | None") -> Addresses:
    return FakeAddresses() if table is None else DynamoAddresses(TABLE, region=REGION)


@pytest.fixture
def erasures(table: "DynamoDBClient | None") -> ErasureRequests:
    return FakeErasureRequests() if table is None else DynamoErasureRequests(TABLE, region=REGION)


@pytest.fixture
def incidents(table: "DynamoDBClient | None") -> Incidents:
    return FakeIncidents() if table is None else DynamoIncidents(TABLE, region=REGION)


@pytest.fixture
def digests(table: "DynamoDBClient | None") -> Digests:
    return FakeDigests() if table is None else DynamoDigests(TABLE, region=REGION)


@pytest.fixture
def deliveries(table: "DynamoDBClient | None") -> Deliveries:
    return FakeDeliveries() if table is None else DynamoDeliveries(TABLE, region=REGION)


@pytest.fixture
def budgets(table: "DynamoDBClient | None") -> Budgets:
    return FakeBudgets() if table is None else DynamoBudgets(TABLE, region=REGION)


@pytest.fixture
def changes(table: "DynamoDBClient | None", clock: FakeClock) -> Changes:
    return FakeChanges(clock) if table is None else DynamoChanges(TABLE, clock, region=REGION)


@pytest.fixture
def sealed_days(table: "DynamoDBClient | None") -> SealedDays:
    return FakeSealedDays() if table is None else DynamoSealedDays(TABLE, region=REGION)


@pytest.fixture
def page_archive(table: "DynamoDBClient | None") -> PageArchive:
    return FakePageArchive() if table is None else DynamoPageArchive(TABLE, region=REGION)


@pytest.fixture
def leases(table: "DynamoDBClient | None") -> Leases:
    return FakeLeases() if table is None else DynamoLeases(TABLE, region=REGION)


@pytest.fixture
def checkpoints(table: "DynamoDBClient | None") -> Checkpoints:
    return FakeCheckpoints() if table is None else DynamoCheckpoints(TABLE, region=REGION)


@pytest.fixture
def looks(table: "DynamoDBClient | None") -> Looks:
    return FakeLooks() if table is None else DynamoLooks(TABLE, region=REGION)


@pytest.fixture
def threads(table: "DynamoDBClient | None") -> WatchedThreads:
    return FakeWatchedThreads() if table is None else DynamoWatchedThreads(TABLE, region=REGION)


@pytest.fixture
def attachments(table: "DynamoDBClient | None") -> Attachments:
    return FakeAttachments() if table is None else DynamoAttachments(TABLE, region=REGION)


@pytest.fixture
def due_lists(
    table: "DynamoDBClient | None", store: TicketStore, attachments: Attachments, digests: Digests
) -> DueLists:
    return FakeDueLists(store, attachments, digests) if table is None else DynamoDueLists(TABLE, region=REGION)


@pytest.fixture
def lines(table: "DynamoDBClient | None") -> SendQueue:
    return FakeSendQueue() if table is None else DynamoSendQueue(TABLE, region=REGION)


@pytest.fixture
def ledger(table: "DynamoDBClient | None") -> Ledger:
    return FakeLedger() if table is None else DynamoLedger(TABLE, region=REGION)


@pytest.fixture
def planted(store: TicketStore) -> Callable[[Ticket], Ticket]:
    """Puts a ticket into the store as many saves would have: a long one takes moto half a minute otherwise."""

    def plant(ticket: Ticket) -> Ticket:
        if isinstance(store, FakeTicketStore):
            store.tickets[ticket.id] = ticket
        else:
            plant_items(ticket)
        return ticket

    return plant


@pytest.fixture(params=["fake", "cognito"])
def directory(request: pytest.FixtureRequest) -> Iterator[Directory]:
    """Nobody is in yet. The pool is as the stack makes it."""
    if request.param == "fake":
        yield FakeDirectory()
        return
    with mocked_aws():
        cognito = boto3.client("cognito-idp")
        made = cognito.create_user_pool(PoolName="desk", UsernameAttributes=["email"])
        pool = made["UserPool"]["Id"]
        for group in GROUPS:
            cognito.create_group(UserPoolId=pool, GroupName=group)
        yield CognitoDirectory(pool)


@pytest.fixture(scope="session")
def stand_in_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """X's stand-in on this machine, started for whoever asks first."""
    with running(tmp_path_factory.mktemp("x")) as url:
        yield url


@pytest.fixture
def stand_in(stand_in_address: str) -> Iterator[FakeX]:
    """The same, empty but for the brand's accounts."""
    with FakeX(stand_in_address) as client:
        client.reset(everything=True)
        yield client


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """The desk's webhook, as X's stand-in finds it."""
    with receiving(seed.MAIN.consumer_secret) as made:
        yield made
