"""What a function's role refuses, beside a table that refuses nothing: AWS evaluates policies, and no stand-in here does."""

from infra.partitions import WRITERS
from tests.table_writes import WRITES

COMMAND = "command"
"""The desk's owner at a terminal, whose rights are not a function's."""


def refuses(module: str, port: str, method: str) -> bool:
    """Return whether the function of that module may not make the call, since it writes where others write."""
    if port not in WRITES or module in {"", COMMAND}:
        return False
    partitions, methods = WRITES[port]
    return method in methods and any(module not in WRITERS[partition] for partition in partitions)
