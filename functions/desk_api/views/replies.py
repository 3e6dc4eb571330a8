"""A reply in the outbox, and the findings of the checks of its text."""

from pydantic import BaseModel

from functions.desk_api.views.instant import Instant
from functions.desk_api.views.links import Links
from functions.desk_api.views.people import CustomerView, People, PersonView
from shared.domain.replies.cautions import Caution
from shared.domain.replies.reply import Reply, ReplyState
from shared.usecases.replies.list_failed_replies import ReturnedReply


class PartView(BaseModel):
    text: str
    state: str
    post_id: str | None
    url: str | None


class ReplyView(BaseModel):
    """`held_until` is the end of the undo period, before which nothing is sent. `reason` is the desk's sentence in English, or
    the network's message; `why` is its code."""

    id: str
    state: str
    account: str
    channel: str
    held_until: Instant | None
    text: str
    in_reply_to: str
    by: PersonView | None
    created_at: Instant
    reason: str | None
    why: str | None
    parts: tuple[PartView, ...]
    returned_at: Instant | None
    """The time since which the reply needs a person (W4)."""

    @classmethod
    def of(cls, reply: Reply, *, people: People, links: Links) -> "ReplyView":
        return cls(
            id=reply.id,
            state=reply.state,
            account=reply.account,
            channel=reply.channel,
            held_until=reply.due_at if reply.state is ReplyState.HELD else None,
            text=reply.text,
            in_reply_to=reply.in_reply_to,
            by=people(reply.by),
            created_at=reply.created_at,
            reason=reply.reason,
            why=reply.why,
            parts=tuple(
                PartView(text=p.text, state=p.state, post_id=p.post_id, url=links.post(reply.account, p.post_id))
                for p in reply.parts
            ),
            returned_at=reply.returned.at if reply.returned is not None else None,
        )


class ReturnedView(ReplyView):
    """A reply that needs a person, with its ticket."""

    ticket: str
    customer: CustomerView

    @classmethod
    def of_returned(cls, returned: ReturnedReply, *, people: People, links: Links) -> "ReturnedView":
        shown = ReplyView.of(returned.reply, people=people, links=links)
        customer = returned.ticket.customer
        return cls(
            **dict(shown),
            ticket=returned.ticket.id,
            customer=CustomerView(id=customer.id, username=customer.username, name=customer.name),
        )


class CautionView(BaseModel):
    """`id` names this very finding: a request that confirms it says so with it (R8). `at` is when the same was said before;
    `mend` a piece of the text, and what to write instead."""

    id: str
    kind: str
    said: str
    stops: bool
    at: Instant | None
    mend: tuple[str, str] | None

    @classmethod
    def of(cls, caution: Caution) -> "CautionView":
        return cls(
            id=caution.id,
            kind=caution.kind,
            said=caution.said,
            stops=caution.stops,
            at=caution.at,
            mend=caution.mend,
        )
