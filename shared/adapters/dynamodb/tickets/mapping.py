"""Mapping of a ticket's parts to items and back. A field that is added to the domain is added here twice."""

from dataclasses import replace
from typing import Any

from shared.adapters.dynamodb.maps import PartMap, ReturnedMap, SendingMap
from shared.adapters.dynamodb.tickets.mapping_indexed import fill_indexed, indexed_of
from shared.adapters.dynamodb.tickets.models import ActionItem, AlertItem, ReplyItem
from shared.adapters.dynamodb.tickets.packed import Packed
from shared.adapters.dynamodb.tickets.packed_reply import progress_of
from shared.adapters.dynamodb.tickets.torn import TornReadError
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState, Returned, Why
from shared.domain.sla.alert import Alert, AlertOutcome, Sending, SendState
from shared.domain.tickets.action import Action, ActionKind


def fill_reply(item: ReplyItem, reply: Reply, *, progress: bool) -> None:
    """Write a reply into its item: its content, and its `progress` unless that stands in the head."""
    item.id = reply.id
    item.account = reply.account
    item.channel = reply.channel.value
    item.in_reply_to = reply.in_reply_to
    item.seen_through = reply.seen_through
    item.text = reply.text
    item.by = reply.by
    item.created_at = reply.created_at
    item.parts = [_part_map(part, reply, progress=progress) for part in reply.parts]
    item.seen_version = reply.seen_version
    item.confirmed = reply.confirmed or None
    item.audience = reply.audience.value if reply.audience is not None else None
    if progress:
        item.state = reply.state.value
        item.reason = reply.reason
        item.due_at = reply.due_at
        item.looks = reply.looks
        item.why = reply.why.value if reply.why is not None else None
        item.in_line = reply.in_line or None
        item.claimed = reply.claimed
        item.returned = _returned_map(reply.returned)


def _part_map(part: Part, reply: Reply, *, progress: bool) -> PartMap:
    """Map a part; the only part of a reply has the reply's text."""
    text = part.text if len(reply.parts) > 1 or part.text != reply.text else None
    if not progress:
        return PartMap(text=text, key=part.key)
    return PartMap(text=text, key=part.key, state=part.state.value, post_id=part.post_id, tried_at=part.tried_at)


def reply_of(item: ReplyItem, progress: Packed | None = None) -> Reply:
    """Return the reply; `progress` is what the head says of its newest one. Raises TornReadError if the reply has none of its own
    and the head speaks of another, or of none."""
    texts = [part.text if part.text is not None else item.text for part in item.parts]
    if item.state is None:
        if progress is None or progress[0] != item.id:
            raise TornReadError(f"Ticket {item.ticket!r} was saved while it was read.")
        told = progress_of(progress)
        parts = tuple(
            replace(state, text=text, key=part.key)
            for state, text, part in zip(told.pop("parts"), texts, item.parts, strict=True)
        )
    else:
        told = _told(item)
        parts = tuple(
            Part(text, PartState(part.state), part.post_id, part.tried_at, part.key)
            for text, part in zip(texts, item.parts, strict=True)
        )
    return Reply(
        id=item.id,
        account=item.account,
        channel=Channel(item.channel),
        in_reply_to=item.in_reply_to,
        seen_through=item.seen_through,
        text=item.text,
        by=item.by,
        created_at=item.created_at,
        parts=parts,
        seen_version=int(item.seen_version) if item.seen_version is not None else None,
        confirmed=item.confirmed or (),
        audience=Audience(item.audience) if item.audience is not None else None,
        **told,
    )


def _told(item: ReplyItem) -> dict[str, Any]:
    return {
        "state": ReplyState(item.state),
        "reason": item.reason,
        "due_at": item.due_at,
        "looks": int(item.looks),
        "why": Why(item.why) if item.why is not None else None,
        "in_line": bool(item.in_line),
        "claimed": item.claimed,
        "returned": _returned_of(item.returned),
    }


def fill_action(item: ActionItem, action: Action) -> None:
    item.id = action.id
    item.kind = action.kind.value
    item.at = action.at
    item.by = action.by
    item.text = action.text
    item.reason = action.reason
    item.through = action.through
    item.pending_since = action.pending_since
    item.answered_at = action.answered_at
    item.post = action.post
    item.outcome = action.outcome
    fill_indexed(item, action.indexed)
    if action.whom:
        item.whom = action.whom
    if action.sent:
        item.sent = [_sending_map(sending) for sending in action.sent]


def action_of(item: ActionItem) -> Action:
    return Action(
        id=item.id,
        kind=ActionKind(item.kind),
        at=item.at,
        by=item.by,
        text=item.text,
        reason=item.reason,
        through=item.through,
        whom=item.whom or (),
        sent=tuple(_sending_of(sending) for sending in item.sent or ()),
        pending_since=item.pending_since,
        indexed=indexed_of(item),
        answered_at=item.answered_at,
        post=item.post,
        outcome=item.outcome,
    )


def fill_alert(item: AlertItem, alert: Alert) -> None:
    item.clock = alert.clock
    item.step = alert.step
    item.due_at = alert.due_at
    item.fired_at = alert.fired_at
    item.whom = alert.whom
    item.how = alert.how
    item.pending_since = alert.pending_since
    item.sent = [_sending_map(sending) for sending in alert.sent]
    item.outcome = alert.outcome


def alert_of(item: AlertItem) -> Alert:
    return Alert(
        clock=item.clock,
        step=item.step,
        due_at=item.due_at,
        fired_at=item.fired_at,
        whom=item.whom,
        how=item.how,
        pending_since=item.pending_since,
        sent=tuple(_sending_of(sending) for sending in item.sent),
        outcome=AlertOutcome(item.outcome) if item.outcome is not None else None,
    )


def _returned_map(returned: Returned | None) -> ReturnedMap | None:
    if returned is None:
        return None
    return ReturnedMap(at=returned.at, tell_at=returned.tell_at, sent=[_sending_map(each) for each in returned.sent])


def _returned_of(stored: ReturnedMap | None) -> Returned | None:
    if stored is None:
        return None
    return Returned(stored.at, stored.tell_at, tuple(_sending_of(each) for each in stored.sent))


def _sending_map(sending: Sending) -> SendingMap:
    return SendingMap(
        person=sending.person, how=sending.how, state=sending.state.value, at=sending.at, reason=sending.reason
    )


def _sending_of(stored: SendingMap) -> Sending:
    return Sending(stored.person, stored.how, SendState(stored.state), stored.at, stored.reason)
