"""`python -m infra.local.meta`: the stand-in for Meta's Graph API, in the foreground."""

from infra.local.meta.serve import app
from infra.local.serving import serve_in_foreground

if __name__ == "__main__":
    serve_in_foreground("infra.local.meta", "Meta's Graph API", app, port=4571)
