"""Reading stops while there is still something left for answers (N1)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.errors import RateLimitedError
from shared.domain.settings.desk import Account
from shared.networks.meta.api.usage import ASK_AGAIN, UsageMeter
from tests.builders import at, minutes

ACME = Account("acme_fb", "facebook", "100", "", "Acme", app="meta1")


def app(percent: object) -> dict[str, str]:
    return {"x-app-usage": json.dumps({"call_count": percent, "total_time": 1, "total_cputime": 2})}


def page(*, regain: object = 0, **shares: object) -> dict[str, str]:
    told = {"type": "pages", "call_count": 1, "total_cputime": 1, "total_time": 1, **shares}
    return {"x-business-use-case-usage": json.dumps({"100": [{**told, "estimated_time_to_regain_access": regain}]})}


def waits(meter: UsageMeter, n: float = 0, account: Account = ACME) -> timedelta | None:
    try:
        meter.check(account, at(n))
    except RateLimitedError as error:
        return error.until - at(n)
    return None


@pytest.mark.parametrize("headers", [app(80), page(total_time=80), page(call_count=93.5), page(total_cputime=80)])
def test_N1_reading_stops_at_80_percent_of_any_share(headers: dict[str, str]) -> None:
    meter = UsageMeter()
    meter.note(ACME, headers, at(0))
    assert waits(meter) == ASK_AGAIN
    assert waits(meter, ASK_AGAIN / minutes(1)) is None


@pytest.mark.parametrize("headers", [app(79), page(total_time=79), {}])
def test_N1_below_that_everything_is_read(headers: dict[str, str]) -> None:
    meter = UsageMeter()
    meter.note(ACME, headers, at(0))
    assert waits(meter) is None


def test_N1_meta_says_when_there_are_calls_again() -> None:
    meter = UsageMeter()
    meter.note(ACME, page(call_count=100, regain=45), at(0))
    assert waits(meter) == minutes(45)
    meter.note(ACME, page(call_count=100, regain=10**9), at(0))
    assert waits(meter) == timedelta(days=1)


def test_N1_a_lower_share_ends_the_wait_and_an_answer_without_one_does_not() -> None:
    meter = UsageMeter()
    meter.note(ACME, page(call_count=90), at(0))
    meter.note(ACME, {}, at(1))
    assert waits(meter, 1) is not None
    meter.note(ACME, page(call_count=50), at(2))
    assert waits(meter, 2) is None


def test_N1_the_apps_share_holds_for_all_its_accounts_and_a_pages_for_itself() -> None:
    other = replace(ACME, id="other", network_id="200")
    meter = UsageMeter()
    meter.note(ACME, page(call_count=90), at(0))
    assert waits(meter, account=other) is None
    meter.note(ACME, app(90), at(0))
    assert waits(meter, account=other) is not None
    assert waits(meter, account=replace(other, app="meta2")) is None


@pytest.mark.parametrize(
    "said",
    [
        *("", "{", "[]", "null", '"x"', '{"100": 5}', '{"100": [5]}', '{"100": [{"call_count": true}]}', "[" * 9000),
        '{"100": [{"call_count": "99"}]}',
        '{"call_count": NaN, "total_time": -Infinity, "total_cputime": 1e400}',
    ],
)
def test_a_header_that_says_nothing_readable_stops_nothing(said: str) -> None:
    meter = UsageMeter()
    meter.note(ACME, {"x-app-usage": said, "x-business-use-case-usage": said}, at(0))
    assert waits(meter) is None
