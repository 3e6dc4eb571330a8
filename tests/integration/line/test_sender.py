"""What the desk sends on LINE: once for a key, all parts or none, and every refusal as what it is (R1, N4, N7)."""

import re
from datetime import timedelta

import pytest

from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    NotAnswerableError,
    OutcomeUnknownError,
    QuotaUsedUpError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.posts.kinds import Channel
from shared.networks import connection
from shared.networks.line.sender import retry_key
from tests.integration.line.place import SHOP, START, Place

PUSH = {"path": "/v2/bot/message/push"}


def test_parts_leave_together_and_cost_one_message_of_the_plan(place: Place) -> None:
    sent = place.prepare("一", "二", "三").send()
    assert [each.text for each in sent] == ["一", "二", "三"]
    [push] = place.line.sent()
    assert (push["texts"], push["ids"]) == (["一", "二", "三"], [each.post_id for each in sent])
    assert {each.posted_at for each in sent} == {START}
    assert place.plug.quotas.read(SHOP).used == 1


def test_an_answer_to_one_of_several_shows_the_message_above_its_first_text(place: Place) -> None:
    asked = place.line.write("hanako", "赤はありますか")["content"]
    place.prepare("あります", "青もあります", quote=asked["quoteToken"]).send()
    assert place.line.sent()[0]["quoted"] == asked["quoteToken"]


def test_more_than_five_parts_are_refused_and_nothing_is_sent(place: Place) -> None:
    with pytest.raises(RefusedError, match="Size must be between 1 and 5"):
        place.prepare(*"abcdef").send()
    assert place.line.sent() == []


def test_R4_5000_units_go_out_and_one_more_does_not(place: Place) -> None:
    place.prepare("a" * 4_998 + "😀").send()
    with pytest.raises(RefusedError, match="Length must be between 0 and 5000"):
        place.prepare("a" * 4_999 + "😀", key="another").send()


@pytest.mark.parametrize("how", ["take_then_drop", "take_then_garbage", "take_then_500", "take_then_503"])
def test_N4_a_lost_answer_is_settled_by_the_same_call(place: Place, how: str) -> None:
    place.line.fault(how, **PUSH)
    with pytest.raises(OutcomeUnknownError):
        place.prepare().send()
    [push] = place.line.sent()
    place.clock.instant = START + timedelta(seconds=8)
    [sent] = place.prepare(tried_at=START).send()
    assert (sent.post_id, sent.posted_at) == (push["ids"][0], START)
    assert place.arrived() == ["承りました"]


def test_N4_a_call_that_left_no_trace_is_sent_by_the_same_call(place: Place) -> None:
    place.line.fault("drop", **PUSH)
    with pytest.raises(OutcomeUnknownError):
        place.prepare().send()
    assert place.line.sent() == []
    [sent] = place.prepare().send()
    assert [push["ids"] for push in place.line.sent()] == [[sent.post_id]]


def test_N4_an_answer_that_never_comes_is_unknown(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = place.prepare()
    monkeypatch.setattr(connection, "READ_SECONDS", 0.5)
    place.line.fault("take_then_timeout", seconds=5, **PUSH)
    with pytest.raises(OutcomeUnknownError):
        prepared.send()


def test_N4_the_key_is_a_uuid_and_the_same_for_the_same_part() -> None:
    assert retry_key("a") == retry_key("a") != retry_key("b")
    assert len(retry_key("a")) == 36


REFUSALS: dict[int | str, type[SocialNetworkError]] = {
    400: RefusedError,
    "bad_text": RefusedError,
    "bad_recipient": NotAnswerableError,
    401: DisconnectedError,
    403: AccountRefusedError,
    404: RefusedError,
    410: RefusedError,
    413: RefusedError,
    "month_used_up": QuotaUsedUpError,
    "rate": RateLimitedError,
    500: OutcomeUnknownError,
    503: OutcomeUnknownError,
    302: OutcomeUnknownError,
}


@pytest.mark.parametrize("answer", REFUSALS, ids=str)
def test_every_documented_refusal_is_what_it_is_and_nothing_is_sent(place: Place, answer: int | str) -> None:
    place.line.fault(answer, times=2, **PUSH)
    with pytest.raises(SocialNetworkError) as refused:
        place.prepare().send()
    assert type(refused.value) is REFUSALS[answer]
    assert str(refused.value)
    assert place.line.sent() == []


def test_the_networks_words_quote_no_token_and_no_text(place: Place) -> None:
    place.line.fault(401, times=9, path="/v2/*")
    with pytest.raises(DisconnectedError) as refused:
        place.prepare("秘密の住所").send()
    assert "秘密" not in str(refused.value)
    assert "Bearer" not in str(refused.value)


def test_lines_id_of_a_refused_request_is_logged_and_nothing_of_what_it_held(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RefusedError):
        place.prepare("秘密" * 5_000).send()
    [told] = [record.getMessage() for record in caplog.records if record.name.startswith("shared.networks.line")]
    assert re.fullmatch(r"LINE answered 400 to the request [0-9a-f-]{36}", told)


def test_a_token_that_line_forgot_is_bought_again(place: Place) -> None:
    prepared = place.prepare()
    place.line.fault(401, **PUSH)
    prepared.send()
    assert place.line.requests()["POST /oauth2/v3/token"] == 2
    assert place.arrived() == ["承りました"]


def test_a_token_serves_for_fourteen_minutes_and_all_parts_of_the_plug(place: Place) -> None:
    place.prepare().send()
    place.plug.quotas.read(SHOP)
    place.clock.instant = START + timedelta(minutes=13, seconds=59)
    place.prepare(key="second").send()
    assert place.line.requests()["POST /oauth2/v3/token"] == 1
    place.clock.instant = START + timedelta(minutes=14)
    place.prepare(key="third").send()
    assert place.line.requests()["POST /oauth2/v3/token"] == 2


def test_keys_that_line_does_not_accept_are_told_before_anything_is_sent(place: Place) -> None:
    place.line.channel(secret="changed in the console")
    with pytest.raises(DisconnectedError, match="does not accept the channel ID and secret"):
        place.prepare()
    assert "changed" not in str(place.line.requests())


@pytest.mark.parametrize("answer", [500, "drop", "garbage"])
def test_R1_no_token_means_that_nothing_was_sent(place: Place, answer: int | str) -> None:
    place.line.fault(answer, path="/oauth2/v3/token")
    with pytest.raises(SocialNetworkError) as raised:
        place.prepare()
    assert not isinstance(raised.value, OutcomeUnknownError)


def test_I8_a_rate_limit_holds_the_next_send_for_all_workers(place: Place) -> None:
    place.line.fault("rate", **PUSH)
    with pytest.raises(RateLimitedError) as limited:
        place.prepare().send()
    with pytest.raises(BudgetSpentError):
        place.prepare()
    place.clock.instant = limited.value.until
    place.prepare().send()
    assert place.arrived() == ["承りました"]


def test_N7_the_last_message_of_the_month_goes_out_and_the_next_does_not(place: Place) -> None:
    place.line.channel(plan=1)
    place.prepare().send()
    with pytest.raises(QuotaUsedUpError, match="monthly limit"):
        place.prepare(key="second").send()
    [sent] = place.prepare().send()
    assert sent.post_id == place.line.sent()[0]["ids"][0], "what was sent before is still known"


@pytest.mark.parametrize("customer", ["U" + "0" * 32, "nobody", "../../info", ""])
def test_an_unknown_customer_is_not_answerable(place: Place, customer: str) -> None:
    with pytest.raises(NotAnswerableError):
        place.prepare(to=customer or "-").send()


def test_line_shows_nothing_of_what_was_sent(place: Place) -> None:
    [sent] = place.prepare().send()
    found = place.plug.sender.find_own(
        SHOP, channel=Channel.DIRECT, to="1", customer=place.customer(), text="承りました", since=START
    )
    own = place.plug.sender.own_post(SHOP, channel=Channel.DIRECT, post_id=sent.post_id, customer=place.customer())
    assert (found, own) == (None, None)
