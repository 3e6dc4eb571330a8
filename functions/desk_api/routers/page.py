"""The page as it was built from `web/`, served under a strict content security policy."""

from functools import lru_cache

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http.language import preferred_language
from functions.desk_api.page_files import CHUNK, HASHED, PageFile, PageFiles, archived
from shared import settings, wiring
from shared.domain.errors import DeskError
from shared.usecases.attachments.picture_sources import picture_sources
from shared.usecases.operations.keep_page import KeepPageDesk, keep_page

logger = Logger(child=True)
router = Router()

FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
A_DAY = "public, max-age=86400"
"""For what keeps its name: icons, and the manifest."""
NOTHING_OF_THE_DEVICE = ", ".join(
    f"{what}=()" for what in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)

Answer = Response[str | bytes]


@router.get("/config.json")
def config() -> dict[str, str]:
    """Return the sign-in's configuration for the page. Nothing in it is secret."""
    return {**settings.page(), "redirect_uri": f"{wiring.desk().url}/"}


@router.get("/")
def index() -> Answer:
    return file_at("/")


def file_at(path: str) -> Answer:
    """Return a file of the page, or its document for paths of the page's own router, such as `/t/<ticket>`.

    The document is asked for anew on each visit, so that nobody begins with an old build. A chunk of another build comes from
    the archive: its page was opened before the last deployment, or by the other of two versions that answer meanwhile.
    """
    name = path.lstrip("/")
    if name.startswith("t/") or "." not in name:
        # Its texts are preloaded; the page loads those of a language that was chosen there itself.
        language = preferred_language(router)
        varies = "accept-encoding, accept-language"
        _keep()
        return _answer(_files().document(config(), language), ASK_AGAIN, varies=varies, pictures=_pictures())
    found = _files().find(name) or _archived(name)
    if found is None:
        return Response(status_code=404, content_type="text/plain; charset=utf-8", body="There is no such file.\n")
    return _answer(found, FOR_GOOD if name.startswith(HASHED) else A_DAY)


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {files}{pictures}; media-src {files}; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp; report-to csp"
)
"""No inline code, no code from strings, nothing from third parties and nothing to them, tokens included. `files` is the
desk's own bucket: pictures, films and sounds of customers come from there. `pictures` are the hosts of networks whose pictures the
desk's settings let a browser fetch itself; there are none unless they do."""


def _pictures() -> str:
    """Return the hosts of pictures for the page's policy. A desk that cannot read its settings just then shows its page
    without."""
    try:
        hosts = picture_sources(desk=wiring.desk()).policy
    except DeskError as error:
        logger.warning("cannot tell from where pictures may come", reason=type(error).__name__)
        hosts = ""
    return f" {hosts}" if hosts else ""


def _archived(name: str) -> PageFile | None:
    compressed = wiring.desk().page_archive.find(name) if CHUNK.fullmatch(name) else None
    return archived(name, compressed) if compressed is not None else None


def _keep() -> None:
    """Archive the build that is about to be opened. A desk that cannot shows its page, and tries again at the next visit."""
    try:
        _kept(wiring.desk())
    except DeskError as error:
        logger.warning("cannot archive the page", reason=type(error).__name__)


@lru_cache(maxsize=1)
def _kept(desk: KeepPageDesk) -> bool:
    """Once a process."""
    return keep_page(build(), _files().chunks, desk=desk)


def build() -> str:
    """Return the id of the build that this function serves."""
    return _files().build


def _answer(file: PageFile, keeping: str, *, varies: str = "accept-encoding", pictures: str = "") -> Answer:
    asked = router.current_event.headers or {}
    headers: dict[str, str | list[str]] = {
        "etag": file.etag,
        "cache-control": keeping,
        "vary": varies,
        "content-security-policy": POLICY.format(files=f"{settings.attachments_url()}/", pictures=pictures),
        "reporting-endpoints": 'csp="/csp"',
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": NOTHING_OF_THE_DEVICE,
    }
    if file.etag in asked.get("if-none-match", ""):
        return Response(status_code=304, body="", headers=headers)
    if coded := file.accepted(asked.get("accept-encoding", "")):
        headers["content-encoding"], body = coded
        return Response(status_code=200, content_type=file.type, body=body, headers=headers)
    plain = file.body.decode() if file.is_text else file.body
    return Response(status_code=200, content_type=file.type, body=plain, headers=headers)


@lru_cache(maxsize=1)
def _files() -> PageFiles:
    return PageFiles()
