"""A plan's quota is a budget: what is left is known before an answer, and nobody learns of its end by silence (N7)."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from shared import wiring
from shared.domain.accounts.faults import Fault, FaultState
from shared.domain.accounts.quota import Quota, ends_fault, is_due, known, stops_answers
from shared.domain.accounts.status import Signal
from shared.domain.errors import (
    DisconnectedError,
    NotPermittedError,
    OutcomeUnknownError,
    QuotaUsedUpError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.networks.answerable import Reason
from shared.domain.replies.reply import ReplyState, Why
from shared.domain.settings.desk import Account
from shared.networks.x.rules import XRules
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.accounts.read_quotas import QuotaOutcome, read_if_due
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.inbound.poll_accounts import poll_due, schedule_polls
from shared.usecases.operations.findings import State
from shared.usecases.replies.preview_reply import Draft, ReplyPreview, preview_reply
from shared.usecases.replies.resolve_reply import send_again
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.settings.current import desk_settings
from tests.builders import at, minutes, sighted
from tests.fake_console import FakeConsole
from tests.fake_desk import AT_ONCE, MANAGER, FakeDesk, FakeTimelines
from tests.fake_plug import FakeQuotas
from tests.unit.accounts.test_deaf_accounts import look, polled_desk
from tests.unit.api.test_api import call
from tests.unit.operations.test_doctor import healthy_desk
from tests.unit.operations.test_doctor import look as examined
from tests.unit.replies.test_replies import LONG, put_out

HOUR = timedelta(hours=1)
USED_UP = QuotaUsedUpError("You have reached your monthly limit.")


def with_plan(desk: FakeDesk, *, used: int = 0, limit: int | None = 200, **more: Any) -> FakeQuotas:
    quotas = FakeQuotas(desk.clock.now, limit, used, **more)
    desk.plug.quotas = quotas
    return quotas


def desk_with_plan(*, used: int = 0, limit: int | None = 200, **more: Any) -> tuple[FakeDesk, FakeQuotas]:
    desk = FakeDesk(AT_ONCE)
    ingest_post(sighted(0), desk=desk)
    desk.clock.forward(minutes(5))
    return desk, with_plan(desk, used=used, limit=limit, **more)


def previewed(desk: FakeDesk) -> ReplyPreview:
    return preview_reply(Draft("acme", "It left today.", desk.only_ticket().id), desk=desk)


def swept(desk: FakeDesk, after: timedelta = timedelta(0)) -> list[str]:
    """What became of the quotas in the next poll of each account."""
    desk.clock.forward(after)
    return [str(found) for account in desk_settings(desk).live_accounts if (found := _read(account, desk))]


def _read(account: Account, desk: FakeDesk) -> QuotaOutcome | None:
    return read_if_due(account, desk.plug.quotas, desk=desk)


# What is read, and when


def test_N7_a_quota_is_read_hourly_and_stored() -> None:
    desk, quotas = desk_with_plan(used=40)
    assert swept(desk) == ["quota_read"]
    assert account_health(desk=desk)[0].quota == Quota(200, 40, at(5))
    quotas.used = 41
    assert swept(desk, timedelta(minutes=55)) == []
    assert swept(desk, minutes(5)) == ["quota_read"]
    found = account_health(desk=desk)[0].quota
    assert found is not None
    assert (found.used, found.left, quotas.asked) == (41, 159, 2)


def test_N7_the_month_that_ended_is_read_again_at_once() -> None:
    desk, quotas = desk_with_plan(used=200, renews_at=at(30))
    swept(desk)
    assert previewed(desk).may.reason_code is Reason.QUOTA_USED_UP
    desk.clock.instant = at(30)
    assert previewed(desk).may.allowed
    assert previewed(desk).quota is None
    quotas.used, quotas.renews_at = 0, at(30) + timedelta(days=31)
    assert swept(desk) == ["quota_read"]
    assert account_health(desk=desk)[0].faults == {}


def test_N7_an_answer_that_was_settled_later_has_used_some_of_the_quota_too() -> None:
    desk, quotas = desk_with_plan(used=40)
    swept(desk)
    put_out(desk)
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("The line broke.")], True
    assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is ReplyState.SENDING
    quotas.used = 41
    desk.clock.forward(minutes(1))
    assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is ReplyState.SENT
    assert swept(desk, minutes(1)) == ["quota_read"]
    found = previewed(desk).quota
    assert found is not None
    assert found.used == 41


def test_N7_a_quota_is_read_within_a_minute_of_an_answer_and_not_by_the_worker_that_sends() -> None:
    desk, quotas = desk_with_plan(used=40)
    desk.plug.timelines = None
    swept(desk)
    desk.clock.forward(minutes(1))
    assert swept(desk) == []
    put_out(desk)
    quotas.used = 41
    assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is ReplyState.SENT
    assert quotas.asked == 1
    desk.heartbeats.beat("acme", Signal.POLL, desk.clock.now())
    assert schedule_polls(desk=desk) == {"scheduled": 1}
    assert swept(desk, minutes(1)) == ["quota_read"]
    found = previewed(desk).quota
    assert found is not None
    assert (found.used, swept(desk, minutes(1))) == (41, [])


def test_N7_an_answer_that_went_out_stays_sent_when_that_cannot_be_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, _ = desk_with_plan()
    put_out(desk)

    def down(*_: Any) -> None:
        raise UnavailableError("the table")

    monkeypatch.setattr(desk.heartbeats, "beat", down)
    assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is ReplyState.SENT
    assert len(desk.x.sends) == 1


def test_N7_an_account_whose_quota_cannot_be_read_harms_no_other() -> None:
    other = {"network": "x", "network_id": "200", "username": "acme_jp", "name": "アクメ"}
    desk = FakeDesk(Document("account", "jp", 1, other), Document("account", "old", 1, other | {"retired": True}))

    def read(account: Any) -> Quota:
        if account.id == "acme":
            raise UnreachableError("no route")
        return Quota(200, 3, desk.clock.now())

    desk.plug.quotas = SimpleNamespace(read=read)
    assert swept(desk) == ["quota_failed", "quota_read"]
    assert [health.quota.used if health.quota else None for health in account_health(desk=desk)] == [None, 3, None]


def test_N7_a_plan_that_may_not_be_read_is_left_alone_for_an_hour() -> None:
    desk, quotas = desk_with_plan(fails=NotPermittedError("403"))
    assert swept(desk) == ["quota_failed"]
    assert swept(desk, minutes(5)) == []
    assert swept(desk, HOUR) == ["quota_failed"]
    assert (quotas.asked, previewed(desk).may.allowed) == (2, True)


def test_I8_a_refused_token_is_found_by_reading_the_quota_and_is_well_again_by_it() -> None:
    desk, quotas = desk_with_plan(fails=DisconnectedError("401"))
    swept(desk)
    assert Fault.ACCOUNT_DISCONNECTED in account_health(desk=desk)[0].faults
    quotas.fails = None
    swept(desk, minutes(5))
    assert account_health(desk=desk)[0].faults == {}


def test_N7_the_polls_read_quotas_whether_or_not_the_network_can_be_read() -> None:
    for timelines in (FakeTimelines(), None):
        desk, quotas = desk_with_plan(used=40)
        desk.plug.timelines = timelines
        desk.plug.setup = SimpleNamespace(connected=lambda _: True)
        desk.plug.console = FakeConsole()
        assert schedule_polls(desk=desk) == {"scheduled": 1}
        found = poll_due("acme", at=desk.clock.now(), desk=desk)
        assert (found[QuotaOutcome.READ], quotas.asked) == (1, 1)
        assert poll_due("acme", at=desk.clock.now(), desk=desk)[QuotaOutcome.READ] == 0


def test_N7_a_due_quota_is_reason_enough_for_a_poll_and_a_fresh_one_is_none() -> None:
    desk, quotas = desk_with_plan(used=40)
    desk.plug.timelines = None
    assert swept(desk) == ["quota_read"]
    asked = []
    for minute in range(6, 70):
        desk.clock.instant = at(minute)
        desk.heartbeats.beat("acme", Signal.POLL, desk.clock.now())
        asked += [minute] * schedule_polls(desk=desk).total()
    assert (asked, quotas.asked) == ([65, 66, 67, 68, 69], 1)


def test_I8_an_account_that_nobody_has_connected_is_not_asked() -> None:
    desk, quotas = desk_with_plan(fails=DisconnectedError("The account 'acme' has no keys."))
    desk.heartbeats.fail("acme", Fault.NOT_CONNECTED, "The desk holds no keys for the account.", at(0))
    assert swept(desk) == []
    assert (quotas.asked, list(account_health(desk=desk)[0].faults)) == (0, [Fault.NOT_CONNECTED])


# At 100 %


def test_N7_at_100_percent_the_preview_says_so() -> None:
    desk, _ = desk_with_plan(used=200)
    swept(desk)
    found = previewed(desk)
    assert (found.may.allowed, found.may.reason_code) == (False, Reason.QUOTA_USED_UP)
    assert "plan with X allows no more answers" in found.may.sentence
    assert found.quota == Quota(200, 200, at(5))


def test_N7_at_100_percent_an_answer_comes_back_with_that_reason_and_goes_out_once_people_acted() -> None:
    desk, quotas = desk_with_plan(used=199)
    swept(desk)
    desk.clock.forward(minutes(1))
    put_out(desk)
    desk.x.answers, quotas.used = [USED_UP], 200
    ticket = desk.only_ticket().id
    assert send_reply(ticket, "reply-0001", desk=desk) is ReplyState.FAILED
    reply = desk.only_ticket().reply("reply-0001")
    assert reply is not None
    assert (reply.why, reply.reason, reply.due_at) == (Why.QUOTA_USED_UP, str(USED_UP), None)
    assert reply.returned is not None
    assert desk.only_ticket().running is not None
    assert previewed(desk).may.reason_code is Reason.QUOTA_USED_UP
    assert swept(desk, minutes(1)) == ["quota_read"]
    assert previewed(desk).quota == Quota(200, 200, desk.clock.now())
    quotas.limit, quotas.used = 5_000, 200
    assert swept(desk, minutes(5)) == ["quota_read"]
    assert previewed(desk).may.allowed
    send_again(ticket, "reply-0001", by=desk.kt, desk=desk)
    assert send_reply(ticket, "reply-0001", desk=desk) is ReplyState.SENT


def test_N7_a_quota_that_is_used_up_between_two_parts_leaves_the_rest_and_says_why() -> None:
    desk, quotas = desk_with_plan(used=198)
    put_out(desk, LONG)
    desk.x.answers = [None, USED_UP]
    ticket = desk.only_ticket().id
    assert send_reply(ticket, "reply-0001", desk=desk) is ReplyState.PARTLY_SENT
    reply = desk.only_ticket().reply("reply-0001")
    assert reply is not None
    assert (reply.why, [part.state for part in reply.parts[:2]]) == (Why.QUOTA_USED_UP, ["sent", "waiting"])
    quotas.used = 0
    swept(desk, minutes(5))
    send_again(ticket, "reply-0001", by=desk.kt, desk=desk)
    assert send_reply(ticket, "reply-0001", desk=desk) is ReplyState.SENT
    assert len(desk.x.stands) == len(reply.parts)


def test_N7_an_answer_that_goes_out_shows_that_the_quota_is_not_used_up() -> None:
    desk, quotas = desk_with_plan(used=200)
    swept(desk)
    quotas.fails = UnreachableError("no route")
    put_out(desk)
    send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    assert previewed(desk).may.allowed


def test_N7_a_plan_without_a_limit_never_stops_an_answer() -> None:
    desk, _ = desk_with_plan(used=90_000, limit=None)
    swept(desk)
    found = previewed(desk)
    assert found.quota is not None
    assert (found.may.allowed, found.quota.left) == (True, None)
    assert look(desk) == []


def test_N7_an_unknown_quota_is_no_empty_one() -> None:
    desk, quotas = desk_with_plan(used=200, fails=UnreachableError("no route"))
    swept(desk)
    assert (previewed(desk).may.allowed, previewed(desk).quota) == (True, None)
    quotas.fails = None
    swept(desk)
    assert not previewed(desk).may.allowed
    quotas.fails = UnreachableError("no route")
    swept(desk, timedelta(hours=2))
    assert not previewed(desk).may.allowed
    swept(desk, minutes(1))
    assert (previewed(desk).may.allowed, previewed(desk).quota) == (True, None)


def test_N7_a_used_up_quota_is_read_in_every_run_of_the_schedule() -> None:
    last = Quota(200, 200, at(0))
    assert [is_due(last, at(minute)) for minute in (0, 3, 4, 5)] == [False, False, True, True]
    assert [is_due(Quota(200, 199, at(0)), at(minute)) for minute in (0, 59, 60)] == [False, False, True]


@pytest.mark.parametrize(
    ("reading", "ends"),
    [
        (Quota(200, 200, at(5)), False),
        (Quota(200, 199, at(5)), False),
        (Quota(200, 199, at(61)), True),
        (Quota(200, 0, at(5)), True),
        (Quota(250, 205, at(5)), True),
        (Quota(None, 205, at(5)), True),
    ],
)
def test_N7_a_refusal_is_believed_before_a_count_that_is_approximate(reading: Quota, *, ends: bool) -> None:
    assert ends_fault(FaultState("429", at(0)), Quota(200, 199, at(0)), reading) is ends


def test_N7_what_nobody_has_confirmed_of_late_stops_nothing() -> None:
    refused = FaultState("429", at(0))
    assert stops_answers(refused, None, at(120))
    assert not stops_answers(refused, None, at(121))
    assert stops_answers(refused, Quota(200, 200, at(60)), at(180))
    assert not stops_answers(None, Quota(200, 200, at(60)), at(60))
    assert known(Quota(200, 1, at(0)), at(120)) is not None
    assert known(Quota(200, 1, at(0)), at(121)) is None


# The managers


def test_N7_at_80_percent_the_managers_are_warned_once_however_the_count_wavers() -> None:
    desk = polled_desk()
    quotas = with_plan(desk, used=159)
    swept(desk)
    assert look(desk) == []
    said = []
    for used in (160, 158, 161, 150, 190, 199):
        quotas.used = used
        assert swept(desk, HOUR) == ["quota_read"]
        desk.heartbeats.beat("acme", Signal.POLL, desk.clock.now())
        said += look(desk)
    assert said == ["sent"]
    [(person, subject, text)] = desk.mailer.mails
    assert (person, subject) == ("boss", "@acme_help: about to run out of answers on X")
    assert "(160 / 200)" in text
    assert (desk.texter.texts, account_health(desk=desk)[0].state) == ([], "ok")


def test_N7_each_month_is_warned_of_by_itself() -> None:
    desk = polled_desk()
    quotas = with_plan(desk, used=170, renews_at=at(100))
    swept(desk)
    assert look(desk) == ["sent"]
    desk.clock.instant = at(101)
    quotas.used, quotas.renews_at = 0, at(100_000)
    for used, told in ((0, []), (100, []), (160, ["sent"]), (170, [])):
        quotas.used = used
        swept(desk, HOUR)
        desk.heartbeats.beat("acme", Signal.POLL, desk.clock.now())
        assert look(desk) == told


def test_N7_a_used_up_quota_is_told_at_once_and_once() -> None:
    desk = polled_desk()
    quotas = with_plan(desk, used=200)
    swept(desk)
    assert look(desk) == ["sent"]
    assert [subject for _, subject, _ in desk.mailer.mails] == ["@acme_help: out of answers on X"]
    assert [person for person, _ in desk.texter.texts] == ["boss"]
    for _ in range(30):
        swept(desk, HOUR)
        desk.heartbeats.beat("acme", Signal.POLL, desk.clock.now())
        assert look(desk) == []
    quotas.limit = 5_000
    swept(desk, HOUR)
    desk.heartbeats.beat("acme", Signal.POLL, desk.clock.now())
    assert (look(desk), account_health(desk=desk)[0].state) == ([], "ok")


@pytest.mark.parametrize(
    ("used", "subject"),
    [(160, "【注意】@acme_help: X の送信可能数が残りわずか"), (200, "【障害】@acme_help: X の送信可能数切れ")],
)
def test_N7_the_warnings_are_written_in_the_managers_language(used: int, subject: str) -> None:
    desk = polled_desk(Document("person", "boss", 2, MANAGER | {"language": "ja"}))
    with_plan(desk, used=used)
    swept(desk)
    look(desk)
    [(_, told, text)] = desk.mailer.mails
    assert told == subject
    assert "料金プランで今月送信できる通数" in text


# The doctor, and the API


@pytest.mark.parametrize(
    ("plan", "state", "sentence"),
    [
        ({"used": 40}, State.FINE, "40 of 200 answers used, 160 left"),
        ({"used": 160, "renews_at": datetime(2026, 10, 1, tzinfo=UTC)}, State.NOTE, "left until 2026-10-01 00:00 UTC"),
        ({"used": 200}, State.FAULT, "none goes out before, unless a bigger plan is taken"),
        ({"used": 0, "limit": 0}, State.FAULT, "0 of 0 answers used, 0 left"),
        ({"used": 7, "limit": None}, State.FINE, "7 answers; the plan has no limit"),
        ({"fails": UnreachableError("no route")}, State.UNKNOWN, "no route"),
    ],
)
def test_N7_the_doctor_asks_the_network_for_the_quota(plan: dict[str, Any], state: State, sentence: str) -> None:
    desk = healthy_desk()
    with_plan(desk, **plan)
    found = examined(desk=desk)["acme", "quota"]
    assert found.state is state
    assert sentence in found.sentence


def test_N5_the_doctor_says_where_native_answers_are_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ("acme", "native answers") not in examined(desk=healthy_desk())
    monkeypatch.setattr(XRules, "shows_native_answers", False)
    found = examined(desk=healthy_desk())["acme", "native answers"]
    assert (found.state, "does not show what colleagues answer" in found.sentence) == (State.NOTE, True)


def test_N7_the_api_says_what_is_left_and_null_is_not_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, _ = desk_with_plan(used=150)
    monkeypatch.setattr(wiring, "_desk", desk)
    body = {"account": "acme", "ticket": desk.only_ticket().id, "text": "Hello"}

    def told() -> tuple[Any, Any, Any]:
        [account] = call("GET", "/api/health")[1]["accounts"]
        return account["quota"], call("POST", "/api/preview/reply", body)[1]["quota"], account["shows_native_answers"]

    assert told() == (None, None, True)
    swept(desk)
    view = {"limit": 200, "used": 150, "left": 50, "as_of": "2026-09-15T12:05:00.000Z"}
    assert told() == (view, view, True)
