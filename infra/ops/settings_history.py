"""`desk settings log | show | restore`: the history of settings documents, and restoring a version."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Annotated, Any, TypeVar

import tomli_w
import typer
from rich.console import Console

from infra.ops.refused import CommandRefusedError
from shared import wiring
from shared.domain.errors import InvalidError, NotFoundError
from shared.domain.text.suggestions import shown
from shared.ports.settings import Document
from shared.usecases.settings_changes import history as history
from shared.usecases.settings_changes.change_settings import Changed, settings_in_force

T = TypeVar("T")

console = Console(soft_wrap=True, highlight=False, markup=False)

KindToSee = Annotated[str | None, typer.Argument(metavar="KIND", help="desk, account, policy …; none for all.")]
IdentToSee = Annotated[str | None, typer.Argument(metavar="ID", help="The document's id.")]
Kind = Annotated[str, typer.Argument(metavar="KIND", help="desk, account, person, team, calendar, policy, order …")]
Ident = Annotated[str, typer.Argument(metavar="ID", help="The document's id.")]
Number = Annotated[int, typer.Argument(metavar="VERSION", min=0, help="The version to put back.")]
Shown = Annotated[int | None, typer.Option("--version", min=0, help="An earlier version; without, the newest.")]
Against = Annotated[int | None, typer.Option("--against", min=0, help="Show what differs from this version.")]
Limit = Annotated[int, typer.Option(min=1, max=history.MOST, help="How many versions.")]


def log(kind: KindToSee = None, ident: IdentToSee = None, limit: Limit = 20) -> None:
    """Show who saved what, and when: the newest save of every document, or the versions of one with what each changed."""
    desk = wiring.desk()
    if kind is not None and ident is not None:
        for line in _history(kind, ident, limit):
            console.print(line)
        return
    found = [d for d in settings_in_force(desk=desk) if d.saved is not None and kind in (None, d.kind)]
    for document in sorted(found, key=lambda each: each.saved.at if each.saved else desk.clock.now(), reverse=True)[
        :limit
    ]:
        console.print(f"{document.kind} {document.id}: version {document.version}, {_saved(document)}")
    if not found:
        console.print("Nothing was saved yet.")


def show(kind: Kind, ident: Ident, version: Shown = None, against: Against = None) -> None:
    """Print one version of a document as a settings file would hold it, or what differs from another version."""
    desk = wiring.desk()
    number = version if version is not None else _newest(kind, ident).version
    document = _asked(lambda: history.version(kind, ident, number, desk=desk))
    if against is None:
        console.print(f"# {kind} {ident}, version {document.version}, {_saved(document)}")
        console.out(tomli_w.dumps(dict(document.body), multiline_strings=True), end="", highlight=False)
        return
    other = _asked(lambda: history.version(kind, ident, against, desk=desk))
    for line in _changes(history.differences(other.body, document.body)):
        console.print(line)


def newest_version(kind: str, ident: str) -> int:
    """Return the current version. Raises CommandRefusedError for an unknown document."""
    return _newest(kind, ident).version


def put_back(kind: str, ident: str, number: int, *, dry_run: bool, within: timedelta) -> Changed:
    """Restore an earlier version. Raises CommandRefusedError with the field that prevents it."""
    base = newest_version(kind, ident)
    return _asked(
        lambda: history.restore(
            kind, ident, number, base=base, by=None, desk=wiring.desk(), within=within, dry_run=dry_run
        )
    )


def _history(kind: str, ident: str, limit: int) -> Iterator[str]:
    for each in _asked(lambda: history.versions(kind, ident, limit=limit, desk=wiring.desk())):
        yield f"version {each.document.version}, {_saved(each.document)}"
        yield from _changes(each.changes)


def _changes(changes: Iterable[history.Difference]) -> Iterator[str]:
    for change in changes:
        yield f"  {change.path}: {_value(change.before)} -> {_value(change.after)}"


def _value(value: Any) -> str:
    return "(nothing)" if value is None else shown(value)


def _saved(document: Document) -> str:
    if document.saved is None:
        return "built in" if document.version == 0 else "saved before the desk kept by whom"
    return f"{document.saved.at:%Y-%m-%d %H:%M:%SZ} by {document.saved.name}"


def _newest(kind: str, ident: str) -> Document:
    found = _asked(lambda: history.versions(kind, ident, limit=1, desk=wiring.desk()))
    return found[0].document


def _asked(what: Callable[[], T]) -> T:
    """Return the requested value. Translates errors into CommandRefusedError."""
    try:
        return what()
    except InvalidError as e:
        raise CommandRefusedError(f"{e.path}: {e.sentence.rstrip('.')}. Nothing was changed.") from e
    except NotFoundError as e:
        raise CommandRefusedError(f"{e} Nothing was changed.") from e
