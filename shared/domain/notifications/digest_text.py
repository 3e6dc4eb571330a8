"""The text of a digest: every waiting ticket, soonest deadline first, in the reader's language and zone (L5, L7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.notifications.alert_text import about_ticket, left_of, standing
from shared.domain.settings.desk import Account, Person
from shared.domain.sla.clock import SlaClock
from shared.domain.templates.messages import LINE_FIELDS, Message, Texts, safe
from shared.domain.text.formatting import local_time, shortened
from shared.domain.text.html_mail import anchor
from shared.domain.text.placeholders import parse_placeholders
from shared.domain.tickets.ticket import Ticket

MOST_LINES = 100
"""The number of tickets that a digest names; the rest are counted, and the queue shows them."""


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A ticket that is still waiting."""

    ticket: Ticket
    clock: SlaClock
    account: Account
    url: str


def digest_message(
    lines: Sequence[DigestLine], *, reader: Person, now: datetime, url: str, texts: Texts, late: bool = False
) -> Message:
    """Return one message for all of `lines`; `url` is the desk's. `late` marks lines of posts on one account that came
    in after steps of their ladder had passed (I7)."""
    lines = sorted(lines, key=lambda line: (line.clock.due_at, line.ticket.id))
    language, count = reader.language, len(lines)
    overdue = sum(line.clock.due_at <= now for line in lines)
    kind = "late_summary" if late else "digest"
    values = {
        "count": str(count),
        "waiting": _waiting(count, language),
        "overdue": str(overdue),
        "soon": str(count - overdue),
        "first": local_time(lines[0].clock.due_at, reader.zone, language),
        "account": lines[0].account.label,
        "link": url,
    }
    template = parse_placeholders(texts.of(kind, language).line, known=LINE_FIELDS, path="line")
    entries = [
        (shortened(template.filled(safe(_about(line, reader, now))), 200), line.url) for line in lines[:MOST_LINES]
    ]
    more = _more(count - MOST_LINES, language)
    listed = "\n".join([*(f"{text}\n  {link}" for text, link in entries), *more])
    items = "".join(f"<li>{item}</li>" for item in [*(anchor(text, link) for text, link in entries), *more])
    return texts.compose(kind, language, values, blocks={"list": (listed, f"<ol>{items}</ol>")})


def _about(line: DigestLine, reader: Person, now: datetime) -> Mapping[str, str]:
    """Return the placeholders of a line. A digest mixes tickets before and after their deadline, so each line states
    which."""
    left = left_of(line.clock, now, reader.language)
    if reader.language == "ja":
        states = {"warning": f"あと{left}", "due": "返信期限です", "overdue": f"{left}超過"}
    else:
        states = {"warning": f"{left} left", "due": "due now", "overdue": f"{left} overdue"}
    state = states[standing(line.clock, now)]
    about = about_ticket(line.ticket, line.clock, account=line.account, reader=reader, now=now)
    return {**about, "state": state}


def _waiting(count: int, language: str) -> str:
    if language == "ja":
        return f"返信待ち{count}件"
    return f"{count} {'ticket waits' if count == 1 else 'tickets wait'}"


def _more(count: int, language: str) -> list[str]:
    if count <= 0:
        return []
    return [f"ほか{count}件" if language == "ja" else f"and {count} more"]
