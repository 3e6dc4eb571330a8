"""`python -m infra.local.fake_x`: the stand-in for X, in the foreground."""

from infra.local.fake_x.seed import PORT
from infra.local.fake_x.serve import app
from infra.local.serving import serve_in_foreground

if __name__ == "__main__":
    serve_in_foreground("infra.local.fake_x", "X", app, port=PORT)
