"""What answers whether anything is due owes those who work off the lists: it says so whenever one of them has something to show."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from shared.domain.replies.reply import Reply, ReplyState, Returned
from shared.domain.tickets.action import DoneReason
from shared.domain.tickets.ticket import Ticket
from shared.ports.attachments import Attachments
from shared.ports.notifications import Digests
from shared.ports.tickets import OutboxPart, TicketStore
from shared.ports.unsent import DueLists
from tests.contracts.build import (
    alert,
    answer,
    at,
    done,
    long_conversation,
    note,
    opened,
    question,
    refolded,
    reply,
    ticket_of,
    with_posts,
)
from tests.contracts.storage.test_attachments import wanted
from tests.contracts.storage.test_digests import told
from tests.contracts.storage.test_ticket_parts import NOTED

ACCOUNTS = ("acme", "other")


def listed(store: TicketStore, attachments: Attachments, digests: Digests, minute: float) -> Iterator[str]:
    """Yield the names of the lists that show something at a minute."""
    now = at(minute)
    lists: dict[str, Sequence[object]] = {
        "steps": [each for account in ACCOUNTS for each in store.steps_due(account, now, limit=1)],
        "saves": store.unfinished(limit=1),
        "unindexed": store.unindexed(now, limit=1),
        "files": attachments.due(now, limit=1),
        "digests": digests.ready(now, limit=1),
        **{part: store.outbox_part(part, now, after=None, limit=1) for part in OutboxPart},
    }
    return (name for name, found in lists.items() if found)


def is_due(due_lists: DueLists, minute: float) -> bool:
    return due_lists.is_anything_due(ACCOUNTS, at(minute), steps_before=at(minute), notes_before=at(minute))


def changes(
    store: TicketStore, attachments: Attachments, digests: Digests, planted: Callable[[Ticket], Ticket]
) -> Iterator[None]:
    """Make something due in each list, one after the other, each of them settled before the next."""
    quiet = opened(store, ticket_of(question("1", 0), answer("2", 1)).with_reply(reply("r0", due=None)))
    before = store.save(quiet, quiet.with_reply(reply("r1", due=None)))
    parts: tuple[Callable[[Ticket, bool], Ticket], ...] = (
        lambda ticket, due: ticket.with_reply(reply("r0", due=3 if due else None)),
        lambda ticket, due: ticket.with_reply(reply("r1", due=3 if due else None)),
        lambda ticket, due: ticket.with_action(note("n1", pending=2.5 if due else None)),
        lambda ticket, due: ticket.with_reply(back("r1", 4 if due else None)),
        lambda ticket, due: ticket.with_action(replace(NOTED, id="n5")) if due else ticket,
    )
    for part in parts:
        before = store.save(before, part(before, True))
        yield
        before = store.save(before, part(before, False))
        yield
        for ticket, unindexed in store.unindexed(at(10_000), limit=9):
            store.is_indexed(ticket, unindexed)
    running = opened(store, ticket_of(question("7", 2, account="other")))
    yield
    clock = running.running
    assert clock is not None
    owing = store.save(running, running.with_alert(replace(alert("warn", pending=48), due_at=clock.due_at)))
    stopped = store.save(owing, with_posts(owing, answer("8", 50)))
    yield
    waits = store.save(stopped, with_posts(stopped, question("9", 60)))
    yield
    pending = next(each for each in waits.alerts if each.pending_since is not None)
    over = store.save(waits, waits.with_alert(replace(pending, pending_since=None)))
    store.save(over, with_posts(over, answer("10", 70)))
    digests.collect("boss", told("1", 1), at(3))
    yield
    digests.drop("boss", [told("1", 1)])
    attachments.want(wanted(minute=5))
    yield
    attachments.remove(wanted().ticket, wanted(minute=5).id)
    read = planted(long_conversation(101))
    store.save(read, refolded(read.with_action(done(9000, DoneReason.SPAM))))
    yield
    for ticket in store.unfinished(limit=9):
        store.finish_save(ticket)


def back(ident: str, tell: float | None) -> Reply:
    notified = at(tell) if tell is not None else None
    return replace(reply(ident, due=None), state=ReplyState.FAILED, returned=Returned(at(3), notified))


def test_R1_L3_whatever_a_list_shows_is_known_to_be_due(
    store: TicketStore,
    attachments: Attachments,
    digests: Digests,
    due_lists: DueLists,
    planted: Callable[[Ticket], Ticket],
) -> None:
    alone: set[str] = set()
    assert not is_due(due_lists, 10_000)
    for _ in changes(store, attachments, digests, planted):
        for minute in (-1, 0, 1, 2.4, 2.6, 3.1, 4.1, 6, 30, 49, 61, 62.5, 120, 10_000):
            shown = set(listed(store, attachments, digests, minute))
            assert not shown or is_due(due_lists, minute), (shown, minute)
            alone |= shown if len(shown) == 1 else set()
    assert set(listed(store, attachments, digests, 10_000)) == set()
    assert not is_due(due_lists, 10_000)
    assert alone >= {
        "steps",
        "unindexed",
        "files",
        "digests",
        OutboxPart.REPLIES,
        OutboxPart.NOTES,
        OutboxPart.RETURNED,
    }
