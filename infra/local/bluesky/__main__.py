"""`python -m infra.local.bluesky`: the stand-in for Bluesky, in the foreground."""

from infra.local.bluesky.seed import PORT
from infra.local.bluesky.serve import app
from infra.local.serving import serve_in_foreground

if __name__ == "__main__":
    serve_in_foreground("infra.local.bluesky", "Bluesky", app, port=PORT)
