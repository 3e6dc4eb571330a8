"""What an alert says: account, customer, what is due when in the reader's zone, and the link to the ticket (L7)."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.clock import Clock, ClockKind
from shared.domain.desk import Account, Person
from shared.domain.ticket import Ticket
from shared.domain.wording import local_time, one_line, span

SMS_UCS2_PART = 67
"""Characters in each part of a two-part SMS in UCS-2 (3GPP TS 23.040: 140 octets less a six-octet header)."""

SMS_GSM_PART = 153
"""Septets in each part of a two-part SMS in GSM 7-bit."""

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The GSM 03.38 basic set; one character outside it makes the whole message UCS-2."""

_KINDS = {
    "en": {ClockKind.FIRST_REPLY: "first reply", ClockKind.NEXT_REPLY: "next reply"},
    "ja": {ClockKind.FIRST_REPLY: "最初の返信", ClockKind.NEXT_REPLY: "次の返信"},
}


@dataclass(frozen=True, slots=True)
class Message:
    subject: str
    text: str
    html: str
    sms: str


def alert_message(
    ticket: Ticket,
    clock: Clock,
    *,
    account: Account,
    reader: Person,
    now: datetime,
    url: str,
    words: str | None,
    found: Sequence[str] = (),
) -> Message:
    """The alert in its reader's language. `words` are the customer's, only where the desk's settings allow it; `found`
    are the desk's keywords that a new ticket is told for (L6)."""
    language = reader.language
    overdue = now >= clock.due_at
    left = span(abs(clock.due_at - now), language)
    kind = _KINDS[language][clock.kind]
    due = local_time(clock.due_at, reader.zone, language)
    since = local_time(clock.started_at, reader.zone, language)
    who = one_line(ticket.customer.name or ticket.customer.username or ticket.customer.id, 40)
    at = f"@{account.username}"
    if language == "ja":
        subject = f"【{'期限超過' if overdue else '期限間近'}】{at} {who} さんへの{kind}"
        head = (
            f"{at} 宛ての {who} さんへの{kind}が期限を{left}過ぎています。"
            if overdue
            else f"{at} 宛ての {who} さんへの{kind}の期限まであと{left}です。"
        )
        facts = [f"期限: {due}", f"お待ちになっている時刻: {since}"]
        sms = f"{'超過' if overdue else f'あと{left}'} {at} {one_line(who, 12)} 期限{due}"
    else:
        subject = f"{'Overdue' if overdue else f'Due in {left}'}: {kind} to {who} on {at}"
        head = (
            f"The {kind} to {who} on {at} is overdue by {left}."
            if overdue
            else f"The {kind} to {who} on {at} is due in {left}."
        )
        facts = [f"Due: {due}", f"Waiting since: {since}"]
        sms = f"{'Overdue' if overdue else f'{left} left'}: {at} {one_line(who, 20)}, due {due}"
    if found:
        named = one_line(", ".join(found), 60)
        subject = (
            f"【{named}】{at} {who} さんの新しいチケット"
            if language == "ja"
            else f"{named}: new ticket of {who} on {at}"
        )
    lines = [head, "", *facts]
    if words:
        lines += ["", one_line(words, 280)]
    text = "\n".join([*lines, "", url, ""])
    return Message(one_line(subject, 180), text, _html(lines, url, language), two_parts(sms, url))


def two_parts(words: str, url: str) -> str:
    """An SMS of two parts at most: the words give way, the link stays whole (L7)."""
    whole = f"{words} {url}"
    room = SMS_GSM_PART * 2 if set(whole) <= _GSM else SMS_UCS2_PART * 2
    if _utf16(whole) <= room:
        return whole
    keep = room - _utf16(url) - 2
    while words and _utf16(words) > keep:
        words = words[:-1]
    return f"{words}… {url}" if set(f"{words}{url}") - _GSM else f"{words}. {url}"


def _html(lines: list[str], url: str, language: str) -> str:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
    link = html.escape(url, quote=True)
    label = "チケットを開く" if language == "ja" else "Open the ticket"
    return f'<!doctype html><html lang="{language}"><body>{body}<p><a href="{link}">{label}</a></p></body></html>'


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
