"""The signs by which people tell networks apart at a glance."""

from shared.networks import registry


def test_N1_every_network_has_a_sign_of_its_own() -> None:
    signs = {name: registry.rules(name).sign for name in registry.names()}
    assert all(len(sign.letter) == 1 and sign.letter.isupper() for sign in signs.values())
    assert len({sign.shape for sign in signs.values()}) == len(signs), "letters are few, so the shape differs"
