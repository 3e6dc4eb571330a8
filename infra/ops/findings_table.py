"""Findings of `desk doctor` and `desk preflight`, on a screen."""

from collections.abc import Sequence

from rich.table import Table

from shared.usecases.operations.findings import Finding, State

SIGNS = {State.FINE: "[green]✓[/]", State.NOTE: "[yellow]![/]", State.FAULT: "[red]✗[/]", State.UNKNOWN: "[yellow]?[/]"}


def findings_table(found: Sequence[Finding]) -> Table:
    """Lay findings out, each area named once."""
    table = Table(box=None, show_header=False, pad_edge=False)
    area = ""
    for finding in found:
        named = finding.area if finding.area != area else ""
        area = finding.area
        table.add_row(named, SIGNS[finding.state], finding.what, _plain(finding.sentence))
    return table


def _plain(sentence: str) -> str:
    """Escape brackets in a network's message, which is no markup."""
    return sentence.replace("[", r"\[")
