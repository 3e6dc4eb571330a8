"""`outputs.json`: what scripts, tests and people need to know of a desk on this machine."""

import json
from typing import Any

from infra.local.deploy import SENDER
from infra.local.networks import network_outputs
from infra.local.place import ACCOUNT, REGION, LocalDesk
from infra.local.users import PASSWORD, LetIn
from infra.ops.deployment import OUTPUTS


def outputs(place: LocalDesk, stack: dict[str, str], people: dict[str, LetIn]) -> dict[str, Any]:
    """Return the content of `outputs.json`; `internal` can change without notice."""
    inspect = f"{place.url}/_ministack"
    networks = network_outputs(place, stack["DeskUrl"])
    environment = _environment(place, stack)
    return {
        "desk_url": stack["DeskUrl"],
        "api_url": stack["ApiUrl"] if "localhost" not in stack["ApiUrl"] else stack["DeskUrl"],
        "webhook_url": networks["x"]["webhook_url"],
        "networks": networks,
        "authorize_url": f"{stack['LoginUrl']}/oauth2/authorize",
        "token_url": f"{stack['LoginUrl']}/oauth2/token",
        "client_id": stack["ClientId"],
        "redirect_uri": f"{stack['DeskUrl']}/",
        "users": [
            {"email": person.email, "password": PASSWORD, "group": person.group, "name": person.name, "sub": sub}
            for sub, person in people.items()
        ],
        "x_consumer_secret": networks["x"]["secret"],
        "fake_x_url": networks["x"]["stand_in_url"],
        "mails_url": f"{inspect}/ses/messages?account={ACCOUNT}",
        "sms_url": f"{inspect}/sns/sms-messages?account={ACCOUNT}",
        "internal": {
            "endpoint_url": environment["AWS_ENDPOINT_URL"],
            "region": REGION,
            "table": stack["TableName"],
            "timer_arn": stack["TimerArn"],
            "user_pool_id": stack["UserPoolId"],
            "ingest_queue_url": stack["IngestQueueUrl"],
            "ingest_dlq_url": stack["IngestDeadUrl"],
            "alert_queue_url": stack["AlertQueueUrl"],
            "alert_dlq_url": stack["AlertDeadUrl"],
            "reply_queue_url": stack["ReplyQueueUrl"],
            "reply_dlq_url": stack["ReplyDeadUrl"],
            "environment": environment,
        },
    }


def _environment(place: LocalDesk, stack: dict[str, str]) -> dict[str, str]:
    """Return the environment in which the `desk` command acts on this desk."""
    found = {variable: stack[output] for output, variable in OUTPUTS.items() if output in stack}
    urls = json.dumps(place.network_urls)
    return place.aws() | found | {"DESK_STAGE": "local", "DESK_NETWORK_URLS": urls, "DESK_SENDER": SENDER}
