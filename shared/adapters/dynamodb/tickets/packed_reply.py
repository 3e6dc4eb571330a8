"""The packed form of replies: what a writer wrote, and how far sending it is, which stands in the ticket's head."""

from dataclasses import replace
from typing import Any

from shared.adapters.dynamodb.tickets.packed import Packed, instant_at, instant_of, micros, padded, trimmed
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState, Why, part_key


def pack_content(reply: Reply, ticket: str) -> Packed:
    """Pack what an agent wrote, and to what; the only part has the reply's text, and the keys that a ticket's replies get."""
    texts = [part.text for part in reply.parts]
    keys = [part.key for part in reply.parts]
    usual = [part_key(ticket, reply.id, n) for n in range(len(reply.parts))]
    return trimmed(
        [
            reply.account,
            reply.channel.value,
            reply.in_reply_to,
            reply.seen_through if reply.seen_through != reply.in_reply_to else None,
            reply.text,
            reply.by,
            micros(reply.created_at),
            texts if texts != [reply.text] else None,
            keys if keys != usual else None,
            reply.seen_version,
            reply.confirmed or None,
            reply.audience.value if reply.audience is not None else None,
        ]
    )


def whole_reply_of(content: Packed, progress: Packed, ticket: str) -> Reply:
    account, channel, answered, seen, text, by, created, texts, keys, version, confirmed, audience = padded(content, 12)
    told = progress_of(progress)
    states = told.pop("parts")
    texts = texts if texts is not None else [text]
    keys = keys if keys is not None else [part_key(ticket, progress[0], n) for n in range(len(states))]
    parts = (
        replace(state, text=each, key=key) for state, each, key in zip(states, texts[: len(states)], keys, strict=True)
    )
    return Reply(
        id=progress[0],
        account=account,
        channel=Channel(channel),
        in_reply_to=answered,
        seen_through=seen if seen is not None else answered,
        text=text,
        by=by,
        created_at=instant_at(created),
        parts=tuple(parts),
        seen_version=version,
        confirmed=tuple(confirmed or ()),
        audience=Audience(audience) if audience is not None else None,
        **told,
    )


def pack_progress(reply: Reply) -> Packed:
    """Pack how far a reply is; its item has its content."""
    return trimmed(
        [
            reply.id,
            reply.state.value,
            micros(reply.due_at),
            [trimmed([part.state.value, part.post_id, micros(part.tried_at)]) for part in reply.parts],
            reply.reason,
            reply.why.value if reply.why is not None else None,
            reply.looks or None,
            1 if reply.in_line else None,
            reply.claimed,
        ]
    )


def progress_of(stored: Packed) -> dict[str, Any]:
    """Return the fields of a reply that its progress tells, and its parts' states."""
    _, state, due, parts, reason, why, looks, in_line, claimed = padded(stored, 9)
    return {
        "state": ReplyState(state),
        "due_at": instant_of(due),
        "parts": [_part_of(part) for part in parts],
        "reason": reason,
        "why": Why(why) if why is not None else None,
        "looks": looks or 0,
        "in_line": bool(in_line),
        "claimed": claimed,
    }


def _part_of(stored: Packed) -> Part:
    state, post_id, tried_at = padded(stored, 3)
    return Part("", PartState(state), post_id, instant_of(tried_at))
