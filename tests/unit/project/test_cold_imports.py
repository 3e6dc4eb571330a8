"""What each function imports before its first call: exact lists of what is heavy, so that none comes in unseen.

How long it takes is measured by `make bench ONLY=cold`; what is imported is a decision.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    *("asyncio", "boto3", "botocore.session", "budoux", "cryptography", "emoji", "holidays", "msgspec", "oauthlib"),
    *("pydantic", "pynamodb", "requests", "requests_oauthlib", "tweepy", "urllib3"),
    *("aws_lambda_powertools.event_handler", "aws_lambda_powertools.utilities.data_classes"),
    *("aws_lambda_powertools.utilities.parser", "aws_lambda_powertools.utilities.batch"),
    *("shared.domain.notifications.alert_text", "shared.domain.notifications.sign_in_text"),
)

QUEUE = frozenset({"botocore.session", "msgspec", "urllib3"})
"""botocore for a queue, and the settings' documents."""

EXPECTED = {
    "chase_deadline": {"msgspec"},
    "compose_sign_in_mails": {"shared.domain.notifications.sign_in_text"},
    "desk_api.app": {
        *("asyncio", "msgspec"),
        *("aws_lambda_powertools.event_handler", "aws_lambda_powertools.utilities.data_classes"),
    },
    "ingest_posts": QUEUE,
    "keep_attachments": QUEUE,
    "poll_accounts": QUEUE,
    "receive_webhook": set(),
    "reconcile_desk": set(),
    "seal_reports": set(),
    "send_alerts": {*QUEUE, "shared.domain.notifications.alert_text"},
    "send_replies": QUEUE,
    "take_mail_events": QUEUE,
}

IMPORTED = """
import json, sys
from importlib import import_module
import_module(f"functions.{sys.argv[1]}")
print(json.dumps(sorted(sys.modules)))
"""

READING_X = """
import json, sys
from shared import wiring
desk = wiring.desk()
desk.networks["x"].reader
desk.rules["x"]
print(json.dumps(sorted(sys.modules)))
"""


def modules_after(program: str, *arguments: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_every_function_is_listed() -> None:
    functions = {path.stem for path in Path("functions").glob("*.py")} - {"__init__"}
    assert {name.removesuffix(".app") for name in EXPECTED} == functions | {"desk_api"}


OF_THE_QUEUE = """
import json, sys
from functions.desk_api import app
app.routes.include("/api/queue")
print(json.dumps(sorted(sys.modules)))
"""


def test_the_queue_is_answered_without_pydantic() -> None:
    """Nor with a client of any network."""
    found = modules_after(OF_THE_QUEUE)
    assert not found & {
        "pydantic",
        "pydantic_core",
        "tweepy",
        "requests",
        "boto3",
        "holidays",
        "phonenumbers",
        "budoux",
    }


@pytest.mark.parametrize("function", EXPECTED)
def test_a_function_imports_what_it_needs_and_no_network(function: str) -> None:
    found = modules_after(IMPORTED, function)
    assert {name for name in HEAVY if name in found} == set(EXPECTED[function])
    networks = {name for name in found if name.startswith("shared.networks.")}
    assert networks <= {"shared.networks.registry"}


def test_reading_a_delivery_of_x_brings_no_other_network_and_no_client() -> None:
    found = modules_after(READING_X)
    networks = {name.split(".")[2] for name in found if name.startswith("shared.networks.")}
    assert networks <= {"x", "context", "plain_plug", "registry", "deliveries", "fields", "web_addresses"}
    assert not found & {"tweepy", "requests", "requests_oauthlib", "oauthlib", "boto3"}
