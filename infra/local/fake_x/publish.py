"""People's actions on X and the accounts concerned: posts, deletions, direct messages, and the events that follow."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from infra.local.fake_x.data import events
from infra.local.fake_x.data.post_text import Composed, compose, compose_message
from infra.local.fake_x.data.records import (
    DeliveryRecord,
    Json,
    MessageRecord,
    PostRecord,
    SubscriptionRecord,
    TokenRecord,
    UserRecord,
)
from infra.local.fake_x.data.snowflake import whole_seconds, written_at
from infra.local.fake_x.world import World


def carried_along(world: World, author_id: str, parent: PostRecord, without: frozenset[str]) -> list[str]:
    """Return the handles that X puts in front of a reply: that of the parent's author, then those that the parent
    mentions.
    """
    mentioned = [mention["id"] for mention in parent.entities.get("mentions", ())]
    people = dict.fromkeys([parent.author_id, *(one for one in mentioned if one not in without)])
    users = (world.store.users.get(one) for one in people if one != author_id)
    return [user.username for user in users if user]


def draft(
    world: World,
    author: UserRecord,
    typed: str,
    in_reply_to: PostRecord | None,
    without: frozenset[str],
    quoted: PostRecord | None,
) -> Composed:
    """Return X's processing of a text before it is a post."""
    return compose(
        typed,
        filled_in=carried_along(world, author.id, in_reply_to, without) if in_reply_to else (),
        quoted_url=address(world, quoted) if quoted else None,
        user_id=lambda handle: _id_of(world, handle),
    )


def publish(
    world: World,
    author: UserRecord,
    typed: str,
    *,
    in_reply_to: PostRecord | None = None,
    without: frozenset[str] = frozenset(),
    quoted: PostRecord | None = None,
    at: datetime | None = None,
    deliver: bool = True,
) -> PostRecord:
    """Store a post as X makes it of the typed text, and notify the webhooks of the users concerned.

    `without` are users whom a reply does not carry along.
    """
    post_id = world.ids.at(at) if at else world.ids.now()
    composed = draft(world, author, typed, in_reply_to, without, quoted)
    post = PostRecord(
        id=post_id,
        author_id=author.id,
        text=composed.text,
        created_at=whole_seconds(written_at(post_id)),
        conversation_id=in_reply_to.conversation_id if in_reply_to else post_id,
        edit_history=(post_id,),
        display_text_range=composed.display_text_range,
        lang=composed.lang,
        entities=composed.entities,
        in_reply_to_id=in_reply_to.id if in_reply_to else None,
        in_reply_to_user_id=in_reply_to.author_id if in_reply_to else None,
        quoted_id=quoted.id if quoted else None,
    )
    return _out(world, post, author, deliver=deliver)


def edit(world: World, old: PostRecord, author: UserRecord, typed: str, *, deliver: bool = True) -> PostRecord:
    """Store a new post with an id of its own that replaces `old`. It stands last in the history that every version
    shows, and each version can still be requested by its id (https://docs.x.com/x-api/fundamentals/edit-posts).
    """
    post_id = world.ids.now()
    parent, quoted = world.store.posts.get(old.in_reply_to_id), world.store.posts.get(old.quoted_id)
    composed = draft(world, author, typed, parent, frozenset(), quoted)
    post = replace(
        old,
        id=post_id,
        text=composed.text,
        created_at=whole_seconds(written_at(post_id)),
        edit_history=(*old.edit_history, post_id),
        display_text_range=composed.display_text_range,
        lang=composed.lang,
        entities=composed.entities,
    )
    for earlier in map(world.store.posts.get, old.edit_history):
        if earlier is not None:
            world.store.put_post(replace(earlier, edit_history=post.edit_history))
    return _out(world, post, author, deliver=deliver)


def withdraw(world: World, post: PostRecord, *, deliver: bool = True) -> None:
    """Delete a post with all its edits; X notifies only the author's own subscriptions."""
    for post_id in {*post.edit_history, post.id}:
        if one := world.store.post(post_id):
            world.store.put_post(replace(one, deleted=True))
    if deliver:
        payload, includes = events.deletion_payload(post), events.deletion_includes(post, world.store)
        _tell(world, "post.delete", post.author_id, payload, includes)


def send_message(
    world: World,
    sender: UserRecord,
    recipient: UserRecord,
    text: str,
    *,
    at: datetime | None = None,
    deliver: bool = True,
) -> MessageRecord:
    message_id = world.ids.at(at) if at else world.ids.now()
    written = written_at(message_id)
    composed, urls = compose_message(text)
    message = MessageRecord(
        id=message_id,
        sender_id=sender.id,
        recipient_id=recipient.id,
        text=composed,
        entities={"urls": urls} if urls else {},
        created_at=written.strftime("%Y-%m-%dT%H:%M:%S.") + f"{written.microsecond // 1000:03d}Z",
        created_ms=str(round(written.timestamp() * 1000)),
    )
    world.store.messages.put(message)
    if deliver:
        payload = events.message_payload(message, world.store)
        _tell(world, "dm.sent", sender.id, payload, None)
        _tell(world, "dm.received", recipient.id, payload, None)
    return message


def revoke(world: World, token: TokenRecord) -> None:
    """Revoke the user's grant to the app; the event goes to subscriptions without a user."""
    world.store.tokens.drop(token.id)
    at = world.now().isoformat(timespec="seconds")
    _tell(world, "oauth.revoke", None, {"date_time": at, "user_id": token.user_id, "app_id": token.app}, None)


def address(world: World, post: PostRecord) -> str:
    author = world.store.users.get(post.author_id)
    return f"https://x.com/{author.username if author else 'i'}/status/{post.id}"


def _out(world: World, post: PostRecord, author: UserRecord, *, deliver: bool) -> PostRecord:
    world.store.put_post(post)
    if deliver:
        payload, full = events.post_payload(post), events.post_includes(post, world.store)
        for event_type, user_id in _concerned(world, post, author):
            own_id = event_type in ("post.create", "post.mention.create")
            includes: Json = full if own_id or not world.sparse else {}
            _tell(world, event_type, user_id, payload, includes, post.id if own_id else None)
    return post


def _concerned(world: World, post: PostRecord, author: UserRecord) -> Iterator[tuple[str, str]]:
    """Yield the kinds of event and the users concerned. A protected author's events go to the author alone."""
    yield "post.create", author.id
    if author.protected:
        return
    for user_id in dict.fromkeys(mention["id"] for mention in post.entities.get("mentions", ())):
        if user_id != author.id and post.names(user_id):
            yield "post.mention.create", user_id
    if post.in_reply_to_user_id and post.in_reply_to_user_id != author.id:
        yield "post.reply.create", post.in_reply_to_user_id
    quoted = world.store.posts.get(post.quoted_id)
    if quoted and quoted.author_id != author.id:
        yield "post.quote.create", quoted.author_id


def _tell(
    world: World,
    event_type: str,
    user_id: str | None,
    payload: Json,
    includes: Json | None,
    event_uuid: str | None = None,
) -> None:
    for subscription in list(world.store.subscriptions):
        if subscription.event_type == event_type and subscription.filter.get("user_id") == user_id:
            event = events.envelope(
                event_type, subscription.filter, payload, includes, event_uuid=event_uuid, tag=subscription.tag
            )
            _hand_over(world, subscription, events.encoded(event))


def _hand_over(world: World, subscription: SubscriptionRecord, body: str) -> None:
    webhook = world.store.webhooks.get(subscription.webhook_id)
    if webhook:
        world.courier.carry(
            DeliveryRecord(
                id=world.ids.now(),
                webhook_id=webhook.id,
                event_type=subscription.event_type,
                body=body,
                created_at=world.now().isoformat(timespec="milliseconds"),
            )
        )


def _id_of(world: World, handle: str) -> str | None:
    user = world.store.user_named(handle)
    return user.id if user else None
