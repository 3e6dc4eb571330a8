"""A whole desk whose one account is on a network's stand-in: real functions, a real plug, and HTTP between them on this
machine. Its clock is the network's too."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from shared.domain.posts.post import Channel
from shared.domain.replies.reply import Reply
from shared.domain.tickets.ticket import Ticket
from shared.networks import registry
from shared.networks.context import PlugContext
from shared.ports.networks import Plug
from shared.ports.settings import Document
from shared.usecases.accounts.usage import charge_reads
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.faults.cloud import Message
from tests.faults.points import WatchedDesk
from tests.faults.world import World
from tests.plugs.harness import ACCOUNT, Delivery, Harness, Written
from tests.unit.api.test_api import call

START = NOON + timedelta(seconds=30)
HEARD = timedelta(seconds=70)
"""Long enough for a poll and what follows it, and for a delivery."""


class SharedClock:
    """The time of whichever desk runs now."""

    def __init__(self) -> None:
        self.clock = FakeClock(START)

    def now(self) -> datetime:
        return self.clock.now()


class PluggedWorld(World):
    """`delivers` is whether the network's webhook reaches the desk; while it does not, only polling brings anything. Without
    `by_itself` nothing is scheduled: the desk works on what a test hands it."""

    def __init__(
        self,
        harness: Harness,
        shared: SharedClock,
        *documents: Document,
        install: Callable[[object], None],
        now: datetime = START,
        by_itself: bool = True,
    ) -> None:
        self.harness = harness
        self.delivers = True
        self._by_itself = by_itself
        self._shared = shared

        def plug_in(watched: object) -> None:
            assert isinstance(watched, WatchedDesk)
            self._plug_in(watched.under)
            install(watched)

        super().__init__(Document("account", ACCOUNT, 2, dict(harness.account)), *documents, now=now, install=plug_in)

    def _plug_in(self, desk: Any) -> None:
        name = self.harness.name
        self._shared.clock = desk.clock
        context = PlugContext(
            clock=desk.clock,
            budgets=lambda: desk.budgets,
            secrets=self.harness.secrets,
            grants=self.harness.grants,
            tally=partial(charge_reads, desk=desk),
            api_url=self.harness.url,
        )
        self.plug: Plug = registry.plug(name, context)
        desk.rules = {name: self.plug.rules}
        desk.networks = {name: self.plug}
        desk.app_secrets = {name: self.harness.secrets}

    def schedule(self, minutes: int, second: int, function: str, event: dict[str, str]) -> None:
        if self._by_itself:
            super().schedule(minutes, second, function, event)

    # What happens on the network

    def writes(self, text: str, *, channel: Channel, author: str = "hanako", answers: str | None = None) -> Written:
        """Let a customer write, and the network tell of it."""
        written = self.harness.post(text, channel=channel, author=author, answers=answers)
        self.tells()
        return written

    def edits(self, written: Written, text: str) -> None:
        self.harness.edit(written, text)
        self.tells()

    def deletes(self, written: Written) -> None:
        self.harness.delete(written)
        self.tells()

    def colleague_answers(self, written: Written, text: str) -> None:
        self.harness.echo(written, text)
        self.tells()

    def tells(self, *, twice: bool = False) -> Sequence[Delivery]:
        """Let the network's webhook report what has happened since the last time, two seconds from now."""
        found = self.harness.delivered()
        for n, told in enumerate([*found, *found] if twice else found):
            if self.delivers:
                after = timedelta(seconds=2, milliseconds=n)
                self.later(after, partial(self.network_tells, self.harness.name, told.body, told.headers))
        return found

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        result = super().invoke(function, event)
        if function == "send_replies":
            self.tells()
        return result

    def _network_echoes(self) -> None:
        """What the desk sends is reported with everything else."""

    def _stands(self, text: str) -> str | None:
        return next((sent.id for sent in self.harness.sent() if text in sent.text), None)

    # What the desk does about it

    def hears(self) -> None:
        """Let so much time pass that the desk knows what has happened."""
        self.run_until(self.now + HEARD)

    def looks_again(self) -> None:
        """Let the desk look up what it holds, as it does every hour, where the network can be asked (I6)."""
        self.invoke("poll_accounts", {"look_for": "deleted"})
        self.run_until(self.now + timedelta(seconds=5))

    @contextmanager
    def held(self) -> Iterator[list[Message]]:
        """Keep what comes into the ingest queue, and hand nothing on."""
        kept: list[Message] = []
        self.desk.sqs.held = {"ingest"}
        yield kept
        self.desk.sqs.held = set()
        kept += self.desk.sqs.queues.pop("ingest", [])

    def ingests(self, *messages: Message) -> None:
        """Put messages into the ingest queue, one after the other, and let the desk work on each."""
        for message in messages:
            self.desk.sqs.send_message(QueueUrl="ingest", MessageBody=message.body)
            self.run_until(self.now + timedelta(seconds=1))

    def asked(self, *, channel: Channel, author: str = "hanako") -> Written:
        """Let a customer wait for an answer."""
        written = self.writes("where is my parcel?", channel=channel, author=author)
        self.hears()
        return written

    def answers(self, written: Written, text: str, *, reply: str = "reply-0001") -> tuple[int, Any]:
        """Let an agent answer the customer's newest post at the page, and return what the API says."""
        ticket = self.ticket(written)
        newest = [post for post in ticket.posts if post.inbound][-1]
        body = {
            "client_reply_id": reply,
            "in_reply_to": newest.answer_to,
            "seen_through": ticket.last_words.answer_to,
            "seen_version": ticket.version,
            "text": text,
        }
        call("POST", f"/api/tickets/{ticket.id}/claim")
        return call("POST", f"/api/tickets/{ticket.id}/replies", body)

    def reply_to(self, written: Written, reply: str = "reply-0001") -> Reply:
        found = self.ticket(written).reply(reply)
        assert found is not None
        return found

    # What people find

    @property
    def tickets(self) -> list[Ticket]:
        return sorted(self.desk.tickets.tickets.values(), key=lambda ticket: (ticket.opened_at, ticket.id))

    def ticket(self, written: Written) -> Ticket:
        """Return the one ticket of whoever wrote this."""
        [ticket] = self.desk.tickets.of_customer(ACCOUNT, written.author)[1]
        return ticket
