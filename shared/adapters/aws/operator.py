"""Who holds the keys of the desk: whoever runs the `desk` command, as AWS knows them."""

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

COMMAND_LINE = "command line"

ONCE = Config(connect_timeout=2, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 1})
"""It is asked beside what matters, which must not wait for it."""


def operator() -> str:
    """`command line (user/keiko)`, or the first two words where AWS does not say: a save must not fail for that."""
    try:
        arn = boto3.client("sts", config=ONCE).get_caller_identity()["Arn"]
    except (BotoCoreError, ClientError):
        return COMMAND_LINE
    return f"{COMMAND_LINE} ({arn.rpartition(':')[2]})"
