"""The desk's settings: read and changed by managers and admins, with a dry run (C6)."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import Field

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller, need_manager
from functions.desk_api.http.problems import of_error
from functions.desk_api.http.request import Ident, JsonObject, Truth
from shared import wiring
from shared.domain.errors import SettingsMovedError
from shared.domain.settings.desk import Person
from shared.domain.text.rfc3339 import rfc3339
from shared.domain.text.suggestions import no_such
from shared.ports.settings import Document
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.kinds import KINDS
from shared.usecases.settings_changes.change_settings import (
    Changed,
    change_settings,
    preview_settings,
    settings_in_force,
)

router = Router()

WITHIN = timedelta(seconds=8)
"""How long a request may examine and update clocks: the function has 20 seconds, the page waits 15."""


class SettingsQuery(request.Query):
    kind: str | None = None


class ChangeQuery(request.Query):
    dry_run: Truth = False


class DocumentBody(request.Body):
    kind: Ident
    id: Ident
    version: int = Field(ge=0, strict=True)
    body: JsonObject


class SettingsBody(request.Body):
    documents: list[DocumentBody] = Field(max_length=500)


@router.get("/api/settings")
def read() -> dict[str, Any]:
    manager(router)
    only = request.query(router, SettingsQuery).kind
    if only is not None and only not in KINDS:
        raise no_such("kind", "kind of settings", only, KINDS)
    shown: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS if only in (None, kind)}
    for document in settings_in_force(desk=wiring.desk()):
        if document.kind in shown:
            shown[document.kind].append(shown_document(document))
    return {"documents": shown}


@router.put("/api/settings")
def change() -> Response[str] | dict[str, Any]:
    person = manager(router)
    dry_run = request.query(router, ChangeQuery).dry_run
    body = request.body(router, SettingsBody)
    documents = [Document(each.kind, each.id, each.version, each.body) for each in body.documents]
    do = preview_settings if dry_run else change_settings
    try:
        changed = do(documents, by=person, desk=wiring.desk(), within=WITHIN)
    except SettingsMovedError as e:
        return of_error(e, document={"kind": e.kind, "id": e.ident, "version": e.version})
    return {"dry_run": dry_run, **shown_change(changed)}


def shown_document(document: Document) -> dict[str, Any]:
    """Return a document's version with the author and time of the save; null if it is built in, or older than these records."""
    saved = document.saved
    saved_by = {"at": rfc3339(saved.at), "by": saved.by, "name": saved.name} if saved is not None else None
    return {"id": document.id, "version": document.version, "body": document.body, "saved": saved_by}


def manager(router: Router) -> Person:
    """Return the caller, who must be a manager or an admin. Raises ForbiddenError."""
    person = caller(router, desk_settings(wiring.desk()))
    need_manager(person)
    return person


def shown_change(changed: Changed) -> dict[str, Any]:
    """Return the changes that were made, or that a dry run would make."""
    moves = changed.moves
    return {
        "documents": [{"kind": d.kind, "id": d.id, "version": d.version} for d in changed.documents],
        "looked_at": moves.looked_at,
        "clocks": moves.clocks,
        "earlier": moves.earlier,
        "later": moves.later,
        "become_overdue": moves.become_overdue,
        "failed": moves.failed,
        "more": moves.more,
        "warnings": [{"path": each.path, "detail": each.sentence} for each in changed.warnings],
        "examples": [
            {
                "ticket": move.ticket,
                "account": move.account,
                "customer": {"username": move.customer.username, "name": move.customer.name},
                "due_at": rfc3339(move.due_at),
                "new_due_at": rfc3339(move.new_due_at),
            }
            for move in moves.examples
        ],
    }
