"""Resources of a deployed desk, read from its stack's outputs, so that nobody copies names by hand."""

import os
from collections.abc import Mapping

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import UnavailableError

OUTPUTS: Mapping[str, str] = {
    "TableName": "DESK_TABLE",
    "DeskUrl": "DESK_URL",
    "TimerArn": "DESK_TIMER_ARN",
    "PollQueueUrl": "DESK_POLL_QUEUE_URL",
    "IngestQueueUrl": "DESK_INGEST_QUEUE_URL",
    "IngestDeadUrl": "DESK_INGEST_DLQ_URL",
    "AlertQueueUrl": "DESK_ALERT_QUEUE_URL",
    "ReplyQueueUrl": "DESK_REPLY_QUEUE_URL",
    "AttachmentQueueUrl": "DESK_ATTACHMENT_QUEUE_URL",
    "AttachmentsBucket": "DESK_ATTACHMENTS_BUCKET",
    "AttachmentsUrl": "DESK_ATTACHMENTS_URL",
    "MailEventQueueUrl": "DESK_MAIL_EVENT_QUEUE_URL",
    "AppSecrets": "DESK_APP_SECRETS",
    "AppGrants": "DESK_APP_GRANTS",
    "UserPoolId": "DESK_USER_POOL_ID",
    "SenderAddress": "DESK_SENDER",
}
"""Stack outputs, with the functions' environment variables."""


def environment_of(stack: str) -> dict[str, str]:
    """Return the environment of the stack's functions, as far as the `desk` command needs it.

    Raises UnavailableError if the stack cannot be read.
    """
    try:
        [found] = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except (BotoCoreError, ClientError) as e:
        raise UnavailableError(f"The stack {stack!r} cannot be read: {e}") from e
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    return {variable: outputs[output] for output, variable in OUTPUTS.items() if output in outputs}


def enter(stack: str) -> None:
    """Set that environment in this process, before anything reads it."""
    os.environ.update(environment_of(stack))
