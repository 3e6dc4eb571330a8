"""The search over 20,000 tickets in both languages: how long it takes, and what it costs in units, as a table counts them.

The table is dynalite's (npm, Apache-2.0): DynamoDB's calls over LevelDB, with true indexes, pages of a megabyte, and units by
the published rule. It has no transactions, so tickets are planted, and what the search writes goes through its own adapter.
"""

import math
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys.ticket_keys import months as months_of
from shared.adapters.dynamodb.search.items import item_of, month_in
from shared.adapters.dynamodb.search.models import MonthItem
from shared.adapters.dynamodb.search.store import DynamoTicketSearch
from shared.adapters.dynamodb.tickets.aggregate import items_of
from shared.adapters.dynamodb.tickets.mapping_indexed import slot_text
from shared.adapters.dynamodb.tickets.models import PostItem, TicketItem
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Direction, PostKind
from shared.domain.posts.post import Post
from shared.domain.search.entries import WordsEntry, changed, entries_of
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id
from shared.domain.tickets.ticket_state import fold_ticket
from shared.usecases.search.search_tickets import SearchPage, search_tickets
from tests.benchmarks.dynalite import Meter, dynalite_table
from tests.builders import BRAND, NOON, PlainPromises, asked, snowflake
from tests.fake_desk import FakeDesk
from tests.integration.desk_table import REGION, TABLE

TICKETS = 20_000
SAMPLE = 500
"""Tickets whose posts are put one after the other as they would come, to count what each costs."""
DAYS = 180
ACCOUNTS = ("acme", "acme_jp")
LOOKS = 200

JAPANESE = (
    "電気ケトル 炊飯器 掃除機 加湿器 空気清浄機 扇風機 湯たんぽ 目覚まし時計 折りたたみ傘 保温水筒 充電ケーブル 延長コード",
    "が届きません。 の電源が入りません。 を返品したいです。 の色を間違えて注文しました。 の保証書が入っていませんでした。 から異音がします。",
    "昨日の夜に確認しました。 何度か試しましたが変わりません。 来週から旅行なので急いでいます。 箱は開けていません。 説明書の通りにしました。 写真も送れます。",
    "お手数ですがよろしくお願いいたします。 ご確認ください。 交換は可能でしょうか？ 返金をお願いします。 お返事をお待ちしています。",
)
ENGLISH = (
    "kettle toaster vacuum humidifier fan lamp umbrella bottle charger cable speaker keyboard",
    "has not arrived yet.|does not switch on.|arrived broken.|is the wrong colour.|makes a strange noise.|stopped working yesterday.",
    "I have tried it several times.|The box is still closed.|I leave for a trip next week.|I followed the manual.|I can send pictures.",
    "Could you have a look please?|Can I have a refund?|Is an exchange possible?|Thank you for your help.",
)
ANSWERS = (
    "ご不便をおかけして申し訳ございません。担当の者が確認し、本日中に折り返しご連絡いたします。^KT",
    "お問い合わせありがとうございます。倉庫に確認いたしましたところ、本日発送の予定です。^KT",
    "Sorry to hear that. We are looking into it and will get back to you today. ^KT",
    "Thank you for waiting. A new one left our warehouse this morning. ^KT",
)

Row = tuple[str, str]


def search() -> Iterator[Row]:
    chance = random.Random(5)  # noqa: S311 - the same texts every time
    with dynalite_table() as meter:
        desk: Any = FakeDesk()
        desk.tickets = DynamoTicketStore(TABLE, region=REGION)
        desk.search = DynamoTicketSearch(TABLE, region=REGION)
        tickets = [_ticket(n, chance) for n in range(TICKETS)]
        _plant(tickets[SAMPLE:])
        meter.take()
        yield from _writing(tickets[:SAMPLE], desk, meter)
        yield from _codes(tickets, desk, meter, chance)
        yield from _words(desk, meter)


def _writing(tickets: list[Ticket], desk: FakeDesk, meter: Meter) -> Iterator[Row]:
    posts: list[float] = []
    answers: list[float] = []
    _plant(tickets, searched=False)
    for ticket in tickets:
        so_far = replace(ticket, posts=())
        for post in ticket.posts:
            after = so_far.with_post(post)
            meter.take()
            desk.search.apply(changed(so_far, after), version=len(after.posts))
            (posts if post.inbound else answers).append(meter.take()[0])
            so_far = after
    for what, units in (("a customer's post", posts), ("an answer of ours", answers)):
        ordered = sorted(units)
        p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
        figure = f"mean {sum(units) / len(units):.2f} · p95 {p95:.0f} · most {ordered[-1]:.0f}"
        yield f"search: write units of {what} ({len(units):,})", figure


def _codes(tickets: list[Ticket], desk: FakeDesk, meter: Meter, chance: random.Random) -> Iterator[Row]:
    numbers = [_number(chance.randrange(len(tickets))) for _ in range(LOOKS)]
    computing = time.process_time()
    took, units = _asked(numbers, desk, meter)
    computed = (time.process_time() - computing) / LOOKS
    speed = f"p50 {took[len(took) // 2] * 1000:.0f} ms · p95 {_p95(took) * 1000:.0f} ms"
    cost = f"{computed * 1000:.0f} ms in the function · {max(units):.1f} read units at most"
    yield f"search: an order number among {len(tickets):,} tickets, {LOOKS} looks", f"{speed} · {cost}"


def _words(desk: FakeDesk, meter: Meter) -> Iterator[Row]:
    for query in ("ケトル", "kettle refund", "電気ケトル 返金", "お願い", "zeppelin"):
        began, asked_for, most, after, found = time.perf_counter(), 0, 0.0, None, 0
        page: SearchPage | None = None
        first = ""
        while page is None or page.next is not None:
            meter.take()
            page = search_tickets(query, accounts=ACCOUNTS, after=after, limit=50, desk=desk)
            units, _ = meter.take()
            most, asked_for, found, after = max(most, units), asked_for + 1, found + len(page.rows), page.next
            if not first:
                days = (NOON - page.back_to).days if page.back_to else DAYS
                first = f"{(time.perf_counter() - began) * 1000:.0f} ms, {len(page.rows)} found, {days} days back"
            if asked_for == 60:
                break
        whole = f"all of it in {asked_for} requests" if page.next is None else f"{asked_for} requests and on"
        yield f"search: “{query}”, first request", f"{first} · {whole} · {most:.0f} read units at most"


def _asked(queries: list[str], desk: FakeDesk, meter: Meter) -> tuple[list[float], list[float]]:
    took: list[float] = []
    units: list[float] = []
    for query in queries:
        meter.take()
        began = time.perf_counter()
        page = search_tickets(query, accounts=ACCOUNTS, limit=50, desk=desk)
        took.append(time.perf_counter() - began)
        units.append(meter.take()[0])
        if not page.rows:
            raise SystemExit(f"{query} was not found")
    return sorted(took), units


def _p95(ordered: list[float]) -> float:
    return ordered[math.ceil(0.95 * len(ordered)) - 1]


def _number(n: int) -> str:
    return f"A-{100_000 + n}"


def _ticket(n: int, chance: random.Random) -> Ticket:
    """A question, an answer, and every fourth time another question, two days later every second time of these."""
    account = ACCOUNTS[n % 2]
    at = NOON - timedelta(days=DAYS) * (1 - n / TICKETS)
    author = Author(str(10_000 + n), f"customer_{n}", f"Customer {n}")
    texts = _said(n, chance)
    posts = [_post(at, texts[0], account, author)]
    answered = at + timedelta(minutes=chance.randrange(3, 300))
    posts.append(_post(answered, chance.choice(ANSWERS[2 * (n % 2) :]), account, None))
    if n % 4 == 0:
        again = answered + timedelta(hours=1 if n % 8 else 48)
        posts.append(_post(again, texts[1], account, author))
    ticket = Ticket(ticket_id(account, author.id, posts[0].id), account, "x", author)
    for post in posts:
        ticket = ticket.with_post(post)
    return replace(fold_ticket(ticket, PlainPromises()), version=1)


def _said(n: int, chance: random.Random) -> tuple[str, str]:
    order = f" {_number(n)}"
    if n % 2:
        parts = [chance.choice(each.split("|" if "|" in each else " ")) for each in ENGLISH]
        return f"@acme_help My {parts[0]} {parts[1]} Order{order}. {parts[2]} {parts[3]}", f"Any news? {parts[2]}"
    parts = [chance.choice(each.split(" ")) for each in JAPANESE]
    return f"@acme_help {parts[0]}{parts[1]}注文番号{order}です。{parts[2]}{parts[3]}", f"まだでしょうか。{parts[2]}"


def _post(at: Any, text: str, account: str, author: Author | None) -> Post:
    ident = snowflake(at, hash(text) & 0xFFF)
    post = asked(0, text=text, id=ident, posted_at=at, seen_at=at, account=account, author=author or BRAND)
    return post if author is not None else replace(post, direction=Direction.OUTBOUND, kind=PostKind.REPLY)


def _plant(tickets: list[Ticket], *, searched: bool = True) -> None:
    """What the search reads: heads and posts, and what it holds of them."""
    with Item.batch_write() as batch:
        for ticket in tickets:
            for item in items_of(ticket):
                if isinstance(item, TicketItem | PostItem):
                    batch.save(item)
            for entry in entries_of(ticket) if searched else ():
                batch.save(item_of(entry, 1))
    if not searched:
        return
    months = {
        (e.key.account, month_in(slot_text(e.key.slot)))
        for ticket in tickets
        for e in entries_of(ticket)
        if isinstance(e, WordsEntry)
    }
    for account, month in months:
        MonthItem(months_of(account), month).save()
