"""X's routes for webhooks and for subscriptions to activity.

X takes only https addresses without a port; this stand-in delivers on one machine and takes any.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from infra.local.fake_x.access import problems
from infra.local.fake_x.data import events
from infra.local.fake_x.data.records import DeliveryRecord, Json, SubscriptionRecord, WebhookRecord
from infra.local.fake_x.data.snowflake import whole_seconds
from infra.local.fake_x.routes import parameters
from infra.local.fake_x.routes.endpoint import Answer, ApiCall, Endpoint

LONGEST_URL: Final = 200
MOST_SUBSCRIPTIONS: Final = 1500
PRIVATE: Final = ("dm.received", "dm.sent", "chat.received", "chat.sent")
EVENT_TYPES: Final = (
    *("post.create", "post.delete", "post.mention.create", "post.reply.create", "post.quote.create"),
    *("post.repost.create", "dm.received", "dm.sent", "oauth.revoke", "chat.received", "profile.update.screenname"),
)


async def register(call: ApiCall) -> Answer:
    url = parameters.text(call.body, "url")
    if not url.startswith(("http://", "https://")) or len(url) > LONGEST_URL:
        raise problems.invalid("url", url, f"`url` must be an http address of at most {LONGEST_URL} characters")
    if any(webhook.url == url for webhook in call.world.store.webhooks):
        raise problems.invalid("url", url, "DuplicateUrlFailed: Webhook URL already registered")
    now = whole_seconds(call.world.now())
    webhook = WebhookRecord(call.world.ids.now(), call.caller.app.id, url, valid=True, created_at=now)
    if failure := await call.world.courier.challenge(webhook, call.caller.app):
        raise problems.invalid("url", url, failure)
    return 200, {"data": _shown(call.world.store.webhooks.put(webhook))}


async def listed(call: ApiCall) -> Answer:
    mine = [_shown(one) for one in call.world.store.webhooks if one.app == call.caller.app.id]
    return 200, {"data": mine, "meta": {"result_count": len(mine)}}


async def validate(call: ApiCall) -> Answer:
    webhook = _mine(call, call.path["webhook_id"])
    failure = await call.world.courier.challenge(webhook, call.caller.app)
    call.world.store.webhooks.put(replace(webhook, valid=failure is None))
    if failure:
        raise problems.invalid("webhook_id", webhook.id, failure)
    return 200, {"data": {"valid": True}}


async def remove(call: ApiCall) -> Answer:
    webhook = _mine(call, call.path["webhook_id"])
    for subscription in list(call.world.store.subscriptions):
        if subscription.webhook_id == webhook.id:
            call.world.store.subscriptions.drop(subscription.id)
    return 200, {"data": {"deleted": call.world.store.webhooks.drop(webhook.id)}}


async def replay(call: ApiCall) -> Answer:
    """Redeliver, as new deliveries, every event that arose in a span of minutes, both ends included."""
    webhook = _mine(call, parameters.text(call.body, "webhook_id"))
    start, end = _minute(call, "from_date"), _minute(call, "to_date") + timedelta(minutes=1)
    job, now = call.world.ids.now(), call.world.now()
    missed = [
        (delivery.event_type, delivery.body)
        for delivery in call.world.store.deliveries
        if delivery.webhook_id == webhook.id and start <= datetime.fromisoformat(delivery.created_at) < end
    ]
    finished = {
        "replay_job_status": {
            "webhook_id": webhook.id,
            "job_state": "Complete",
            "job_state_description": "Job completed successfully",
            "job_id": job,
        }
    }
    for event_type, body in (*missed, ("replay_job_status", events.encoded(finished))):
        created = now.isoformat(timespec="milliseconds")
        call.world.courier.carry(DeliveryRecord(call.world.ids.now(), webhook.id, event_type, body, created))
    return 200, {"data": {"job_id": job, "created_at": whole_seconds(now)}}


async def subscribe(call: ApiCall) -> Answer:
    parameters.only(call.body, ("event_type", "filter", "tag", "webhook_id"))
    event_type, narrowed = parameters.text(call.body, "event_type"), call.body.get("filter")
    if event_type not in EVENT_TYPES:
        raise problems.invalid("event_type", event_type, "$.event_type: not an event type that this API delivers")
    if not isinstance(narrowed, dict):
        raise problems.invalid("filter", narrowed, "$.filter: object expected")
    parameters.only(narrowed, ("user_id", "keyword", "direction"), "$.filter")
    user_id: Any = narrowed.get("user_id")
    if event_type != "oauth.revoke" and user_id not in call.world.store.users:
        raise problems.invalid("filter.user_id", user_id, "$.filter.user_id: no such user")
    if event_type in PRIVATE and not _consented(call, user_id):
        raise problems.forbidden("You are not authorized to subscribe to private events of this user.")
    webhook_id: Any = call.body.get("webhook_id")
    if webhook_id is not None:
        webhook_id = _mine(call, webhook_id).id
    mine = [one for one in call.world.store.subscriptions if one.app == call.caller.app.id]
    if any((one.event_type, one.filter, one.webhook_id) == (event_type, narrowed, webhook_id) for one in mine):
        raise problems.plain(409, "Conflict", "DuplicateSubscription: this subscription exists already.")
    if len(mine) >= MOST_SUBSCRIPTIONS:
        raise problems.forbidden("SubscriptionLimitExceeded")
    subscription = SubscriptionRecord(
        id=call.world.ids.now(),
        app=call.caller.app.id,
        event_type=event_type,
        filter=narrowed,
        tag=call.body.get("tag"),
        webhook_id=webhook_id,
        created_at=whole_seconds(call.world.now()),
    )
    call.world.store.subscriptions.put(subscription)
    return 200, {"data": {"subscription": _shown_subscription(subscription)}}


async def subscriptions(call: ApiCall) -> Answer:
    mine = [_shown_subscription(one) for one in call.world.store.subscriptions if one.app == call.caller.app.id]
    return 200, {"data": mine, "meta": {"result_count": len(mine)}}


async def unsubscribe(call: ApiCall) -> Answer:
    return 200, {"data": {"deleted": call.world.store.subscriptions.drop(call.path["subscription_id"])}}


async def unsubscribe_several(call: ApiCall) -> Answer:
    shelf = call.world.store.subscriptions
    ids = parameters.several(call.query, "ids")
    data = [{"subscription_id": one, "deleted": True} for one in ids if shelf.drop(one)]
    gone = {entry["subscription_id"] for entry in data}
    errors = [
        {"subscription_id": one, "reason": "not_found", "message": "No such subscription"}
        for one in ids
        if one not in gone
    ]
    return 200, {"data": data, "meta": {"total_subscriptions": len(shelf)}} | ({"errors": errors} if errors else {})


def _mine(call: ApiCall, webhook_id: Any) -> WebhookRecord:
    webhook = call.world.store.webhooks.get(parameters.an_id("webhook_id", webhook_id))
    if webhook is None or webhook.app != call.caller.app.id:
        raise problems.invalid("webhook_id", webhook_id, "WebhookIdInvalid: no such webhook of this app")
    return webhook


def _consented(call: ApiCall, user_id: str) -> bool:
    """Return whether the user lets the app read their messages: an OAuth 2 token must have the scope for it."""
    caller, store = call.caller, call.world.store
    if caller.scopes is not None:
        return caller.user is not None and caller.user.id == user_id and "dm.read" in caller.scopes
    return any(token.user_id == user_id and token.app == caller.app.id for token in store.tokens)


def _minute(call: ApiCall, parameter: str) -> datetime:
    value = parameters.text(call.body, parameter)
    try:
        return datetime.strptime(value, "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError as e:
        raise problems.invalid(parameter, value, f"`{parameter}` must look like yyyymmddhhmm") from e


def _shown(webhook: WebhookRecord) -> Json:
    return {"id": webhook.id, "url": webhook.url, "valid": webhook.valid, "created_at": webhook.created_at}


def _shown_subscription(subscription: SubscriptionRecord) -> Json:
    shown: Json = {
        "subscription_id": subscription.id,
        "event_type": subscription.event_type,
        "filter": subscription.filter,
        "tag": subscription.tag,
        "webhook_id": subscription.webhook_id,
        "created_at": subscription.created_at,
        "updated_at": subscription.created_at,
    }
    return {name: value for name, value in shown.items() if value is not None}


ENDPOINTS: Final = (
    Endpoint("POST", "/2/webhooks", register, "either", 450),
    Endpoint("GET", "/2/webhooks", listed, "app", 450),
    Endpoint("POST", "/2/webhooks/replay", replay, "app", 100),
    Endpoint("PUT", "/2/webhooks/{webhook_id}", validate, "either", 450),
    Endpoint("DELETE", "/2/webhooks/{webhook_id}", remove, "either", 450),
    Endpoint("POST", "/2/activity/subscriptions", subscribe, "either", 500),
    Endpoint("GET", "/2/activity/subscriptions", subscriptions, "either", 500),
    Endpoint("DELETE", "/2/activity/subscriptions", unsubscribe_several, "app", 500),
    Endpoint("DELETE", "/2/activity/subscriptions/{subscription_id}", unsubscribe, "app", 500),
)
