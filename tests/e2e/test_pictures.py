"""A picture that its network soon deletes, on the running desk: fetched, shown by a link of minutes, and gone with its post."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra.local.line.client import FakeLine
from tests.e2e.client import DeskClient, until


def shown(client: DeskClient, person: str) -> dict[str, Any]:
    """The only file of the ticket of the customer with that id, once the desk has it."""
    ticket = client.ticket_with(lambda theirs: theirs["id"] == person)["id"]

    def look() -> dict[str, Any]:
        posts = client.call("GET", f"/api/tickets/{ticket}").json()["posts"]
        return next((media for post in posts for media in post["media"] if media["kept"] == "kept"), {})

    return until(look)


def policy_of(client: DeskClient) -> dict[str, str]:
    policy = client.http.get(client.outputs["desk_url"] + "/").headers["content-security-policy"]
    return dict(each.split(" ", 1) for each in policy.split("; ") if " " in each)


@pytest.fixture
def line(client: DeskClient) -> Iterator[FakeLine]:
    with FakeLine(client.stand_in("line")) as line:
        yield line


def test_I12_I6_a_picture_is_kept_by_the_desk_and_goes_with_its_message(client: DeskClient, line: FakeLine) -> None:
    person = line.person("Picture Pia")["id"]
    message = line.write("Picture Pia", type="image")
    media = shown(client, person)
    assert (media["type"], media["content_type"]) == ("photo", "image/png")
    picture = httpx.get(media["url"])
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["content-disposition"] == "inline"
    assert httpx.get(re.sub(r"[0-9a-f]{4}$", "0000", media["url"])).status_code == 403
    [bucket] = [source for source in policy_of(client)["img-src"].split() if source != "'self'"]
    assert media["url"].startswith(bucket)
    line.unsend(message["id"])
    until(lambda: httpx.get(media["url"]).status_code == 404)
