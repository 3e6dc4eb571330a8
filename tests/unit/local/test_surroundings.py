"""A desk on this machine talks to this machine, whatever the shell says of proxies and of somebody's AWS account."""

import os
from pathlib import Path

import boto3
import httpx
import pytest
from botocore.utils import get_environ_proxies

from infra.local import deploy
from infra.local.place import LocalDesk
from infra.local.surroundings import keep_to_this_machine

OURS = ("http://localhost:4566/", "http://127.0.0.1:4567/health", "http://api.localhost:4566/", "http://[::1]:4566/")


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shell of somebody who works behind a proxy, and on a real account."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.invalid:3128")
    for name, value in {
        "AWS_PROFILE": "nobody-made-this-one",
        "AWS_SESSION_TOKEN": "t",
        "AWS_ENDPOINT_URL_SQS": "https://sqs.example.com",
        "AWS_CONFIG_FILE": "/nowhere/config",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials")


def reached_by_proxy(url: str) -> bool:
    with httpx.Client() as client:
        return client._transport_for_url(httpx.URL(url)) is not client._transport


@pytest.mark.parametrize("url", OURS)
def test_nothing_on_this_machine_is_asked_through_a_proxy(url: str) -> None:
    assert reached_by_proxy(url)
    keep_to_this_machine()
    assert not reached_by_proxy(url)
    assert get_environ_proxies(url) == {} or "[" in url
    assert reached_by_proxy("http://pypi.example.com/simple/"), "what is installed on the way still comes by the proxy"


def test_who_is_passed_by_already_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet.example.com, 127.0.0.1")
    for _ in range(2):
        keep_to_this_machine()
    assert os.environ["NO_PROXY"] == os.environ["no_proxy"]
    assert os.environ["no_proxy"].split(",").count("127.0.0.1") == 1
    assert not reached_by_proxy("http://intranet.example.com/")


def test_a_profile_that_nobody_made_is_no_matter_here() -> None:
    with pytest.raises(Exception, match="nobody-made-this-one"):
        boto3.Session().client("sqs", region_name="us-east-1")
    keep_to_this_machine()
    assert sorted(name for name in os.environ if name.startswith("AWS_")) == [
        "AWS_CONFIG_FILE",
        "AWS_EC2_METADATA_DISABLED",
        "AWS_SHARED_CREDENTIALS_FILE",
    ]
    made = deploy.client(LocalDesk(state=Path("/nowhere"), port=1, x_port=2), "sqs")
    assert made.meta.endpoint_url == "http://127.0.0.1:1"
