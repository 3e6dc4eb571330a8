"""X's routes for direct messages that are not encrypted."""

from typing import Final

from infra.local.fake_x.access import problems
from infra.local.fake_x.data.records import Json, MessageRecord
from infra.local.fake_x.data.views import RequestedFields, message_view, user_view
from infra.local.fake_x.publish import send_message
from infra.local.fake_x.routes import parameters
from infra.local.fake_x.routes.endpoint import Answer, ApiCall, Endpoint

LONGEST: Final = 10_000


async def send(call: ApiCall) -> Answer:
    parameters.only(call.body, ("text", "attachments"))
    text = parameters.text(call.body, "text")
    if not text and not call.body.get("attachments"):
        raise problems.invalid("text", text, "At least one of `text`, `attachments` is required")
    if len(text) > LONGEST:
        raise problems.invalid("text", text[:40], f"The text is longer than {LONGEST} characters")
    recipient = parameters.a_user(call.world.store, call.path["participant_id"])
    if recipient is None:
        raise problems.invalid("participant_id", call.path["participant_id"], "No such user")
    if not recipient.receives_dm or recipient.id == call.user.id:
        raise problems.forbidden("You do not have permission to DM one or more participants.")
    message = send_message(call.world, call.user, recipient, text)
    return 201, {"data": {"dm_conversation_id": message.conversation_id, "dm_event_id": message.id}}


async def events(call: ApiCall) -> Answer:
    """Return the messages that the user sent and received, newest first."""
    return 200, _listed(call, [one for one in call.world.store.messages if call.user.id in _ends(one)])


async def conversation(call: ApiCall) -> Answer:
    """Return the messages between the user and one other, newest first."""
    both = {call.user.id, parameters.an_id("participant_id", call.path["participant_id"])}
    return 200, _listed(call, [one for one in call.world.store.messages if _ends(one) == both])


def _ends(message: MessageRecord) -> set[str]:
    return {message.sender_id, message.recipient_id}


def _listed(call: ApiCall, mine: list[MessageRecord]) -> Json:
    size = parameters.a_number(call.query, "max_results", 1, 100, 100)
    token = call.query.get("pagination_token")
    newest = sorted(mine, key=lambda one: int(one.id), reverse=True)
    if token is not None:
        place = int(parameters.an_id("pagination_token", token))
        newest = [one for one in newest if int(one.id) < place]
    shown = newest[:size]
    meta: Json = {"result_count": len(shown)}
    if len(newest) > size:
        meta["next_token"] = shown[-1].id
    wanted = RequestedFields.of(call.query, call.caller.user)
    document: Json = {"data": [message_view(one, wanted) for one in shown]} if shown else {}
    people: set[str] = set()
    if "sender_id" in wanted.expansions:
        people |= {one.sender_id for one in shown}
    if "participant_ids" in wanted.expansions:
        people |= {person for one in shown for person in (one.sender_id, one.recipient_id)}
    users = [user for user in map(call.world.store.users.get, sorted(people)) if user]
    if users:
        document["includes"] = {"users": [user_view(user, call.world.store, wanted) for user in users]}
    return document | {"meta": meta}


ENDPOINTS: Final = (
    Endpoint("POST", "/2/dm_conversations/with/{participant_id}/messages", send, "user", 15, a_day=1440),
    Endpoint("GET", "/2/dm_events", events, "user", 15),
    Endpoint("GET", "/2/dm_conversations/with/{participant_id}/dm_events", conversation, "user", 15),
)
