"""Problem documents of a ticket's routes, with the details that the page needs to continue."""

from aws_lambda_powertools.event_handler import Response

from functions.desk_api.http.problems import of_error
from functions.desk_api.views.history import HistoryView
from functions.desk_api.views.links import Links
from functions.desk_api.views.people import people_of
from functions.desk_api.views.posts import PostView
from functions.desk_api.views.replies import ReplyView
from functions.desk_api.views.shown_media import shown_media
from shared import wiring
from shared.domain.errors import ClaimHeldError, IdReusedError, StaleDraftError
from shared.domain.replies.reply import Reply
from shared.domain.settings.desk import DeskSettings
from shared.domain.tickets.action import Action


def claim_held(error: ClaimHeldError, settings: DeskSettings) -> Response[str]:
    """Answer 409 with the holder's name (R2)."""
    person = people_of(settings)(error.holder)
    holder = {"sub": error.holder, "name": person.name if person else "", "until": error.until.isoformat()}
    return of_error(error, holder=holder)


def id_reused(error: IdReusedError, settings: DeskSettings) -> Response[str]:
    """Answer with the whole record that is stored under the id (R7)."""
    people, stored = people_of(settings), error.stored
    links = Links(settings, wiring.desk().rules)
    if isinstance(stored, Reply):
        return of_error(error, stored=ReplyView.of(stored, people=people, links=links).model_dump())
    if isinstance(stored, Action):
        return of_error(error, stored=HistoryView.of(stored, people=people).model_dump())
    return of_error(error)


def stale_draft(error: StaleDraftError, ticket_id: str, settings: DeskSettings) -> Response[str]:
    """Answer 409 with what the person has not seen, so that it can be shown at once, and what to send as seen once they have
    read it (R2)."""
    ticket, people = wiring.desk().tickets.load(ticket_id), people_of(settings)
    shown = shown_media((ticket,), desk=wiring.desk())
    unseen = [post for post in ticket.posts if post.id in error.newer]
    links = Links(settings, wiring.desk().rules)
    newer = [PostView.of(post, flagged=False, people=people, shown=shown, links=links).model_dump() for post in unseen]
    seen = {"seen_through": ticket.last_words.current_version, "seen_version": ticket.version}
    return of_error(error, newer=newer, **seen)
