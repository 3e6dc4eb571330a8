"""What any store of the sweeps' places owes a sweep that is killed, or run twice at once."""

from dataclasses import replace

from shared.domain.operations.checkpoint import Checkpoint
from shared.ports.operations import Checkpoints
from tests.contracts.build import at

PLACE = Checkpoint("2026-09-18T12:00:00.000001Z#t1", at(1), lap="7", finished="6", failures=2, unclean=True)


def test_AWS6_a_place_is_found_again_with_all_that_it_holds(checkpoints: Checkpoints) -> None:
    assert checkpoints.of("auto_close") == {}
    assert checkpoints.keep("auto_close", "acme", PLACE) == replace(PLACE, version=1)
    assert checkpoints.keep("auto_close", "globex", Checkpoint()) == Checkpoint(version=1)
    assert checkpoints.of("auto_close") == {"acme": replace(PLACE, version=1), "globex": Checkpoint(version=1)}
    assert checkpoints.of("retention") == {}


def test_AWS6_of_two_runs_at_once_one_goes_on(checkpoints: Checkpoints) -> None:
    assert checkpoints.keep("auto_close", "acme", PLACE) is not None
    assert checkpoints.keep("auto_close", "acme", Checkpoint()) is None
    read = checkpoints.of("auto_close")["acme"]
    first, second = read.moved("a"), read.moved("b")
    kept = checkpoints.keep("auto_close", "acme", first)
    assert checkpoints.keep("auto_close", "acme", second) is None
    assert checkpoints.of("auto_close")["acme"] == kept == replace(first, version=2)


def test_AWS6_a_run_reads_the_places_of_all_its_sweeps_once(checkpoints: Checkpoints) -> None:
    """It sees what it stores itself; what is stored beside it is seen by the next."""
    first = checkpoints.keep("alerts", "acme", PLACE)
    checkpoints.keep("alerts_again", "acme", Checkpoint(after="b"))
    assert checkpoints.of("alerts") == {"acme": first}
    checkpoints.begin_run()
    assert checkpoints.of("alerts") == {"acme": first}
    assert checkpoints.of("alerts_again") == {"acme": Checkpoint(after="b", version=1)}
    assert first is not None
    moved = checkpoints.keep("alerts", "acme", first.moved("c"))
    opened = checkpoints.keep("digests", ":turn", Checkpoint(after="d"))
    assert (checkpoints.of("alerts"), checkpoints.of("digests")) == ({"acme": moved}, {":turn": opened})
    assert checkpoints.of("alerts_again") == {"acme": Checkpoint(after="b", version=1)}


def test_AWS6_a_run_that_is_overtaken_reads_the_places_again(checkpoints: Checkpoints) -> None:
    before = checkpoints.keep("alerts", "acme", PLACE)
    assert before is not None
    checkpoints.begin_run()
    assert checkpoints.of("alerts") == {"acme": before}
    overtaken = checkpoints.keep("alerts", "acme", before.moved("b"))
    assert checkpoints.keep("alerts", "acme", before.moved("a")) is None
    assert checkpoints.of("alerts") == {"acme": overtaken}
