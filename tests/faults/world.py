"""A whole desk in its surroundings, as deployed: functions called by queues, timers and schedules, X on one side and
people on the other. Time goes on by itself; a failure is retried by the party that retries it in AWS, at X or at a
page.
"""

import base64
import hashlib
import heapq
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from itertools import count
from typing import Any

from shared.domain.posts.post import Post
from shared.domain.replies.reply import ReplyState
from shared.domain.tickets.ticket import Ticket
from shared.ports.memory import ProcessMemory
from shared.ports.settings import Document
from tests.builders import BRAND
from tests.fake_desk import CONSUMER_SECRET
from tests.faults.cloud import TIMEOUT, Execution, records_of
from tests.faults.deployed import READERS, DeployedDesk
from tests.faults.points import DiedError, Faults, WatchedDesk
from tests.faults.x_side import XPost

PUT_THERE = {"dead_letters": "ingest", "alert_dead_letters": "alerts"}
"""The queues in which functions lay what they could not use, and where it came from."""

SCHEDULES: tuple[tuple[int, int, str, dict[str, str]], ...] = (
    (1, 10, "reconcile_desk", {"look_for": "unsent"}),
    (1, 25, "poll_accounts", {"look_for": "accounts"}),
    (1, 33, "poll_accounts", {"look_for": "wanted"}),
    (5, 40, "reconcile_desk", {"look_for": "overdue"}),
)
"""The schedules: every so many minutes, at which second, the function and its event."""

SELDOM: tuple[tuple[int, str, dict[str, str]], ...] = (
    (60, "poll_accounts", {"look_for": "deleted"}),
    (5, "reconcile_desk", {"look_for": "permissions"}),
    (5, "reconcile_desk", {"look_for": "erasures"}),
    (10, "reconcile_desk", {"look_for": "expired"}),
    (60, "seal_reports", {"look_for": "unsealed"}),
)
"""Schedules that a scenario about them runs, and sooner; no other does."""


class World:
    PATIENCE = timedelta(minutes=8)
    """A period of the reconciler, one of the sweep, and the minute by which each lets others be late."""

    def __init__(self, *documents: Document, now: datetime, install: Callable[[object], None]) -> None:
        self.desk = DeployedDesk(*documents, now=now)
        self.faults = Faults(now=self.desk.clock.now)
        self.watched = WatchedDesk(self.desk, self.faults)
        install(self.watched)
        self.webhook_is_deaf = False
        self.echoes = True
        """Whether X reports the posts that the desk has sent; if not, a post is found only by a lookup."""
        self.people_settle = True
        self.polls_every = 1
        self.unknown: list[str] = []
        self.codes: list[str] = []
        """Of the requests for erasure that a network has brought."""
        self.refused: list[str] = []
        self._order = count()
        self._coming: list[tuple[datetime, int, Callable[[], None]]] = []
        self._invocations = count(1)
        for minutes, second, function, event in SCHEDULES:
            self.schedule(minutes, second, function, event)

    @property
    def now(self) -> datetime:
        return self.desk.clock.now()

    # Events from outside

    def later(self, when: datetime | timedelta, do: Callable[[], None]) -> None:
        instant = self.now + when if isinstance(when, timedelta) else when
        heapq.heappush(self._coming, (instant, next(self._order), do))

    def x_has(self, post: XPost, *, tells_after: float = 2) -> None:
        """Let the post stand on X from when it was written, and X's webhook report it, unless it is deaf by then."""
        self.later(max(post.posted_at, self.now), partial(self._x_has, post, timedelta(seconds=tells_after)))

    def _x_has(self, post: XPost, tells_after: timedelta) -> None:
        self.desk.plug.timelines.standing.append(post)
        if not self.webhook_is_deaf:
            self.later(tells_after, partial(self.x_tells, post.event()))

    def x_tells(self, body: bytes) -> None:
        signature = (
            "sha256=" + base64.b64encode(hmac.new(CONSUMER_SECRET.encode(), body, hashlib.sha256).digest()).decode()
        )
        self.network_tells("x", body, {"x-twitter-webhooks-signature": signature})

    def network_tells(
        self, network: str, body: bytes, headers: Mapping[str, str], *, app: str = "main", tries: int = 3
    ) -> None:
        """Deliver once by webhook; the network retries a few times until the response is 200."""
        event = {
            "pathParameters": {"plug": network, "app": app},
            "requestContext": {"http": {"method": "POST"}},
            "headers": dict(headers),
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
        }
        try:
            taken = self.invoke("receive_webhook", event)["statusCode"] == 200
        except (DiedError, Exception) as error:  # noqa: BLE001  # API Gateway answers 500 for whatever it was
            self._only_for_a_fault(error)
            taken = False
        if not taken and tries > 1:
            again = partial(self.network_tells, network, body, headers, app=app, tries=tries - 1)
            self.later(timedelta(seconds=60), again)

    def person(self, path: str, body: object = None, *, who: str = "kt", tries: int = 6) -> None:
        """Let a person at the page request something, and retry until they get a response."""
        event = _request(f"/api/tickets/{path}", body, who)
        try:
            status = self.invoke("desk_api.app", event)["statusCode"]
        except DiedError:
            status = 502
        if status >= 500:
            self._only_for_a_fault(RuntimeError(f"{status} {path}"))
        if status >= 500 and tries > 1:
            self.later(timedelta(seconds=5), partial(self.person, path, body, who=who, tries=tries - 1))
        elif status >= 400:
            self.refused.append(f"{status} {path}")

    def command(self, act: Callable[[Any], Any], tries: int = 6) -> None:
        """Let the desk's owner run a command, and retry until it works."""
        try:
            self._within("command", lambda: act(self.watched))
        except (DiedError, Exception) as error:  # noqa: BLE001
            self._only_for_a_fault(error)
            if tries > 1:
                self.later(timedelta(seconds=20), partial(self.command, act, tries - 1))

    def redrive(self) -> None:
        """Let the desk's owner redrive the dead letters: those that SQS moved, and those that a function put there itself."""
        sqs = self.desk.sqs
        for queue, messages in [
            *sqs.dead.items(),
            *((live, sqs.queues.get(dead, [])) for dead, live in PUT_THERE.items()),
        ]:
            for message in messages:
                sqs.send_message(QueueUrl=queue, MessageBody=message.body)
            messages.clear()

    def mail_event(self, event: object) -> None:
        """Let SES report an event of a mail."""
        self.desk.sqs.send_message(QueueUrl="mail_events", MessageBody=json.dumps(event))

    def only_ticket(self) -> str:
        [ticket] = self.desk.tickets.tickets
        return ticket

    def ticket_of(self, customer: str) -> Ticket:
        """Return the one ticket of the customer."""
        [ticket] = self.desk.tickets.of_customer("acme", customer)[1]
        return ticket

    def run_until(self, until: datetime) -> None:
        """Run everything that is due in its order, until it is `until`."""
        while (next_at := self._next_at()) is not None and next_at <= until:
            self.desk.clock.instant = max(next_at, self.now)
            self._timers_wake()
            self._queues_deliver()
            while self._coming and self._coming[0][0] <= self.now:
                heapq.heappop(self._coming)[2]()
                self._queues_deliver()
            self._network_echoes()
            self._people_look()
        self.desk.clock.instant = max(until, self.now)

    # The work of AWS

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        handler = import_module(f"functions.{function}").handler
        return self._within(function, lambda: handler(event, None))

    def _within(self, name: str, do: Callable[[], Any]) -> Any:
        self.faults.within = f"{name}#{next(self._invocations)}"
        try:
            result = do()
        except DiedError:
            self._restart()
            raise
        if self.faults.dead:
            self._restart()
            raise DiedError
        return result

    def _only_for_a_fault(self, error: BaseException) -> None:
        """Check that nothing goes wrong if no fault was planned."""
        if not self.faults.struck:
            raise AssertionError("a function failed by itself") from error

    def _restart(self) -> None:
        """Let a new process take over, without the memory of the last one."""
        self.faults.dead = False
        self.desk.memory = ProcessMemory()
        self.desk.settings = self.desk.settings.beside()
        self.watched.changed("settings")

    def _next_at(self) -> datetime | None:
        due = [execution.wakes_at for execution in self.desk.executions.running.values()]
        due += [instant for queue in READERS if (instant := self.desk.sqs.next_at(queue)) is not None]
        due += [self._coming[0][0]] if self._coming else []
        return min(due, default=None)

    def _queues_deliver(self) -> None:
        """Deliver batch by batch, until nothing is ready."""
        for queue, (function, batch) in READERS.items():
            hidden = timedelta(seconds=6 * TIMEOUT[function])
            while messages := self.desk.sqs.receive(queue, batch, hidden):
                try:
                    answer = self.invoke(function, records_of(messages))
                except (DiedError, Exception) as error:  # noqa: BLE001  # the whole batch comes back
                    self._only_for_a_fault(error)
                    continue
                failed = {item["itemIdentifier"] for item in answer["batchItemFailures"]}
                if failed:
                    self._only_for_a_fault(RuntimeError(f"{function} failed"))
                for message in messages:
                    if message.id not in failed:
                        self.desk.sqs.delete(queue, message.id)

    def _timers_wake(self) -> None:
        for key, execution in list(self.desk.executions.running.items()):
            if execution.wakes_at <= self.now and key in self.desk.executions.running:
                self._wake(key, execution)

    def _wake(self, key: tuple[str, str, int], execution: Execution) -> None:
        try:
            answer = self.invoke("chase_deadline", execution.state)
        except (DiedError, Exception) as error:  # noqa: BLE001  # States.ALL is tried again
            self._only_for_a_fault(error)
            execution.again(self.now)
            return
        execution.goes_on(answer)

    def schedule(self, minutes: int, second: int, function: str, event: dict[str, str]) -> None:
        whole = self.now.replace(second=0, microsecond=0)
        tick = whole + timedelta(minutes=(-whole.minute) % minutes, seconds=second)
        if tick <= self.now:
            tick += timedelta(minutes=minutes)
        self.later(tick, partial(self._tick, timedelta(minutes=minutes), function, event))

    def _tick(self, period: timedelta, function: str, event: dict[str, str]) -> None:
        """Run the schedules. Work that a run leaves undone is left to the next one."""
        slower = self.polls_every if event == {"look_for": "accounts"} else 1
        self.later(slower * period, partial(self._tick, period, function, event))
        try:
            self.invoke(function, event)
        except (DiedError, Exception) as error:  # noqa: BLE001  # the next tick comes all the same
            self._only_for_a_fault(error)

    def _network_echoes(self) -> None:
        """Let the network report what the desk has sent."""
        for post in self.desk.x.echoes:
            if self.echoes:
                self.x_has(post, tells_after=3)
        self.desk.x.echoes.clear()

    def _people_look(self) -> None:
        """Let an agent deal with each answer of unknown outcome: look on X, record what stands there, and have the
        missing ones sent again.
        """
        for ticket in list(self.desk.tickets.tickets.values()):
            for reply in ticket.replies:
                path, part = f"{ticket.id}/replies/{reply.id}", reply.parts[reply.next_part or 0]
                once = f"{path} tried at {part.tried_at}"
                if self.people_settle and reply.state is ReplyState.UNKNOWN and once not in self.unknown:
                    self.unknown.append(once)
                    stands = self._stands(part.text)
                    if stands is not None:
                        self.person(f"{path}/settle", {"outcome": "sent", "post": stands})
                    else:
                        self.person(f"{path}/settle", {"outcome": "not_sent"})
                        self.later(timedelta(minutes=1), partial(self.person, f"{path}/retry", {}))

    # What stands on the network at the end

    def _stands(self, text: str) -> str | None:
        """Return the id of the desk's post with this text, as a person finds it on the network."""
        return next((sent.post_id for sent in self.desk.x.stands if sent.text == text), None)

    def sent_texts(self) -> list[str]:
        """Return the texts of what the desk has sent."""
        return [sent.text for sent in self.desk.x.stands]

    def times_sent(self, text: str) -> int:
        """Return how often a part of this text stands there."""
        return self.sent_texts().count(text)

    def customers_posts(self) -> list[tuple[str, str]]:
        """Return what customers wrote: the identity (I3) and the text of each post."""
        standing = self.desk.plug.timelines.standing
        return [(post.first or post.id, post.text) for post in standing if post.author != BRAND]

    def known_as(self, post: Post) -> str:
        """Return by what a post is known again in another run."""
        return post.id

    def words_of(self, post: Post) -> str:
        """Return the text of a post, whoever told of it first: the worker that sent it, or the network."""
        return post.text

    def network_health(self) -> dict[str, Any]:
        """Return what the desk has asked the network for, and whether its permissions hold."""
        return {
            "asked X for a replay": bool(self.desk.plug.redelivery.replays),
            "permissions hold": [grant.expires_at > self.now for grant in self.desk.plug.grants.permits.values()],
        }


def _request(path: str, body: object, who: str) -> dict[str, Any]:
    groups = "[managers]" if who == "boss" else "[agents]"
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {
            "http": {"method": "POST", "path": path},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": {"sub": who, "cognito:groups": groups, "username": who}, "scopes": None}},
        },
        "body": json.dumps(body) if body is not None else None,
        "isBase64Encoded": False,
    }
