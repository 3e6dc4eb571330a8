"""The effects that a fault must not have, and the few that it may: everything else ends as if nothing had gone wrong."""

from collections import Counter
from dataclasses import replace

from tests.faults.outcome import Told
from tests.faults.points import CARRIERS, Call, Mode
from tests.faults.rules import broken_rules
from tests.faults.sweep import Run

REPLAY = "asked X for a replay"
"""One more than needed costs little, one less loses posts."""


def complaints(run: Run, calm: Run) -> list[str]:
    """Return the differences from the run without the fault that are not allowed."""
    after, expected = run.outcome, calm.outcome
    told = _without(after.told, expected.told, calm.scenario.may_tell)
    if _refused_by_carrier(run):
        told = _fallen_over(told, expected.told)
    for _ in range(_repetitions(run)):
        told = _repeated_once(told, expected.told)
    after = replace(after, told=told)
    if _nobody_knows(run):
        after = replace(after, unknown=expected.unknown)
    if after.health.get(REPLAY) and not expected.health.get(REPLAY):
        after = replace(after, health=after.health | {REPLAY: False})
    return [*after.differs(expected), *broken_rules(run.world)]


def _without(told: Told, expected: Told, may_tell: str) -> Told:
    """Leave out the messages that the fault itself causes."""
    return Counter({m: n for m, n in told.items() if m in expected or not (may_tell and may_tell in m[2])})


def _struck(run: Run) -> list[tuple[int, Call, Mode]]:
    return [(number, call, mode) for number, (call, mode) in run.world.faults.struck.items()]


def _repetitions(run: Run) -> int:
    """Return how often a message may have gone out once too often: a carrier accepted it without confirming, or the
    process crashed between the confirmation and its record (L3).
    """
    found = 0
    for number, call, mode in _struck(run):
        if call.port in CARRIERS and mode in (Mode.LOST, Mode.TWICE, Mode.DIED):
            found += 1
            continue
        before = {port for at, within, port in run.world.faults.log if within == call.within and at < number}
        found += mode in (Mode.CRASHED, Mode.DIED) and bool(CARRIERS & before)
    return found


def _repeated_once(told: Told, expected: Told) -> Told:
    """Count one repetition of a sent message as none."""
    return Counter({what: n - 1 if n > expected[what] > 0 else n for what, n in told.items()})


def _refused_by_carrier(run: Run) -> bool:
    return any(call.port in CARRIERS and mode in (Mode.REFUSED, Mode.LOST) for _, call, mode in _struck(run))


def _fallen_over(told: Told, expected: Told) -> Told:
    """Allow the fallback of a single way to the person's other one (L2): a message by the fallback counts as the one
    expected. A carrier that refused, and had accepted the message all the same, makes it arrive by both.
    """
    said = Counter(told)
    for person, way, words in list(told - expected):
        if expected[person, way, words]:
            continue
        missing = [what for what in expected - told if what[0] == person and what[1] != way]
        del said[person, way, words]
        if missing:
            said[missing[0]] += 1
    return said


def _nobody_knows(run: Run) -> bool:
    """Return whether an answer may be of unknown outcome (R1): the process that was about to send it has crashed, or
    does not understand what happened to it. A process that lives and knows that nothing left reports that.
    """
    return any(
        call.within.startswith("send_replies") and mode in (Mode.DIED, Mode.CRASHED) for _, call, mode in _struck(run)
    )
