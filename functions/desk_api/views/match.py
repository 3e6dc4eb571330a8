"""The match for which the search found a ticket."""

from pydantic import BaseModel

from functions.desk_api.views.instant import Instant
from functions.desk_api.views.people import People, PersonView
from shared.domain.posts.post import Post
from shared.usecases.search.search_tickets import Match


class PieceView(BaseModel):
    text: str
    hit: bool


class MatchView(BaseModel):
    """`kind` is `code`, `words`, or `customer` for a match in the name or handle. For a match in a text, `who` is its author
    (`customer`, `us`, `note`), `by` the person at the desk, and `at` its time."""

    kind: str
    who: str | None
    by: PersonView | None
    at: Instant | None
    excerpt: tuple[PieceView, ...]

    @classmethod
    def of(cls, match: Match, people: People) -> "MatchView":
        part = match.part
        if part is None:
            return cls(kind=match.kind, who=None, by=None, at=None, excerpt=())
        if isinstance(part, Post):
            who, at = "customer" if part.inbound else "us", part.posted_at
        else:
            who, at = "note", part.at
        excerpt = tuple(PieceView(text=piece.text, hit=piece.hit) for piece in match.excerpt)
        return cls(kind=match.kind, who=who, by=people(part.by), at=at, excerpt=excerpt)
