"""The stand-in itself, where it has to be as strict, or as lenient, as a server of Mastodon."""

from collections.abc import Iterator

import httpx
import pytest

from infra.local.mastodon import seed
from tests.integration.mastodon.conftest import Bench


@pytest.fixture
def api(bench: Bench) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {seed.TOKEN}"}
    with httpx.Client(base_url=bench.mastodon.url, headers=headers, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("name", ["limit", "max_id", "min_id"])
def test_a_parameter_that_is_no_number_counts_as_not_given(bench: Bench, api: httpx.Client, name: str) -> None:
    bench.write()
    answer = api.get("/api/v1/notifications", params={name: "none"})
    assert (answer.status_code, len(answer.json())) == (200, 1)


def test_a_policy_that_does_not_exist_is_refused(api: httpx.Client) -> None:
    refused = api.patch("/api/v2/notifications/policy", json={"for_not_following": "nonsense"})
    assert refused.status_code == 422
    assert api.get("/api/v2/notifications/policy").json()["for_not_following"] == "accept"
