"""A ticket with more posts than one answer holds, in pages as `GET /api/tickets/{id}` gives them."""

from dataclasses import dataclass, field

from tests.web.stub_desk import Answer, Json, StubDesk, post, view

PAGE = 50


@dataclass
class LongTicket:
    """`failing` lets the next page of older posts fail; `read` are the cursors that were asked for."""

    posts: list[Json]
    version: int = 1
    failing: bool = False
    read: list[str] = field(default_factory=list)

    def answer(self, query: dict[str, str], _: Json) -> Answer:
        cursor = query.get("cursor")
        if cursor is not None:
            self.read.append(cursor)
            if self.failing:
                return 500, {"detail": "no"}
        until = int(cursor) if cursor is not None else len(self.posts)
        since = max(until - PAGE, 0)
        whole = view("t", self.posts) | {"version": self.version, "next_cursor": str(since) if since else None}
        return 200, whole | {"posts": self.posts[since:until]}


def with_long_ticket(stub: StubDesk, count: int = 120, text: str = "words") -> LongTicket:
    posts = [post(f"{n:03}", f"{text} {n}", minutes=2 * (count - n)) for n in range(count)]
    long = LongTicket(posts)
    stub.put(view("t", posts))
    stub.routes["GET /api/tickets/t"] = long.answer
    return long
