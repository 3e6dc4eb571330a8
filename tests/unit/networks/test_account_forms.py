"""The form of an account is said to people in both languages, whichever network it is on (N1)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.domain.networks.account_form import FieldForm
from shared.networks import registry

I18N = Path(__file__).parents[3] / "functions/desk_api/web/i18n"
OPTIONS = [(network, name) for network in registry.names() for name in registry.rules(network).account_form.options]


def fields(network: str) -> Iterator[FieldForm]:
    form = registry.rules(network).account_form
    yield form.network_id
    if form.username is not None:
        yield form.username
    yield from form.options.values()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(("network", "option"), OPTIONS)
def test_N1_every_option_has_a_label(network: str, option: str, language: str) -> None:
    catalogue = (I18N / f"settings.{language}.js").read_text("utf-8")
    assert f"'account_option.{option}':" in catalogue, network


@pytest.mark.parametrize("network", registry.names())
def test_N1_every_field_is_explained_in_japanese_and_its_example_fits(network: str) -> None:
    catalogue = (I18N / "faults/ja.js").read_text("utf-8")
    for field in fields(network):
        assert field.fits(field.example)
        assert repr(field.meaning) in catalogue or f'"{field.meaning}"' in catalogue
