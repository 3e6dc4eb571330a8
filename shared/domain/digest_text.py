"""What a digest says: every ticket that waits, soonest deadline first, in the reader's language and zone (L5, L7)."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.alert_text import Message, two_parts
from shared.domain.clock import Clock
from shared.domain.desk import Account, Person
from shared.domain.ticket import Ticket
from shared.domain.wording import local_time, one_line, span

MOST_LINES = 100
"""Tickets that a digest names; of more it says how many, and the queue shows them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket that is still waiting."""

    ticket: Ticket
    clock: Clock
    account: Account
    url: str


def digest_message(lines: Sequence[Line], *, reader: Person, now: datetime, url: str, late: bool = False) -> Message:
    """One message for all of `lines`; `url` is the desk's. `late` says that these are of posts on one account that came
    in after steps of their ladder had passed (I7)."""
    lines = sorted(lines, key=lambda line: (line.clock.due_at, line.ticket.id))
    ja = reader.language == "ja"
    overdue = sum(line.clock.due_at <= now for line in lines)
    count, soon = len(lines), len(lines) - overdue
    first = local_time(lines[0].clock.due_at, reader.zone, reader.language)
    if ja:
        subject = f"【まとめ】返信待ち{count}件（期限超過{overdue}件）"
        head = f"{count}件が返信を待っています。期限超過{overdue}件、期限間近{soon}件です。期限の早い順に並べています。"
        more = f"ほか{count - MOST_LINES}件"
        sms = f"返信待ち{count}件(超過{overdue}件) 最も早い期限{first}"
    else:
        subject = f"{count} {'ticket waits' if count == 1 else 'tickets wait'} for an answer, {overdue} overdue"
        head = f"{subject}, {soon} still in time. Soonest deadline first:"
        more = f"and {count - MOST_LINES} more"
        sms = f"{subject}. First due {first}"
    if late:
        at = f"@{lines[0].account.username}"
        subject = (
            f"【受信の遅れ】{at} {subject.removeprefix('【まとめ】')}" if ja else f"Came in late on {at}: {subject}"
        )
        head = f"{at} 宛ての投稿が遅れて届きました。{head}" if ja else f"Posts to {at} reached the desk late. {head}"
    told = [(_said(line, reader, now), line.url) for line in lines[:MOST_LINES]]
    rest = [more] if count > MOST_LINES else []
    text = "\n".join([head, "", *(f"{said}\n  {link}" for said, link in told), *rest, "", url, ""])
    return Message(subject, text, _html(head, told, rest, url, ja=ja), two_parts(sms, url))


def _said(line: Line, reader: Person, now: datetime) -> str:
    language = reader.language
    customer = line.ticket.customer
    who = one_line(customer.name or customer.username or customer.id, 40)
    due = local_time(line.clock.due_at, reader.zone, language)
    left = span(abs(line.clock.due_at - now), language)
    overdue = line.clock.due_at <= now
    if language == "ja":
        return f"{due}（{f'{left}超過' if overdue else f'あと{left}'}） @{line.account.username} {who} さん"
    return f"{due} ({f'{left} overdue' if overdue else f'{left} left'}): {who} on @{line.account.username}"


def _html(head: str, told: Sequence[tuple[str, str]], rest: Sequence[str], url: str, *, ja: bool) -> str:
    def link(words: str, to: str) -> str:
        return f'<a href="{html.escape(to, quote=True)}">{html.escape(words)}</a>'

    items = "".join(f"<li>{link(said, to)}</li>" for said, to in told) + "".join(f"<li>{each}</li>" for each in rest)
    queue = link("キューを開く" if ja else "Open the queue", url)
    language = "ja" if ja else "en"
    return f'<!doctype html><html lang="{language}"><body><p>{html.escape(head)}</p><ol>{items}</ol><p>{queue}</p></body></html>'
