"""Several objects are read in one call, and each has an answer of its own."""

import pytest

from shared.domain.errors import DisconnectedError, OutcomeUnknownError, RateLimitedError
from tests.integration.meta.bench import ACME_FB, Bench

FIELDS = [("fields", "id,message")]


def test_each_has_its_own_status(desk_bench: Bench) -> None:
    there, gone = desk_bench.comment("まだですか ✋")["id"], desk_bench.comment()["id"]
    desk_bench.meta.delete_comment(gone)
    found = desk_bench.family.client.batch(ACME_FB, [(f"/{ident}", FIELDS) for ident in (there, gone)])
    assert found[0] == (200, {"id": there, "message": "まだですか ✋"})
    status, body = found[1]
    assert (status, body["error"]["code"], body["error"]["error_subcode"]) == (400, 100, 33)


def test_one_that_meta_did_not_get_to_has_no_answer(desk_bench: Bench) -> None:
    ident = desk_bench.comment()["id"]
    desk_bench.meta.fault("null", path=f"*{ident}")
    found = desk_bench.family.client.batch(ACME_FB, [(f"/{ident}", FIELDS), (f"/{ident}", FIELDS)])
    assert [status for status, _ in found] == [0, 200]


@pytest.mark.parametrize("how", ["garbage", "drop"])
def test_an_answer_that_is_none_is_told_so(desk_bench: Bench, how: str) -> None:
    desk_bench.meta.fault(how)
    with pytest.raises(OutcomeUnknownError):
        desk_bench.family.client.batch(ACME_FB, [("/1", FIELDS)])


def test_a_dead_token_is_no_answer_to_any(desk_bench: Bench) -> None:
    desk_bench.meta.settings(token="another")
    with pytest.raises(DisconnectedError):
        desk_bench.family.client.batch(ACME_FB, [("/1", FIELDS)])


def test_N1_nothing_is_read_once_80_percent_are_used_up(desk_bench: Bench) -> None:
    ident, client = desk_bench.comment()["id"], desk_bench.family.client
    desk_bench.meta.settings(usage={"pages": 85})
    client.get(ACME_FB, f"/{ident}", FIELDS)
    for read in (lambda: client.get(ACME_FB, f"/{ident}", FIELDS), lambda: client.batch(ACME_FB, [("/1", FIELDS)])):
        with pytest.raises(RateLimitedError, match="85 % of the calls"):
            read()
    client.get(ACME_FB, f"/{ident}", FIELDS, spared=False)
