"""The main job on the deployed desk: a customer's post becomes a ticket with a deadline, people are told in time, an
agent answers, the clock stops."""

import json
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.builders import NOON, minutes, snowflake
from tests.e2e.client import DeskClient, desk_command, push, until

Account = dict[str, Any]


@pytest.fixture(scope="module")
def acme_help(client: DeskClient) -> Account:
    """The account that is written to."""
    [account] = [a for a in client.call("GET", "/api/health").json()["accounts"] if a["id"] == "acme_help"]
    return dict(account)


def mention(account: Account, n: int, author: str) -> bytes:
    """A delivery as X makes it: a mention that was written a few minutes ago."""
    post_id = snowflake(NOON + minutes(n))
    text = f"@acme_help question {n}"
    payload = {
        "id": post_id,
        "edit_history_tweet_ids": [post_id],
        "conversation_id": post_id,
        "author_id": author,
        "created_at": "2026-09-15T12:00:00.000Z",
        "text": text,
        "entities": {
            "mentions": [{"start": 0, "end": 10, "username": account["username"], "id": account["network_id"]}]
        },
    }
    data = {
        "event_uuid": str(-n),
        "event_type": "post.mention.create",
        "filter": {"user_id": account["network_id"]},
        "payload": payload,
        "includes": {"users": [{"id": author, "username": f"crowd_{author}", "name": f"Crowd {author}"}]},
    }
    return json.dumps({"data": data}).encode()


def test_a_mention_becomes_a_ticket_and_an_answer_from_the_desk_stops_its_clock(client: DeskClient) -> None:
    post = client.write("asks_first", "@acme_help my parcel has not arrived <b>yet</b>")
    ticket = client.ticket_of("asks_first")
    assert (ticket["status"], ticket["overdue"], ticket["late"]) == ("new", False, False)
    assert ticket["excerpt"].endswith("<b>yet</b>")
    assert client.call("POST", f"/api/tickets/{ticket['id']}/claim").status_code == 200
    taken = client.call("POST", f"/api/tickets/{ticket['id']}/claim", group="managers")
    assert taken.status_code == 409
    assert taken.json()["holder"]["name"]

    first = client.reply(ticket["id"], "We are on it. ^KT", "first-answer-1")
    assert first.status_code == 202
    assert client.reply(ticket["id"], "We are on it. ^KT", "first-answer-1").status_code == 202
    until(lambda: client.reply_state(ticket["id"], "first-answer-1")["state"] == "sent")
    assert len(client.on_x(post["id"])) == 1

    full = client.full(ticket["id"])
    assert full["ticket"]["status"] == "answered"
    assert [clock["state"] for clock in full["clocks"]] == ["answered"]
    [ours] = [p for p in full["posts"] if p["direction"] == "outbound"]
    assert (ours["via"], ours["reply_id"]) == ("desk", "first-answer-1")
    assert ticket["id"] not in [row["id"] for row in client.queue()]
    until(lambda: client.x.get("/_control/deliveries", params={"post": ours["id"]}).json()["deliveries"])
    assert len(client.full(ticket["id"])["posts"]) == 2


def test_C2_an_answer_in_xs_own_app_stops_the_clock(client: DeskClient) -> None:
    post = client.write("asks_native", "@acme_jp 届きません")
    ticket = client.ticket_of("asks_native")
    client.write("acme_jp", "確認いたします", in_reply_to=post["id"])
    until(lambda: client.full(ticket["id"])["ticket"]["status"] == "answered")
    client.write("asks_native", "ありがとう。いつですか", in_reply_to=client.full(ticket["id"])["posts"][-1]["id"])
    until(lambda: client.full(ticket["id"])["ticket"]["status"] == "open")
    assert [clock["kind"] for clock in client.full(ticket["id"])["clocks"]] == ["first_reply", "next_reply"]


def test_R1_a_refusal_is_failed_with_xs_own_words_and_can_be_sent_again(client: DeskClient) -> None:
    post = client.write("asks_refused", "@acme_help may I have a refund?")
    ticket = client.ticket_of("asks_refused")["id"]
    client.x.post("/_control/faults", json={"match": {"method": "POST", "path": "/2/tweets"}, "answer": 403})
    client.reply(ticket, "Of course. ^KT", "refused-1")
    failed = until(lambda: (r := client.reply_state(ticket, "refused-1"))["state"] == "failed" and r)
    assert failed["reason"]
    assert client.full(ticket)["ticket"]["flags"] == ["reply_failed"]
    assert client.call("POST", f"/api/tickets/{ticket}/replies/refused-1/retry").status_code == 202
    until(lambda: client.reply_state(ticket, "refused-1")["state"] == "sent")
    assert len(client.on_x(post["id"])) == 1


def test_R1_a_reply_whose_answer_was_lost_is_found_on_x_and_stands_there_once(client: DeskClient) -> None:
    post = client.write("asks_lost", "@acme_help is anybody there?")
    ticket = client.ticket_of("asks_lost")["id"]
    fault = {"match": {"method": "POST", "path": "/2/tweets"}, "answer": "take_then_drop"}
    client.x.post("/_control/faults", json=fault)
    client.reply(ticket, "Yes, we are. ^KT", "lost-0001")
    until(lambda: client.reply_state(ticket, "lost-0001")["state"] == "sent")
    assert len(client.on_x(post["id"])) == 1
    assert client.full(ticket)["ticket"]["status"] == "answered"


def test_what_the_webhook_does_not_bring_polling_does(client: DeskClient) -> None:
    client.x.post("/_control/webhook", json={"enabled": False})
    try:
        client.write("asks_deaf", "@acme_help do you hear me?")
        client.invoke("Poll")
        ticket = until(
            lambda: next((t for t in client.queue() if t["customer"]["username"] == "asks_deaf"), None), seconds=150
        )
    finally:
        client.x.post("/_control/webhook", json={"enabled": True})
    assert ticket is not None
    assert ticket["status"] == "new"


def test_I1_a_wrong_signature_gets_401_and_nothing_is_stored(client: DeskClient, acme_help: Account) -> None:
    body = mention(acme_help, 900, "7900")
    assert client.deliver(body, secret="wrong").status_code == 401
    assert client.http.post(client.outputs["webhook_url"], content=body).status_code == 401
    assert client.deliver(mention(acme_help, 901, "7901")).status_code == 200
    client.ticket_of("crowd_7901")
    assert "crowd_7900" not in [row["customer"]["username"] for row in client.queue()]


def test_a_code_and_a_word_of_a_post_find_its_ticket(client: DeskClient, acme_help: Account) -> None:
    assert client.deliver(mention(acme_help, 902, "7902")).status_code == 200
    until(lambda: [row["customer"]["username"] for row in client.queue(q="902 question")] == ["crowd_7902"])
    assert client.queue(q="902 kettle") == []


def test_I3_200_events_sent_twice_each_in_parallel_and_out_of_order_are_200_posts(
    client: DeskClient, acme_help: Account
) -> None:
    bodies = [mention(acme_help, n, str(8000 + n % 50)) for n in range(200)] * 2
    random.Random(7).shuffle(bodies)  # noqa: S311 - a shuffle that can be repeated
    with ThreadPoolExecutor(8) as pool:
        assert {answer.status_code for answer in pool.map(client.deliver, bodies)} == {200}

    def crowd() -> list[dict[str, Any]]:
        return [t for t in client.queue(q="crowd_80") if t["customer"]["username"].startswith("crowd_80")]

    until(lambda: sum(ticket["posts_count"] for ticket in crowd()) == 200, seconds=300)
    assert [ticket["posts_count"] for ticket in crowd()] == [4] * 50
    assert all(len(client.full(ticket["id"])["clocks"]) == 1 for ticket in crowd()[:5])
    [ingest] = [q for q in client.call("GET", "/api/health").json()["queues"] if q["name"] == "ingest"]
    assert ingest["dead"] == 0


@pytest.fixture(scope="module")
def hurried(client: DeskClient) -> tuple[str, str]:
    """Two tickets that are due after 24 seconds: one whose time passes while other tests run, and one that is answered in time."""
    ladder = '[{step = "warn", at_percent = 80}, {step = "due", how = ["mail", "sms"]}]'
    policy = f'[[policies]]\nid = "quick"\naccounts = ["acme_jp"]\nfirst_reply_minutes = 0.4\nladder = {ladder}\n'
    assert push(client, policy).returncode == 0

    def stamped() -> str:
        """The first ticket under the new policy tells that it is in force."""
        name = f"asks_{random.randrange(10**9)}"  # noqa: S311 - a name, no secret
        client.write(name, "@acme_jp 急いでいます")
        ticket = client.ticket_of(name)
        return ticket["id"] if ticket["clock"]["policy"] == "quick" else ""

    overdue = until(stamped)
    answered_post = client.write("asks_in_time", "@acme_jp すぐに教えてください")
    answered = client.ticket_of("asks_in_time")["id"]
    client.write("acme_jp", "はい、こちらです", in_reply_to=answered_post["id"])
    until(lambda: client.full(answered)["ticket"]["status"] == "answered")
    return overdue, answered


@pytest.mark.usefixtures("hurried")
def test_settings_that_cannot_be_are_refused_with_the_path(client: DeskClient) -> None:
    refused = push(client, '[[policies]]\nid = "quick"\ncalendar = "gone"\n')
    assert refused.returncode == 1
    assert "policies[quick].calendar" in refused.stderr
    assert "Nothing was changed" in refused.stderr


def test_what_is_not_allowed_or_not_there_is_said(client: DeskClient) -> None:
    assert client.http.get(client.outputs["api_url"] + "/api/queue").status_code == 401
    stale = {"authorization": "Bearer " + client.token("agents")[:-6] + "AAAAAA"}
    assert client.http.get(client.outputs["api_url"] + "/api/queue", headers=stale).status_code == 401
    period = {"from": "2026-01-01", "to": "2026-12-31"}
    assert client.call("GET", "/api/metrics", **period).status_code == 403
    assert client.call("GET", "/api/metrics", group="managers", **period).status_code == 200
    missing = client.call("GET", "/api/tickets/acme_help.1.1")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert client.http.get(client.outputs["desk_url"] + "/health").json() == {"ok": True}


def test_a_replay_gives_the_figures_of_its_conversations_and_a_second_one_changes_none(
    client: DeskClient, tmp_path: Path, desk: dict[str, Any]
) -> None:
    file, outputs = tmp_path / "posts.jsonl", tmp_path / "outputs.json"
    outputs.write_text(json.dumps(desk))
    file.write_text("".join(json.dumps(line) + "\n" for line in CONVERSATIONS))

    def replayed() -> dict[str, Any]:
        command = [sys.executable, "-m", "infra.local.replay", "--outputs", str(outputs), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        period = {"from": "2019-01-01", "to": "2019-12-31", "by": "account"}
        rows = client.call("GET", "/api/metrics", group="managers", **period).json()["rows"]
        [row] = [row for row in rows if row["key"] == "TeaHelp"]
        return {name: value for name, value in row.items() if name != "oldest_unanswered_s"}

    first = replayed()
    assert (first["tickets"], first["unanswered"], first["late"]) == (3, 1, 4)
    assert (first["first_reply"]["count"], first["first_reply"]["mean_s"]) == (2, (600.124 + 30.5) / 2)
    assert (first["next_reply"]["count"], first["next_reply"]["median_s"]) == (1, 60.0)
    assert client.full(client.ticket_of("chaser")["id"])["alerts"] == []
    assert replayed() == first


def test_I5_a_signed_body_that_is_no_event_rests_with_its_reason_and_can_be_sent_again(
    client: DeskClient, acme_help: Account
) -> None:
    assert client.deliver(b"not json at all").status_code == 200
    assert client.deliver(b'{"neither":"this nor that"}').status_code == 200
    until(lambda: desk_command(client, "dead", "list").stdout.count("Z  ") == 2)
    until(lambda: "sent again" in desk_command(client, "dead", "resend").stdout)
    assert client.deliver(mention(acme_help, 950, "7950")).status_code == 200
    client.ticket_of("crowd_7950")


def test_L1_warn_and_due_go_out_by_mail_and_sms_and_none_after_the_answer(
    client: DeskClient, hurried: tuple[str, str]
) -> None:
    overdue, answered = hurried
    until(lambda: len(client.sent("mails_url", f"/t/{overdue}")) == 2)
    until(lambda: client.sent("sms_url", f"/t/{overdue}"))
    until(lambda: all(alert["outcome"] == "sent" for alert in client.full(overdue)["alerts"]))
    alerts = client.full(overdue)["alerts"]
    assert [alert["step"] for alert in alerts] == ["warn", "due"]
    assert {sending["state"] for alert in alerts for sending in alert["sent"]} == {"sent"}
    assert client.full(answered)["alerts"] == []
    assert client.sent("mails_url", f"/t/{answered}") == []


def line(minute: float, writer: str, conversation: str, answers: str | None = None) -> dict[str, Any]:
    """A line of a file to replay; the brand writes as TeaHelp."""
    ours = writer == "TeaHelp"
    instant = NOON.replace(year=2019) + minutes(minute)
    return {
        "id": snowflake(instant),
        "created_at": instant.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "account": "TeaHelp",
        "direction": "outbound" if ours else "inbound",
        "author_id": "5550001" if ours else {"drinker": "5550002", "pourer": "5550003", "chaser": "5550004"}[writer],
        "author_username": writer,
        "conversation_id": conversation,
        "in_reply_to": answers,
        "text": "Sorry to hear that!" if ours else "@TeaHelp my cup is empty &amp; cold",
    }


def conversation() -> list[dict[str, Any]]:
    first = line(0, "drinker", "")
    root = first["conversation_id"] = first["id"]
    second = line(1, "drinker", root, root)
    answer = line(10 + 0.124 / 60, "TeaHelp", root, root)
    more = line(30, "drinker", root, answer["id"])
    last = line(31, "TeaHelp", root, more["id"])
    other = line(100, "pourer", "")
    other["conversation_id"] = other["id"]
    native = line(100 + 30.5 / 60, "TeaHelp", other["id"], other["id"])
    alone = line(200, "chaser", "")
    alone["conversation_id"] = alone["id"]
    return [first, second, answer, more, last, other, native, alone]


CONVERSATIONS = conversation()
