"""The shell's settings for other machines, which a desk on this one must not see.

Its parts talk to each other on the loopback, which no proxy reaches; and its emulator stands in for AWS, so that
profiles, keys and endpoints for somebody's real account have no meaning here, and none may be used by accident.
"""

import os
from collections.abc import MutableMapping

LOOPBACK = ("localhost", ".localhost", "127.0.0.1", "::1")


def keep_to_this_machine(environ: MutableMapping[str, str] = os.environ) -> None:
    """Bypass proxies for the loopback, and remove AWS settings from the environment; processes started from here
    inherit this.

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
