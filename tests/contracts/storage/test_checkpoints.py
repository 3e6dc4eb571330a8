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
