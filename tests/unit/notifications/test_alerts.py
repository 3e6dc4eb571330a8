"""People are told in time, once, and not after it was answered (L1-L4, L7, I7)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.domain.errors import DeliveryError
from shared.domain.notifications.digest import FEW, FIRST_LOOK
from shared.domain.posts.author import Author
from shared.domain.sla.alert import SendState
from shared.domain.text.formatting import local_time, span
from shared.domain.text.sms import SMS_UCS2_PART, two_parts
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.send_alert import LEASE, send_alert
from shared.usecases.operations.due_steps import Overdue
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.operations.send_unsent import Unsent, send_unsent
from shared.usecases.sla.chase_deadline import Chased, chase_deadline
from shared.usecases.tickets.ticket_actions import assign_ticket, finish_ticket, reopen_ticket
from tests.alerting import asked_desk, chase, deliver, queued_alerts
from tests.builders import at, minutes, sighted, sighted_answer
from tests.fake_desk import FakeDesk


def test_L1_warn_and_due_go_out_at_their_instants_and_the_timer_ends() -> None:
    desk = asked_desk()
    assert chase(desk, 48) == Chased(at(60), "warn")
    assert chase(desk, 60) == Chased(None, "due")
    assert [alert.step for _, alert in desk.alerts.messages] == ["warn", "warn", "due"]


def test_L1_a_timer_that_wakes_early_waits_on() -> None:
    assert chase(asked_desk(), 30) == Chased(at(48))


def test_L5_a_few_alerts_go_at_once_and_one_among_more_waits_a_moment() -> None:
    desk = asked_desk()
    for n in range(1, FEW + 2):
        ingest_post(sighted(0, author=Author(f"90{n}", "jo", "Jo"), id=f"7777777777777{n}"), desk=desk)
    chase(desk, 48)
    for n in range(1, FEW + 2):
        _, [other] = desk.tickets.of_customer("acme", f"90{n}")
        chase_deadline(other.id, other.clocks[0].id, 1, desk=desk)
    assert desk.alerts.delays == [*[timedelta(0)] * FEW, FIRST_LOOK, FIRST_LOOK]
    desk.clock.forward(minutes(12))
    chase_deadline(other.id, other.clocks[0].id, 1, desk=desk)
    assert desk.alerts.delays[-1] == timedelta(0)


def test_L3_a_timer_that_runs_twice_alerts_once() -> None:
    desk = asked_desk()
    chase(desk, 48)
    chase(desk, 48)
    assert deliver(desk) == ["sent", "known"]
    assert len(desk.mailer.mails) == 1


def test_L3_after_an_outage_only_the_highest_step_fires() -> None:
    desk = asked_desk()
    assert chase(desk, 300) == Chased(None, "due")
    assert deliver(desk) == ["sent"]


def test_L3_a_timer_of_an_older_arm_or_of_a_ticket_that_is_gone_does_nothing() -> None:
    desk = asked_desk()
    assert chase(desk, 48, timer_generation=0) == Chased(None)
    assert chase_deadline("acme.900.5", "5", 1, desk=desk) == Chased(None)
    assert desk.alerts.messages == []


@pytest.mark.parametrize("ending", ["answer", "done"])
def test_L3_once_answered_or_done_no_alert_fires(ending: str) -> None:
    desk = asked_desk()
    end(desk, ending)
    assert chase(desk, 60) == Chased(None)
    assert desk.alerts.messages == []


@pytest.mark.parametrize("ending", ["answer", "done"])
def test_L3_answered_between_the_alert_and_its_sending_nothing_goes_out(ending: str) -> None:
    desk = asked_desk()
    chase(desk, 60)
    end(desk, ending)
    assert deliver(desk) == ["stale"]
    assert desk.mailer.mails == []
    assert send_unsent(desk=desk)[Unsent.ALERTS] == 0


def end(desk: FakeDesk, ending: str) -> None:
    if ending == "answer":
        ingest_post(sighted_answer(5, sighted(0).id), desk=desk)
    else:
        finish_ticket(desk.only_ticket().id, "nothing_to_say", by=desk.kt, desk=desk)


def test_L2_managers_and_the_assignee_are_told() -> None:
    desk = asked_desk()
    assign_ticket(desk.only_ticket().id, "kt", by=desk.kt, desk=desk)
    chase(desk, 60)
    deliver(desk)
    assert [who for who, _, _ in desk.mailer.mails] == ["kt", "boss"]
    assert [who for who, _ in desk.texter.texts] == ["boss"]


def test_L2_nobody_assigned_and_nobody_named_means_the_managers_never_nobody() -> None:
    ladder = [{"step": "due", "whom": ["assignee"]}]
    desk = asked_desk(Document("policy", "default", 1, {"ladder": ladder}))
    chase(desk, 60)
    deliver(desk)
    assert [who for who, _, _ in desk.mailer.mails] == ["boss"]


def test_L2_an_sms_to_somebody_without_a_phone_becomes_a_mail() -> None:
    ladder = [{"step": "due", "whom": ["assignee"], "how": ["sms"]}]
    desk = asked_desk(Document("policy", "default", 1, {"ladder": ladder}))
    assign_ticket(desk.only_ticket().id, "kt", by=desk.kt, desk=desk)
    chase(desk, 60)
    deliver(desk)
    assert [who for who, _, _ in desk.mailer.mails] == ["kt"]


def test_L3_a_crash_before_the_queue_heals_when_the_timer_is_tried_again() -> None:
    desk = asked_desk()
    fail_once(desk.alerts, "put")
    with pytest.raises(ConnectionError):
        chase(desk, 48)
    chase(desk, 48)
    assert deliver(desk) == ["sent"]


def test_L3_an_alert_that_a_crash_left_unsent_is_brought_back_by_the_sweep() -> None:
    desk = asked_desk()
    chase(desk, 48)
    desk.alerts.messages.clear()
    assert send_unsent(desk=desk)[Unsent.ALERTS] == 0
    desk.clock.forward(minutes(2))
    assert send_unsent(desk=desk)[Unsent.ALERTS] == 1
    assert deliver(desk) == ["sent"]


def test_L3_two_workers_with_one_alert_send_it_once_and_a_crashed_one_is_relieved() -> None:
    desk = asked_desk()
    chase(desk, 48)
    [(ticket, alert)] = desk.alerts.messages
    fail_once(desk.mailer, "send")
    with pytest.raises(ConnectionError):
        deliver(desk)
    key = (alert.clock, alert.step, alert.due_at)
    assert send_alert(ticket, *key, desk=desk) == "busy"
    desk.clock.forward(LEASE)
    assert send_alert(ticket, *key, desk=desk) == "sent"
    assert len(desk.mailer.mails) == 1


def test_a_failed_way_falls_over_to_the_other_where_it_is_the_only_one() -> None:
    desk = asked_desk()
    desk.mailer.refuses = "throttled"
    chase(desk, 48)
    assert deliver(desk) == ["sent"]
    assert [who for who, _ in desk.texter.texts] == ["boss"]
    [alert] = desk.only_ticket().alerts
    assert [(s.how, s.state, s.reason) for s in alert.sent] == [
        ("mail", SendState.FAILED, "mail: throttled"),
        ("sms", SendState.SENT, None),
    ]


def test_an_alert_that_reaches_nobody_is_an_error_and_is_tried_for_ten_minutes() -> None:
    desk = asked_desk()
    desk.mailer.refuses = desk.texter.refuses = "throttled"
    chase(desk, 60)
    [(ticket, alert)] = queued_alerts(desk)
    with pytest.raises(DeliveryError, match="throttled"):
        deliver(desk)
    desk.clock.forward(minutes(2))
    assert send_unsent(desk=desk)[Unsent.ALERTS] == 1
    desk.clock.forward(minutes(10))
    with pytest.raises(DeliveryError):
        deliver(desk)
    assert send_unsent(desk=desk)[Unsent.ALERTS] == 0
    last = desk.tickets.load(ticket).alert(*alert.key)
    assert last is not None
    assert last.outcome == "failed"
    assert {sending.state for sending in last.sent} == {SendState.FAILED}


def test_a_clock_that_runs_again_takes_the_next_arm_since_its_timers_name_is_used_up() -> None:
    desk = asked_desk()
    ticket = desk.only_ticket()
    finish_ticket(ticket.id, "nothing_to_say", by=desk.kt, desk=desk)
    reopen_ticket(ticket.id, by=desk.kt, desk=desk)
    [(_, _, timer_generation)] = desk.timers.running
    assert timer_generation == 2
    assert desk.only_ticket().clocks[0].timer_generation == 2
    assert chase(desk, 60, timer_generation=2).fired == "due"


def test_the_reconciler_starts_a_timer_that_is_gone() -> None:
    desk = asked_desk()
    desk.timers.closed = set(desk.timers.running)
    desk.timers.running.clear()
    desk.clock.forward(minutes(45))
    assert find_overdue(desk=desk).waiting[Overdue.TIMER_STARTED] == 1
    assert len(desk.timers.running) == 1


def test_the_reconciler_finds_an_overdue_clock_without_its_alert() -> None:
    desk = asked_desk()
    desk.clock.forward(minutes(62))
    assert find_overdue(desk=desk).waiting[Overdue.CHASED] == 1
    assert [alert.step for _, alert in desk.alerts.messages] == ["due"]
    assert find_overdue(desk=desk).waiting[Overdue.CHASED] == 0


def test_the_reconciler_leaves_alone_what_is_fine_and_what_came_too_late() -> None:
    desk = asked_desk()
    desk.clock.forward(minutes(3000))
    ingest_post(sighted(1, author=Author("901", "jo", "Jo")), desk=desk)
    find_overdue(desk=desk)
    assert len(desk.alerts.messages) == 1


def test_C7_a_short_thanks_gets_a_ladder_of_mail_only() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, text="@acme_help ありがとうございます！🙏"), desk=desk)
    chase(desk, 60)
    deliver(desk)
    assert desk.texter.texts == []
    assert len(desk.mailer.mails) == 1


def test_L7_an_alert_says_account_customer_what_is_due_when_and_links_to_the_ticket() -> None:
    desk = asked_desk()
    chase(desk, 48)
    deliver(desk)
    [(_, subject, text)] = desk.mailer.mails
    assert subject == "Due in 12 min: first reply to みつき on @acme_help"
    assert "Tue 15 Sep 22:00 JST" in text
    assert f"https://desk.example.com/t/{desk.only_ticket().id}" in text
    assert "order" not in text


def test_L7_it_speaks_the_readers_language() -> None:
    desk = asked_desk()
    assign_ticket(desk.only_ticket().id, "kt", by=desk.kt, desk=desk)
    chase(desk, 60)
    deliver(desk)
    [subject] = [subject for who, subject, _ in desk.mailer.mails if who == "kt"]
    assert subject == "【返信期限です】みつき様への初回返信（@acme_help）"


def test_L7_the_posts_words_stand_in_it_only_if_the_desk_allows() -> None:
    desk = asked_desk(Document("desk", "desk", 1, {"words_in_alerts": True}))
    chase(desk, 48)
    deliver(desk)
    assert "where is my order?" in desk.mailer.mails[0][2]


def test_L7_a_name_cannot_break_out_of_the_subject() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, author=Author("900", "mitsuki", "Eve\r\nBcc: all@example.com\u202e")), desk=desk)
    chase(desk, 48)
    deliver(desk)
    subject = desk.mailer.mails[0][1]
    assert "\n" not in subject
    assert "\u202e" not in subject


@pytest.mark.parametrize("words", ["Overdue: " + "x" * 400, "超過 " + "あ" * 200])
def test_L7_an_sms_takes_two_parts_at_most_and_keeps_its_link(words: str) -> None:
    url = "https://desk.example.com/t/acme.900.2080765813578191303"
    sms = two_parts(words, url)
    assert sms.endswith(url)
    limit = 306 if sms.isascii() else SMS_UCS2_PART * 2
    assert len(sms) <= limit


def test_spans_and_times_are_said_as_people_say_them() -> None:
    assert [span(timedelta(seconds=s), "en") for s in (36, 720, 3900, 7200)] == ["36 s", "12 min", "1 h 5 min", "2 h"]
    assert span(timedelta(seconds=3900), "ja") == "1時間5分"
    assert local_time(at(0), "Asia/Tokyo", "ja") == "9月15日(火) 21:00 JST"


def fail_once(what: object, name: str) -> None:
    """The next call of `what.name` is cut off, as by a crash."""
    real: Callable[..., None] = getattr(what, name)

    def cut_off(*args: object, **kwargs: object) -> None:
        setattr(what, name, real)
        raise ConnectionError("cut off")

    setattr(what, name, cut_off)
