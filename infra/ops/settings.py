"""`desk settings`: one TOML file that a team keeps in git, compared with the settings in force, and applied."""

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import tomli_w
import typer
from rich.console import Console

from infra.ops import settings_history
from infra.ops.refused import CommandRefusedError
from infra.ops.settings_history import Ident, Number
from shared import wiring
from shared.domain.errors import DeskError, InvalidError
from shared.domain.text.suggestions import no_such
from shared.ports.settings import Document
from shared.settings import MissingSettingError
from shared.usecases.settings.file import documents_in, file_of
from shared.usecases.settings.kinds import KINDS, RETIRABLE
from shared.usecases.settings.policy_order import ORDER, changes_order
from shared.usecases.settings_changes.change_settings import (
    Changed,
    ChangeSettingsDesk,
    change_settings,
    on_current_versions,
    preview_settings,
    settings_in_force,
)

app = typer.Typer(no_args_is_help=True, help="The desk's settings: one TOML file that a team keeps in git.")

console = Console(soft_wrap=True, highlight=False, markup=False)
errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A settings file (TOML).")]
Into = Annotated[Path | None, typer.Argument(dir_okay=False, help="Where to write it; without, to the terminal.")]
Kind = Annotated[str, typer.Argument(help="account, team, calendar, policy, keyword_rule, template or text")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]

LOOKED_AT_FOR = timedelta(minutes=10)
"""The time limit of a dry run. No gateway timeout applies here, so it looks at everything that waits, short of hundreds of
thousands of tickets."""

STAMPED_FOR = timedelta(seconds=30)
"""How long the command updates clocks; the rest is left to the reconciler, as with the API."""


@app.command()
def pull(file: Into = None) -> None:
    """Write what is in force as a settings file."""
    text = _toml(file_of(settings_in_force(desk=wiring.desk())))
    if file is None:
        console.out(text, end="", highlight=False)
        return
    file.write_text(text, "utf-8")
    console.print(f"Written to {file}.")


@app.command()
def diff(file: File) -> None:
    """Show how FILE differs from what is in force. Exit codes: 0 not at all, 1 it does, 2 it cannot be said."""
    try:
        known = {(d.kind, d.id): d for d in settings_in_force(desk=wiring.desk())}
        wanted = [
            d
            for d in on_current_versions(_read(file), desk=wiring.desk())
            if d.kind != ORDER or changes_order(d, known)
        ]
    except (CommandRefusedError, DeskError, MissingSettingError) as e:
        errors.print(str(e))
        raise typer.Exit(2) from e
    lines = [line for document in wanted for line in _differences(known.get((document.kind, document.id)), document)]
    for line in lines:
        console.print(line)
    raise typer.Exit(1 if lines else 0)


@app.command()
def push(file: File, dry_run: DryRun = False) -> None:
    """Put the documents in FILE in force. Those it does not name stay as they are."""
    desk = wiring.desk()
    try:
        changed = _change(on_current_versions(_read(file), desk=desk), dry_run=dry_run, desk=desk)
    except InvalidError as e:
        raise CommandRefusedError(f"{file}: {e.path}: {e.sentence.rstrip('.')}. Nothing was changed.") from e
    for document in changed.documents:
        console.print(f"{document.kind} {document.id}: version {document.version}")
    for line in _told(changed, dry_run=dry_run):
        console.print(line)


@app.command()
def retire(kind: Kind, ident: Ident, dry_run: DryRun = False) -> None:
    """Take a document out of force: an account, team, calendar, policy, rule, template or text. Its versions stay."""
    desk = wiring.desk()
    document = next((d for d in settings_in_force(desk=desk) if (d.kind, d.id) == (kind, ident)), None)
    if document is None:
        raise CommandRefusedError(f"{_not_there(kind, ident)}. Nothing was changed.")
    try:
        changed = _change([replace(document, body={"retired": True})], dry_run=dry_run, desk=desk)
    except InvalidError as e:
        raise CommandRefusedError(f"{e.path}: {e.sentence.rstrip('.')}. Nothing was changed.") from e
    console.print(f"{kind} {ident}: {'would be ' if dry_run else ''}retired")
    for line in _told(changed, dry_run=dry_run):
        console.print(line)


@app.command()
def restore(kind: Kind, ident: Ident, version: Number, dry_run: DryRun = False) -> None:
    """Put an earlier version of a document back, as the next one, after the checks that every change passes."""
    within = LOOKED_AT_FOR if dry_run else STAMPED_FOR
    changed = settings_history.put_back(kind, ident, version, dry_run=dry_run, within=within)
    if changed.documents:
        console.print(f"{kind} {ident}: {'would be' if dry_run else 'is'} as in version {version}")
    for line in _told(changed, dry_run=dry_run):
        console.print(line)


app.command()(settings_history.log)
app.command()(settings_history.show)


def _read(file: Path) -> tuple[Document, ...]:
    try:
        return documents_in(tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise CommandRefusedError(f"{file}: {e}") from e
    except InvalidError as e:
        raise CommandRefusedError(f"{file}: {e.path}: {e.sentence.rstrip('.')}. Nothing was changed.") from e


def _not_there(kind: str, ident: str) -> str:
    found = settings_in_force(desk=wiring.desk())
    kinds = [each for each in KINDS if each in RETIRABLE]
    if kind not in kinds:
        return no_such("", "kind of settings to retire", kind, kinds).sentence
    return no_such("", kind, ident, [d.id for d in found if d.kind == kind]).sentence


def _differences(before: Document | None, after: Document) -> list[str]:
    name = f"{after.kind} {after.id}"
    old = _lines(before) if before is not None else []
    told = f"{name} (version {before.version})" if before is not None else f"{name} (not there)"
    found = list(difflib.unified_diff(old, _lines(after), told, f"{name} (file)", lineterm=""))
    return found or ([] if before is not None else [f"+++ {name} (file), with nothing in it"])


def _lines(document: Document) -> list[str]:
    """Return a document's lines sorted by name, since the order in a file does not matter."""
    body = {name: document.body[name] for name in sorted(document.body)}
    return _toml(body).splitlines()


def _toml(file: Mapping[str, Any]) -> str:
    """Write TOML, with multi-line strings where they round-trip: TOML does not distinguish a carriage return from a line end."""
    text = tomli_w.dumps(file, multiline_strings=True)
    return text if tomllib.loads(text) == file else tomli_w.dumps(file)


def _change(wanted: Iterable[Document], *, dry_run: bool, desk: ChangeSettingsDesk) -> Changed:
    if dry_run:
        return preview_settings(wanted, by=None, desk=desk, within=LOOKED_AT_FOR, rows=None)
    return change_settings(wanted, by=None, desk=desk, within=STAMPED_FOR)


def _told(changed: Changed, *, dry_run: bool) -> Iterator[str]:
    n, moves = len(changed.documents), changed.moves
    for warning in changed.warnings:
        yield f"warning: {warning.path}: {warning.sentence}"
    if not n:
        yield "Nothing differs; nothing was written."
        return
    if moves.clocks:
        yield (
            f"{moves.clocks} running clocks{' would be' if dry_run else ''} measured anew: {moves.earlier} earlier, "
            f"{moves.later} later, {moves.become_overdue} become overdue."
        )
    for move in moves.examples:
        yield f"  {move.ticket}: {move.due_at:%Y-%m-%d %H:%M:%SZ} -> {move.new_due_at:%Y-%m-%d %H:%M:%SZ}"
    if moves.more:
        yield (
            f"The {moves.looked_at} most urgent tickets were looked at; more are waiting."
            if dry_run
            else "The clocks that are left follow in the next minutes, the most urgent of each account first."
        )
    if moves.failed:
        yield f"{moves.failed} clocks could not be measured anew{'.' if dry_run else '; the reconciler tries again.'}"
    yield f"{n} documents would be written." if dry_run else f"{n} documents written."
