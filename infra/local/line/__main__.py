"""`python -m infra.local.line`: the stand-in for LINE, in the foreground."""

from infra.local.line.serve import app
from infra.local.serving import serve_in_foreground

if __name__ == "__main__":
    serve_in_foreground("infra.local.line", "LINE", app, port=4568)
