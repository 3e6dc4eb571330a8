"""A stand-in for AWS in a process of its own, so that its work is in nobody's figures: a table that is moto's, and every other
service as far as the functions call it in measurements.

`python -m tests.benchmarks.aws` prints its port, serves, and ends with its standard input.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import SimpleNamespace
from typing import Any

from infra.local.surroundings import keep_to_this_machine

REGION = "us-east-1"
TABLE = "desk"
SECRET = "a secret for measuring"
SECRETS: Mapping[str, Mapping[str, Any]] = {
    "x": {
        **dict.fromkeys(("consumer_key", "consumer_secret", "bearer_token"), SECRET),
        "accounts": {"acme": {"access_token": SECRET, "access_token_secret": SECRET}},
    },
    "line": {"channel_id": "1", "channel_secret": SECRET},
}
"""By network: the keys of its one app, `main`."""

ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:{}"
TIMER = "arn:aws:states:us-east-1:000000000000:stateMachine:timer"
QUEUES = ("INGEST", "POLL", "ALERT", "REPLY", "ATTACHMENT", "MAIL_EVENT")


@contextmanager
def aws() -> Iterator[str]:
    """Yield the address of a stand-in with an empty table."""
    program = [sys.executable, "-m", "tests.benchmarks.aws"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def environment(url: str) -> dict[str, str]:
    """Return the environment of a function, as it would be deployed, with the stand-in for all services and networks."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    keep_to_this_machine(kept)
    queues = {f"DESK_{name}_QUEUE_URL": f"{url}/q/{name.lower()}" for name in QUEUES}
    return {
        **kept,
        **queues,
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "DESK_TABLE": TABLE,
        "DESK_URL": "https://desk.example.com",
        "DESK_APP_SECRETS": json.dumps({network: {"main": ARN.format(network)} for network in SECRETS}),
        "DESK_NETWORK_URLS": json.dumps(dict.fromkeys(SECRETS, url)),
        "DESK_INGEST_DLQ_URL": f"{url}/q/ingest_dead",
        "DESK_ALERT_DLQ_URL": f"{url}/q/alert_dead",
        "DESK_TIMER_ARN": TIMER,
        "DESK_SENDER": "desk@example.com",
        "DESK_ATTACHMENTS_BUCKET": "files",
        "DESK_USER_POOL_ID": "us-east-1_pool",
        "DESK_USER_POOL_CLIENT_ID": "client",
        "DESK_AUTHORIZE_URL": "https://login.example.com/oauth2/authorize",
        "DESK_TOKEN_URL": "https://login.example.com/oauth2/token",
        "DESK_LOGOUT_URL": "https://login.example.com/logout",
        "POWERTOOLS_SERVICE_NAME": "sokuto",
        "POWERTOOLS_METRICS_NAMESPACE": "Sokuto",
    }


def _queue(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    if "AttributeNames" in asked:
        dead = json.dumps({"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:dead"})
        empty = dict.fromkeys(("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"), "0")
        return {"Attributes": {**empty, "RedrivePolicy": dead}}
    if "QueueName" in asked:
        return {"QueueUrl": f"https://sqs.us-east-1.amazonaws.com/000000000000/{asked['QueueName']}"}
    if "MessageBody" not in asked:
        return {}
    return {"MessageId": "1", "MD5OfMessageBody": hashlib.md5(asked["MessageBody"].encode()).hexdigest()}  # noqa: S324


def _secret(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"Name": "keys", "SecretString": json.dumps(SECRETS[asked["SecretId"].rpartition(":")[2]])}


def _timer(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"executionArn": f"{asked.get('stateMachineArn', TIMER)}:1", "startDate": 1_780_000_000, "status": "RUNNING"}


CALLS = "/calls-so-far"

SERVICES = {"AmazonSQS": _queue, "secretsmanager": _secret, "AWSStepFunctions": _timer}
"""By the first word of the header `x-amz-target`, what answers its calls."""


class _Table:
    """The desk's table. moto's is for one thread at a time, and copies all of it for each transaction, in case it fails: here it
    does not, since a thousand posts would take an hour."""

    def __init__(self) -> None:
        from botocore.config import Config
        from moto import mock_aws
        from moto.dynamodb import models

        from shared.adapters.dynamodb.exchange_json import exchange_json
        from tests.integration.desk_table import create_table
        from tests.integration.fast_moto import plain_answers

        mock_aws().start()
        plain_answers().__enter__()
        vars(models)["copy"] = SimpleNamespace(deepcopy=lambda tables: tables)
        import boto3

        self._client = boto3.client("dynamodb", region_name=REGION, config=Config(parameter_validation=False))
        exchange_json(self._client)
        self._lock = Lock()
        self.calls = 0
        create_table(self._client)

    def call(self, operation: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        self.calls += 1
        from botocore import xform_name
        from botocore.exceptions import ClientError

        with self._lock:
            try:
                answer = getattr(self._client, xform_name(operation))(**asked)
            except ClientError as error:
                told = error.response
                kind = f"com.amazonaws.dynamodb.v20120810#{told['Error']['Code']}"
                reasons = {"CancellationReasons": told["CancellationReasons"]} if "CancellationReasons" in told else {}
                return 400, {"__type": kind, "message": told["Error"]["Message"], **reasons}
        return 200, {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def _seconds(value: datetime) -> float:
    """Return an instant as AWS's JSON has it."""
    return value.timestamp()


class _Handler(BaseHTTPRequestHandler):
    """AWS by the header that names the call, networks and services without it by their path."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65_536
    """An answer goes out whole: its body would wait for the reader's word on its head otherwise."""
    table: _Table
    posted = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        service, _, operation = self.headers.get("x-amz-target", "").partition(".")
        if service.startswith("DynamoDB"):
            self._answer(*self.table.call(operation, json.loads(body)))
        elif service in SERVICES:
            self._answer(200, SERVICES[service](json.loads(body)))
        elif self.path.endswith("/oauth2/v3/token"):
            self._answer(200, {"access_token": "token", "expires_in": 900})
        else:
            type(self).posted += 1
            self._answer(200, {"MessageId": "1", "data": {"id": str(10**18 + self.posted), "text": "posted"}})

    def do_GET(self) -> None:
        if self.path == CALLS:
            self._answer(200, {"table": self.table.calls})
        elif self.path.endswith(("/content", "/preview")):
            self._send(200, "image/png", b"\x89PNG\r\n\x1a\n" + bytes(1000))
        else:
            self._answer(200, {"meta": {"result_count": 0}})

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self._send(200, "application/xml", b"")

    def _answer(self, status: int, document: Mapping[str, Any]) -> None:
        self._send(status, "application/x-amz-json-1.0", json.dumps(document, default=_seconds).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing: the figures are what is to be read."""


def main() -> None:
    keep_to_this_machine()
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}
    _Handler.table = _Table()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
