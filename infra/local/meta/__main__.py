"""`python -m infra.local.meta`: the stand-in for Meta's Graph API, in the foreground."""

import argparse
from pathlib import Path

from infra.local.meta.serve import app
from infra.local.serving import HOST, server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.meta", description="A stand-in for Meta's Graph API.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=4571)
    parser.add_argument("--state", type=Path, default=Path(".local/meta"), help="where to remember things")
    given = parser.parse_args()
    server(app(given.state), given.host, given.port).run()


if __name__ == "__main__":
    main()
