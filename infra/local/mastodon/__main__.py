"""`python -m infra.local.mastodon`: the stand-in for a Mastodon server, in the foreground."""

from infra.local.mastodon.serve import app
from infra.local.serving import serve_in_foreground

if __name__ == "__main__":
    serve_in_foreground("infra.local.mastodon", "Mastodon", app, port=4570)
