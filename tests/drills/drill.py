"""`make drill`: what a night of a restore and an upgrade has left behind (`tests/drills/story.py`)."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.drills.older import older_tree
from tests.drills.story import RESTORED, Seen, alerts, drilled, newest
from tests.e2e.client import DeskClient


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DeskClient, Seen]]:
    folder = tmp_path_factory.mktemp("drill")
    with drilled(folder / "state", older_tree(folder / "older")) as found:
        yield found


@pytest.fixture(scope="module")
def client(night: tuple[DeskClient, Seen]) -> DeskClient:
    return night[0]


@pytest.fixture(scope="module")
def seen(night: tuple[DeskClient, Seen]) -> Seen:
    return night[1]


def test_AWS10_a_restored_table_has_what_no_restore_gives(seen: Seen) -> None:
    table = seen.restored_table
    assert (table["TimeToLiveStatus"], table["AttributeName"]) == ("ENABLED", "expires_at")
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert table["DeletionProtectionEnabled"] is True
    assert "2 answers that were under way are looked for" in seen.said_of_restore


def test_AWS10_every_function_works_on_the_restored_table(client: DeskClient) -> None:
    functions = client.aws("lambda").list_functions()["Functions"]
    tables = [f["Environment"]["Variables"].get("DESK_TABLE") for f in functions]
    assert {table for table in tables if table} == {RESTORED}


def test_R1_an_answer_that_left_after_the_backup_is_found_and_does_not_leave_again(
    client: DeskClient, seen: Seen
) -> None:
    ticket = seen.tickets["answered"]
    assert client.reply_state(ticket, "reply-answered")["state"] == "sent"
    assert len(client.on_x(newest(client, ticket))) == 1
    assert client.full(ticket)["ticket"]["status"] == "answered"


def test_R1_an_answer_that_cannot_be_found_is_unknown_and_does_not_leave_again(client: DeskClient, seen: Seen) -> None:
    ticket = seen.tickets["vanished"]
    assert client.reply_state(ticket, "reply-vanished")["state"] == "unknown"
    [left] = client.on_x(newest(client, ticket))
    assert left["deleted"], "the one that somebody deleted there is the only one that ever left"


def test_L3_a_deadline_whose_timer_was_closed_after_the_backup_gets_a_new_name_and_fires(
    client: DeskClient, seen: Seen
) -> None:
    """Step Functions keeps a closed name for 90 days: started again under it, a timer would never ring."""
    assert [alert["step"] for alert in alerts(client, seen.tickets["vanished"])] == ["due"]
    assert seen.names_before <= seen.names_after
    assert seen.names_after - seen.names_before, "new timers have names of their own"


def test_L3_an_alert_that_was_told_after_the_backup_is_told_at_most_once_more(client: DeskClient, seen: Seen) -> None:
    assert [alert["step"] for alert in alerts(client, seen.tickets["warned"])] == ["due"]
    told = client.sent("mails_url", seen.tickets["warned"])
    managers = Counter(mail.partition('"ToAddresses"')[2][:60] for mail in told)
    assert managers
    assert max(managers.values()) <= 2


def test_what_comes_in_during_an_upgrade_is_there_once(client: DeskClient, seen: Seen) -> None:
    assert len(seen.wrote_meanwhile) >= 3
    tickets = Counter(ticket["customer"]["username"] for ticket in client.queue())
    assert {name: tickets[name] for name in seen.wrote_meanwhile} == dict.fromkeys(seen.wrote_meanwhile, 1)
    posts = {t["customer"]["username"]: t["posts_count"] for t in client.queue()}
    assert {posts[name] for name in seen.wrote_meanwhile} == {1}


def test_who_has_the_page_open_goes_on_through_an_upgrade(client: DeskClient, seen: Seen) -> None:
    """Nobody is signed out, a claim holds, an answer leaves once, and what the open page still loads is served."""
    assert seen.refused_meanwhile == []
    assert len(client.on_x(newest(client, seen.tickets["upgraded"]))) == 1
    assert seen.old_page
    assert set(seen.old_page.values()) == {200}
    assert seen.new_page != set(seen.old_page), "the new release has a page of its own"


def test_nothing_failed_to_the_end(client: DeskClient) -> None:
    for name in ("ingest", "alert", "reply"):
        url = client.outputs["internal"][f"{name}_dlq_url"]
        said = client.aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        assert said["Attributes"]["ApproximateNumberOfMessages"] == "0", name
