"""`desk doctor`: what works and what does not; what cannot be looked at is not fine (I8)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from infra.ops import desk as command
from shared import wiring
from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.connection import Identity, RegisteredWebhook
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Signal
from shared.domain.errors import DisconnectedError, UnavailableError, UnreachableError
from shared.domain.operations.checkpoint import Checkpoint
from shared.domain.reporting.sealed_day import SealingProgress
from shared.networks.x.pricing.prices import XCharge
from shared.ports.settings import Document
from shared.usecases.accounts.usage import charge_reads
from shared.usecases.deletions.detect_deletions import lookup_quota
from shared.usecases.operations.doctor import Instruments, MailAccount, run_checks
from shared.usecases.operations.findings import Finding, State
from shared.usecases.operations.reconcile import RECONCILER
from shared.usecases.settings.current import desk_settings
from tests.fake_console import HOOK, WANTED, FakeConsole, ours
from tests.fake_desk import FakeDesk, FakeGrants
from tests.fake_plug import plugged


@dataclass
class Depth:
    name: str
    waiting: int
    dead: int


MAIL = MailAccount("desk@example.com", verified=True, sending=True, sandbox=False, left_today=50_000)


def healthy_desk() -> FakeDesk:
    desk = FakeDesk()
    now = desk.clock.now()
    desk.heartbeats.beat("acme", Signal.POLL, now - timedelta(minutes=1))
    desk.heartbeats.beat("acme", Signal.WEBHOOK, now - timedelta(hours=30))
    desk.heartbeats.beat(RECONCILER, Signal.RECONCILED, now - timedelta(minutes=4))
    desk.sealed_days.note_progress("acme", SealingProgress(now.date(), now - timedelta(minutes=40), now))
    return desk


def look(
    console: FakeConsole | None = None,
    *,
    desk: FakeDesk | None = None,
    allowances: Sequence[Allowance] = (),
    grants: FakeGrants | None = None,
    dead: int = 0,
    mail: Callable[[], MailAccount] = lambda: MAIL,
    limit: float | None = 100.0,
    at_once: int | None = 1_000,
) -> dict[tuple[str, str], Finding]:
    instruments = Instruments(
        webhook_url=lambda account: f"https://desk.example.com/webhooks/{account.network}/{account.app}",
        depths=lambda: [Depth("ingest", 2, dead)],
        mail=mail,
        sms_limit=lambda: limit,
        calls_at_once=lambda: at_once,
    )
    desk = plugged(desk or healthy_desk(), console=console or FakeConsole(), allowances=allowances, grants=grants)
    return {(each.area, each.what): each for each in run_checks(instruments, desk=desk)}


def test_N1_what_a_network_does_not_have_is_said_and_no_fault() -> None:
    found = look(desk=plugged(healthy_desk(), webhook=None))
    assert found["acme", "webhook"].state is State.FINE
    assert found["acme", "webhook"].sentence == "X delivers nothing by itself: it is polled every minute"
    assert ("acme", "last event") not in found
    deaf = look(desk=plugged(healthy_desk(), timelines=None))
    assert deaf["acme", "last poll"].state is State.NOTE
    assert "cannot be read" in deaf["acme", "last poll"].sentence


def test_N1_an_account_on_a_network_that_the_desk_does_not_know_is_a_fault() -> None:
    desk = healthy_desk()
    desk.networks = {}
    found = look(desk=desk)
    assert found["acme", "network"].state is State.FAULT


def test_a_desk_on_which_all_is_well() -> None:
    found = look()
    assert {finding.state for finding in found.values()} == {State.FINE}
    assert found["acme", "subscriptions"].sentence == "3 of 3: post.mention.create, oauth.revoke, chat.received"
    assert found["acme", "last event"].sentence == "30 h 0 min ago"
    assert found["acme", "credit and access"].sentence == "the network has refused nothing of late"


@pytest.mark.parametrize(
    ("console", "what", "state", "said"),
    [
        (FakeConsole(whose=Identity("7", "other", "Other")), "tokens", State.FAULT, "the tokens are those of @other"),
        (
            FakeConsole(fails=UnreachableError("X could not be reached")),
            "tokens",
            State.FAULT,
            "X could not be reached",
        ),
        (FakeConsole(whose=ours("read-write")), "tokens", State.FAULT, "read-write: directmessages missing"),
        (FakeConsole(whose=ours("read")), "tokens", State.FAULT, "write and directmessages missing; give the app"),
        (FakeConsole(whose=ours("read-write-directmessages")), "tokens", State.FINE, "@acme_help, read-write-direct"),
        (
            FakeConsole(fails=DisconnectedError("Unauthorized")),
            "tokens",
            State.FAULT,
            "Unauthorized); sign in again: `desk accounts",
        ),
        (FakeConsole(fails=DisconnectedError("Unauthorized")), "webhook", State.UNKNOWN, "Unauthorized"),
        (FakeConsole(hooks=()), "webhook", State.FAULT, "desk accounts connect acme"),
        (FakeConsole(hooks=(RegisteredWebhook("1", HOOK, valid=False),)), "webhook", State.FAULT, "no proof"),
        (
            FakeConsole(there=frozenset(WANTED[1:])),
            "subscriptions",
            State.FAULT,
            "2 of 3: post.mention.create missing, run",
        ),
        (FakeConsole(proofless=True), "challenge", State.FAULT, f"{HOOK} answers 403 to the challenge"),
        (FakeConsole(there=frozenset(WANTED[:2])), "subscriptions", State.NOTE, "chat.received missing"),
    ],
)
def test_what_is_wrong_at_the_network_is_said(console: FakeConsole, what: str, state: State, said: str) -> None:
    finding = look(console)["acme", what]
    assert (finding.state, said in finding.sentence) == (state, True)


def test_I8_silence_of_what_runs_by_itself_is_a_fault_and_of_customers_is_none() -> None:
    found = look(desk=FakeDesk())
    assert found["acme", "last poll"].state is State.FAULT
    assert found["timers", "reconciler"].state is State.FAULT
    assert found["acme", "last event"].state is State.NOTE
    late = healthy_desk()
    late.clock.forward(timedelta(minutes=12))
    found = look(desk=late)
    assert [found[key].state for key in (("acme", "last poll"), ("timers", "reconciler"))] == [State.FAULT] * 2


def test_I8_a_fault_that_stands_is_shown_in_the_networks_words() -> None:
    desk = healthy_desk()
    desk.heartbeats.fail("acme", Fault.OUT_OF_CREDIT, "No credit is left.", desk.clock.now())
    assert look(desk=desk)["acme", "out_of_credit"].sentence == "No credit is left. (for 0 min)"


def limited(usd: float, *reads: str) -> FakeDesk:
    """A healthy desk that has read these posts at half a cent each."""
    desk = FakeDesk(Document("desk", "desk", 1, {"monthly_usd": usd, "relookup_usd_per_day": 0.02}))
    desk.heartbeats.beat("acme", Signal.POLL, desk.clock.now())
    charge_reads(desk_settings(desk).account("acme"), {XCharge.POST_READ: reads}, desk=desk)
    return desk


@pytest.mark.parametrize(
    ("usd", "state", "said"),
    [
        (0, State.FINE, "0.02 USD in 2026-09; no limit is set"),
        (0.1, State.FINE, "0.02 of 0.10 USD in 2026-09"),
        (0.022, State.NOTE, "0.02 of 0.02 USD in 2026-09"),
        (0.02, State.FAULT, "0.02 of 0.02 USD in 2026-09; networks that charge are read no more"),
    ],
)
def test_what_the_month_has_cost_stands_beside_its_limit(usd: float, state: State, said: str) -> None:
    finding = look(desk=limited(usd, "1", "2", "3", "4"))["costs", "this month"]
    assert (finding.state, finding.sentence) == (state, said)


def test_I6_what_looking_again_has_used_of_the_day_is_said() -> None:
    desk = limited(0)
    desk.budgets.spend_ids(
        lookup_quota(desk_settings(desk).account("acme")), ["1", "2", "3"], most=4, day=desk.clock.now()
    )
    assert look(desk=desk)["costs", "looking again"].sentence == "3 of 4 posts today, 0.02 of 0.02 USD"
    off = FakeDesk(Document("desk", "desk", 1, {"relookup_usd_per_day": 0}))
    assert look(desk=off)["costs", "looking again"].state is State.NOTE


def test_what_is_used_of_each_limit_of_the_network_is_said() -> None:
    desk = healthy_desk()
    sends, reads = Allowance("send", 2, timedelta(minutes=15)), Allowance("read", 9, timedelta(minutes=15))
    assert look(desk=desk, allowances=(sends, reads))["acme", "budgets"].state is State.FINE
    for _ in range(2):
        desk.budgets.take("acme", sends, desk.clock.now())
    desk.budgets.hold("acme", "read", desk.clock.now() + timedelta(minutes=4))
    finding = look(desk=desk, allowances=(sends, reads))["acme", "budgets"]
    assert (finding.state, finding.sentence) == (State.NOTE, "send 2 of 2; read 0 of 9 (none before 12:04 UTC)")
    desk.clock.forward(timedelta(minutes=16))
    assert look(desk=desk, allowances=(sends, reads))["acme", "budgets"].state is State.FINE


def test_a_permission_is_shown_with_what_it_allows_and_until_when() -> None:
    desk = healthy_desk()
    grants = FakeGrants(desk.clock)
    assert look(desk=desk, grants=grants)["acme", "permission"].state is State.FINE
    grants.give("acme")
    desk.clock.forward(timedelta(minutes=4))
    finding = look(desk=desk, grants=grants)["acme", "permission"]
    assert (finding.state, finding.sentence) == (State.FINE, "tweet.read dm.read; until 14:00 UTC, renewed 4 min ago")
    grants.permits["acme"] = replace(grants.permits["acme"], scopes=("tweet.read",), lacking=("dm.read",))
    finding = look(desk=desk, grants=grants)["acme", "permission"]
    assert (finding.state, finding.sentence) == (State.NOTE, "tweet.read: dm.read missing")
    desk.clock.forward(timedelta(hours=2))
    finding = look(desk=desk, grants=grants)["acme", "permission"]
    told = "tweet.read; over for 4 min, renewed 2 h 4 min ago, waits for its turn"
    assert (finding.state, finding.sentence) == (State.NOTE, told)
    desk.clock.forward(timedelta(hours=6))
    finding = look(desk=desk, grants=grants)["acme", "permission"]
    assert (finding.state, "run `desk accounts connect acme`" in finding.sentence) == (State.FAULT, True)


def test_a_permission_that_is_lost_is_a_fault_with_what_the_network_said() -> None:
    desk = healthy_desk()
    grants = FakeGrants(desk.clock)
    grants.give("acme")
    desk.heartbeats.fail(
        "acme", Fault.PERMISSION_LOST, "X refuses the permission: token was invalid.", desk.clock.now()
    )
    finding = look(desk=desk, grants=grants)["acme", "permission_lost"]
    assert (finding.state, "token was invalid" in finding.sentence) == (State.FAULT, True)


def _out_of_reach() -> MailAccount:
    raise UnavailableError("the mail service: no answer")


def test_what_cannot_be_looked_at_is_unknown_and_the_rest_is_looked_at() -> None:
    found = look(mail=_out_of_reach, limit=None, dead=3)
    assert found["mail", "sender"].state is State.UNKNOWN
    assert found["sms", "monthly limit"].state is State.NOTE
    assert (found["queues", "ingest"].state, found["queues", "ingest"].sentence) == (State.FAULT, "2 waiting, 3 dead")


def test_a_sandbox_is_worth_a_note_and_an_unverified_sender_a_fault() -> None:
    found = look(
        mail=lambda: MailAccount("a@b.c", verified=False, sending=False, sandbox=True, left_today=0), limit=1.0
    )
    states = {what: finding.state for (area, what), finding in found.items() if area in ("mail", "sms")}
    assert states == {
        "sender": State.FAULT,
        "sending": State.FAULT,
        "sandbox": State.NOTE,
        "left today": State.FAULT,
        "monthly limit": State.NOTE,
    }


@pytest.mark.parametrize(
    ("at_once", "state", "says"),
    [
        (10, State.NOTE, "at most 10 in this account, too few for a team"),
        (99, State.NOTE, "too few"),
        (100, State.FINE, "at most 100 in this account"),
        (1_000, State.FINE, "at most 1,000 in this account"),
        (None, State.NOTE, "does not say"),
    ],
)
def test_AWS7_how_many_functions_run_at_once_is_said(at_once: int | None, state: State, says: str) -> None:
    finding = look(at_once=at_once)["functions", "at once"]
    assert (finding.state, says in finding.sentence) == (state, True)


@pytest.mark.parametrize(("dead", "code"), [(0, 0), (1, 1)])
def test_the_exit_code_says_whether_something_is_broken(
    dead: int, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk: FakeDesk = healthy_desk()
    for name, value in (
        ("depths", type("Depths", (), {"read": lambda _: [Depth("ingest", 0, dead)]})()),
        ("mail_account", type("Mail", (), {"look": lambda _: MAIL})()),
        ("sms_account", type("Sms", (), {"monthly_limit": lambda _: 50.0})()),
    ):
        setattr(desk, name, value)
    desk.plug.console = FakeConsole()
    monkeypatch.setattr("infra.ops.doctor.calls_at_once", lambda: 10)
    monkeypatch.setattr(wiring, "_desk", desk)
    monkeypatch.setenv("DESK_URL", "https://desk.example.com")
    monkeypatch.setattr("sys.argv", ["desk", "doctor"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert int(ended.value.code or 0) == code
    said = capsys.readouterr().out
    assert f"0 waiting, {dead} dead" in said
    assert "at most 10 in this account" in said


def test_who_has_not_said_which_desk_is_told_how(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(wiring, "_desk", None)
    for name in ("DESK_TABLE", "DESK_STACK", "DESK_APP_SECRETS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.argv", ["desk", "doctor"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (1, "")
    assert "is not set. Say which desk you mean: desk --stack Sokuto-prod" in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("under_way", "state"),
    [(timedelta(minutes=59), State.FINE), (timedelta(minutes=61), State.NOTE), (timedelta(hours=7), State.FAULT)],
)
def test_AWS6_a_sweep_that_falls_behind_is_said(under_way: timedelta, state: State) -> None:
    desk = healthy_desk()
    since = desk.clock.now() - under_way
    desk.checkpoints.keep("retention", "acme", Checkpoint("a place", since))
    desk.checkpoints.keep("auto_close", "acme", Checkpoint())
    desk.checkpoints.keep("auto_close", "an account that is gone", Checkpoint("a place", since))
    found = look(desk=desk)
    assert (found["sweeps", "retention"].state, found["sweeps", "auto_close"].state) == (state, State.FINE)
    assert ("reconcile_desk" in found["sweeps", "retention"].sentence) == (state is not State.FINE)


@pytest.mark.parametrize(
    ("age", "state", "said"),
    [
        (timedelta(hours=3), State.FINE, "every day before 2026-09-15"),
        (timedelta(hours=5), State.FAULT, "made last 5 h 0 min ago; the log of seal_reports says what fails"),
        (None, State.NOTE, "none of acme yet: an hour after a deployment there are some"),
    ],
)
def test_M4_days_that_nobody_seals_are_said(age: timedelta | None, state: State, said: str) -> None:
    desk, now = healthy_desk(), FakeDesk().clock.now()
    desk.sealed_days.noted.clear()
    if age is not None:
        desk.sealed_days.note_progress("acme", SealingProgress(now.date(), now - age, now))
    finding = look(desk=desk)["numbers", "acme"]
    assert (finding.state, finding.sentence) == (state, said)
