"""The match for which the search found a ticket."""

from typing import Any

from functions.desk_api.views.people import People, person_view
from shared.domain.posts.post import Post
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.search.search_tickets import Match


def match_view(match: Match, people: People) -> dict[str, Any]:
    """`kind` is `code`, `words`, or `customer` for a match in the name or handle. For a match in a text, `who` is its author
    (`customer`, `us`, `note`), `by` the person at the desk, and `at` its time."""
    part = match.part
    if part is None:
        return {"kind": match.kind, "who": None, "by": None, "at": None, "excerpt": []}
    if isinstance(part, Post):
        who, at = "customer" if part.inbound else "us", part.posted_at
    else:
        who, at = "note", part.at
    excerpt = [{"text": piece.text, "hit": piece.hit} for piece in match.excerpt]
    return {"kind": match.kind, "who": who, "by": person_view(people(part.by)), "at": rfc3339(at), "excerpt": excerpt}
