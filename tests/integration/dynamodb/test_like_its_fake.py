"""Whatever the desk does, in whatever order and with whatever stale state: the table and the fake answer alike."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.errors import DeskError
from shared.domain.posts.author import Author
from shared.domain.tickets.action import DoneReason
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import CustomerVersion, TicketStore
from tests.contracts.build import alert, answer, at, done, note, question, refolded, reply, ticket_of, with_posts
from tests.fakes import FakeTicketStore
from tests.integration.desk_table import REGION, TABLE, desk_table

CUSTOMERS = st.sampled_from([Author("7", "mika", "Mika"), Author("77", "emi", "Emi")])
POSTS = st.integers(1, 9).map(str)
MINUTES = st.integers(0, 90)
FEW = st.integers(1, 3)


class SameAsTheFake(RuleBasedStateMachine):
    """Bundles hold what was read at some time, so that what is saved is often stale, as it is when people meet."""

    read = Bundle("read")
    guards = Bundle("guards")

    def __init__(self) -> None:
        super().__init__()
        self._opened = ExitStack()
        self._opened.enter_context(desk_table())
        self.fake = FakeTicketStore()
        self.real = DynamoTicketStore(TABLE, region=REGION)

    def teardown(self) -> None:
        self._opened.close()

    def both(self, act: Callable[[TicketStore], object]) -> object:
        """What both answer, or the kind of error that both raise."""
        told: list[object] = []
        for store in (self.fake, self.real):
            try:
                told.append(act(store))
            except DeskError as error:
                told.append(type(error))
        assert told[0] == told[1]
        return told[0]

    def saved(self, before: Ticket, after: Ticket) -> object:
        told = self.both(lambda store: store.save(before, after))
        return told if isinstance(told, Ticket) else multiple()

    @rule(target=guards, customer=CUSTOMERS)
    def look_up(self, customer: Author) -> object:
        told = self.both(lambda store: store.of_customer("acme", customer.id))
        assert isinstance(told, tuple)
        return told[0]

    @rule(target=read, guard=consumes(guards), ident=POSTS, newest=POSTS, minute=MINUTES)
    def open(self, guard: CustomerVersion, ident: str, newest: str, minute: int) -> object:
        author = Author(guard.customer_id, "emi", "Emi")
        ticket = ticket_of(question(ident, minute, author=author, answer_id=newest))
        told = self.both(lambda store: store.save(None, ticket, customer=guard))
        return told if isinstance(told, Ticket) else multiple()

    @rule(target=read, before=read)
    def load(self, before: Ticket) -> object:
        return self.both(lambda store: store.load(before.id))

    @rule(target=read, before=read, ident=POSTS, newest=POSTS, minute=MINUTES)
    def hear(self, before: Ticket, ident: str, newest: str, minute: int) -> object:
        return self.saved(before, with_posts(before, question(ident, minute, answer_id=newest)))

    @rule(target=read, before=read, ident=POSTS, minute=MINUTES)
    def answer(self, before: Ticket, ident: str, minute: int) -> object:
        return self.saved(before, with_posts(before, answer(ident, minute)))

    @rule(target=read, before=read, minute=MINUTES, reason=st.sampled_from(DoneReason))
    def finish(self, before: Ticket, minute: int, reason: DoneReason) -> object:
        action = replace(done(minute, reason), id=f"n{len(before.actions)}")
        return self.saved(before, refolded(before.with_action(action)))

    @rule(target=read, before=read, ident=POSTS, due=st.none() | MINUTES)
    def promise_reply(self, before: Ticket, ident: str, due: int | None) -> object:
        return self.saved(before, before.with_reply(reply(ident, due=due)))

    @rule(target=read, before=read, pending=st.none() | MINUTES)
    def warn(self, before: Ticket, pending: int | None) -> object:
        return self.saved(before, before.with_alert(alert("warn", pending=pending)))

    @rule(target=read, before=read, ident=POSTS, pending=st.none() | MINUTES)
    def call(self, before: Ticket, ident: str, pending: int | None) -> object:
        return self.saved(before, before.with_action(note(f"c{ident}", pending=pending)))

    @rule(target=read, before=read, whom=st.none() | st.sampled_from(["keiko", "ren"]))
    def assign(self, before: Ticket, whom: str | None) -> object:
        return self.saved(before, replace(before, assignee=whom))

    @rule(ident=POSTS, parent=POSTS, minute=MINUTES)
    def park_orphan(self, ident: str, parent: str, minute: int) -> None:
        self.both(lambda store: store.park_orphan(answer(ident, minute), parent=parent))

    @rule(ident=POSTS, parent=POSTS)
    def release_orphan(self, ident: str, parent: str) -> None:
        self.both(lambda store: store.release_orphan(answer(ident, 0), parent=parent))
        self.both(lambda store: store.orphans_of("x", parent))

    @rule(post=POSTS)
    def look_for_a_post(self, post: str) -> None:
        self.both(lambda store: store.place("x", post))
        self.both(lambda store: store.orphans_of("x", post))

    @rule(start=MINUTES, end=MINUTES, limit=FEW, status=st.sampled_from(Status))
    def look_at_the_lists(self, start: int, end: int, limit: int, status: Status) -> None:
        self.both(lambda store: list(store.waiting("acme", limit=limit)))
        self.both(lambda store: list(store.recent("acme", status, limit=limit)))
        self.both(lambda store: [(m.ticket, m.kind) for m in store.clocks_started("acme", at(start), at(end))])

    @invariant()
    def the_outbox_is_the_same(self) -> None:
        self.both(lambda store: list(store.outbox(at(45), limit=100)))


TestSameAsTheFake = SameAsTheFake.TestCase
TestSameAsTheFake.settings = settings(max_examples=10, stateful_step_count=30, deadline=None)
