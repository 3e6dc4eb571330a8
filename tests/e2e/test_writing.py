"""Answers on the deployed desk go out to what their writer has read."""

from tests.e2e.client import DeskClient, until


def test_R2_an_edit_holds_an_answer_back_and_I3_the_answer_goes_to_the_newest(client: DeskClient) -> None:
    post = client.write("asks_twice", "@acme_help where is my parcel?")
    ticket = client.ticket_of("asks_twice")["id"]
    edited = client.write("asks_twice", "@acme_help cancel my order!", edit_of=post["id"])
    until(lambda: client.full(ticket)["posts"][0]["newest_id"] == edited["id"])
    unread = {"client_reply_id": "unread-01", "in_reply_to": post["id"], "seen_through": post["id"], "text": "Soon!"}
    refused = client.call("POST", f"/api/tickets/{ticket}/replies", unread)
    assert refused.status_code == 409
    assert [each["text"] for each in refused.json()["newer"]] == ["@acme_help cancel my order!"]

    read = unread | {"seen_through": refused.json()["seen_through"], "text": "It is cancelled. ^KT"}
    assert client.call("POST", f"/api/tickets/{ticket}/replies", read).status_code == 202
    until(lambda: client.reply_state(ticket, "unread-01")["state"] == "sent")
    assert [each["text"] for each in client.on_x(edited["id"])] == ["@asks_twice It is cancelled. ^KT"]
    full = client.full(ticket)
    assert (full["ticket"]["status"], len(full["posts"])) == ("answered", 2)
