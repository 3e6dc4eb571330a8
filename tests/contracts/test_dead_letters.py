"""What every office of dead letters does (ports.DeadLetterOffice): what names the erased is gone from it too (I6)."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import boto3
import pytest

from shared.adapters.aws.dead_letters import SqsDeadLetterOffice
from shared.adapters.aws.sqs import SqsDeadLetters
from shared.domain.operations.dead_letters import DeadLetterRun
from shared.ports.operations import DeadLetterOffice
from tests.fake_office import FakeOffice
from tests.samples.aws import mocked_aws


@dataclass(frozen=True)
class Bench:
    """`rest` lays a delivery there in its envelope, `broken` what is none; `left` are those that still rest there."""

    office: DeadLetterOffice
    rest: Callable[[bytes], None]
    broken: Callable[[str], None]
    left: Callable[[], int]


@pytest.fixture(params=["fake", "sqs"])
def bench(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    if request.param == "fake":
        fake = FakeOffice()
        yield Bench(fake, fake.bodies.append, lambda text: fake.bodies.append(text.encode()), lambda: len(fake.bodies))
    else:
        monkeypatch.setattr("shared.adapters.aws.dead_letters.LONG_POLL_S", 0)
        with mocked_aws():
            yield of_sqs()


def of_sqs() -> Bench:
    client = boto3.client("sqs")
    url = client.create_queue(QueueName="dead")["QueueUrl"]
    letters = SqsDeadLetters(url)

    def rest(body: bytes) -> None:
        letters.put(json.dumps({"network": "x", "body": base64.b64encode(body).decode()}), "no author")

    def left() -> int:
        """Visible to whoever comes next."""
        told = client.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        return int(told["Attributes"]["ApproximateNumberOfMessages"])

    return Bench(SqsDeadLetterOffice(url, "unused"), rest, lambda text: letters.put(text, "no JSON"), left)


def test_I6_what_is_named_is_deleted_and_the_rest_stays(bench: Bench) -> None:
    bench.rest('{"author_id":"900","text":"抹茶"}'.encode())
    bench.rest(b'{"author_id":"901"}')
    assert bench.office.erase(lambda body: "抹茶".encode() in body) == DeadLetterRun(1, 0)
    assert bench.left() == 1
    assert bench.office.erase(lambda body: b'"901"' in body) == DeadLetterRun(1, 0)


def test_I6_what_cannot_be_read_as_a_delivery_is_looked_at_as_it_is(bench: Bench) -> None:
    bench.broken("not even JSON about 900")
    bench.broken('{"body":"no base64 about 900!"}')
    assert bench.office.erase(lambda body: b"900" in body) == DeadLetterRun(2, 0)


def test_I6_erasing_again_finds_nothing_more(bench: Bench) -> None:
    bench.rest(b"900")
    bench.office.erase(lambda body: True)
    assert bench.office.erase(lambda body: True) == DeadLetterRun(0, 0)
    assert bench.left() == 0


def test_I6_more_than_a_batch_is_looked_through_each_letter_once(bench: Bench) -> None:
    for number in range(25):
        bench.rest(str(number).encode())
    seen: list[bytes] = []

    def even(body: bytes) -> bool:
        seen.append(body)
        return int(body) % 2 == 0

    assert bench.office.erase(even) == DeadLetterRun(13, 0)
    assert sorted(map(int, seen)) == list(range(25))
    assert bench.left() == 12


def test_a_look_that_breaks_off_deletes_and_hides_nothing(bench: Bench) -> None:
    bench.rest(b"900")

    def broken(body: bytes) -> bool:
        raise ValueError("stopped by a person")

    with pytest.raises(ValueError, match="stopped"):
        bench.office.erase(broken)
    assert bench.left() == 1
