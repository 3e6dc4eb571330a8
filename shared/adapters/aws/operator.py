"""The operator who runs the `desk` command, by their AWS identity."""

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client

COMMAND_LINE = "command line"

ONCE = Config(connect_timeout=2, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 1})
"""Short timeouts and one attempt, since saving must not wait for this call."""


def operator() -> str:
    """Return `command line (user/keiko)`, or `command line` if AWS does not answer: a save must not fail for that."""
    try:
        arn: str = client("sts", ONCE).get_caller_identity()["Arn"]
    except (BotoCoreError, ClientError):
        return COMMAND_LINE
    return f"{COMMAND_LINE} ({arn.rpartition(':')[2]})"
