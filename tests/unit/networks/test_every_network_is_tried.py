"""No network joins without passing the scenarios (N8)."""

import pytest

from shared.networks import registry
from tests.plugs.harness import harness_of


@pytest.mark.parametrize("network", registry.names())
def test_N8_every_network_of_the_registry_has_a_harness(network: str) -> None:
    assert harness_of(network) is not None, f"write tests/plugs/{network}.py"


def test_N8_a_network_without_a_harness_is_noticed() -> None:
    assert harness_of("toytown") is None
