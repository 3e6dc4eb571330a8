"""What the first call of a new process costs each function, against a script that does nothing but use what the function uses."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from infra.bundling.contents import bundle
from shared import wiring
from shared.adapters.aws.alert_messages import encode
from shared.adapters.dynamodb.item import close_table
from shared.adapters.dynamodb.keys import ticket_keys
from shared.domain.attachments.attachment import Attachment
from shared.domain.notifications.queued import AlertDue
from shared.domain.posts.media import Media
from shared.domain.sla.alert import AlertKey
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.settings.current import desk_settings
from shared.usecases.sla.chase_deadline import chase_deadline
from tests.benchmarks.aws import CALLS, SECRET, aws, environment
from tests.builders import CUSTOMER, sighted, snowflake
from tests.fake_desk import ACCOUNT, AT_ONCE, KT, MANAGER
from tests.fakes import FakeClock
from tests.faults.x_side import XPost
from tests.samples.ses_samples import ses_event

Row = tuple[str, str]
Event = dict[str, Any]

TIMES = 15

BEGIN = """
import json, sys, time
url, told = sys.argv[1], json.load(sys.stdin)
began = time.process_time()
"""

END = """
print(time.process_time() - began)
"""

LEAST = """
from aws_lambda_powertools import Logger
logger = Logger()
"""
"""What every function has."""

CLIENTS = {
    "table": """
from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model
class Thing(Model):
    class Meta:
        table_name = "desk"
    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
list(Thing.query("settings"))
""",
    "queue": """
import boto3
boto3.client("sqs").send_message(QueueUrl=f"{url}/q", MessageBody="a body")
""",
    "secrets": """
import boto3
boto3.client("secretsmanager").get_secret_value(SecretId="a:secret:x")
""",
    "timers": """
import boto3
boto3.client("stepfunctions").start_execution(stateMachineArn="arn:aws:states:::stateMachine:timer", name="1", input="{}")
""",
    "mail": """
import boto3
boto3.client("sesv2").send_email(
    FromEmailAddress="desk@example.com",
    Destination={"ToAddresses": ["keiko@example.com"]},
    Content={"Simple": {"Subject": {"Data": "subject"}, "Body": {"Text": {"Data": "text"}}}},
)
""",
    "bucket": """
import boto3
boto3.client("s3").put_object(Bucket="files", Key="a-file", Body=b"content")
""",
    "x": """
import tweepy
client = tweepy.Client(consumer_key="k", consumer_secret="k", access_token="k", access_token_secret="k")
ask = client.session.request
client.session.request = lambda method, address, **more: ask(method, url + "/2/tweets", **more)
client.create_tweet(text="a post")
""",
    "http": """
import requests
requests.post(url + "/oauth2/v3/token", timeout=5).json()
""",
    "resolver": """
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
app = APIGatewayHttpResolver()
@app.get("/api/queue")
def queue():
    return {"tickets": []}
assert app.resolve(told, None)["statusCode"] == 200
""",
}
"""By client, a script that makes it as its documentation shows, and uses it once."""

CALL = """
from importlib import import_module
answer = import_module(url).handler(told, None)
"""


ONCE_MORE = """
for _ in range({times}):
    list(Thing.query("settings"))
"""


def cold_start() -> Iterator[Row]:
    """CPU of a new process from its first import to the end of its first call, the functions and their scripts in turn, so that a
    busy machine slows them all down alike. What Python compiles is compiled by the first of each, which is not counted.

    The script uses each client once: that is what starting costs. A function that has more to do in its first call is also set beside
    a script that makes as many calls of the table, so that its work is not taken for its start, nor its start for work.

    The sweeps have a desk of their own, on which nothing happens: what the other functions leave behind would be work for them."""
    with bundled() as folder, aws() as idle, aws() as busy:
        with deployed_desk(idle):
            pass
        yield from _beside_scripts(folder, idle, busy)


def _beside_scripts(folder: Path, idle: str, busy: str) -> Iterator[Row]:
    with deployed_desk(busy) as desk:
        taken = {case.name: Taken() for case in CASES}
        for n in range(TIMES + 1):
            for case in CASES:
                taken[case.name].once_more(case, case.event(desk, n), idle if case.is_sweep else busy, folder)
    for case in CASES:
        took, script, working = taken[case.name].medians()
        calls = taken[case.name].calls[-1]
        used = ", ".join(("logger", *case.clients))
        beside = (
            f"; {calls} calls of the table, with as many {working:.0f} ms = {took / working:.2f}" if calls > 1 else ""
        )
        yield (
            f"cold start of {case.name}: CPU against a script of {used}, median of {TIMES}",
            f"{took:.0f} ms / {script:.0f} ms = {took / script:.2f}{beside}",
        )


@dataclass(slots=True)
class Taken:
    """What a function took, its script, and a script that makes its calls of the table, in seconds; and how many those are."""

    function: list[float] = field(default_factory=list)
    script: list[float] = field(default_factory=list)
    working: list[float] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)

    def once_more(self, case: "Case", event: Event, url: str, folder: Path) -> None:
        env, before = environment(url), calls_of_the_table(url)
        self.function.append(cpu([BEGIN + CALL + END, f"functions.{case.function}"], env, event, folder))
        self.calls.append(calls_of_the_table(url) - before)
        self.script.append(cpu([BEGIN + case.least + END, url], env, event, folder))
        more = ONCE_MORE.format(times=self.calls[-1] - 1) if self.calls[-1] > 1 else ""
        self.working.append(
            cpu([BEGIN + case.least + more + END, url], env, event, folder) if more else self.script[-1]
        )

    def medians(self) -> tuple[float, float, float]:
        """Return the three in milliseconds, without the first of each."""
        function, script, working = (median(each[1:]) * 1000 for each in (self.function, self.script, self.working))
        return function, script, working


def calls_of_the_table(url: str) -> int:
    with urlopen(url + CALLS) as answer:  # noqa: S310  # of this machine
        told: int = json.load(answer)["table"]
    return told


@dataclass(frozen=True)
class Case:
    """A function's first call. `event` makes what it needs, and returns the event."""

    function: str
    clients: Sequence[str]
    event: Callable[[wiring.AwsDesk, int], Event]
    what: str = ""

    @property
    def is_sweep(self) -> bool:
        return self.function == "reconcile_desk"

    @property
    def name(self) -> str:
        return f"{self.function.removesuffix('.app')}, {self.what}" if self.what else self.function.removesuffix(".app")

    @property
    def least(self) -> str:
        return LEAST + "".join(CLIENTS[client] for client in self.clients)


@contextmanager
def bundled() -> Iterator[Path]:
    """The functions with their libraries in a folder, as they are deployed, for this machine's Python."""
    with TemporaryDirectory() as workplace:
        folder = Path(workplace) / "bundle"
        bundle(folder, platform="", python=f"{sys.version_info.major}.{sys.version_info.minor}")
        yield folder


def cpu(program: list[str], env: Mapping[str, str], told: Event, folder: Path) -> float:
    """Run a program in a folder, whose modules come first, which reads its event from its standard input; return the seconds that it
    prints last."""
    python = [sys.executable, "-c", *program]
    done = subprocess.run(
        python, env=env, input=json.dumps(told), capture_output=True, text=True, check=False, cwd=folder
    )
    if done.returncode:
        raise SystemExit(f"{done.stderr}\n{program[-1]} failed")
    return float(done.stdout.splitlines()[-1])


class deployed_desk:  # noqa: N801
    """The desk of this process on the stand-in, with an account on X and one on LINE, an agent and a manager."""

    def __init__(self, url: str) -> None:
        self._told = environment(url)

    def __enter__(self) -> wiring.AwsDesk:
        self._before = dict(os.environ)
        os.environ.clear()
        os.environ.update(self._told)
        close_table()
        desk = wiring.AwsDesk()
        desk.settings.put(DOCUMENTS)
        return desk

    def __exit__(self, *_: object) -> None:
        os.environ.clear()
        os.environ.update(self._before)
        close_table()


LADDER = [{"step": "warn", "at_percent": 50, "whom": ["managers"], "how": ["mail"]}, {"step": "due"}]

DOCUMENTS = (
    Document("account", "acme", 1, {**ACCOUNT, "app": "main"}),
    Document("account", "acme_line", 1, {"network": "line", "network_id": "U0", "username": "acme", "name": "Acme"}),
    Document("person", "kt", 1, KT),
    Document("person", "boss", 1, MANAGER),
    Document("policy", "default", 1, {"ladder": LADDER}),
    AT_ONCE,
)


def _digest(body: bytes) -> str:
    return base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def mention(n: int, *, ago: timedelta = timedelta(seconds=5)) -> XPost:
    """A customer's post, another with each `n`."""
    at = _now() - ago
    author = replace(CUSTOMER, id=str(9_000_000 + n))
    return XPost(snowflake(at, n % 4096), author, "@acme_help いつ届きますか")


def _ingested(desk: wiring.AwsDesk, n: int, *, ago: timedelta = timedelta(seconds=5)) -> str:
    """Store a customer's post; return its ticket."""
    at = _now() - ago
    post = sighted(0, id=snowflake(at, n % 4096), posted_at=at, author=replace(CUSTOMER, id=str(8_000_000 + n)))
    desk.clock, now = FakeClock(at), desk.clock  # type: ignore[assignment]  # it was written then, and came in then
    ticket = ingest_post(post, desk=desk).ticket
    desk.clock = now
    assert ticket is not None
    return ticket


def webhook_event(network: str, body: bytes, headers: Mapping[str, str]) -> Event:
    """API Gateway's event for a signed delivery."""
    return {
        "pathParameters": {"plug": network, "app": "main"},
        "requestContext": {"http": {"method": "POST"}},
        "headers": {"content-type": "application/json", **headers},
        "body": body.decode(),
        "isBase64Encoded": False,
    }


def _from_x(_: wiring.AwsDesk, n: int) -> Event:
    body = mention(n).event()
    return webhook_event("x", body, {"x-twitter-webhooks-signature": f"sha256={_digest(body)}"})


def _from_line(_: wiring.AwsDesk, n: int) -> Event:
    told = {"type": "message", "message": {"type": "text", "text": "いつ届きますか", "id": str(n)}}
    body = json.dumps({"destination": "U0", "events": [told]}, ensure_ascii=False).encode()
    return webhook_event("line", body, {"x-line-signature": _digest(body)})


def records(*bodies: str) -> Event:
    """SQS's event for messages of these bodies."""
    return {
        "Records": [
            {"messageId": str(n), "receiptHandle": "h", "body": body, "attributes": {"ApproximateReceiveCount": "1"}}
            for n, body in enumerate(bodies)
        ]
    }


def delivery(body: bytes, *, source: str = "webhook", network: str = "x") -> str:
    """A message of the ingest queue."""
    head = {"network": network, "app": "main", "source": source, "received_at": _now().isoformat()}
    return json.dumps({**head, "body": base64.b64encode(body).decode()})


def _to_ingest(_: wiring.AwsDesk, n: int) -> Event:
    return records(delivery(mention(n).event()))


def _to_poll(_: wiring.AwsDesk, n: int) -> Event:
    return records(json.dumps({"account": "acme", "at": (_now() + timedelta(minutes=n)).isoformat()}))


def _to_chase(desk: wiring.AwsDesk, n: int) -> Event:
    ticket = _ingested(desk, n, ago=timedelta(minutes=40))
    [clock] = desk.tickets.load(ticket).clocks
    return {
        "ticket": ticket,
        "clock": clock.id,
        "generation": clock.timer_generation,
        "wake_at": "2026-01-01T00:00:00Z",
    }


def _to_alert(desk: wiring.AwsDesk, n: int) -> Event:
    ticket = _ingested(desk, 100_000 + n, ago=timedelta(minutes=40))
    [clock] = desk.tickets.load(ticket).clocks
    step = chase_deadline(ticket, clock.id, None, desk=desk).fired
    assert step is not None
    return records(json.dumps(encode(AlertDue(AlertKey(ticket, clock.id, step, clock.due_at)))))


def _to_send(desk: wiring.AwsDesk, n: int) -> Event:
    ticket = _ingested(desk, 200_000 + n)
    post = desk.tickets.load(ticket).posts[0].id
    command = ReplyToTicket(ticket, f"reply{n}", in_reply_to=post, seen_through=post, text="お待たせしております。")
    keiko = next(person for person in desk_settings(desk).people if person.id == "kt")
    reply = reply_to_ticket(command, by=keiko, desk=desk)
    return records(json.dumps({"ticket": ticket, "reply": reply.id}))


def _to_api(*_: object) -> Event:
    claims = {"sub": "kt", "cognito:groups": "[agents]", "username": "kt"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/api/queue",
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {
            "http": {"method": "GET", "path": "/api/queue"},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": claims, "scopes": None}},
        },
        "isBase64Encoded": False,
    }


def _to_keep(desk: wiring.AwsDesk, n: int) -> Event:
    media = Media("photo", id=str(n))
    at = _now()
    post = sighted(0, id=str(n), network="line", posted_at=at, received_for="U0", media=(media,))
    ticket = ingest_post(replace(post, author=replace(CUSTOMER, id=str(7_000_000 + n))), desk=desk).ticket
    assert ticket is not None
    [stored] = desk.tickets.load(ticket).posts
    wanted = Attachment.of(media, stored, ticket=ticket, now=at)
    desk.attachments.want(wanted)
    return records(json.dumps({"ticket": ticket, "key": wanted.key}))


def _to_seal(desk: wiring.AwsDesk, n: int) -> Event:
    """The stream's event for a head that was written."""
    ticket = _ingested(desk, 300_000 + n)
    place = {"pk": {"S": ticket_keys.customer_of(ticket)}, "sk": {"S": ticket_keys.head(ticket)}}
    image = {**place, "type": {"S": "ticket"}, "account": {"S": "acme"}}
    return {"Records": [{"eventID": str(n), "eventName": "INSERT", "dynamodb": {"Keys": place, "NewImage": image}}]}


def _returned_mail(*_: object) -> Event:
    return records(json.dumps(ses_event("bounce")))


def _invitation(*_: object) -> Event:
    return {
        "triggerSource": "CustomMessage_AdminCreateUser",
        "request": {"codeParameter": "{####}", "usernameParameter": "{username}", "clientMetadata": {"language": "ja"}},
        "response": {},
    }


CASES = (
    Case("receive_webhook", ("secrets", "queue"), _from_x, "an event from x"),
    Case("receive_webhook", ("secrets", "queue"), _from_line, "an event from line"),
    Case("ingest_posts", ("table", "timers"), _to_ingest, "a customer's post on x"),
    Case("poll_accounts", ("table", "queue"), lambda *_: {"look_for": "accounts"}, "the minute's schedule"),
    Case("poll_accounts", ("table", "secrets", "x"), _to_poll, "an account on x"),
    Case("chase_deadline", ("table", "queue"), _to_chase),
    Case("send_alerts", ("table", "mail"), _to_alert),
    Case("send_replies", ("table", "secrets", "x"), _to_send, "an answer on x"),
    Case("desk_api.app", ("table", "resolver"), _to_api, "the queue"),
    Case("reconcile_desk", ("table",), lambda *_: {"look_for": "unsent"}, "unsent"),
    Case("reconcile_desk", ("table", "queue"), lambda *_: {"look_for": "overdue"}, "overdue"),
    Case("keep_attachments", ("table", "secrets", "http", "bucket"), _to_keep, "a picture on line"),
    Case("take_mail_events", ("table",), _returned_mail),
    Case("seal_reports", ("table",), _to_seal, "a ticket's change"),
    Case("seal_reports", ("table",), lambda *_: {"look_for": "unsealed"}, "unsealed"),
    Case("compose_sign_in_mails", (), _invitation),
)
