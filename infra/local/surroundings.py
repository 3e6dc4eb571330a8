"""What the shell says of other machines, and a desk on this one must not hear.

Its parts talk to each other on the loopback, which no proxy reaches; and its emulator stands in for AWS, so that profiles,
keys and endpoints for somebody's real account have no meaning here, and none may be used by accident.
"""

import os
from collections.abc import MutableMapping

LOOPBACK = ("localhost", ".localhost", "127.0.0.1", "::1")


def keep_to_this_machine(environ: MutableMapping[str, str] = os.environ) -> None:
    """Passes proxies by for the loopback, and leaves out what is said of AWS; what is started from here does the same.

    A proxy stays in force for everything else: parts that are installed on the way come from elsewhere. Idempotent.
    """
    for name in [name for name in environ if name.startswith("AWS_")]:
        del environ[name]
    environ["AWS_CONFIG_FILE"] = environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    environ["AWS_EC2_METADATA_DISABLED"] = "true"
    said = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    passed = [host.strip() for host in said.split(",") if host.strip()]
    passed += [host for host in LOOPBACK if host not in passed]
    environ["no_proxy"] = environ["NO_PROXY"] = ",".join(passed)
