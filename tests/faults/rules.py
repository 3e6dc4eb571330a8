"""The rules that hold in every run, however much went wrong in it, written down a second time."""

from collections import Counter
from collections.abc import Iterator

from shared.domain.posts.kinds import Direction
from shared.domain.replies.reply import PartState, ReplyState
from shared.domain.search.entries import entries_of
from shared.domain.sla.ladder import awaited
from shared.domain.tickets.ticket import Ticket
from tests.faults.outcome import left_over
from tests.faults.world import World


def broken_rules(world: World) -> list[str]:
    tickets = list(world.desk.tickets.tickets.values())
    left = [f"{what} left over: {found}" for what, found in left_over(world).items() if found]
    kept = [*_lost_or_doubled(world, tickets), *_found(world, tickets)]
    refused = sorted(world.faults.refused)
    return [*left, *kept, *refused, *_files(world, tickets), *_answers(world, tickets), *_clocks(world, tickets)]


def _lost_or_doubled(world: World, tickets: list[Ticket]) -> Iterator[str]:
    """Check I3: a customer's post is in one ticket, once; an answer of ours if its customer is known."""
    kept = Counter(post.id for ticket in tickets for post in ticket.posts)
    for ident, text in world.customers_posts():
        if kept[ident] != 1:
            yield f"I3: the post {text!r} is in {kept[ident]} tickets"
    for ident, n in kept.items():
        if n > 1:
            yield f"I3: the post {ident} is kept {n} times"


def _found(world: World, tickets: list[Ticket]) -> Iterator[str]:
    """Check that the search holds the tickets' texts, and none that they no longer hold (I6)."""
    held = {key: each.entry for key, each in world.desk.search.held.items()}
    said = {entry.key: entry for ticket in tickets for entry in entries_of(ticket)}
    for key in {*held, *said}:
        if held.get(key) != said.get(key):
            yield f"I6: the search holds {held.get(key)} where the tickets say {said.get(key)}"


def _files(world: World, tickets: list[Ticket]) -> Iterator[str]:
    """Check I6 and I12: each file that a post shows is kept, and no other is."""
    shown = {(ticket.id, media.id) for ticket in tickets for post in ticket.posts for media in post.media if media.id}
    records = list(world.desk.attachments.records.values())
    if shown != {(record.ticket, record.media) for record in records}:
        yield f"I12: {shown} are shown, and recorded are {records}"
    kept = {record.key for record in records if record.file is not None}
    if kept != set(world.desk.files.stored):
        yield f"I6: {sorted(world.desk.files.stored)} are stored, and {sorted(kept)} are kept"


def _answers(world: World, tickets: list[Ticket]) -> Iterator[str]:
    """Check R1: each part stands on the network once at most, and the ticket reports its true state."""
    for text, n in Counter(world.sent_texts()).items():
        if n > 1:
            yield f"R1: {text!r} stands there {n} times"
    for ticket in tickets:
        for reply in ticket.replies:
            for part in reply.parts:
                if part.text and (part.state is PartState.SENT) != (world.times_sent(part.text) == 1):
                    yield f"R1: {part.text!r} is {part.state}, and stands there {world.times_sent(part.text)} times"
            if reply.state in (ReplyState.HELD, ReplyState.SENDING, ReplyState.UNKNOWN):
                yield f"R1: {reply.id} is still {reply.state}"
            own = [post for post in ticket.posts if post.reply_id == reply.id]
            if len(own) != sum(part.state is PartState.SENT for part in reply.parts):
                yield f"R1: {reply.id} has {len(own)} posts in its ticket"


def _clocks(world: World, tickets: list[Ticket]) -> Iterator[str]:
    """Check C1 and L3: a waiting customer has one clock, with a timer for the steps to come, and people are notified of
    those that have come.
    """
    for ticket in tickets:
        running = [clock for clock in ticket.clocks if clock.running]
        waits = bool(ticket.posts) and ticket.posts[-1].direction is Direction.INBOUND and not ticket.actions
        if len(running) > 1 or (waits and ticket.posts[-1].deleted_at is None and not running):
            yield f"C1: {ticket.id} has {len(running)} running clocks"
        for clock in running:
            timed = (ticket.id, clock.id, clock.timer_generation) in world.desk.executions.running
            if any(step.at > world.now for step in awaited(clock)) and not timed:
                yield f"C1: {ticket.id} has no timer"
            told = [alert for alert in ticket.alerts if (alert.clock, alert.due_at) == (clock.id, clock.due_at)]
            passed = [step for step in awaited(clock) if step.at < world.now - world.PATIENCE]
            if passed and not any(sending.reached for alert in told for sending in alert.sent):
                yield f"L3: nobody was told of {ticket.id}"
        if max(Counter(alert.key for alert in ticket.alerts).values(), default=0) > 1:
            yield f"L3: a step of {ticket.id} fired twice"
