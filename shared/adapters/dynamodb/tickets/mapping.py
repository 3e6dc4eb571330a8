"""Mapping of a ticket's parts to items and back. A field that is added to the domain is added here twice."""

from shared.adapters.dynamodb.maps import (
    AuthorMap,
    BystanderMap,
    ClaimMap,
    ClockMap,
    FiredMap,
    LinkMap,
    MediaMap,
    PartMap,
    QuotedMap,
    RefMap,
    ReturnedMap,
    SendingMap,
    StepMap,
    VisibilityMap,
)
from shared.adapters.dynamodb.tickets.mapping_indexed import fill_indexed, indexed_of
from shared.adapters.dynamodb.tickets.models import ActionItem, AlertItem, PostItem, ReplyItem
from shared.domain.posts.post import (
    Author,
    Bystander,
    Channel,
    Direction,
    Link,
    Media,
    Post,
    PostKind,
    Quoted,
    Summons,
    Via,
)
from shared.domain.posts.visibility import Audience, Visibility
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState, Returned, Why
from shared.domain.sla.alert import Alert, AlertOutcome, Sending, SendState
from shared.domain.sla.clock import ClockKind, ClockState, Ref, SlaClock, StepInstant
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.claim import Claim


def author_map(author: Author) -> AuthorMap:
    return AuthorMap(id=author.id, username=author.username, name=author.name)


def author_of(stored: AuthorMap) -> Author:
    return Author(stored.id, stored.username, stored.name)


def claim_map(claim: Claim) -> ClaimMap:
    return ClaimMap(by=claim.by, until=claim.until)


def claim_of(stored: ClaimMap) -> Claim:
    return Claim(stored.by, stored.until)


def fill_post(item: PostItem, post: Post) -> None:
    """Write a post into its item, or into the item in which it is parked."""
    item.id = post.id
    item.network = post.network
    item.account = post.account
    item.direction = post.direction.value
    item.channel = post.channel.value
    item.kind = post.kind.value
    item.author = author_map(post.author)
    item.text = post.text
    item.posted_at = post.posted_at
    item.seen_at = post.seen_at
    item.conversation_id = post.conversation_id
    item.in_reply_to = post.in_reply_to
    item.answer_id = post.answer_id or None
    item.version = post.version or None
    item.answer_by = post.answer_by
    item.visibility = _visibility_map(post.visibility)
    item.edited_at = post.edited_at
    item.url = post.url
    item.media = [MediaMap(type=media.type, url=media.url, alt=media.alt) for media in post.media]
    item.also_names = post.also_names
    item.via = post.via.value
    item.by = post.by
    item.reply_id = post.reply_id
    item.seen_through = post.seen_through
    item.deleted_at = post.deleted_at
    item.summons = post.summons.value if post.summons is not None else None
    item.reply_settings = post.reply_settings or None
    item.author_protected = post.author_protected or None
    item.author_takes_messages = post.author_takes_messages
    item.refused = post.refused
    item.gone_because = post.gone_because
    item.revision = post.revision or None
    item.retracted_at = post.retracted_at
    item.links = [LinkMap(text=link.text, url=link.url) for link in post.links] or None
    item.bystanders = [BystanderMap(id=each.id, username=each.username) for each in post.bystanders] or None
    item.quoted = _quoted_map(post.quoted) if post.quoted is not None else None
    fill_indexed(item, post.indexed)


def post_of(item: PostItem) -> Post:
    return Post(
        id=item.id,
        network=item.network,
        account=item.account,
        direction=Direction(item.direction),
        channel=Channel(item.channel),
        kind=PostKind(item.kind),
        author=author_of(item.author),
        text=item.text,
        posted_at=item.posted_at,
        seen_at=item.seen_at,
        conversation_id=item.conversation_id,
        in_reply_to=item.in_reply_to,
        answer_id=item.answer_id or "",
        version=item.version or "",
        answer_by=item.answer_by,
        visibility=_visibility_of(item.visibility),
        edited_at=item.edited_at,
        url=item.url,
        media=tuple(Media(media.type, media.url, media.alt) for media in item.media),
        also_names=item.also_names,
        via=Via(item.via),
        by=item.by,
        reply_id=item.reply_id,
        seen_through=item.seen_through,
        deleted_at=item.deleted_at,
        summons=Summons(item.summons) if item.summons is not None else None,
        reply_settings=item.reply_settings or "",
        author_protected=bool(item.author_protected),
        author_takes_messages=item.author_takes_messages,
        refused=item.refused,
        gone_because=item.gone_because,
        revision=int(item.revision or 0),
        retracted_at=item.retracted_at,
        links=tuple(Link(link.text, link.url) for link in item.links or ()),
        bystanders=tuple(Bystander(each.id, each.username) for each in item.bystanders or ()),
        quoted=_quoted_of(item.quoted) if item.quoted is not None else None,
        indexed=indexed_of(item),
    )


def _visibility_map(visibility: Visibility | None) -> VisibilityMap | None:
    return VisibilityMap(word=visibility.word, audience=visibility.audience.value) if visibility is not None else None


def _visibility_of(stored: VisibilityMap | None) -> Visibility | None:
    return Visibility(stored.word, Audience(stored.audience)) if stored is not None else None


def _quoted_map(quoted: Quoted) -> QuotedMap:
    return QuotedMap(
        id=quoted.id,
        author=author_map(quoted.author),
        text=quoted.text,
        url=quoted.url,
        gone=quoted.gone or None,
    )


def _quoted_of(stored: QuotedMap) -> Quoted:
    return Quoted(stored.id, author_of(stored.author), stored.text, stored.url, bool(stored.gone))


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
