"""What the page is told of the networks, so that it knows none itself (N1)."""

from shared.networks.x.pricing.prices import CHARGES, PRICES
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call, desk

__all__ = ["desk"]


def test_N1_the_page_is_told_each_networks_name_and_prices_in_both_languages(desk: FakeDesk) -> None:
    status, found = call("GET", "/api/networks")
    [network] = found["networks"]
    assert (status, network["id"], network["name"]) == (200, "x", "X")
    assert list(network["prices"]) == list(PRICES)
    assert network["prices"]["post_with_link"] == 0.2
    assert {language: set(names) for language, names in network["charges"].items()} == {
        key: set(PRICES) for key in CHARGES
    }
    assert (network["shows_pictures"], network["blind_spots"]) == (False, {})
