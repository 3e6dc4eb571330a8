"""`make bench`: what the desk does, in figures. Traffic goes to loopback only, and is bounded.

Each group can be measured alone, `make bench ONLY=life`; its figures replace those in `docs/figures.md`. The whole takes about forty
minutes; what else the machine does meanwhile is in the times, and in none of the units, requests and bytes. What needs a desk
gets one of its own, on ports and in a folder apart, so that nothing that was there before is counted.
"""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from tests.benchmarks.arrival import to_the_queue
from tests.benchmarks.cold_start import cold_start
from tests.benchmarks.costs import costs
from tests.benchmarks.desk import alone, on_the_desk
from tests.benchmarks.figures import keep
from tests.benchmarks.ingest import ingest
from tests.benchmarks.life import life
from tests.benchmarks.month import month
from tests.benchmarks.page import page
from tests.benchmarks.queue_accounts import queue_accounts
from tests.benchmarks.queue_growth import queue_growth
from tests.benchmarks.reconcile import reconcile
from tests.benchmarks.scale import scale
from tests.benchmarks.search import search
from tests.benchmarks.standing import rows as standing
from tests.benchmarks.ticket_growth import ticket_growth
from tests.benchmarks.usd import rows as usd
from tests.desk_fixture import running_desk
from tests.e2e.client import DeskClient

STATE = Path(".local/bench")

Row = tuple[str, str]
Measured = Callable[[], Iterator[Row]]

WITHOUT_DESK: Final[Mapping[str, Measured]] = {
    "life": life,
    "usd": usd,
    "standing": standing,
    "cold": cold_start,
    "ingest": ingest,
    "queue-growth": lambda: chain(queue_growth(), queue_accounts()),
    "ticket-growth": ticket_growth,
    "reconcile": reconcile,
    "month": month,
    "search": search,
    "page": page,
    "alone": alone,
    "scale": scale,
}

ON_DESK: Final[Mapping[str, Callable[[DeskClient], Iterator[Row]]]] = {
    "queue": to_the_queue,
    "desk": on_the_desk,
    "costs": costs,
}

ON_REQUEST: Final[Mapping[str, Measured]] = {"million": partial(queue_growth, sizes=(1_000_000,))}
"""What takes long to plant, and is measured by its name alone."""

GROUPS: Final = (*WITHOUT_DESK, *ON_DESK, *ON_REQUEST)


def main() -> None:
    only = sys.argv[1] if sys.argv[1:] else ""
    if only and only not in GROUPS:
        raise SystemExit(
            f"One of these can be measured alone: make bench {', '.join(f'ONLY={name}' for name in GROUPS)}"
        )
    shutil.rmtree(STATE, ignore_errors=True)
    with ExitStack() as opened:
        client: DeskClient | None = None
        for name in [only] if only else [*WITHOUT_DESK, *ON_DESK]:
            measured = {**WITHOUT_DESK, **ON_REQUEST}.get(name)
            if measured is None:
                client = client or opened.enter_context(DeskClient(opened.enter_context(running_desk(STATE.resolve()))))
                measured = partial(ON_DESK[name], client)
            keep(name, list(_said(measured())), datetime.now(UTC).date())


def _said(rows: Iterator[Row]) -> Iterator[Row]:
    """Each figure once it is there, so that what comes after it and fails takes none of them along."""
    for what, figure in rows:
        sys.stdout.write(f"| {what} | {figure} |\n")
        sys.stdout.flush()
        yield what, figure


if __name__ == "__main__":
    main()
