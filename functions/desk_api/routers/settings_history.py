"""The versions of a settings document: author and time of each, differences, and restoring one."""

import re
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import Field

from functions.desk_api.http import request
from functions.desk_api.http.problems import of_error
from functions.desk_api.http.request import Whole
from functions.desk_api.routers.settings import WITHIN, ChangeQuery, manager, shown_change, shown_document
from shared import wiring
from shared.domain.errors import NotFoundError, SettingsMovedError
from shared.usecases.settings_changes import history

router = Router()

Version = Annotated[Whole, Field(ge=0, le=99_999_999)]


class VersionsQuery(request.Query):
    """`before` is the last version of the previous page."""

    before: Version | None = None
    limit: Annotated[Whole, Field(ge=1, le=history.MOST)] = history.MOST


class VersionQuery(request.Query):
    """`against` is the version to compare with, by default the previous one."""

    against: Version | None = None


class RestoreBody(request.Body):
    """The version to restore, and the version in force that the caller has seen."""

    version: int = Field(ge=0, le=99_999_999)
    base: int = Field(ge=0, le=99_999_999)


@router.get("/api/settings/<kind>/<ident>/versions")
def read_versions(kind: str, ident: str) -> dict[str, Any]:
    """List versions, newest first; `next_before` continues with earlier ones, or is null."""
    manager(router)
    given = request.query(router, VersionsQuery)
    found = history.versions(kind, ident, before=given.before, limit=given.limit, desk=wiring.desk())
    return {
        "versions": [
            {**shown_document(each.document), "changes": [_shown(change) for change in each.changes]} for each in found
        ],
        "next_before": found[-1].document.version if len(found) == given.limit else None,
    }


@router.get("/api/settings/<kind>/<ident>/versions/<number>")
def read_version(kind: str, ident: str, number: str) -> dict[str, Any]:
    """Return one version, and its differences from another."""
    manager(router)
    against, desk = request.query(router, VersionQuery).against, wiring.desk()
    document = history.version(kind, ident, _number(kind, ident, number), desk=desk)
    if against is None and document.version > 1:
        against = document.version - 1
    other = history.version(kind, ident, against, desk=desk).body if against is not None else {}
    changes = [_shown(change) for change in history.differences(other, document.body)]
    return {"kind": kind, **shown_document(document), "changes": changes}


@router.post("/api/settings/<kind>/<ident>/restore")
def put_back(kind: str, ident: str) -> Response[str] | dict[str, Any]:
    """Restore a version as the next one; `?dry_run=true` answers the changes to documents and clocks without making them."""
    person = manager(router)
    dry_run = request.query(router, ChangeQuery).dry_run
    given = request.body(router, RestoreBody)
    try:
        changed = history.restore(
            kind, ident, given.version, base=given.base, by=person, desk=wiring.desk(), within=WITHIN, dry_run=dry_run
        )
    except SettingsMovedError as e:
        return of_error(e, document={"kind": e.kind, "id": e.ident, "version": e.version})
    return {"dry_run": dry_run, **shown_change(changed)}


def _number(kind: str, ident: str, number: str) -> int:
    if not re.fullmatch(r"[0-9]{1,8}", number):
        raise NotFoundError(f"There is no version {number[:40]!r} of {kind} {ident!r}.")
    return int(number)


def _shown(change: history.Difference) -> dict[str, Any]:
    return {"path": change.path, "before": change.before, "after": change.after}
