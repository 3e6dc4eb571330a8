"""Mapping of a ticket's parts to items and back. A field that is added to the domain is added here twice."""

from shared.adapters.dynamodb.maps import (
    ClaimMap,
    ClockMap,
    FiredMap,
    PartMap,
    RefMap,
    ReturnedMap,
    SendingMap,
    StepMap,
)
from shared.adapters.dynamodb.tickets.mapping_indexed import fill_indexed, indexed_of
from shared.adapters.dynamodb.tickets.models import ActionItem, AlertItem, ReplyItem
from shared.domain.posts.post import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState, Returned, Why
from shared.domain.sla.alert import Alert, AlertOutcome, Sending, SendState
from shared.domain.sla.clock import ClockKind, ClockState, Ref, SlaClock, StepInstant
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.claim import Claim


def claim_map(claim: Claim) -> ClaimMap:
    return ClaimMap(by=claim.by, until=claim.until)


def claim_of(stored: ClaimMap) -> Claim:
    return Claim(stored.by, stored.until)


def ref_map(ref: Ref) -> RefMap:
    return RefMap(id=ref.id, version=ref.version)


def ref_of(stored: RefMap) -> Ref:
    return Ref(stored.id, int(stored.version))


def clock_map(clock: SlaClock) -> ClockMap:
    return ClockMap(
        id=clock.id,
        post=clock.post,
        kind=clock.kind.value,
        started_at=clock.started_at,
        seen_at=clock.seen_at,
        target=clock.target,
        due_at=clock.due_at,
        policy=ref_map(clock.policy),
        calendar=ref_map(clock.calendar),
        state=clock.state.value,
        stopped_at=clock.stopped_at,
        stopped_by=clock.stopped_by,
        reason=clock.reason,
        late=clock.late,
        business=clock.business,
        steps=[StepMap(name=s.name, at=s.at, whom=s.whom, how=s.how) for s in clock.steps],
        fired=[FiredMap(step=step, due_at=due_at) for step, due_at in sorted(clock.fired.items())],
        acknowledged_at=clock.acknowledged_at,
        held_until=clock.held_until,
        timer_generation=clock.timer_generation,
        channel=clock.channel.value if clock.channel is not None else None,
        fallback=clock.fallback,
    )


def clock_of(stored: ClockMap) -> SlaClock:
    return SlaClock(
        id=stored.id,
        post=stored.post,
        kind=ClockKind(stored.kind),
        started_at=stored.started_at,
        seen_at=stored.seen_at,
        target=stored.target,
        due_at=stored.due_at,
        policy=ref_of(stored.policy),
        calendar=ref_of(stored.calendar),
        state=ClockState(stored.state),
        stopped_at=stored.stopped_at,
        stopped_by=stored.stopped_by,
        reason=stored.reason,
        late=stored.late,
        business=stored.business,
        steps=tuple(StepInstant(s.name, s.at, s.whom, s.how) for s in stored.steps),
        fired={fired.step: fired.due_at for fired in stored.fired},
        acknowledged_at=stored.acknowledged_at,
        held_until=stored.held_until,
        timer_generation=int(stored.timer_generation),
        channel=Channel(stored.channel) if stored.channel is not None else None,
        fallback=stored.fallback,
    )


def fill_reply(item: ReplyItem, reply: Reply) -> None:
    item.id = reply.id
    item.account = reply.account
    item.channel = reply.channel.value
    item.in_reply_to = reply.in_reply_to
    item.seen_through = reply.seen_through
    item.text = reply.text
    item.by = reply.by
    item.created_at = reply.created_at
    item.parts = [
        PartMap(text=part.text, key=part.key, state=part.state.value, post_id=part.post_id, tried_at=part.tried_at)
        for part in reply.parts
    ]
    item.state = reply.state.value
    item.reason = reply.reason
    item.due_at = reply.due_at
    item.looks = reply.looks
    item.seen_version = reply.seen_version
    item.why = reply.why.value if reply.why is not None else None
    item.in_line = reply.in_line or None
    item.confirmed = reply.confirmed or None
    item.claimed = reply.claimed
    item.audience = reply.audience.value if reply.audience is not None else None
    item.returned = _returned_map(reply.returned)


def reply_of(item: ReplyItem) -> Reply:
    return Reply(
        id=item.id,
        account=item.account,
        channel=Channel(item.channel),
        in_reply_to=item.in_reply_to,
        seen_through=item.seen_through,
        text=item.text,
        by=item.by,
        created_at=item.created_at,
        parts=tuple(
            Part(part.text, PartState(part.state), part.post_id, part.tried_at, part.key) for part in item.parts
        ),
        state=ReplyState(item.state),
        reason=item.reason,
        due_at=item.due_at,
        looks=int(item.looks),
        seen_version=int(item.seen_version) if item.seen_version is not None else None,
        why=Why(item.why) if item.why is not None else None,
        in_line=bool(item.in_line),
        confirmed=item.confirmed or (),
        claimed=item.claimed,
        audience=Audience(item.audience) if item.audience is not None else None,
        returned=_returned_of(item.returned),
    )


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
