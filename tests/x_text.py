"""Splitting as X would have it, at any length."""

from collections.abc import Collection
from dataclasses import replace

from shared.domain.replies import splitting
from shared.domain.replies.splitting import TextPart
from shared.networks.x.text.measure import LIMIT, POST


def split_reply(text: str, limit: int = LIMIT, *, filled_in: Collection[str] = ()) -> tuple[TextPart, ...]:
    return splitting.split_reply(text, replace(POST, limit=limit), filled_in=filled_in)
