"""Answers on the deployed desk go out to what their writer has read."""

from tests.e2e.client import DeskClient, until
from tests.e2e.conftest import FailedReply


def _came_back(mail: str) -> bool:
    return "did not go out" in mail or "送信されていません" in mail


def test_R2_an_edit_holds_an_answer_back_and_I3_the_answer_goes_to_the_newest(client: DeskClient) -> None:
    post = client.write("asks_twice", "@acme_help where is my parcel?")
    ticket = client.ticket_of("asks_twice")["id"]
    edited = client.write("asks_twice", "@acme_help cancel my order!", edit_of=post["id"])
    until(lambda: client.full(ticket)["posts"][0]["answer_id"] == edited["id"])
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


def test_R8_what_has_to_be_confirmed_goes_out_once_it_is(client: DeskClient) -> None:
    post = client.write("asks_for_card", "@acme_help which card did you charge?")
    ticket = client.ticket_of("asks_for_card")["id"]
    answer = {"client_reply_id": "confirm-01", "in_reply_to": post["id"], "seen_through": post["id"]}
    answer |= {"text": "It was 4111 1111 1111 1111."}
    refused = client.call("POST", f"/api/tickets/{ticket}/replies", answer)
    assert (refused.status_code, refused.json()["code"]) == (422, "needs_confirmation")
    meant = {"confirm": [each["id"] for each in refused.json()["findings"]]}
    assert client.call("POST", f"/api/tickets/{ticket}/replies", answer | meant).status_code == 202
    other = client.call("POST", f"/api/tickets/{ticket}/replies", answer | meant | {"text": "Sorry, no."})
    assert (other.status_code, other.json()["code"]) == (409, "id_reused")
    until(lambda: client.reply_state(ticket, "confirm-01")["state"] == "sent")


def test_W4_what_failed_comes_back_by_mail_and_on_a_list(client: DeskClient, failed: FailedReply) -> None:
    assert client.on_x(failed.answers, author="acme_help") == []
    listed = client.call("GET", "/api/replies", by="me").json()["replies"]
    assert [(each["ticket"], each["customer"]["username"]) for each in listed] == [(failed.ticket, failed.customer)]
    until(lambda: [mail for mail in client.sent("mails_url", failed.customer) if _came_back(mail)])
    client.call("POST", f"/api/tickets/{failed.ticket}/replies/{failed.id}/retry", {}).raise_for_status()
    until(lambda: client.reply_state(failed.ticket, failed.id)["state"] == "sent")
    assert client.call("GET", "/api/replies", by="me").json()["replies"] == []
