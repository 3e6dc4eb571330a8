"""A picture that its network soon deletes, on the running desk: fetched, shown by a link of minutes, and gone with its post."""

import re
from typing import Any

import httpx

from infra.local.line.client import FakeLine
from tests.e2e.client import DeskClient, until


def shown(client: DeskClient, person: str) -> dict[str, Any]:
    """The only file of that customer's ticket, once the desk has it."""

    def look() -> dict[str, Any]:
        rows = client.call("GET", "/api/queue").json()["tickets"]
        found = next((row for row in rows if row["customer"]["name"] == person), None)
        posts = client.call("GET", f"/api/tickets/{found['id']}").json()["posts"] if found else []
        return next((media for post in posts for media in post["media"] if media["kept"] == "kept"), {})

    return until(look)


def policy_of(client: DeskClient) -> dict[str, str]:
    policy = client.http.get(client.outputs["desk_url"] + "/").headers["content-security-policy"]
    return dict(each.split(" ", 1) for each in policy.split("; ") if " " in each)


def test_I12_I6_a_picture_is_kept_by_the_desk_and_goes_with_its_message(client: DeskClient) -> None:
    line = FakeLine(client.outputs["networks"]["line"]["stand_in_url"])
    line.person("Picture Pia")
    message = line.write("Picture Pia", type="image")
    media = shown(client, "Picture Pia")
    assert (media["type"], media["content_type"]) == ("photo", "image/png")
    picture = httpx.get(media["url"])
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["content-disposition"] == "inline"
    assert httpx.get(re.sub(r"[0-9a-f]{4}$", "0000", media["url"])).status_code == 403
    [bucket] = [source for source in policy_of(client)["img-src"].split() if source != "'self'"]
    assert media["url"].startswith(bucket)
    line.unsend(message["id"])
    until(lambda: httpx.get(media["url"]).status_code == 404)
