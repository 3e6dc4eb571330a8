"""What one ticket's life costs, from its post to done: units of the table by step, base table and indexes apart, and calls of the
other services. The table is moto's and the counting our own (tests/table_units.py), by DynamoDB's published rule: no emulator counts
transactions and the writes of indexes."""

from collections.abc import Iterator

from tests.one_life import STEPS, Life, live
from tests.table_units import BASE, READ

Row = tuple[str, str]


def life() -> Iterator[Row]:
    """Yield a row for each step, and the sums."""
    lived = live()
    for step in STEPS:
        yield f"a ticket's life: {step}", _said(lived.units.units[step])
    yield "a ticket's life: all of it", f"{lived.written:.0f} write units · {lived.read:.0f} read units"
    yield "beside the table, for a ticket with one warning", _beside(lived)


def _said(units: dict[str, float]) -> str:
    written = [f"{n:.0f} {what}" for what, n in units.items() if what not in (BASE, READ)]
    base = units.get(BASE, 0)
    sums = sum(n for what, n in units.items() if what != READ)
    return f"{sums:.0f} written ({', '.join([f'{base:.0f} base', *written])}) · {units.get(READ, 0):g} read"


def _beside(lived: Life) -> str:
    asked = ", ".join(f"{n} {name}" for name, n in sorted(lived.timers_asked.items()) if n)
    return (
        f"{lived.transitions.total()} state transitions · {asked} · {lived.lambdas.total()} runs of functions · "
        f"{lived.messages} messages put into queues · {lived.requests} API requests · {lived.head_saves} saves of the head, each of "
        "which moves the account's mark of change at most once a second (1 unit)"
    )
