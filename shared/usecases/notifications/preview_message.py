"""Preview a message on a sample, and send it to oneself (L7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from shared.domain.errors import InvalidError, TooSoonError
from shared.domain.notifications.alert_text import alert_message, mention_message
from shared.domain.notifications.digest_text import DigestLine, digest_message
from shared.domain.notifications.failed_reply_text import unsent_message
from shared.domain.notifications.queued import SampleRequested
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel, Direction, PostKind
from shared.domain.posts.post import Post
from shared.domain.replies.reply import Reply, ReplyState, Why
from shared.domain.settings.desk import Account, DeskSettings, Person
from shared.domain.sla.clock import ClockKind, ClockState, Ref, SlaClock
from shared.domain.sla.stamping import clock_id
from shared.domain.templates.built_in import MessageTexts
from shared.domain.templates.messages import DIGESTS, FIELDS, LANGUAGES, LINE_FIELDS, Message, Texts
from shared.domain.tickets.lists.excerpt import excerpt_of
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id
from shared.ports.clock import HasClock
from shared.ports.desk import HasUrl
from shared.ports.networks import HasRules
from shared.ports.notifications import HasAlerts, HasDigests
from shared.usecases.settings.current import ReadsSettings, desk_settings
from shared.usecases.settings.templates import check_kind, words_from


class PreviewMessageDesk(ReadsSettings, HasAlerts, HasClock, HasDigests, HasRules, HasUrl, Protocol):
    """The parts of the desk that `preview_message` uses."""


REST = timedelta(seconds=10)
"""The shortest time between two messages to oneself: a test is looked at before the next one, and SMS cost money."""

MARKS = {"en": "Test: ", "ja": "【テスト】"}

_CUSTOMERS = {
    "en": (("Jo Park", "jopark"), ("Sam Reed", "samreed"), ("Ana Silva", "anasilva")),
    "ja": (("佐藤さくら", "sakura_s"), ("田中ひろし", "hiroshi_t"), ("鈴木みお", "mio_suzuki")),
}
_WORDS = {
    "en": "My order should have been here on Monday. Where is it?",
    "ja": "月曜日に届くはずの注文がまだ届きません。今どこにありますか？",
}
_ANSWER = {
    "en": "It left our warehouse this morning and is with you tomorrow.",
    "ja": "本日の午前中に発送しました。明日お届けの予定です。",
}
BEFORE_VALUE = "\x1f"
"""Stands between a field's name and its value where all are composed at once; no value holds a control character."""

_FOUND = {"en": ("refund",), "ja": ("返品",)}


def preview_text(
    kind: str,
    *,
    language: str | None = None,
    words: Mapping[str, Any] | None = None,
    by: Person,
    desk: PreviewMessageDesk,
) -> Message:
    """Return the message about invented customers on the desk's first account, in the texts in force or, without
    putting them in force, in `words`. Raises InvalidError with the field under `words`.
    """
    check_kind(kind, "kind")
    if language is not None and language not in LANGUAGES:
        raise InvalidError("language", f"must be one of {', '.join(LANGUAGES)}")
    reader = replace(by, language=language or by.language)
    settings = desk_settings(desk)
    texts = settings.texts
    if words is not None:
        own = words_from(words, kind, reader.language, "words")
        texts = Texts({**texts.own, (kind, reader.language): own})
    return _sample(kind, texts, reader, settings, words=settings.general.words_in_alerts, desk=desk)


def examples(kind: str, language: str, *, by: Person, desk: PreviewMessageDesk) -> Mapping[str, str]:
    """Return the preview's value for each field of a kind, and of its tickets' lines: also for `words`, whether or not
    the desk's settings allow them.
    """
    reader, settings = replace(by, language=language), desk_settings(desk)

    def message(own: MessageTexts) -> Message:
        texts = Texts({(kind, language): own})
        return _sample(kind, texts, reader, settings, words=True, desk=desk)

    named = [name for name in FIELDS[kind] if name != "list"]
    composed = message(MessageTexts(text="\n".join(f"{name}{BEFORE_VALUE}{{{name}}}" for name in named))).text
    lines = (line.partition(BEFORE_VALUE) for line in composed.rstrip("\n").split("\n"))
    values = dict.fromkeys(named, "") | {name: value for name, _, value in lines}
    if kind in DIGESTS:
        listed = "{list}\n{link}"
        values["list"] = message(MessageTexts(text=listed)).text.strip().rpartition("\n")[0]
        in_lines = {
            name: message(MessageTexts(text=listed, line=f"{{{name}}}")).text.partition("\n")[0] for name in LINE_FIELDS
        }
        values = in_lines | values
    return values


def send_to_oneself(message: Message, *, language: str, sms: bool, by: Person, desk: PreviewMessageDesk) -> None:
    """Queue the message as an alert to its reader, marked as a test.

    Raises TooSoonError within ten seconds of the last one, and InvalidError for a reader who is not among the desk's
    people, or who wants an SMS and has no phone.
    """
    person = desk_settings(desk, fresh=True).at_work(by.id)
    if person is None:
        raise InvalidError("send", "the desk does not know your address; an admin can add you to its people")
    if sms and person.phone is None:
        raise InvalidError("sms", "the desk does not know your phone number")
    now = desk.clock.now()
    if not desk.digests.take(f"sample:{person.id}", now, now + REST):
        raise TooSoonError(f"One test in {REST.seconds} seconds is enough; look at the last one first.")
    marked = replace(message, subject=MARKS[language] + message.subject)
    desk.alerts.put(SampleRequested(person.id, marked, sms))


def _sample(
    kind: str, texts: Texts, reader: Person, settings: DeskSettings, *, words: bool, desk: PreviewMessageDesk
) -> Message:
    now = desk.clock.now()
    account = next(iter(settings.accounts), Account("brand", next(iter(desk.rules)), "1", "your_brand", "Your Brand"))
    lapses = {"due": 0, "overdue": -12, "digest": -12, "late_summary": -12}
    lines = [
        _line(number, account, reader.language, now, minutes=lapses.get(kind, 24) + 30 * number, desk=desk)
        for number in range(3)
    ]
    if kind in ("digest", "late_summary"):
        late = kind == "late_summary"
        return digest_message(lines, reader=reader, now=now, url=desk.url, texts=texts, late=late)
    ticket, clock, url = lines[0].ticket, lines[0].clock, lines[0].url
    quoted = excerpt_of(ticket) if words else None
    if kind == "mention":
        return mention_message(
            ticket, account=account, reader=reader, writer=reader.name, now=now, url=url, words=quoted, texts=texts
        )
    if kind == "unsent":
        reply = _unsent(ticket, account, reader)
        quoted = reply.text if words else None
        return unsent_message(
            ticket, reply, account=account, reader=reader, now=now, url=url, words=quoted, texts=texts
        )
    found = _FOUND[reader.language] if kind == "keyword" else ()
    new = kind in ("keyword", "new_ticket")
    return alert_message(
        ticket,
        clock,
        account=account,
        reader=reader,
        now=now,
        url=url,
        words=quoted,
        texts=texts,
        new=new,
        found=found,
        network=desk.rules[account.network].title,
        until=now + timedelta(hours=1) if kind == "answer_window" else None,
    )


def _unsent(ticket: Ticket, account: Account, reader: Person) -> Reply:
    post = ticket.posts[0]
    return Reply(
        id="sample",
        account=account.id,
        channel=post.channel,
        in_reply_to=post.id,
        seen_through=post.id,
        text=_ANSWER[reader.language],
        by=reader.id,
        created_at=post.posted_at,
        parts=(),
        state=ReplyState.FAILED,
        why=Why.UNREACHABLE,
    )


def _line(number: int, account: Account, language: str, now: datetime, *, minutes: int, desk: HasUrl) -> DigestLine:
    """Return a ticket that is due in `minutes`."""
    name, username = _CUSTOMERS[language][number]
    customer, post_id = Author(f"188000000000000000{number}", username, name), f"208000000000000000{number}"
    due_at, target = now + timedelta(minutes=minutes), timedelta(minutes=60)
    clock = SlaClock(
        id=clock_id(post_id),
        post=post_id,
        kind=ClockKind.FIRST_REPLY,
        started_at=due_at - target,
        seen_at=due_at - target,
        target=target,
        due_at=due_at,
        policy=Ref("default", 0),
        calendar=Ref("always", 0),
        state=ClockState.RUNNING,
    )
    post = Post(
        id=post_id,
        network=account.network,
        account=account.id,
        direction=Direction.INBOUND,
        channel=Channel.PUBLIC,
        kind=PostKind.MENTION,
        author=customer,
        text=_WORDS[language],
        posted_at=clock.started_at,
        seen_at=clock.started_at,
        conversation_id=post_id,
    )
    ident = ticket_id(account.id, customer.id, post_id, clock.started_at)
    ticket = Ticket(ident, account.id, account.network, customer, posts=(post,), clocks=(clock,))
    return DigestLine(ticket, clock, account, f"{desk.url}/t/{ident}")
