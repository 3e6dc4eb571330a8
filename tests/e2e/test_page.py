"""The page as the deployed function serves it, and what it keeps of it for pages that are open during the next deployment."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.e2e.client import DeskClient


def item(client: DeskClient, name: str) -> Any:
    """The archived chunk, as it stands in the table."""
    key = {"pk": {"S": f"chunk#{name}"}, "sk": {"S": "content"}}
    return client.aws("dynamodb").get_item(TableName=client.outputs["internal"]["table"], Key=key)["Item"]


def test_what_the_page_begins_with_is_archived_once_it_was_opened(client: DeskClient) -> None:
    url = client.outputs["desk_url"].rstrip("/")
    document = httpx.get(url, timeout=30)
    named = set(re.findall(r'"/(a/[^"]+)"', document.text))
    assert len(named) == 3
    for name in named:
        served = httpx.get(f"{url}/{name}", timeout=30)
        assert served.headers["desk-build"] == document.headers["desk-build"]
        assert gzip.decompress(item(client, name)["content"]["B"]) == served.content


def test_a_chunk_of_an_earlier_build_is_still_answered(client: DeskClient) -> None:
    url, name = client.outputs["desk_url"].rstrip("/"), "a/ticket-0a1b2c3d.js"
    assert httpx.get(f"{url}/{name}", timeout=30).status_code == 404
    until = int((datetime.now(UTC) + timedelta(days=1)).timestamp())
    earlier: dict[str, Any] = {"pk": {"S": f"chunk#{name}"}, "sk": {"S": "content"}, "type": {"S": "page_chunk"}}
    earlier |= {"content": {"B": gzip.compress(b"export const before = 1;")}, "expires_at": {"N": str(until)}}
    client.aws("dynamodb").put_item(TableName=client.outputs["internal"]["table"], Item=earlier)
    answer = httpx.get(f"{url}/{name}", timeout=30)
    assert (answer.status_code, answer.content) == (200, b"export const before = 1;")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
