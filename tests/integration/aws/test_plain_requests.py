"""A request that is made plainly is signed as botocore signs it, and in every case that is not plain it is botocore's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import botocore.auth
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import NoCredentialsError
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.aws import plain_requests
from shared.adapters.aws.plain_requests import make_requests_plainly, signed_headers
from tests.builders import NOON

ENDPOINTS = {
    "https://dynamodb.ap-northeast-1.amazonaws.com/": "dynamodb.ap-northeast-1.amazonaws.com",
    "https://dynamodb.ap-northeast-1.amazonaws.com:443/": "dynamodb.ap-northeast-1.amazonaws.com",
    "https://Table.example.com:8443": "table.example.com:8443",
    "http://127.0.0.1:8000/": "127.0.0.1:8000",
}
ASKED = {"TableName": "desk", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}
SIGNING = ("Authorization", "X-Amz-Date", "X-Amz-Security-Token")


@given(
    url=st.sampled_from(sorted(ENDPOINTS)),
    body=st.binary(max_size=2_000),
    secret=st.text("abcXYZ019/+", min_size=1, max_size=40),
    token=st.none() | st.text("abcXYZ019/+=", min_size=1, max_size=400),
    operation=st.sampled_from(["Query", "PutItem", "TransactWriteItems"]),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001  # botocore's are naive
)
def test_a_request_is_signed_as_botocore_signs_it(
    url: str, body: bytes, secret: str, token: str | None, operation: str, at: datetime
) -> None:
    plain = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"DynamoDB_20120810.{operation}"}
    keys = ReadOnlyCredentials("AKIA", secret, token)
    theirs = AWSRequest("POST", url, plain, body)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(botocore.auth, "get_current_datetime", lambda: at)
        SigV4Auth(keys, "dynamodb", "ap-northeast-1").add_auth(theirs)
    host = plain_requests._host(url)
    assert host == ENDPOINTS[url]
    ours = signed_headers(plain, body, host, keys, ("ap-northeast-1", "dynamodb"), at)
    assert ours == {name: theirs.headers[name] for name in (*plain, *SIGNING) if name in theirs.headers}


class Made:
    """A client of the table that reaches no network: its requests are noted, and answered as is said."""

    def __init__(self, *answers: tuple[int, bytes], has_keys: bool = True) -> None:
        session = Session()
        session.set_credentials("AKIA", "secret", "a-token")
        config = Config(retries={"mode": "standard", "total_max_attempts": 3})
        self.client: Any = cast("Any", session.create_client("dynamodb", "eu-west-1", config=config))
        if not has_keys:
            self.client._request_signer._credentials = None
        make_requests_plainly(self.client)
        self.sent: list[AWSPreparedRequest] = []
        self._answers = [*answers]
        events: Any = self.client.meta.events
        events.register("before-send.dynamodb", self._answer)

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.sent.append(request)
        status, body = self._answers.pop(0) if self._answers else (200, b"{}")
        return AWSResponse(request.url, status, HTTPHeaders(), SimpleNamespace(stream=lambda: iter([body])))

    @contextmanager
    def noting(self, owner: Any, name: str) -> Iterator[list[str]]:
        """Note the calls of a method of botocore's."""
        calls: list[str] = []
        plain = getattr(type(owner), name)

        def noted(self: Any, *args: Any, **more: Any) -> Any:
            calls.append(name)
            return plain(self, *args, **more)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(type(owner), name, noted)
            yield calls


def test_botocore_signs_and_resolves_nothing_for_a_call() -> None:
    """Both are replaced on its objects: if a release called them elsewhere, calls would be slow again and nothing else would tell."""
    made = Made()
    made.client.get_item(**ASKED)
    with (
        made.noting(made.client._request_signer, "sign") as signed,
        made.noting(made.client._ruleset_resolver, "_get_provider_params") as resolved,
    ):
        made.client._make_api_call("DescribeEndpoints", {})
        made.client._make_api_call("DescribeEndpoints", {})
    assert (signed, len(resolved)) == ([], 1)
    first, second, _ = made.sent
    assert first.url == second.url == "https://dynamodb.eu-west-1.amazonaws.com/"
    names = first.headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0]
    assert names == "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"


def test_an_endpoint_that_can_depend_on_the_call_is_resolved_for_it() -> None:
    made = Made()
    with made.noting(made.client._ruleset_resolver, "_get_provider_params") as resolved:
        made.client.get_item(**ASKED)
        made.client.get_item(**ASKED)
    assert len(resolved) == 2


def test_a_call_that_is_sent_again_is_signed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    instants = [NOON, NOON.replace(second=7)]
    monkeypatch.setattr(plain_requests, "datetime", SimpleNamespace(now=lambda _: instants.pop(0)))
    monkeypatch.setattr("time.sleep", lambda _: None)
    made = Made((500, b"{}"))
    made.client.get_item(**ASKED)
    first, second = (request.headers for request in made.sent)
    assert [headers["X-Amz-Date"][-3:] for headers in (first, second)] == ["00Z", "07Z"]
    assert first["Authorization"] != second["Authorization"]


def test_a_role_whose_keys_were_renewed_signs_with_the_new_ones() -> None:
    made = Made()
    made.client.get_item(**ASKED)
    keys = made.client._get_credentials()
    keys.access_key, keys.secret_key, keys.token = "AKIB", "another", "new-token"
    made.client.get_item(**ASKED)
    first, second = (request.headers for request in made.sent)
    assert ("Credential=AKIA/" in first["Authorization"], "Credential=AKIB/" in second["Authorization"]) == (True, True)
    assert second["X-Amz-Security-Token"] == "new-token"


def test_an_error_is_botocores() -> None:
    made = Made((400, b'{"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message": "no"}'))
    with pytest.raises(made.client.exceptions.ResourceNotFoundException):
        made.client.get_item(**ASKED)
    assert len(made.sent) == 1


def test_an_endpoint_with_a_path_is_left_to_botocore() -> None:
    made = Made()
    with made.noting(made.client._request_signer, "sign") as signed:
        made.client.meta.events.register(
            "before-call.dynamodb", lambda params, **_: params.update(url=params["url"] + "behind/a/path")
        )
        made.client.get_item(**ASKED)
    assert signed == ["sign"]
    assert made.sent[0].headers["Authorization"]


def test_that_there_are_no_credentials_is_botocores_error() -> None:
    made = Made(has_keys=False)
    with pytest.raises(NoCredentialsError):
        made.client.get_item(**ASKED)
    assert made.sent == []
