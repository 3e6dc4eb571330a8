"""From a public question to a private conversation, in one ticket, and what that costs (T3, R3, R6)."""

from typing import Any

from tests.e2e.client import DeskClient, until


def spent(client: DeskClient) -> dict[str, int]:
    """How many of each kind X has charged for, over all days."""
    period = {"from": "2026-01-01", "to": "2099-12-31"}
    told: dict[str, Any] = client.call("GET", "/api/metrics", group="managers", **period).json()["costs"]
    return {kind: each["count"] for kind, each in told["rows"][0]["kinds"].items()}


def grown(client: DeskClient, before: dict[str, int], *kinds: str) -> dict[str, int]:
    now = spent(client)
    return {kind: now.get(kind, 0) - before.get(kind, 0) for kind in kinds}


def test_T3_an_invitation_to_a_private_message_leads_back_to_the_same_ticket(client: DeskClient) -> None:
    before = spent(client)
    asked = client.write("goes_private", "@acme_help my order number is a secret")
    ticket = client.ticket_of("goes_private")["id"]
    client.call("POST", f"/api/tickets/{ticket}/claim").raise_for_status()
    draft = {"account": "acme_help", "ticket": ticket, "text": "Please write to us here: "}
    shown = client.call("POST", "/api/preview/reply", draft).json()
    assert shown["message"]["link_cost_usd"] == 0.2
    text = draft["text"] + shown["message"]["link"]
    shown = client.call("POST", "/api/preview/reply", draft | {"text": text}).json()
    assert (shown["allowed"], shown["cost_usd"]) == (True, 0.2)
    assert client.reply(ticket, text, "private-invite-1").status_code == 202
    until(lambda: client.reply_state(ticket, "private-invite-1")["state"] == "sent")
    assert len(client.on_x(asked["id"])) == 1

    said = {"sender": "goes_private", "recipient": "acme_help", "text": "It is 4711."}
    client.x.post("/_control/dms", json=said).raise_for_status()
    until(lambda: client.full(ticket)["ticket"]["status"] == "open")
    full = client.full(ticket)
    assert [(p["channel"], p["direction"]) for p in full["posts"]] == [
        ("public", "inbound"),
        ("public", "outbound"),
        ("direct", "inbound"),
    ]
    assert client.reply(ticket, "Thank you, it is on its way.", "private-answer-1").status_code == 202
    until(lambda: client.reply_state(ticket, "private-answer-1")["state"] == "sent")
    newest = client.x.get("/_control/dms").json()["messages"][0]
    assert newest["text"] == "Thank you, it is on its way."
    assert client.full(ticket)["ticket"]["status"] == "answered"
    assert len(client.on_x(asked["id"])) == 1

    expected = {"post_with_link": 1, "message": 1, "message_event": 1}
    until(lambda: grown(client, before, *expected) == expected)
    assert grown(client, before, "post_event")["post_event"] >= 2
