"""The page that the API serves: plain ES modules from `web/`, under a strict content security policy."""

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from shared import settings, wiring

router = Router()

WEB = Path(__file__).parent / "web"

TYPES = {".js": "text/javascript; charset=utf-8", ".webmanifest": "application/manifest+json"}


@router.get("/config.json")
def config() -> dict[str, str]:
    """What the page needs to sign people in. Nothing in it is secret."""
    return {**settings.page(), "redirect_uri": f"{wiring.desk().url}/"}


@router.get("/")
def index() -> Response[str | bytes]:
    return file_at("/")


def file_at(path: str) -> Response[str | bytes]:
    """A file of the page, or the page itself for the addresses that it makes up, such as `/t/<ticket>`."""
    name = path.lstrip("/")
    made_up = name.startswith("t/") or "." not in name
    return _file("index.html" if made_up else name)


def _file(name: str) -> Response[str | bytes]:
    path = (WEB / name).resolve()
    if not path.is_relative_to(WEB.resolve()) or not path.is_file():
        return Response(status_code=404, content_type="text/plain; charset=utf-8", body="There is no such file.\n")
    body, etag = _read(path)
    if (router.current_event.headers or {}).get("if-none-match") == etag:
        return Response(status_code=304, body="", headers={"etag": etag})
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or path.suffix in (".svg", ".webmanifest", ".json")
    headers = {
        "etag": etag,
        "cache-control": "no-cache",
        "content-security-policy": _policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
    }
    kind = kind if "charset" in kind or not text else f"{kind}; charset=utf-8"
    return Response(
        status_code=200, content_type=kind, body=body.decode() if text else body, headers=headers, compress=text
    )


def _policy() -> str:
    """Nothing inline, nothing from a third party; tokens go to the sign-in's origin and nowhere else."""
    token = urlsplit(settings.page()["token_url"])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        f"connect-src 'self' {token.scheme}://{token.netloc}; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@lru_cache
def _read(path: Path) -> tuple[bytes, str]:
    body = path.read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:20]}"'
