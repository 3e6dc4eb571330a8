"""Delivery of the events: signed, several conversations side by side, retried if the desk was unable to take one."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import httpx

from infra.local.fake_x.courier import sign
from infra.local.fake_x.loopback import local_request
from infra.local.replay.as_x import AsX
from infra.local.replay.lines import ReplayLine

AT_ONCE: Final = 8
PAUSES: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
ANSWER_WITHIN: Final = 30.0


@dataclass(slots=True)
class DeliveryCounts:
    """The outcome of a replay; `again` counts retries."""

    sent: int = 0
    again: int = 0
    refused: list[str] = field(default_factory=list)


def conversations(lines: Iterable[ReplayLine]) -> list[list[ReplayLine]]:
    """Group the lines of each conversation, in their order; conversations come in the order of their first lines."""
    found: dict[tuple[str, str], list[ReplayLine]] = {}
    for line in lines:
        found.setdefault((line.account, line.conversation_id), []).append(line)
    return list(found.values())


async def deliver(
    lines: list[ReplayLine],
    as_x: AsX,
    *,
    webhook_url: str,
    secret: str,
    progress: Callable[[], None],
    pauses: tuple[float, ...] = PAUSES,
    answer_within: float = ANSWER_WITHIN,
) -> DeliveryCounts:
    """Deliver every line once; a final refusal is reported, and its conversation goes on."""
    tally = DeliveryCounts()
    waiting = iter(conversations(lines))

    async with httpx.AsyncClient(timeout=answer_within, trust_env=False) as client:

        async def work() -> None:
            for conversation in waiting:
                for line in conversation:
                    body = as_x.event(line).encode()
                    reason = await _send(client, webhook_url, body, sign(secret, body), tally, pauses)
                    if reason is None:
                        tally.sent += 1
                    else:
                        tally.refused.append(f"post {line.id}: {reason}")
                    progress()

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())
    return tally


async def _send(
    client: httpx.AsyncClient, url: str, body: bytes, signature: str, tally: DeliveryCounts, pauses: tuple[float, ...]
) -> str | None:
    """Send an event; return why it was not accepted, or None. A 4xx is final; a 5xx, or no response, is retried."""
    headers = {"content-type": "application/json", "x-twitter-webhooks-signature": signature}
    reason = ""
    for pause in (*pauses, None):
        try:
            response = await client.send(local_request(client, "POST", url, content=body, headers=headers))
        except httpx.TransportError as e:
            reason = f"no answer ({type(e).__name__})"
        else:
            if response.is_success:
                return None
            reason = f"status {response.status_code}"
            if response.status_code < 500 and response.status_code != 429:
                return reason
        if pause is not None:
            tally.again += 1
            await asyncio.sleep(pause)
    return reason
