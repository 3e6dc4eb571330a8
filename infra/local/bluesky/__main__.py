"""`python -m infra.local.bluesky`: the stand-in for Bluesky, in the foreground."""

import argparse
from pathlib import Path

from infra.local.bluesky.seed import PORT
from infra.local.bluesky.serve import app
from infra.local.serving import HOST, server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.bluesky", description="A stand-in for Bluesky.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--state", type=Path, default=Path(".local/bluesky"), help="where to remember things")
    given = parser.parse_args()
    server(app(given.state), given.host, given.port).run()


if __name__ == "__main__":
    main()
