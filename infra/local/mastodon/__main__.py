"""`python -m infra.local.mastodon`: the stand-in for a Mastodon server, in the foreground."""

import argparse
from pathlib import Path

from infra.local.mastodon.serve import app
from infra.local.serving import HOST, server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.mastodon", description="A stand-in for Mastodon.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=4570)
    parser.add_argument("--state", type=Path, default=Path(".local/mastodon"), help="where to remember things")
    given = parser.parse_args()
    server(app(given.state), given.host, given.port).run()


if __name__ == "__main__":
    main()
