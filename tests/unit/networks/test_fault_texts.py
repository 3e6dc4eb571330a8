"""A network's own words for faults are there in both languages, and say what people can do (I8)."""

import pytest

from shared.domain.accounts.faults import Fault
from shared.networks import registry


@pytest.mark.parametrize("network", registry.names())
def test_I8_own_words_for_faults_are_of_known_faults_and_in_both_languages(network: str) -> None:
    texts = registry.rules(network).fault_texts
    if not texts:
        return
    assert texts.keys() == {"en", "ja"}
    assert texts["en"].keys() == texts["ja"].keys() <= set(Fault)
    for language in texts:
        for name, sentence in texts[language].values():
            assert name
            assert sentence.endswith((".", "。", "）"))
            assert "{" not in name + sentence
