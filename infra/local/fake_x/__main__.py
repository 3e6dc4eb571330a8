"""`python -m infra.local.fake_x`: the stand-in for X, in the foreground."""

import argparse
from pathlib import Path

from infra.local.fake_x.seed import PORT
from infra.local.fake_x.serve import app
from infra.local.serving import HOST, server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.fake_x", description="A stand-in for X.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--state", type=Path, default=Path(".local/fake_x"), help="where to remember things")
    given = parser.parse_args()
    server(app(given.state), given.host, given.port).run()


if __name__ == "__main__":
    main()
