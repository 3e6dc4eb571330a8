"""The refusals that every route of a ticket may give, with what the page needs to go on."""

from aws_lambda_powertools.event_handler import Response

from functions.desk_api.http.problems import of_error
from functions.desk_api.views.history import HistoryView
from functions.desk_api.views.people import people_of
from functions.desk_api.views.replies import ReplyView
from shared.domain.errors import ClaimHeldError, IdReusedError
from shared.domain.replies.reply import Reply
from shared.domain.settings.desk import DeskSettings
from shared.domain.tickets.action import Action


def held(error: ClaimHeldError, settings: DeskSettings) -> Response[str]:
    """409 with the holder, by name (R2)."""
    person = people_of(settings)(error.holder)
    holder = {"sub": error.holder, "name": person.name if person else "", "until": error.until.isoformat()}
    return of_error(error, holder=holder)


def reused(error: IdReusedError, settings: DeskSettings) -> Response[str]:
    """R7: what stands under the id already, in whole."""
    people, stored = people_of(settings), error.stored
    if isinstance(stored, Reply):
        return of_error(error, stored=ReplyView.of(stored, people=people).model_dump())
    if isinstance(stored, Action):
        return of_error(error, stored=HistoryView.of(stored, people=people).model_dump())
    return of_error(error)
