"""A draft before it is sent: its parts, whether it may be sent, its cost (R4-R6)."""

from datetime import datetime
from typing import Any

from functions.desk_api.views.quota import quota_view
from functions.desk_api.views.replies import CautionView
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.replies.preview_reply import ReplyPreview


def reply_preview_view(found: ReplyPreview) -> dict[str, Any]:
    """`reason` is a sentence; `reason_code` and each warning's `kind` are for clients with words of their own."""
    return {
        "channel": found.channel.value,
        "parts": [{"text": part.text, "weighted_length": part.length, "bytes": part.bytes} for part in found.parts],
        "opening": found.opening,
        "allowed": found.may.allowed,
        "reason": found.may.sentence,
        "reason_code": found.may.reason_code.value,
        "ways": [way.value for way in found.may.ways],
        "cost_usd": float(found.cost),
        "limit": found.measure.limit,
        "bytes_limit": found.measure.bytes_limit,
        "quota": quota_view(found.quota),
        "names": {"named": found.names.named, "left_out": found.names.left_out},
        "warnings": [CautionView.of(each).model_dump() for each in found.cautions],
        "message": {
            "allowed": found.message.allowed,
            "reason_code": found.message.reason_code.value,
            "ways": [way.value for way in found.message.ways],
            "cost_usd": float(found.message_cost),
            "link": found.message_link,
            "link_cost_usd": float(found.link_cost),
            "once": found.private.once,
            "until": _instant(found.private.until),
            "used_at": _instant(found.private.used_at),
            "network_name": found.private.network,
        },
    }


def _instant(at: datetime | None) -> str | None:
    return rfc3339(at) if at is not None else None
