"""A batch of messages: one that fails comes back, the others do not (I5)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from shared.adapters.aws.sqs_batch import Message, SqsRetries, take_batch
from shared.domain.errors import BrokenEventError, UnavailableError

SOON: dict[type[Exception], timedelta] = {BrokenEventError: timedelta(seconds=5)}


class Retries(SqsRetries):
    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.asked: list[tuple[str, timedelta]] = []

    def retry_after(self, receipt_handle: str, after: timedelta) -> None:
        if self.fails:
            raise UnavailableError("the queue")
        self.asked.append((receipt_handle, after))


def event(*bodies: str) -> dict[str, Any]:
    return {"Records": [{"messageId": f"m-{body}", "receiptHandle": f"r-{body}", "body": body} for body in bodies]}


def take(message: Message) -> None:
    if message.body == "broken":
        raise BrokenEventError("no author")
    if message.body == "outage":
        raise ConnectionError("no table")


def failed(answer: dict[str, Any]) -> list[str]:
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def test_I5_only_what_failed_comes_back_and_what_is_broken_soon() -> None:
    retries = Retries()
    answer = take_batch(event("good", "broken", "outage", "fine"), take, retries=retries, soon=SOON)
    assert failed(answer) == ["m-broken", "m-outage"]
    assert retries.asked == [("r-broken", timedelta(seconds=5))]


def test_a_message_that_cannot_be_hurried_comes_back_all_the_same() -> None:
    assert failed(take_batch(event("broken"), take, retries=Retries(fails=True), soon=SOON)) == ["m-broken"]


def test_all_messages_come_to_their_next_step_before_any_goes_on() -> None:
    done: list[str] = []

    def steps(message: Message) -> Iterator[None]:
        done.append(message.body)
        take(message)
        yield
        done.append(f"{message.body} again")

    assert failed(take_batch(event("one", "broken", "two"), steps, retries=Retries(), soon=SOON)) == ["m-broken"]
    assert done == ["one", "broken", "two", "one again", "two again"]


def test_I5_a_message_that_fails_in_a_later_step_comes_back_alone() -> None:
    def steps(message: Message) -> Iterator[None]:
        yield
        take(message)

    retries = Retries()
    assert failed(take_batch(event("one", "broken", "two"), steps, retries=retries, soon=SOON)) == ["m-broken"]
    assert retries.asked == [("r-broken", timedelta(seconds=5))]


def test_what_there_is_no_time_for_in_a_later_step_comes_back() -> None:
    """It is taken anew then, from its first step."""
    clock = [30_000]

    def steps(message: Message) -> Iterator[None]:
        yield
        clock[0] = 1_000

    answer = take_batch(event("one", "two"), steps, retries=Retries(), soon=SOON, time_left=lambda: clock[0])
    assert failed(answer) == ["m-two"]
