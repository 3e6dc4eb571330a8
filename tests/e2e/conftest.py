"""What the desk takes minutes over by design is begun before the first test, and looked at in its own."""

from dataclasses import dataclass

import pytest

from tests.e2e.client import DeskClient, until

REFUSED = {"answer": 403, "match": {"method": "POST", "path": "/2/tweets"}}


@dataclass(frozen=True)
class FailedReply:
    """A reply that X has refused: its id, its ticket, the post that it answers, and whose that is."""

    id: str
    ticket: str
    answers: str
    customer: str


@pytest.fixture(scope="session", autouse=True)
def failed(client: DeskClient) -> FailedReply:
    """A minute later its writer is told by mail, unless they have seen it by then (W4)."""
    customer = "hears_nothing"
    post = client.write(customer, "@acme_help hello?")
    ticket = client.ticket_of(customer)["id"]
    client.x.post("/_control/faults", json=REFUSED).raise_for_status()
    assert client.reply(ticket, "Here we are.", "comes-back-01").status_code == 202
    until(lambda: client.reply_state(ticket, "comes-back-01")["state"] == "failed")
    return FailedReply("comes-back-01", ticket, post["id"], customer)
