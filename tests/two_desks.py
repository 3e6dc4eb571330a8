"""Two desks to which the same happens, of which one settles the older part of its tickets early and so reads them in part, and the other
never does. Whatever people, workers, the search and the reports see of them is the same."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from unittest.mock import patch

from shared import wiring
from shared.domain.errors import DeskError, OutcomeUnknownError, RefusedError, UnavailableError
from shared.domain.posts.incoming_post import Deletion, Event, IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.search.entries import entries_of
from shared.domain.tickets import settling
from shared.domain.tickets.ticket import Ticket
from shared.networks.x.reading.snowflake import snowflake_time
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.notifications.send_alert import send_alert
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.privacy.erase_customer import erase_post
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.sla.chase_deadline import chase_deadline
from tests.builders import BRAND, CUSTOMER, minutes, sighted, sighted_answer, snowflake
from tests.fake_desk import FakeDesk
from tests.fake_office import FakeOffice
from tests.life import office, policy
from tests.unit.api.test_api import call

NEVER = 10**9
OUR_IDS = re.compile(r"id-\d{4}")
DIRECT: Mapping[str, Any] = {"channel": Channel.DIRECT, "conversation_id": f"{BRAND.id}-{CUSTOMER.id}"}


@dataclass
class Desk:
    """One of the desks; `seen` is what is compared after each step."""

    kept: int
    desk: FakeDesk = field(
        default_factory=lambda: FakeDesk(
            Document("calendar", "office", 1, office(9, 18)),
            Document("policy", "default", 1, policy(60)),
            Document("policy", "urgent", 1, policy(20, priorities=["urgent"])),
            Document("desk", "desk", 1, {"undo_seconds": 0, "done_after_days": 2}),
        )
    )
    number: int = 0
    posts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    echoed: int = 0
    in_part: int = 0
    seen: list[Any] = field(default_factory=list)

    @property
    def tickets(self) -> list[Ticket]:
        return [self.desk.tickets.load(ident) for ident in sorted(self.desk.tickets.tickets)]

    def word(self) -> str:
        self.words.append(f"word{self.number:03}")
        return self.words[-1]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with patch.object(settling, "KEPT", self.kept), patch.object(wiring, "_desk", self.desk):
            yield

    def step(self, number: int, act: "Act", chance: Random) -> None:
        """Let time pass, do what is due, then the act; and look at everything."""
        self.number, self.seen = number, []
        self.desk.clock.forward(minutes(chance.choice([0.5, 1, 3, 7, 30, 90, 90, 3000])))
        with self.at_work():
            self._wake_timers()
            try:
                self.seen.append(act(self, chance))
            except DeskError as error:
                self.seen.append(repr(error))
            self._work()
            self.look()

    def _wake_timers(self) -> None:
        timers = self.desk.timers
        for key, wake_at in sorted(timers.running.items(), key=lambda each: (each[1], each[0])):
            if wake_at <= self.desk.clock.now():
                chased = chase_deadline(*key, desk=self.desk)
                if chased.wake_at is not None and key in timers.running:
                    timers.running[key] = chased.wake_at

    def _work(self) -> None:
        messages, self.desk.alerts.messages = self.desk.alerts.messages, []
        for ticket, alert in messages:
            send_alert(ticket, alert.clock, alert.step, alert.due_at, desk=self.desk)
        replies, self.desk.replies.messages = self.desk.replies.messages, []
        for ticket, reply, _ in replies:
            try:
                send_reply(ticket, reply, desk=self.desk)
            except DeskError as error:
                self.seen.append(repr(error))

    def look(self) -> None:
        """Note what the tickets are, but for their places in the search, which are not shared with what is settled."""
        for ticket in self.tickets:
            self.in_part += self.desk.tickets.newest(ticket.id).partial
            posts = [replace(post, indexed=None) for post in ticket.posts]
            actions = [replace(action, indexed=None) for action in ticket.actions]
            self.seen.append(replace(ticket, posts=tuple(posts), actions=tuple(actions), settled=None))
        desk = self.desk
        self.seen += [sorted(desk.timers.running.items()), desk.mailer.mails[-3:], desk.x.sends[-3:], desk.alerts.notes]
        self.seen += [call("GET", "/api/queue", status=status) for status in ("new", "open", "answered", "done")]
        self.seen += [self.found(word) for word in self.words[-4:] + self.words[:4]]
        wanted = {entry.key: entry for ticket in self.tickets for entry in entries_of(ticket)}
        assert {key: held.entry for key, held in desk.search.held.items()} == wanted, "the search holds what stands"

    def found(self, word: str) -> list[str]:
        _, page = call("GET", "/api/queue", q=word, counts="false")
        return [word, *(ticket["id"] for ticket in page["tickets"])]


Act = Callable[[Desk, Random], Any]


def ingest(of: Desk, event: Event) -> Any:
    if isinstance(event, IncomingPost) and event.id not in of.posts:
        of.posts.append(event.id)
    return sorted(ingest_delivery([event], source="webhook", desk=of.desk).items())


def _some(of: Desk, chance: Random) -> Ticket | None:
    number = chance.random()
    return of.tickets[-1 - int(number**3 * len(of.tickets))] if of.tickets else None


def ask(of: Desk, chance: Random) -> Any:
    late = minutes(chance.choice([0, 0, 0, 0, 0, 2, 200]))
    now, text = of.desk.clock.now() - late, f"@{BRAND.username} {of.word()} A-{of.number:05}"
    more: dict[str, Any] = (
        {"in_reply_to": chance.choice(of.posts[-6:]), "conversation_id": of.posts[0]} if of.posts else {}
    )
    if chance.random() < 0.3:
        more = {**DIRECT, "recipient_id": BRAND.id, "told_as_mention": False}
    text = text if chance.random() < 0.9 else "thank you"
    return ingest(of, sighted(0, id=snowflake(now, of.number), posted_at=now, text=text, **more))


def answer_natively(of: Desk, chance: Random) -> Any:
    if not of.posts:
        return None
    now = of.desk.clock.now() - minutes(chance.choice([0, 0, 0, 5, 200]))
    told: dict[str, Any] = {"id": snowflake(now, of.number), "posted_at": now, "text": f"{of.word()} ^KT"}
    return ingest(of, sighted_answer(0, chance.choice(of.posts[-6:]), **told, conversation_id=of.posts[0]))


def echo(of: Desk, chance: Random) -> Any:
    """The network tells of an answer that the desk has sent."""
    sent = of.desk.x.stands[of.echoed : of.echoed + 1]
    of.echoed += len(sent)
    told: list[dict[str, Any]] = [{"id": each.post_id, "posted_at": each.posted_at, "text": each.text} for each in sent]
    return [ingest(of, sighted_answer(0, of.desk.x.parents.get(each["id"]), **each)) for each in told]


def come_again(of: Desk, chance: Random) -> Any:
    """A post of the customer is delivered again, or edited."""
    theirs = [post for ticket in of.tickets for post in ticket.posts if post.inbound and post.channel is Channel.PUBLIC]
    if not theirs:
        return None
    post = theirs[-1 - int(chance.random() ** 2 * len(theirs))]
    edit: dict[str, Any] = {"answer_id": snowflake(of.desk.clock.now(), of.number), "text": f"{of.word()} edited"}
    told = edit if chance.random() < 0.6 else {"text": post.text}
    return ingest(of, sighted(0, id=post.id, posted_at=snowflake_time(post.id), **told))


def delete(of: Desk, chance: Random) -> Any:
    if not of.posts:
        return None
    post = of.posts[-1 - int(chance.random() ** 2 * len(of.posts))]
    if chance.random() < 0.2:
        return erase_post("x", post, desk=of.desk, office=FakeOffice())
    return ingest(of, Deletion("x", post, of.desk.clock.now()))


def act(of: Desk, chance: Random) -> Any:
    """Somebody does something to a ticket in the page."""
    ticket, note = _some(of, chance), {"text": of.word(), "client_note_id": f"note-{chance.randrange(8)}"}
    verb, body = chance.choice(
        [
            *(("claim", {}), ("release", {}), ("assign", {"assignee": "kt"}), ("priority", {"priority": "urgent"})),
            *(("notes", note), ("done", {"reason": "resolved"}), ("done", {"reason": "thanks_only"})),
            *(("done", {"reason": "spam"}), ("reopen", {}), ("acknowledge", {}), ("tags", {"tags": ["vip"]})),
        ]
    )
    return call("POST", f"/api/tickets/{ticket.id}/{verb}", body) if ticket is not None else None


def reply(of: Desk, chance: Random) -> Any:
    ticket, unsure, taken = _some(of, chance), chance.random() < 0.3, chance.random() < 0.5
    errors = [RefusedError("no"), OutcomeUnknownError("?"), UnavailableError("later")]
    of.desk.x.answers = [chance.choice(errors)] if unsure else []
    of.desk.x.takes_before_failing = taken
    theirs = [post.id for post in ticket.posts if post.inbound][-5:] if ticket is not None else []
    if ticket is None or not theirs:
        return None
    seen = chance.choice([*ticket.posts[-1:] * 3, *ticket.posts[-2:]])
    body: dict[str, Any] = {
        "client_reply_id": f"r{of.number}",
        "in_reply_to": chance.choice(theirs),
        "text": f"Hello {of.word()}",
    }
    body |= {"seen_through": seen.id, "seen_version": ticket.version - chance.choice([0, 0, 4]), "confirm_public": True}
    return call("POST", f"/api/tickets/{ticket.id}/replies", body)


def decide(of: Desk, chance: Random) -> Any:
    """Somebody decides what becomes of an answer."""
    ticket, verb = _some(of, chance), chance.choice(["retry", "cancel", "settle", "seen"])
    replies = ticket.replies if ticket is not None else ()
    if ticket is None or not replies:
        return None
    body = {"outcome": "not_sent"} if verb == "settle" else {}
    return call("POST", f"/api/tickets/{ticket.id}/replies/{chance.choice(replies).id}/{verb}", body)


def sweep(of: Desk, chance: Random) -> Any:
    found = find_overdue(desk=of.desk)
    return found.figures(), sorted(send_unsent(desk=of.desk).items())


ACTS: tuple[Act, ...] = (
    *(ask, ask, ask, ask, answer_natively, answer_natively, reply, reply, act, act, act),
    *(echo, come_again, delete, decide, sweep),
)


@dataclass
class TwoDesks:
    """`settles` keeps so few posts that it reads nearly every ticket in part."""

    seed: int
    whole: Desk = field(default_factory=lambda: Desk(NEVER))
    settles: Desk = field(default_factory=lambda: Desk(1))

    def live(self, steps: int) -> None:
        acts = Random(self.seed)  # noqa: S311 - the same life every time
        for number in range(steps):
            chosen, seed, seen = acts.choice(ACTS), acts.random(), []
            for each in (self.whole, self.settles):
                each.step(number, chosen, Random(seed))  # noqa: S311 - as above
                seen.append(list(map(_comparable, each.seen)))
            assert seen[0] == seen[1], (self.seed, number, chosen.__name__)


def _comparable(seen: Any) -> str:
    """What was seen, with our own ids by their order: an act that was begun in part and needed the whole has drawn one more."""
    text = repr(seen)
    rank = {ident: f"id {n}" for n, ident in enumerate(sorted({*OUR_IDS.findall(text)}))}
    return OUR_IDS.sub(lambda found: rank[found.group()], text)
