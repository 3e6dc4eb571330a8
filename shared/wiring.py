"""The composition root: the one place where use cases meet their adapters.

Adapters are imported and made on first use, so that a function pays at its cold start only for the adapters that it
uses.
"""

from collections.abc import Collection, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

from shared import settings
from shared.adapters.clock import SystemClock
from shared.ports.memory import ProcessMemory

if TYPE_CHECKING:
    from shared.adapters.aws.dead_letters import SqsDeadLetterOffice
    from shared.adapters.aws.queue_depths import SqsDepths
    from shared.adapters.aws.ses_account import SesAccount
    from shared.adapters.aws.sns import SnsAccount
    from shared.adapters.aws.sqs import SqsDeadLetters, SqsIngestQueue, SqsPollQueue
    from shared.adapters.aws.sqs_batch import SqsRetries
    from shared.domain.accounts.costs import Charge
    from shared.domain.networks.rules import NetworkRules
    from shared.domain.settings.desk import Account
    from shared.networks.context import PlugContext
    from shared.ports.accounts import Budgets, Heartbeats, Incidents, Ledger, Looks, WatchedThreads
    from shared.ports.attachments import AttachmentQueue, Attachments, Files
    from shared.ports.changes import Changes
    from shared.ports.clock import Ids
    from shared.ports.networks import Plug
    from shared.ports.notifications import Addresses, AlertQueue, Deliveries, Digests, Mailer, Suppressions, Texter
    from shared.ports.operations import Checkpoints, Leases
    from shared.ports.page_archive import PageArchive
    from shared.ports.people import Directory, SignIn
    from shared.ports.privacy import ErasureRequests
    from shared.ports.replies import ReplyQueue, SendQueue
    from shared.ports.reporting import SealedDays
    from shared.ports.search import TicketSearch
    from shared.ports.secrets import AppSecrets
    from shared.ports.settings import SettingsStore
    from shared.ports.sla import Timers
    from shared.ports.tickets import TicketStore
    from shared.ports.unsent import DueLists


MOST_WATCHED = 50
"""How many of an account's threads that only a webhook named are polled: the newest ones."""


class AwsDesk:
    """The desk as it is deployed. One instance lives as long as its process."""

    def __init__(self) -> None:
        self.clock = SystemClock()
        self.memory = ProcessMemory()

    @cached_property
    def operator(self) -> str:
        from shared.adapters.aws.operator import operator

        return operator()

    @cached_property
    def ids(self) -> "Ids":
        from shared.adapters.ids import UlidIds

        return UlidIds(self.clock)

    @cached_property
    def url(self) -> str:
        return settings.url()

    @cached_property
    def tickets(self) -> "TicketStore":
        from shared.adapters.dynamodb.tickets.store import DynamoTicketStore

        return DynamoTicketStore(settings.table())

    @cached_property
    def search(self) -> "TicketSearch":
        from shared.adapters.dynamodb.search.store import DynamoTicketSearch

        return DynamoTicketSearch(settings.table())

    @cached_property
    def settings(self) -> "SettingsStore":
        from shared.adapters.dynamodb.settings import DynamoSettingsStore

        return DynamoSettingsStore(settings.table(), self.clock)

    @cached_property
    def directory(self) -> "Directory":
        from shared.adapters.aws.cognito import CognitoDirectory

        return CognitoDirectory(settings.user_pool_id())

    @cached_property
    def sign_in(self) -> "SignIn":
        from shared.adapters.aws.cognito_session import CognitoSignIn

        return CognitoSignIn(settings.token_url(), settings.page()["client_id"], f"{self.url}/")

    @cached_property
    def heartbeats(self) -> "Heartbeats":
        from shared.adapters.dynamodb.heartbeats import DynamoHeartbeats

        return DynamoHeartbeats(settings.table())

    @cached_property
    def budgets(self) -> "Budgets":
        from shared.adapters.dynamodb.budgets import DynamoBudgets

        return DynamoBudgets(settings.table())

    @cached_property
    def ledger(self) -> "Ledger":
        from shared.adapters.dynamodb.ledger import DynamoLedger

        return DynamoLedger(settings.table())

    @cached_property
    def send_queue(self) -> "SendQueue":
        from shared.adapters.dynamodb.send_queue import DynamoSendQueue

        return DynamoSendQueue(settings.table())

    @cached_property
    def looks(self) -> "Looks":
        from shared.adapters.dynamodb.looks import DynamoLooks

        return DynamoLooks(settings.table())

    @cached_property
    def watched_threads(self) -> "WatchedThreads":
        from shared.adapters.dynamodb.watched_threads import DynamoWatchedThreads

        return DynamoWatchedThreads(settings.table())

    @cached_property
    def leases(self) -> "Leases":
        from shared.adapters.dynamodb.leases import DynamoLeases

        return DynamoLeases(settings.table())

    @cached_property
    def changes(self) -> "Changes":
        from shared.adapters.dynamodb.reporting.changes import DynamoChanges

        return DynamoChanges(settings.table(), self.clock)

    @cached_property
    def due_lists(self) -> "DueLists":
        from shared.adapters.dynamodb.tickets.due_lists import DynamoDueLists

        return DynamoDueLists(settings.table())

    @cached_property
    def checkpoints(self) -> "Checkpoints":
        from shared.adapters.dynamodb.checkpoints import DynamoCheckpoints

        return DynamoCheckpoints(settings.table())

    @cached_property
    def sealed_days(self) -> "SealedDays":
        from shared.adapters.dynamodb.reporting.sealed_days import DynamoSealedDays

        return DynamoSealedDays(settings.table())

    @cached_property
    def page_archive(self) -> "PageArchive":
        from shared.adapters.dynamodb.page_archive import DynamoPageArchive

        return DynamoPageArchive(settings.table())

    @cached_property
    def digests(self) -> "Digests":
        from shared.adapters.dynamodb.digests import DynamoDigests

        return DynamoDigests(settings.table())

    @cached_property
    def deliveries(self) -> "Deliveries":
        from shared.adapters.dynamodb.deliveries import DynamoDeliveries

        return DynamoDeliveries(settings.table())

    @cached_property
    def addresses(self) -> "Addresses":
        from shared.adapters.dynamodb.addresses import DynamoAddresses

        return DynamoAddresses(settings.table())

    @cached_property
    def incidents(self) -> "Incidents":
        from shared.adapters.dynamodb.incidents import DynamoIncidents

        return DynamoIncidents(settings.table())

    @cached_property
    def erasures(self) -> "ErasureRequests":
        from shared.adapters.dynamodb.erasures import DynamoErasureRequests

        return DynamoErasureRequests(settings.table())

    @cached_property
    def timers(self) -> "Timers":
        from shared.adapters.aws.stepfunctions import StepFunctionsTimers

        return StepFunctionsTimers(settings.timer_arn())

    @cached_property
    def alerts(self) -> "AlertQueue":
        from shared.adapters.aws.sqs import SqsAlertQueue

        return SqsAlertQueue(settings.alert_queue_url())

    @cached_property
    def replies(self) -> "ReplyQueue":
        from shared.adapters.aws.sqs import SqsReplyQueue

        return SqsReplyQueue(settings.reply_queue_url())

    @cached_property
    def attachments(self) -> "Attachments":
        from shared.adapters.dynamodb.attachments import DynamoAttachments

        return DynamoAttachments(settings.table())

    @cached_property
    def files(self) -> "Files":
        from shared.adapters.aws.s3 import S3Files

        return S3Files(settings.attachments_bucket(), settings.attachments_url())

    @cached_property
    def attachment_queue(self) -> "AttachmentQueue":
        from shared.adapters.aws.sqs import SqsAttachmentQueue

        return SqsAttachmentQueue(settings.attachment_queue_url())

    @cached_property
    def networks(self) -> "Mapping[str, Plug]":
        from shared.networks.registry import Plugs

        return Plugs(self._plug_context)

    def _plug_context(self, network: str) -> "PlugContext":
        from shared.adapters.aws.secrets import SecretsManagerAppSecrets
        from shared.networks import registry
        from shared.networks.context import PlugContext

        plug = registry.plug_of(network)
        return PlugContext(
            clock=self.clock,
            budgets=lambda: self.budgets,
            secrets=self.app_secrets[plug],
            grants=SecretsManagerAppSecrets(partial(settings.app_grants, plug), what="permissions"),
            tally=self._charge,
            watched=lambda account: self.watched_threads.newest(account.id, limit=MOST_WATCHED),
            api_url=settings.network_url(plug),
        )

    @cached_property
    def app_secrets(self) -> "Mapping[str, AppSecrets]":
        """Return the keys of each plug's apps, by the plug's name and by the names of its networks."""
        from shared.adapters.aws.secrets import SecretsManagerAppSecrets
        from shared.networks import registry

        by_plug = {plug: SecretsManagerAppSecrets(partial(settings.app_secrets, plug)) for plug in registry.plugs()}
        return by_plug | {name: by_plug[registry.plug_of(name)] for name in registry.names()}

    @cached_property
    def rules(self) -> "Mapping[str, NetworkRules]":
        from shared.networks.registry import EveryRules

        return EveryRules()

    @cached_property
    def mailer(self) -> "Mailer":
        from shared.adapters.aws.ses import SesMailer

        return SesMailer(settings.sender(), settings.ses_configuration_set())

    @cached_property
    def texter(self) -> "Texter":
        from shared.adapters.aws.sns import SnsTexter

        return SnsTexter(settings.sms_sender_id(), settings.sms_max_price())

    @cached_property
    def suppressions(self) -> "Suppressions":
        from shared.adapters.aws.ses import SesSuppressions

        return SesSuppressions()

    @cached_property
    def mail_account(self) -> "SesAccount":
        from shared.adapters.aws.ses_account import SesAccount

        return SesAccount(settings.sender())

    @cached_property
    def sms_account(self) -> "SnsAccount":
        from shared.adapters.aws.sns import SnsAccount

        return SnsAccount()

    def _charge(self, account: "Account", read: "Mapping[Charge, Collection[str]]") -> None:
        from shared.usecases.accounts.usage import charge_reads

        charge_reads(account, read, desk=self)

    @cached_property
    def ingest(self) -> "SqsIngestQueue":
        from shared.adapters.aws.sqs import SqsIngestQueue

        return SqsIngestQueue(settings.ingest_queue_url())

    @cached_property
    def polls(self) -> "SqsPollQueue":
        from shared.adapters.aws.sqs import SqsPollQueue

        return SqsPollQueue(settings.poll_queue_url())

    @cached_property
    def poll_retries(self) -> "SqsRetries":
        from shared.adapters.aws.sqs_batch import SqsRetries

        return SqsRetries(settings.poll_queue_url())

    @cached_property
    def ingest_retries(self) -> "SqsRetries":
        from shared.adapters.aws.sqs_batch import SqsRetries

        return SqsRetries(settings.ingest_queue_url())

    @cached_property
    def alert_retries(self) -> "SqsRetries":
        from shared.adapters.aws.sqs_batch import SqsRetries

        return SqsRetries(settings.alert_queue_url())

    @cached_property
    def alert_dead_letters(self) -> "SqsDeadLetters":
        from shared.adapters.aws.sqs import SqsDeadLetters

        return SqsDeadLetters(settings.alert_dead_letters_url())

    @cached_property
    def mail_event_retries(self) -> "SqsRetries":
        from shared.adapters.aws.sqs_batch import SqsRetries

        return SqsRetries(settings.mail_event_queue_url())

    @cached_property
    def reply_retries(self) -> "SqsRetries":
        from shared.adapters.aws.sqs_batch import SqsRetries

        return SqsRetries(settings.reply_queue_url())

    @cached_property
    def attachment_retries(self) -> "SqsRetries":
        from shared.adapters.aws.sqs_batch import SqsRetries

        return SqsRetries(settings.attachment_queue_url())

    @cached_property
    def depths(self) -> "SqsDepths":
        from shared.adapters.aws.queue_depths import SqsDepths

        return SqsDepths(settings.queue_urls())

    @cached_property
    def dead_letters(self) -> "SqsDeadLetters":
        from shared.adapters.aws.sqs import SqsDeadLetters

        return SqsDeadLetters(settings.ingest_dead_letters_url())

    @cached_property
    def dead_letter_office(self) -> "SqsDeadLetterOffice":
        from shared.adapters.aws.dead_letters import SqsDeadLetterOffice

        return SqsDeadLetterOffice(settings.ingest_dead_letters_url(), settings.ingest_queue_url())

    @cached_property
    def hasty_dead_letter_office(self) -> "SqsDeadLetterOffice":
        """Return the ingest queue's dead letters for a function, which cannot wait as long as a person for messages that another
        reader hides."""
        from shared.adapters.aws.dead_letters import SqsDeadLetterOffice

        return SqsDeadLetterOffice(settings.ingest_dead_letters_url(), settings.ingest_queue_url(), patience_s=5)

    @cached_property
    def dead_letter_offices(self) -> "Mapping[str, SqsDeadLetterOffice]":
        """Return the dead-letter queue of each queue, by the name that the queue has at the desk."""
        from shared.adapters.aws.dead_letters import SqsDeadLetterOffice

        return {name: SqsDeadLetterOffice(None, url) for name, url in settings.queue_urls().items()}


_desk: AwsDesk | None = None


def desk() -> AwsDesk:
    """Return the desk of this process."""
    global _desk
    if _desk is None:
        _desk = AwsDesk()
    return _desk
