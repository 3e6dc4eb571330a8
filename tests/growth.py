"""Long tickets and old customers without the thousand saves that lead there: they are lived on fakes, and planted into the table as
they stand then. That the rows are those which the saves would have left is held by
`tests/integration/dynamodb/test_growth_units.py`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.search.items import item_of, month_of
from shared.adapters.dynamodb.search.models import MonthItem
from shared.adapters.dynamodb.tickets.aggregate import items_of, pointer_of
from shared.adapters.dynamodb.tickets.head import head_of
from shared.adapters.dynamodb.tickets.models import TicketItem
from shared.adapters.dynamodb.tickets.store import guard_of
from shared.domain.search.entries import WordsEntry
from shared.domain.settings.desk import Person
from shared.domain.tickets.partial import newest_part
from shared.domain.tickets.ticket_id import CUSTOMER_LENGTH
from shared.ports.tickets import CustomerVersion
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.tickets.ticket_actions import finish_ticket
from tests.builders import CUSTOMER, sighted, sighted_answer, snowflake
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call

ACCOUNT = "acme"
BY = Person("kt", "Keiko", "keiko@example.com", language="ja")
APART = timedelta(minutes=7)
LATER = timedelta(days=9)
"""Neither the days within which a post joins the customer's latest ticket (T2), nor those in which a done one is reopened."""

ANSWERED_EVERY = 5
TEXT = (
    "@acme_help 先週注文した電気ケトルがまだ届いていません。注文番号は A-{:06} です。昨日の夜と今朝も配送状況のページを"
    "確認しましたが、発送準備中のままです。いつごろ届くか教えていただけますか。よろしくお願いいたします。"
)
"""Some 320 bytes, as a question in Japanese has them. Four of these and an answer of ours fill a place in the search."""


@dataclass
class Customer:
    """A customer of a desk, of fakes or of the table. `posts` were written, ours among them; `root` is the first post of their
    conversation."""

    desk: Any
    ident: str = CUSTOMER.id
    posts: int = 0
    root: str = ""

    def write(self, *, ours: bool = False, afresh: bool = False) -> str:
        """Ingest one post more, of the customer or an answer of ours in the network's own app, `afresh` in a conversation of its
        own. Return its ticket."""
        self.posts += 1
        self.desk.clock.instant += APART
        now = self.desk.clock.instant
        ident = snowflake(now, int(self.ident) % 1_000)
        told: dict[str, Any] = {"id": ident, "posted_at": now, "conversation_id": ident}
        if self.root and not afresh:
            told |= {"conversation_id": self.root, "in_reply_to": self.root}
        self.root = self.root or ident
        if ours:
            post = sighted_answer(0, self.root, **told, in_reply_to_user=self.ident)
        else:
            author = replace(CUSTOMER, id=self.ident)
            post = sighted(0, text=TEXT.format(self.posts), author=author, **told)
        found = ingest_post(post, desk=self.desk)
        if found.ticket is None:
            raise SystemExit(f"no ticket took the post: {found}")
        return found.ticket

    def write_on(self, until: int, *, answered: bool = True) -> str:
        """Write until the ticket has so many posts; every fifth is an answer of ours. Return the ticket."""
        ticket = ""
        while self.posts < until:
            ticket = self.write(ours=answered and self.posts % ANSWERED_EVERY == ANSWERED_EVERY - 1)
        return ticket

    def open(self) -> str:
        """Write a first post; return its ticket."""
        self.posts, self.root = 0, ""
        return self.write()

    def close(self, ticket: str) -> None:
        """Have the ticket answered and done, and let so much time pass that the next post opens another."""
        self.write(ours=True)
        self.desk.clock.instant += timedelta(hours=1)
        finish_ticket(ticket, "resolved", by=BY, desk=self.desk)
        self.desk.clock.instant += LATER
        self.posts, self.root = 0, ""


def plant(customer: Customer) -> None:
    """Write what the fakes have of the customer into the table, as their saves would have left it: a long ticket's last save had
    read its newest part. A head that was saved alone has no mark of that (`write_head`)."""
    fakes: FakeDesk = customer.desk
    version, tickets = fakes.tickets.of_customer(ACCOUNT, customer.ident)
    opened = tuple(ticket.id[CUSTOMER_LENGTH:] for ticket in tickets)
    before = CustomerVersion(ACCOUNT, customer.ident, version.version - 1, opened[:-1])
    with Item.batch_write() as batch:
        batch.save(guard_of(before, tickets[-1]).item)
        for ticket in tickets:
            head = head_of(newest_part(ticket), ticket_keys.customer_of(ticket.id))
            for item in items_of(ticket):
                batch.save(head if isinstance(item, TicketItem) else item)
            for post in ticket.posts:
                for ident in {post.id, post.answer_to}:
                    batch.save(pointer_of(post, ident, ticket))
        for held in fakes.search.held.values():
            batch.save(item_of(held.entry, held.version))
        entries = [held.entry for held in fakes.search.held.values()]
        for month in {month_of(entry.key.slot) for entry in entries if isinstance(entry, WordsEntry)}:
            batch.save(MonthItem(ticket_keys.months(ACCOUNT), month))


ACTS = ("view", "claim", "reply", "done", "post", "post afresh")


def act(customer: Customer, ticket: str, measured: Callable[[str, Callable[[], Any]], Any], number: int = 0) -> None:
    """Do each of ACTS to the ticket once, through the API or as the ingest queue's reader does; what has to be done between them is
    not `measured`."""
    path = f"/api/tickets/{ticket}"
    view = measured("view", partial(_ask, "GET", path))
    measured("claim", partial(_ask, "POST", f"{path}/claim", {}))
    newest = [post for post in view["posts"] if post["direction"] == "inbound"][-1]["id"]
    ident = f"{ticket}-{number}"
    reply = {"client_reply_id": ident, "in_reply_to": newest, "text": f"本日中にお返事いたします。{number}"}
    reply |= {"seen_through": view["posts"][-1]["id"], "seen_version": view["version"], "confirm": []}
    measured("reply", partial(_ask, "POST", f"{path}/replies", reply))
    _ask("POST", f"{path}/replies/{ident}/cancel", {})
    _ask("POST", f"{path}/release", {})
    measured("done", partial(_ask, "POST", f"{path}/done", {"reason": "nothing_to_say"}))
    for name, afresh in (("post", False), ("post afresh", True)):
        if measured(name, partial(customer.write, afresh=afresh)) != ticket:
            raise SystemExit("the post went into another ticket")


def _ask(method: str, path: str, body: Any = None) -> Any:
    status, answer = call(method, path, body)
    if status >= 300:
        raise SystemExit(f"{method} {path}: {status} {answer}")
    return answer
