"""Names are asked for after the message is stored, and a person whom Meta does not show stays without one."""

import pytest

from shared.domain.errors import DisconnectedError, NotPermittedError
from shared.domain.posts.author import Author
from tests.integration.meta.bench import ACME_IG, ACME_MS, Bench


def test_a_writer_on_messenger_has_a_name(desk_bench: Bench) -> None:
    desk_bench.meta.write("Hanako", "もしもし")
    hanako = desk_bench.meta.person("Hanako")
    found = desk_bench.family.profiles.find(ACME_MS, hanako["messenger"])
    assert found == Author(hanako["messenger"], "", hanako["shown"])


def test_a_writer_on_instagram_has_a_handle_too(desk_bench: Bench) -> None:
    desk_bench.meta.write("Hanako", "もしもし", platform="instagram")
    hanako = desk_bench.meta.person("Hanako")
    found = desk_bench.family.profiles.find(ACME_IG, hanako["instagram"])
    assert found == Author(hanako["instagram"], hanako["username"], hanako["shown"])


def test_230_who_has_not_consented_has_none(desk_bench: Bench) -> None:
    hanako = desk_bench.meta.person("Hanako", consents=False)
    assert desk_bench.family.profiles.find(ACME_MS, hanako["messenger"]) is None


def test_9010_who_is_unknown_has_none(desk_bench: Bench) -> None:
    hanako = desk_bench.meta.person("Hanako", has_profile=False)
    assert desk_bench.family.profiles.find(ACME_IG, hanako["instagram"]) is None
    assert desk_bench.family.profiles.find(ACME_IG, "6300000000000999") is None


@pytest.mark.parametrize("customer", ["@hanako", "?17900000000000301", "../me", ""])
def test_who_is_not_known_by_id_is_not_asked_about(desk_bench: Bench, customer: str) -> None:
    before = desk_bench.requests()
    assert desk_bench.family.profiles.find(ACME_IG, customer) is None
    assert desk_bench.requests() == before


@pytest.mark.parametrize(("how", "error"), [("token_revoked", DisconnectedError), ("permission", NotPermittedError)])
def test_a_dead_token_and_a_missing_right_are_told(desk_bench: Bench, how: str, error: type[Exception]) -> None:
    hanako = desk_bench.meta.person("Hanako")
    desk_bench.meta.fault(how, times=5)
    with pytest.raises(error):
        desk_bench.family.profiles.find(ACME_MS, hanako["messenger"])
