"""Whoever looks at the dead letters hides none, sees all, or says that they could not (I5, I6)."""

import json
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from typer.testing import CliRunner

from infra.interrupts import interrupt_when_told
from infra.ops import desk as command
from infra.ops import erase as erase_command
from infra.ops.refused import CommandRefusedError
from shared import wiring
from shared.adapters.aws import dead_letters
from shared.adapters.aws.dead_letters import UNFINISHED, SqsDeadLetterOffice
from shared.domain.operations.dead_letters import DeadLetterList, DeadLetterRun
from shared.usecases.privacy.erase_customer import Erased


@dataclass
class ShortPollingQueue:
    """SQS as it may behave: an answer holds some of what is visible, or nothing though there is something; what was shown
    is hidden for a while; counts are those of `lag` calls ago; a deletion takes a handle that is current."""

    bodies: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    now: float = 0.0
    empty: float = 0.5
    lag: int = 0
    seed: int = 0
    hidden: dict[str, float] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    breaks: BaseException | None = None
    polls: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311
        self._counted = [len(self.bodies)]

    def visible(self) -> list[str]:
        return [ident for ident in self.bodies if self.hidden.get(ident, 0) <= self.now]

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        self.polls += 1
        if self.breaks is not None and self.polls > 2:
            raise self.breaks
        shown = self.visible()
        self._random.shuffle(shown)
        shown = [] if self._random.random() < self.empty else shown[: self._random.randint(1, 10)]
        self.now += asked["WaitTimeSeconds"] if not shown else 0.01
        for ident in shown:
            self.hidden[ident] = self.now + asked["VisibilityTimeout"]
            self.receipts[ident] = f"{ident}/{self.polls}"
        return {"Messages": [self._message(ident) for ident in shown]} if shown else {}

    def _message(self, ident: str) -> dict[str, Any]:
        reason = {"reason": {"StringValue": self.reasons[ident]}} if ident in self.reasons else {}
        return {
            "MessageId": ident,
            "Body": self.bodies[ident],
            "ReceiptHandle": self.receipts[ident],
            "Attributes": {"SentTimestamp": "1789000000000"},
            "MessageAttributes": reason,
        }

    def get_queue_attributes(self, **_: Any) -> dict[str, Any]:
        self._counted.append(len(self.bodies))
        held = self._counted[max(0, len(self._counted) - 1 - self.lag)]
        visible = min(held, len(self.visible()))
        counts = {"ApproximateNumberOfMessages": visible, "ApproximateNumberOfMessagesNotVisible": held - visible}
        return {"Attributes": {name: str(count) for name, count in counts.items()}}

    def change_message_visibility_batch(self, **asked: Any) -> dict[str, Any]:
        assert len(asked["Entries"]) <= 10
        for entry in asked["Entries"]:
            ident = entry["ReceiptHandle"].split("/")[0]
            if self.receipts.get(ident) == entry["ReceiptHandle"]:
                self.hidden[ident] = self.now + entry["VisibilityTimeout"]
        return {}

    def delete_message(self, **asked: Any) -> None:
        ident = asked["ReceiptHandle"].split("/")[0]
        if self.receipts.get(ident) == asked["ReceiptHandle"]:
            del self.bodies[ident]

    def send_message(self, **asked: Any) -> None:
        self.sent.append(asked["MessageBody"])

    def wait(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Callable[[ShortPollingQueue], SqsDeadLetterOffice]:
    def made(queue: ShortPollingQueue) -> SqsDeadLetterOffice:
        made = SqsDeadLetterOffice("dead", "live", wait=queue.wait)
        made.__dict__["_client"] = queue
        monkeypatch.setattr("shared.adapters.aws.dead_letters.time.monotonic", lambda: queue.now)
        return made

    return made


Office = Callable[[ShortPollingQueue], SqsDeadLetterOffice]


def holding(number: int, **more: Any) -> ShortPollingQueue:
    return ShortPollingQueue({f"m{n}": json.dumps({"n": n}) for n in range(number)}, **more)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("number", [0, 1, 3, 37])
def test_I5_everything_is_listed_though_the_queue_answers_in_bits(office: Office, number: int, seed: int) -> None:
    queue = holding(number, seed=seed, empty=0.7)
    listed = office(queue).look()
    assert sorted(each.id for each in listed.letters) == sorted(queue.bodies)
    assert listed.unseen == 0


def test_I5_whoever_looks_hides_nothing_from_the_next_command(office: Office) -> None:
    queue = holding(25)
    office(queue).look()
    assert len(queue.visible()) == 25
    assert office(queue).erase(lambda body: b'"n": 7' in body or b'"n": 24' in body) == DeadLetterRun(2, 0)
    assert len(queue.visible()) == len(queue.bodies) == 23
    assert office(queue).send_again() == DeadLetterRun(23, 0)
    assert (queue.bodies, len(queue.sent)) == ({}, 23)


@pytest.mark.parametrize("breaks", [KeyboardInterrupt(), RuntimeError("the connection broke")], ids=repr)
def test_I5_a_look_that_is_interrupted_hides_nothing_either(office: Office, breaks: BaseException) -> None:
    queue = holding(50, empty=0, breaks=breaks)
    with pytest.raises(type(breaks)):
        office(queue).look()
    assert len(queue.visible()) == 50
    queue.polls = 0
    with pytest.raises(type(breaks)):
        office(queue).erase(lambda _: False)
    assert len(queue.visible()) == 50


def test_I5_one_that_is_interrupted_between_two_messages_hides_nothing_either(office: Office) -> None:
    queue = holding(9, empty=0)

    def names(_: bytes) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office(queue).erase(names)
    assert len(queue.visible()) == 9


def test_I6_what_another_command_has_hidden_is_waited_for(office: Office) -> None:
    queue = holding(5, empty=0)
    queue.hidden = dict.fromkeys(queue.bodies, 30.0)
    assert office(queue).erase(lambda _: True) == DeadLetterRun(5, 0)
    assert queue.now >= 30


def test_I6_what_stays_hidden_is_said(office: Office) -> None:
    queue = holding(5, empty=0)
    queue.hidden = dict.fromkeys(("m1", "m2"), 1e9)
    assert office(queue).erase(lambda _: True) == DeadLetterRun(3, 2)
    assert office(queue).look().unseen == 2
    assert office(queue).send_again() == DeadLetterRun(0, 2)


def test_I5_counts_that_lag_behind_are_waited_for(office: Office) -> None:
    queue = holding(5, empty=0, lag=10)
    assert office(queue).send_again() == DeadLetterRun(5, 0)


def test_I5_what_is_sent_again_and_dies_again_does_not_go_round_for_ever(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = holding(3, empty=0)
    monkeypatch.setattr(dead_letters, "AT_MOST", 10)

    def dies_again(**asked: Any) -> None:
        queue.bodies[f"m{len(queue.sent) + 100}"] = asked["MessageBody"]
        queue.sent.append(asked["MessageBody"])

    monkeypatch.setattr(queue, "send_message", dies_again)
    assert office(queue).send_again().done == 10


def test_I5_every_event_has_a_reason(office: Office) -> None:
    queue = holding(2, reasons={"m0": "data.payload.id is missing"})
    assert {each.reason for each in office(queue).look().letters} == {"data.payload.id is missing", UNFINISHED}


@dataclass
class Shown:
    """An office that says what a test lets it say."""

    unseen: int

    def look(self) -> DeadLetterList:
        return DeadLetterList((), self.unseen)

    def send_again(self) -> DeadLetterRun:
        return DeadLetterRun(4, self.unseen)


@pytest.mark.parametrize("unseen", [0, 2])
@pytest.mark.parametrize(("words", "said"), [("list", "Nothing rests there."), ("resend", "4 events sent again.")])
def test_I5_a_command_that_could_not_look_says_so_and_fails(
    monkeypatch: pytest.MonkeyPatch, words: str, said: str, unseen: int
) -> None:
    desk = type("Desk", (), {"dead_letter_offices": {"ingest": Shown(unseen)}})
    monkeypatch.setattr(wiring, "_desk", desk)
    told = CliRunner().invoke(command.app, ["dead", words])
    assert (told.exit_code, isinstance(told.exception, CommandRefusedError)) == ((1, True) if unseen else (0, False))
    assert (said in told.output) == (unseen == 0 or words == "resend")
    if unseen:
        assert "2 more events rest there" in str(told.exception)


def test_AWS9_I5_every_queue_has_its_dead_letters_and_another_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = type("Desk", (), {"dead_letter_offices": {"ingest": Shown(9), "alerts": Shown(0)}})
    monkeypatch.setattr(wiring, "_desk", desk)
    assert CliRunner().invoke(command.app, ["dead", "list", "--queue", "alerts"]).exit_code == 0
    told = CliRunner().invoke(command.app, ["dead", "resend", "--queue", "mails"])
    assert str(told.exception) == "There is no queue 'mails'; say one of ingest, alerts."


@pytest.mark.parametrize("unseen", [0, 2])
def test_I6_an_erasure_that_could_not_look_at_all_says_so_and_fails(
    monkeypatch: pytest.MonkeyPatch, unseen: int
) -> None:
    monkeypatch.setattr(wiring, "_desk", type("Desk", (), {"dead_letter_office": None}))
    monkeypatch.setattr(erase_command, "erase_post", lambda *_, **__: Erased(1, 3, unseen))
    told = CliRunner().invoke(command.app, ["erase", "--post", "1", "--network", "x", "--yes"])
    assert "Erased from 1 tickets and 3 events" in told.output
    assert (told.exit_code, isinstance(told.exception, CommandRefusedError)) == ((1, True) if unseen else (0, False))


def test_a_command_that_is_ended_from_outside_ends_as_by_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {told: signal.getsignal(told) for told in (signal.SIGTERM, signal.SIGHUP)}
    try:
        interrupt_when_told()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
    finally:
        for told, handler in kept.items():
            signal.signal(told, handler)
