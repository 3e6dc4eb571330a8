"""`desk doctor`: a check of the whole deployment in one screen."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from infra.ops.deploying.account import calls_at_once
from infra.ops.findings_table import findings_table
from shared import settings, wiring
from shared.networks import registry
from shared.usecases.operations.doctor import Instruments, run_checks
from shared.usecases.operations.findings import State

console = Console(highlight=False, soft_wrap=True)
looking = Console(stderr=True, highlight=False)
"""Progress goes to stderr, for the person at the terminal; only findings go to stdout."""

AsJson = Annotated[bool, typer.Option("--json", help="Say it as JSON.")]


def doctor(as_json: AsJson = False) -> None:
    """Look at everything that the desk stands on, and change nothing.

    Exit codes: 0 all is fine, or worth a note only; 1 something is broken, or could not be looked at.
    """
    desk = wiring.desk()
    instruments = Instruments(
        webhook_url=lambda account: f"{settings.url()}/webhooks/{registry.plug_of(account.network)}/{account.app}",
        depths=lambda: [*desk.depths.read()],
        mail=desk.mail_account.look,
        sms_limit=desk.sms_account.monthly_limit,
        calls_at_once=calls_at_once,
    )
    found = []
    with looking.status("looking at the settings") as status:
        for finding in run_checks(instruments, desk=desk):
            found.append(finding)
            status.update(f"looking on, after {finding.area}: {finding.what}")
    if as_json:
        console.print_json(json.dumps([asdict(finding) for finding in found]))
    else:
        console.print(findings_table(found))
    if any(finding.state in (State.FAULT, State.UNKNOWN) for finding in found):
        raise typer.Exit(1)
