"""A whole desk whose one account is on a network's stand-in: real functions, a real plug, and HTTP between them on this
machine. Its clock is the network's too."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.replies.reply import Reply
from shared.domain.tickets.ticket import Ticket
from shared.networks import registry
from shared.networks.context import PlugContext
from shared.ports.networks import Plug
from shared.ports.secrets import AppSecrets
from shared.ports.settings import Document
from shared.usecases.accounts.usage import charge_reads
from shared.usecases.settings.current import desk_settings
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.faults.cloud import Message
from tests.faults.points import Watched, WatchedDesk
from tests.faults.world import World
from tests.plugs.harness import ACCOUNT, Delivery, Harness, Written, harness_of
from tests.unit.api.test_api import call

START = NOON + timedelta(seconds=30)
HEARD = timedelta(seconds=70)
"""Long enough for a poll and what follows it, and for a delivery."""


NAMES_IN_FRONT = re.compile(r"^(?:@\S+\s+)+")


class SharedClock:
    """The time of whichever desk runs now."""

    def __init__(self) -> None:
        self.clock = FakeClock(START)

    def now(self) -> datetime:
        return self.clock.now()


class TracedPlug:
    """A plug with the network behind it, which says what a call has changed."""

    def __init__(self, plug: Plug, harness: Harness) -> None:
        self._plug = plug
        self.network = OnNetwork(harness)

    def __getattr__(self, part: str) -> Any:
        return getattr(self._plug, part)


@contextmanager
def started(network: str, folder: Path) -> Iterator[tuple[Harness, SharedClock]]:
    """Start the network's stand-in, and the clock that it shares with the desks. Fails for a network without a harness."""
    make, shared = harness_of(network), SharedClock()
    assert make is not None, f"the network {network!r} has no harness: write tests/plugs/{network}.py"
    with make(folder, shared.now) as harness:
        yield harness, shared


@dataclass(frozen=True)
class OnNetwork:
    harness: Harness

    def fingerprint(self) -> bytes:
        return repr(self.harness.sent()).encode()


class PluggedWorld(World):
    """`waits` is what a scenario's customer has written, and waits for an answer to. `delivers` is whether the network's webhook
    reaches the desk; while it does not, only polling brings anything. Without `by_itself` nothing is scheduled: the desk works
    on what a test hands it. `beside` are other networks of the family, on the same stand-in."""

    def __init__(
        self,
        harness: Harness,
        shared: SharedClock,
        *documents: Document,
        install: Callable[[object], None],
        now: datetime = START,
        by_itself: bool = True,
        beside: Sequence[str] = (),
    ) -> None:
        self.harness = harness
        self.networks = (harness.name, *beside)
        self.delivers = True
        self._by_itself = by_itself
        self._address = harness.url
        self._shared = shared
        self._written: list[Written] = []
        self.waits: Written | None = None

        def plug_in(watched: object) -> None:
            assert isinstance(watched, WatchedDesk)
            self._plug_in(watched)
            install(watched)

        super().__init__(Document("account", ACCOUNT, 2, dict(harness.account)), *documents, now=now, install=plug_in)

    def _plug_in(self, watched: WatchedDesk) -> None:
        name, desk = self.harness.name, cast(Any, watched.under)
        self._shared.clock = desk.clock
        desk.app_secrets = {name: self.harness.secrets, registry.plug_of(name): self.harness.secrets}
        desk.rules = registry.EveryRules()
        desk.networks = self._new_plugs(watched)

    def _new_plugs(self, watched: WatchedDesk) -> dict[str, "TracedPlug"]:
        """Make the plugs as a process does that starts."""
        plugs = {network: self._new_plug(network, watched) for network in self.networks}
        self.plug: Plug = cast(Any, plugs[self.harness.name])
        return plugs

    def _new_plug(self, name: str, watched: WatchedDesk) -> "TracedPlug":
        """Make one plug. What it asks of the desk is watched too."""
        secrets = Watched(f"secrets[{name}]", self.harness.secrets, self.faults)
        grants = Watched(f"grants[{name}]", self.harness.grants, self.faults)
        context = PlugContext(
            clock=watched.under.clock,
            budgets=lambda: watched.budgets,
            secrets=cast(AppSecrets, secrets),
            grants=cast(AppSecrets, grants),
            tally=partial(charge_reads, desk=cast(Any, watched)),
            api_url=self._address,
            watched=lambda account: watched.watched_threads.newest(account.id, limit=50),
        )
        return TracedPlug(registry.plug(name, context), self.harness)

    def moves_to(self, address: str) -> None:
        """Let the network be found at another address from now on."""
        self._address = address
        self._restart()

    @property
    def plug_name(self) -> str:
        """The name in the webhook's address."""
        return registry.plug_of(self.harness.name)

    def _restart(self) -> None:
        super()._restart()
        self.desk.networks = cast(Any, self._new_plugs(self.watched))
        self.watched.changed("networks")

    def schedule(self, minutes: int, second: int, function: str, event: dict[str, str]) -> None:
        if self._by_itself:
            super().schedule(minutes, second, function, event)

    # What happens on the network

    def writes(self, text: str, *, channel: Channel, author: str = "hanako", answers: str | None = None) -> Written:
        """Let a customer write, and the network tell of it."""
        written = self.harness.post(text, channel=channel, author=author, answers=answers)
        self._written.append(written)
        self.tells()
        return written

    def edits(self, written: Written, text: str) -> None:
        self.harness.edit(written, text)
        self.tells()

    def deletes(self, written: Written) -> None:
        self.harness.delete(written)
        self._written.remove(written)
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
                self.later(after, partial(self.network_tells, self.plug_name, told.body, told.headers))
        return found

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        try:
            return super().invoke(function, event)
        finally:
            if function == "send_replies":
                self.tells()

    def _network_echoes(self) -> None:
        """What the desk sends is reported with everything else."""

    def _stands(self, text: str) -> str | None:
        return next((sent.id for sent in self.harness.sent() if text in sent.text), None)

    def sent_texts(self) -> list[str]:
        return [sent.text for sent in self.harness.sent()]

    def times_sent(self, text: str) -> int:
        """The network may put a name in front of the words."""
        return sum(stands.endswith(text) for stands in self.sent_texts())

    def customers_posts(self) -> list[tuple[str, str]]:
        return [(written.id, written.text) for written in self._written]

    def known_as(self, post: Post) -> str:
        """A network's ids differ from one run to the next."""
        return post.text

    def words_of(self, post: Post) -> str:
        """A network may write the name in front of an answer in another way than the desk."""
        return post.text if post.inbound else NAMES_IN_FRONT.sub("", post.text)

    def network_health(self) -> dict[str, Any]:
        grants, account = self.plug.grants, desk_settings(self.desk).account(ACCOUNT)
        grant = grants.standing(account) if grants is not None else None
        return {"permission holds": grant is None or grant.expires_at > self.now}

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
        ticket, body = self.ticket(written), self._answer(written, text, reply)
        call("POST", f"/api/tickets/{ticket.id}/claim")
        return call("POST", f"/api/tickets/{ticket.id}/replies", body)

    def answers_as_at_the_page(self, written: Written, text: str, **more: Any) -> None:
        """Let an agent answer at a page that tries again until it has been told."""
        self.person(f"{self.ticket(written).id}/replies", self._answer(written, text, "reply-0001", **more))

    def _answer(self, written: Written, text: str, reply: str, **more: Any) -> dict[str, Any]:
        ticket = self.ticket(written)
        newest = [post for post in ticket.posts if post.inbound][-1]
        return {
            "client_reply_id": reply,
            "in_reply_to": newest.answer_to,
            "seen_through": ticket.last_words.current_version,
            "seen_version": ticket.version,
            "text": text,
            **more,
        }

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
