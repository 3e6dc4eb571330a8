"""Several reads in one call, and the answer to each: https://developers.facebook.com/docs/graph-api/batch-requests/"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from shared.networks.fields import objects_in, text_in
from shared.networks.http import Answer


def form(reads: Sequence[tuple[str, Iterable[tuple[str, str]]]]) -> dict[str, str]:
    """Return the body of the call."""
    parts = [{"method": "GET", "relative_url": f"{path.lstrip('/')}?{urlencode(list(args))}"} for path, args in reads]
    return {"batch": json.dumps(parts)}


def answer(one: object) -> tuple[int, Any]:
    """Return the status and the decoded body of one answer of a batch, whose body is text."""
    told = one if isinstance(one, dict) else {}
    status, body = told.get("code"), told.get("body")
    if not isinstance(status, int) or not isinstance(body, str):
        return 0, None
    return status, Answer(status, content=body.encode(errors="replace")).json()


def headers(one: object) -> Mapping[str, str]:
    """Return the headers of one answer of a batch, which tell of the budget: those of the whole do not."""
    told = objects_in(one.get("headers")) if isinstance(one, dict) else ()
    return {text_in(each.get("name")).lower(): text_in(each.get("value")) for each in told}
