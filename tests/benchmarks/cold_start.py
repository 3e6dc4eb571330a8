"""What the first webhook of a new process costs, against the least that any function of the desk costs."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median
from threading import Thread
from typing import Any

from infra.local.surroundings import keep_to_this_machine

Row = tuple[str, str]

TIMES = 21
SECRET = "a secret for measuring"
ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:{}"

LEAST = """
import sys, time
began = time.process_time()
import boto3
from aws_lambda_powertools import Logger
logger = Logger()
boto3.client("sqs").send_message(QueueUrl=sys.argv[1], MessageBody="a body")
print(time.process_time() - began)
"""
"""A logger, and one client that is used once."""

ARRIVAL = """
import json, sys, time
event = json.load(sys.stdin)
began = time.process_time()
from functions.receive_webhook import handler
answer = handler(event, None)
print(time.process_time() - began)
assert answer["statusCode"] == 200, answer
"""


def _digest(body: bytes) -> str:
    return base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()


EVENTS: dict[str, tuple[dict[str, str], Callable[[bytes], dict[str, str]], dict[str, Any]]] = {
    "x": (
        {"consumer_secret": SECRET},
        lambda body: {"x-twitter-webhooks-signature": f"sha256={_digest(body)}"},
        {"data": {"event_uuid": "1", "event_type": "post.mention.create", "payload": {"text": "いつ届きますか"}}},
    ),
    "line": (
        {"channel_id": "1", "channel_secret": SECRET},
        lambda body: {"x-line-signature": _digest(body)},
        {"destination": "U0", "events": [{"type": "message", "message": {"type": "text", "text": "いつ届きますか"}}]},
    ),
}
"""By network: the app's keys, the headers that sign a body, and a delivery."""


def cold_start() -> Iterator[Row]:
    """CPU of a new process from its first import to the end of its first call, each in turn, so that a busy machine slows
    them all down alike."""
    with _cloud() as url:
        environment = {network: _environment(url, network) for network in EVENTS}
        taken: dict[str, list[float]] = {name: [] for name in ("least", *EVENTS)}
        for _ in range(TIMES + 1):
            taken["least"].append(_cpu([LEAST, f"{url}/q"], environment["x"], {}))
            for network in EVENTS:
                taken[network].append(_cpu([ARRIVAL], environment[network], _request(network)))
    least = median(taken["least"][1:])
    for network in EVENTS:
        took = median(taken[network][1:])
        yield (
            f"cold start of receive_webhook, an event from {network}: CPU against a logger and one client, median of {TIMES}",
            f"{took * 1000:.0f} ms / {least * 1000:.0f} ms = {took / least:.2f}",
        )


def _cpu(program: list[str], environment: dict[str, str], told: dict[str, Any]) -> float:
    done = subprocess.run(
        [sys.executable, "-c", *program],
        env=environment,
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.splitlines()[-1])


def _request(network: str) -> dict[str, Any]:
    """API Gateway's event for a signed delivery."""
    _, signed, delivery = EVENTS[network]
    body = json.dumps(delivery, ensure_ascii=False)
    return {
        "pathParameters": {"plug": network, "app": "main"},
        "requestContext": {"http": {"method": "POST"}},
        "headers": {"content-type": "application/json", **signed(body.encode())},
        "body": body,
        "isBase64Encoded": False,
    }


def _environment(url: str, network: str) -> dict[str, str]:
    kept: dict[str, str] = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    keep_to_this_machine(kept)
    return kept | {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "DESK_APP_SECRETS": json.dumps({network: {"main": ARN.format(network)}}),
        "DESK_INGEST_QUEUE_URL": f"{url}/q",
        "POWERTOOLS_SERVICE_NAME": "sokuto",
    }


class _Cloud(BaseHTTPRequestHandler):
    """Secrets Manager and SQS as far as the two programs call them."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.headers["x-amz-target"].startswith("secretsmanager."):
            keys, *_ = EVENTS[asked["SecretId"].rpartition(":")[2]]
            answer = {"Name": "keys", "SecretString": json.dumps(keys)}
        else:
            answer = {"MessageId": "1", "MD5OfMessageBody": hashlib.md5(asked["MessageBody"].encode()).hexdigest()}  # noqa: S324
        written = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/x-amz-json-1.1")
        self.send_header("content-length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *_: object) -> None:
        """Say nothing: the figures are what is to be read."""


@contextmanager
def _cloud() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Cloud)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
