"""Files in S3: how links are signed, what a browser is told of a file, and what a refusal is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import boto3
import pytest
from botocore.config import Config

from shared.adapters.aws.s3 import S3Files
from shared.adapters.aws.s3_links import Credentials, signed_link
from shared.domain.attachments.file_name import saved_as
from shared.domain.errors import UnavailableError
from tests.builders import NOON
from tests.fake_attachments import PNG
from tests.samples.aws import REGION, mocked_aws

BUCKET = "desk-files"
KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
"""Those of the documentation."""

URL = f"https://{BUCKET}.s3.{REGION}.amazonaws.com"


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mocked_aws():
        boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield


@pytest.fixture
def files() -> S3Files:
    return S3Files(BUCKET, URL)


def test_a_link_is_signed_as_the_documentation_of_s3_shows() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html"""
    link = signed_link(
        "https://examplebucket.s3.amazonaws.com/test.txt",
        {},
        credentials=KEYS,
        region="us-east-1",
        at=datetime(2013, 5, 24, tzinfo=UTC),
        lasts=timedelta(days=1),
    )
    assert link.endswith("&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")


@pytest.mark.parametrize("save_as", [None, 'Übersicht 見積 "1"+&.pdf'])
def test_a_link_is_what_the_sdk_signs_at_that_instant(files: S3Files, save_as: str | None) -> None:
    """The SDK cannot be told the instant: its own link is signed again with the instant that it took."""
    params = {"Bucket": BUCKET, "Key": "2026-11-30/a"}
    if save_as is not None:
        params["ResponseContentDisposition"] = saved_as(save_as)
    client = boto3.client(
        "s3",
        aws_access_key_id=KEYS.access_key,
        aws_secret_access_key=KEYS.secret_key,
        config=Config(signature_version="s3v4"),
    )
    theirs = client.generate_presigned_url("get_object", params, ExpiresIn=1200)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(theirs).query).items()}
    ours = signed_link(
        f"https://{urlsplit(theirs).netloc}{urlsplit(theirs).path}",
        {name: value for name, value in asked.items() if name.startswith("response-")},
        credentials=KEYS,
        region=REGION,
        at=datetime.strptime(asked["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        lasts=timedelta(seconds=1200),
    )
    assert parse_qs(urlsplit(ours).query) == parse_qs(urlsplit(theirs).query)


def test_a_link_lasts_for_twenty_minutes_at_most_and_names_the_bucket_of_the_policy(files: S3Files) -> None:
    link = files.link("2026-11-30/a", NOON + timedelta(minutes=3, seconds=7))
    assert link.startswith(f"{URL}/2026-11-30/a?")
    asked = parse_qs(urlsplit(link).query)
    assert (asked["X-Amz-Date"], asked["X-Amz-Expires"]) == (["20260915T120000Z"], ["1200"])


def test_a_sessions_token_is_signed_too(files: S3Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "a/token+==")
    assert f"X-Amz-Security-Token={quote('a/token+==', safe='')}" in files.link("2026-11-30/a", NOON)


def test_a_file_that_a_browser_must_not_show_is_saved_under_a_harmless_name(files: S3Files) -> None:
    [told] = parse_qs(urlsplit(files.link("2026-11-30/a", NOON, save_as="見積.html")).query)[
        "response-content-disposition"
    ]
    assert told == f"attachment; filename=\"__.html\"; filename*=UTF-8''{quote('見積')}.html"


@pytest.mark.parametrize(
    ("kind", "disposition"),
    [("image/png", "inline"), ("application/octet-stream", "attachment"), ("application/pdf", "attachment")],
)
def test_a_file_is_shown_only_if_it_cannot_run_anything(files: S3Files, kind: str, disposition: str) -> None:
    files.put("2026-11-30/a", PNG, kind)
    told = boto3.client("s3").head_object(Bucket=BUCKET, Key="2026-11-30/a")
    assert (told["ContentType"], told["ContentDisposition"]) == (kind, disposition)
    assert told["CacheControl"] == "private, max-age=1200"


def test_a_bucket_that_does_not_answer_is_unavailable() -> None:
    files = S3Files("no-such-bucket-here", "https://no-such-bucket-here.example.com")
    for act in (
        lambda: files.put("2026-11-30/a", PNG, "image/png"),
        lambda: files.remove(["2026-11-30/a"]),
        lambda: files.oldest(limit=1),
    ):
        with pytest.raises(UnavailableError, match="the bucket of kept files"):
            act()


def test_I6_a_file_that_was_not_deleted_is_not_taken_for_deleted(files: S3Files) -> None:
    class Refusing:
        def delete_objects(self, **_: object) -> dict[str, object]:
            return {"Errors": [{"Key": "2026-11-30/a", "Code": "InternalError"}]}

    files.__dict__["_client"] = Refusing()
    with pytest.raises(UnavailableError, match="1 files were not deleted"):
        files.remove(["2026-11-30/a"])
