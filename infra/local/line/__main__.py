"""`python -m infra.local.line`: the stand-in for LINE, in the foreground."""

import argparse
from pathlib import Path

from infra.local.line.serve import app
from infra.local.serving import HOST, server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.line", description="A stand-in for LINE.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=4568)
    parser.add_argument("--state", type=Path, default=Path(".local/line"), help="where to remember things")
    given = parser.parse_args()
    server(app(given.state), given.host, given.port).run()


if __name__ == "__main__":
    main()
