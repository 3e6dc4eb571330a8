"""What a store of files does (ports.Files): a file is there until it is deleted, and its link says nothing of who asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import boto3
import pytest

from shared.adapters.aws.s3 import S3Files
from shared.ports.attachments import Files
from tests.builders import NOON
from tests.fake_attachments import PNG, FakeFiles
from tests.samples.aws import REGION, mocked_aws

BUCKET = "desk-files"


@dataclass(frozen=True)
class Bench:
    """`stored` reads a file with its type, past the port."""

    files: Files
    stored: Callable[[str], tuple[bytes, str]]


@pytest.fixture(params=["fake", "s3"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "fake":
        fake = FakeFiles()
        yield Bench(fake, fake.stored.__getitem__)
        return
    with mocked_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})

        def stored(name: str) -> tuple[bytes, str]:
            found = client.get_object(Bucket=BUCKET, Key=name)
            return found["Body"].read(), found["ContentType"]

        yield Bench(S3Files(BUCKET, f"https://{BUCKET}.s3.{REGION}.amazonaws.com"), stored)


def test_a_file_is_stored_with_its_type(bench: Bench) -> None:
    bench.files.put("2026-11-30/a", PNG, "image/png")
    assert bench.stored("2026-11-30/a") == (PNG, "image/png")


def test_a_file_takes_the_place_of_one_of_its_name(bench: Bench) -> None:
    bench.files.put("2026-11-30/a", b"first", "image/png")
    bench.files.put("2026-11-30/a", PNG, "image/png")
    assert bench.stored("2026-11-30/a") == (PNG, "image/png")
    assert bench.files.oldest(limit=10) == ["2026-11-30/a"]


def test_I6_what_is_deleted_is_gone_and_may_be_deleted_again(bench: Bench) -> None:
    for name in ("2026-11-30/a", "2026-11-30/b", "2026-11-30/c"):
        bench.files.put(name, PNG, "image/png")
    for _ in range(2):
        bench.files.remove(["2026-11-30/a", "2026-11-30/c", "2026-11-30/never"])
    bench.files.remove([])
    assert bench.files.oldest(limit=10) == ["2026-11-30/b"]


def test_the_oldest_files_come_first_by_the_day_in_their_names(bench: Bench) -> None:
    for name in ("2026-12-01/a", "2026-01-31/z", "2025-12-31/m", "2026-01-31/z-preview"):
        bench.files.put(name, PNG, "image/png")
    assert bench.files.oldest(limit=3) == ["2025-12-31/m", "2026-01-31/z", "2026-01-31/z-preview"]


def test_more_files_than_one_call_takes_are_deleted(bench: Bench) -> None:
    names = [f"2026-11-30/{n:04}" for n in range(1001)]
    for name in names[-2:]:
        bench.files.put(name, PNG, "image/png")
    bench.files.remove(names)
    assert bench.files.oldest(limit=10) == []


def test_a_link_stays_the_same_for_ten_minutes_so_that_a_browser_reads_a_file_once(bench: Bench) -> None:
    first = bench.files.link("2026-11-30/a", NOON)
    assert bench.files.link("2026-11-30/a", NOON + timedelta(minutes=9, seconds=59)) == first
    assert bench.files.link("2026-11-30/a", NOON + timedelta(minutes=10)) != first
    assert bench.files.link("2026-11-30/b", NOON) != first
    assert bench.files.link("2026-11-30/a", NOON, save_as="a.bin") != first
