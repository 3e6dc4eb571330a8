"""The outcome of a run, in terms that do not depend on time: the same, whatever went wrong on the way."""

import re
from collections import Counter
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from shared.domain.posts.post import Post
from shared.domain.tickets.action import Action
from shared.domain.tickets.ticket import Ticket
from shared.usecases.accounts.account_health import account_health
from tests.faults.world import World

Told = Counter[tuple[str, str, str]]


@dataclass(frozen=True)
class Outcome:
    tickets: dict[str, dict[str, Any]]
    on_network: Counter[str]
    told: Told
    health: dict[str, Any]
    left_over: dict[str, list[Any]]
    unknown: int

    def differs(self, calm: "Outcome") -> list[str]:
        """Return, field by field, the differences from the run without a fault."""
        return [
            f"{field.name}: {difference}"
            for field in fields(self)
            for difference in _differences(getattr(calm, field.name), getattr(self, field.name))
        ]


def _differences(calm: Any, now: Any, path: str = "") -> list[str]:
    if calm == now:
        return []
    if isinstance(calm, dict) and isinstance(now, dict):
        keys = sorted({*calm, *now}, key=str)
        return [
            each
            for key in keys
            for each in _differences(calm.get(key), now.get(key), f"{path}/{key}" if path else str(key))
        ]
    return [f"{path} {calm!r} became {now!r}"]


def outcome_of(world: World) -> Outcome:
    return Outcome(
        tickets={name: _ticket(ticket, world) for name, ticket in _named(world).items()},
        on_network=Counter(world.sent_texts()),
        told=told_in(world),
        health=_health(world),
        left_over=left_over(world),
        unknown=len(world.unknown),
    )


def _named(world: World) -> dict[str, Ticket]:
    """Name a customer's tickets by their order: a ticket's id names the post that came in first."""
    named: dict[str, Ticket] = {}
    for ticket in sorted(world.desk.tickets.tickets.values(), key=lambda ticket: (ticket.opened_at, ticket.id)):
        whose = ticket.id.rpartition(".")[0]
        named[f"{whose}#{sum(name.startswith(whose) for name in named)}"] = ticket
    return named


def told_in(world: World) -> Told:
    """Return each message by person, way and subject. An alert is known by its kind, since its text says how long it is
    overdue. In the other messages the numbers are left out, and the outcome of a reply that did not go out.
    """
    mailer, texter = world.desk.mailer, world.desk.texter
    mails = zip(mailer.mails, mailer.about, strict=True)
    told = [(who, "mail", "an alert" if about else subject) for (who, subject, _), about in mails]
    told += [(who, "sms", "an alert" if "/t/" in text else text) for who, text in texter.texts]
    return Counter(
        (who, way, re.sub("への返信.*（", "への返信（", re.sub(r"\d+", "#", what))) for who, way, what in told
    )


def _ticket(ticket: Ticket, world: World) -> dict[str, Any]:
    return {
        "status": ticket.status.value,
        "posts": Counter(_post(post, world) for post in ticket.posts if post.inbound or post.deleted_at is None),
        "clocks": [
            (clock.kind.value, clock.started_at, clock.due_at, clock.state.value, sorted(clock.fired), timed)
            for clock in ticket.clocks
            for timed in [
                clock.running and (ticket.id, clock.id, clock.timer_generation) in world.desk.executions.running
            ]
        ],
        "alerts": sorted(
            (
                alert.step,
                alert.outcome,
                alert.pending_since is None,
                sorted((s.person, s.how, s.state.value) for s in alert.sent),
            )
            for alert in ticket.alerts
        ),
        "replies": sorted(
            (reply.id, reply.state.value, [(part.text, part.state.value) for part in reply.parts])
            for reply in ticket.replies
        ),
        "history": sorted({_action(action) for action in ticket.actions}, key=str),
        "claimed": ticket.claim is not None and ticket.claim.until > world.now,
        "tags": ticket.tags,
        "files": Counter(record.state.value for record in world.desk.attachments.of_ticket(ticket.id)),
    }


def _action(action: Action) -> tuple[Any, ...]:
    told = tuple(sorted((sending.person, sending.how, sending.state.value) for sending in action.sent))
    return action.kind.value, action.text, action.pending_since is None, told


def _post(post: Post, world: World) -> tuple[Any, ...]:
    """Describe a post: an answer from the desk has the time at which it went out, and is known by its text."""
    ident = world.known_as(post) if post.reply_id is None else f"of {post.reply_id}"
    return ident, post.direction.value, world.words_of(post), post.deleted_at is not None, post.via.value, post.by


def _health(world: World) -> dict[str, Any]:
    return {
        health.account.id: (health.state, sorted(health.faults), health.sealed.number if health.sealed else 0)
        for health in account_health(desk=world.desk)
    } | {
        "incidents": sorted((e.account, e.fault) for e in world.desk.incidents.all() if e.told_at is not None),
        "erasures": {code: found.state.value for code in world.codes if (found := world.desk.erasures.find(code))},
        **world.network_health(),
    }


def left_over(world: World) -> dict[str, list[Any]]:
    """Return the work that ought to be finished by now: anything here was forgotten."""
    desk, soon = world.desk, world.now + timedelta(days=1)
    return {
        "private line": [turn for line in desk.send_queue.lines.values() for turn in sorted(line)],
        "parked": desk.tickets.parked_anywhere(),
        "leases": sorted(
            name for name, until in desk.leases.taken.items() if until > world.now and not name.startswith("pace.")
        ),
        "outbox": list(desk.tickets.outbox(soon, limit=100)),
        "alerts": [a.key for t in desk.tickets.tickets.values() for a in t.alerts if a.pending_since is not None],
        "files": list(desk.attachments.due(soon, limit=100)),
        "digests": sorted({person for _, person in desk.digests.ready(soon, limit=100)}),
        "erasures": list(desk.erasures.open()),
        "queued": [m.body for queue in desk.sqs.queues.values() for m in queue if m.visible_at < soon],
        "dead letters": [message.body for queue in desk.sqs.dead.values() for message in queue],
        "taken incidents": [e for e in desk.incidents.all() if e.taken_until is not None and e.taken_until > world.now],
    }
