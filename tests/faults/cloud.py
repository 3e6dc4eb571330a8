"""The parts of AWS around the functions: queues that redeliver, timers that retry, schedules. Configured as in
`infra/`; a test compares the numbers with the template.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.fakes import FakeClock

TRIES = 3
"""How often a queue delivers a message before it is dead-lettered."""

TIMEOUT = {
    "poll_accounts": 50,
    "ingest_posts": 30,
    "send_alerts": 30,
    "send_replies": 60,
    "keep_attachments": 90,
    "take_mail_events": 15,
}
"""The timeout of a queue's consumer in seconds; a message stays hidden for six times as long."""


@dataclass
class Message:
    id: str
    body: str
    visible_at: datetime
    received: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class FakeSqs:
    """SQS, as far as the desk's adapters use it, with the messages of every queue. The url of a queue is its name. Those
    that are `held` hand nothing out."""

    clock: FakeClock
    queues: dict[str, list[Message]] = field(default_factory=dict)
    dead: dict[str, list[Message]] = field(default_factory=dict)
    sent: int = 0
    held: set[str] = field(default_factory=set)

    def send_message(
        self,
        *,
        QueueUrl: str,  # noqa: N803
        MessageBody: str,  # noqa: N803
        DelaySeconds: int = 0,  # noqa: N803
        MessageAttributes: Mapping[str, Mapping[str, str]] | None = None,  # noqa: N803
    ) -> None:
        self.sent += 1
        attributes = {name: told["StringValue"] for name, told in (MessageAttributes or {}).items()}
        visible_at = self.clock.now() + timedelta(seconds=DelaySeconds)
        message = Message(f"{QueueUrl}-{self.sent}", MessageBody, visible_at, attributes=attributes)
        self.queues.setdefault(QueueUrl, []).append(message)

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, str]]) -> dict[str, Any]:  # noqa: N803
        for entry in Entries:
            self.send_message(QueueUrl=QueueUrl, MessageBody=entry["MessageBody"])
        return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}

    def change_message_visibility(self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> None:  # noqa: N803
        for message in self.queues[QueueUrl]:
            if message.id == ReceiptHandle:
                message.visible_at = self.clock.now() + timedelta(seconds=VisibilityTimeout)

    def next_at(self, queue: str) -> datetime | None:
        waiting = self.queues.get(queue)
        return min(message.visible_at for message in waiting) if waiting and queue not in self.held else None

    def receive(self, queue: str, most: int, hidden: timedelta) -> list[Message]:
        """Return up to `most` messages, hidden from now on. A message delivered too often is dead-lettered."""
        waiting = self.queues.get(queue)
        if not waiting or queue in self.held:
            return []
        now = self.clock.now()
        ready = [message for message in waiting if message.visible_at <= now]
        taken = []
        for message in ready[:most]:
            if message.received == TRIES:
                self.delete(queue, message.id)
                self.dead.setdefault(queue, []).append(message)
                continue
            message.received += 1
            message.visible_at = now + hidden
            taken.append(message)
        return taken

    def delete(self, queue: str, ident: str) -> None:
        self.queues[queue] = [message for message in self.queues[queue] if message.id != ident]


def records_of(messages: list[Message]) -> dict[str, Any]:
    """Return the event with which Lambda invokes a queue's consumer."""
    return {
        "Records": [
            {
                "messageId": message.id,
                "receiptHandle": message.id,
                "body": message.body,
                "attributes": {"ApproximateReceiveCount": str(message.received)},
            }
            for message in messages
        ]
    }


@dataclass
class Execution:
    """One execution of Step Functions: its state, when it wakes, and how often its call has failed in a row."""

    state: dict[str, Any]
    wakes_at: datetime
    failed: int = 0

    def again(self, now: datetime) -> None:
        self.failed += 1
        self.wakes_at = now + timedelta(seconds=min(2**self.failed, 300))

    def goes_on(self, answer: Mapping[str, Any]) -> None:
        self.state, self.failed = json.loads(json.dumps(answer)), 0
        self.wakes_at = datetime.fromisoformat(self.state["wake_at"])


@dataclass
class FakeExecutions:
    """`ports.Timers`, with the behaviour of StepFunctionsTimers: a used name is taken, and an execution can be stopped."""

    clock: FakeClock
    running: dict[tuple[str, str, int], Execution] = field(default_factory=dict)
    closed: set[tuple[str, str, int]] = field(default_factory=set)

    def ensure(self, ticket: str, clock: str, timer_generation: int, wake_at: datetime) -> bool:
        key = (ticket, clock, timer_generation)
        if key in self.closed:
            return False
        if key not in self.running:
            state = {"ticket": ticket, "clock": clock, "generation": timer_generation, "wake_at": wake_at.isoformat()}
            self.running[key] = Execution(state, wake_at)
        return True

    def runs(self, ticket: str, clock: str, timer_generation: int) -> bool:
        return (ticket, clock, timer_generation) in self.running

    def stop(self, ticket: str, clock: str, timer_generation: int) -> None:
        if self.running.pop((ticket, clock, timer_generation), None) is not None:
            self.closed.add((ticket, clock, timer_generation))
