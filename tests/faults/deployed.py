"""A desk as it is deployed: real queue adapters in front of a stand-in for SQS, and the ports that only the functions
reach.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.adapters.aws.sqs import (
    SqsAlertQueue,
    SqsAttachmentQueue,
    SqsDeadLetters,
    SqsIngestQueue,
    SqsPollQueue,
    SqsReplyQueue,
)
from shared.adapters.aws.sqs_batch import SqsRetries
from shared.domain.operations.dead_letters import DeadLetterRun
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.ports.network_sending import Answered, Sent
from shared.ports.settings import Document
from tests.fake_desk import FakeDesk, FakeNetwork
from tests.faults.cloud import FakeExecutions, FakeSqs
from tests.faults.x_side import XLookups, XPost, XTimelines, written_by_desk

READERS = {
    "polls": ("poll_accounts", 1),
    "ingest": ("ingest_posts", 5),
    "alerts": ("send_alerts", 10),
    "replies": ("send_replies", 1),
    "attachments": ("keep_attachments", 1),
    "mail_events": ("take_mail_events", 10),
}
"""The function that reads each queue, and its batch size."""


class Office:
    def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
        return DeadLetterRun(0, 0)


@dataclass
class XSide(FakeNetwork):
    """X accepts what the desk sends, and echoes it later. `hides`: X does not show it where the desk looks for it."""

    echoes: list[XPost] = field(default_factory=list)
    hides: bool = False

    def send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        texts: Sequence[str],
        key: str | None = None,
    ) -> Sequence[Sent]:
        posts = super().send(account, channel=channel, to=to, customer=customer, texts=texts, key=key)
        writer = Author(customer, "", "")
        self.echoes += [written_by_desk(sent, channel=channel, to=to, customer=writer) for sent in posts]
        return posts

    def find_own(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        text: str,
        since: datetime,
        key: str | None = None,
        answered: Answered | None = None,
    ) -> Sent | None:
        found = super().find_own(account, channel=channel, to=to, customer=customer, text=text, since=since, key=key)
        return None if self.hides else found


class DeployedDesk(FakeDesk):
    """A desk with real queue adapters in front of a stand-in for SQS, and the ports that only the deployed functions
    reach.
    """

    def __init__(self, *documents: Document, now: datetime) -> None:
        super().__init__(*documents, now=now)
        self.sqs = FakeSqs(self.clock)
        self.executions = FakeExecutions(self.clock)
        self.timers: Any = self.executions
        self.ingest = self._queue(SqsIngestQueue("ingest"))
        self.polls: Any = self._queue(SqsPollQueue("polls"))
        self.alerts: Any = self._queue(SqsAlertQueue("alerts"))
        self.replies: Any = self._queue(SqsReplyQueue("replies"))
        self.attachment_queue: Any = self._queue(SqsAttachmentQueue("attachments"))
        self.dead_letters = self._queue(SqsDeadLetters("dead_letters"))
        self.alert_dead_letters = self._queue(SqsDeadLetters("alert_dead_letters"))
        (
            self.poll_retries,
            self.ingest_retries,
            self.alert_retries,
            self.reply_retries,
            self.attachment_retries,
            self.mail_event_retries,
        ) = (self._queue(SqsRetries(name)) for name in READERS)
        self.plug.sender = XSide(self.clock)
        self.plug.timelines = XTimelines()
        self.plug.lookups = XLookups(self.plug.timelines.standing)
        self.office = self.hasty_dead_letter_office = Office()

    @property
    def x(self) -> XSide:
        sender: XSide = self.plug.sender
        return sender

    def _queue(self, queue: Any) -> Any:
        queue.__dict__["_client"] = self.sqs
        return queue
