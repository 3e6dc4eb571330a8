"""The built page's files as they are served: kept by browsers, compressed, and its document with what it begins with.

A file below `a/` has the hash of its content in its name and never changes, so it is cached for good; versions never mix. The
rest keeps its name and may be a day old. The document names the first kind and is revalidated on each visit.
"""

import gzip
import hashlib
import json
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TypedDict

PAGE = Path(__file__).parent / "page"
"""Written by `infra/bundling/page.py` from the sources in `web/`."""

DOCUMENT, BUILD = "index.html", "build.json"
HASHED = "a/"
CHUNK = re.compile(r"a/[\w.]{1,40}-[0-9a-z]{8}\.(?:js|css)")
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
BINARY = (".png",)


class Build(TypedDict):
    """What `build.json` says: the build's id, the modules and texts that the page begins with, and all names."""

    build: str
    first: list[str]
    texts: dict[str, str]
    hashed: list[str]
    plain: list[str]


@dataclass(frozen=True, slots=True)
class PageFile:
    body: bytes
    encoded: Mapping[str, bytes]
    """The same, compressed, by the content coding's name; the best one first."""
    type: str
    etag: str

    @property
    def is_text(self) -> bool:
        return bool(self.encoded)

    def accepted(self, accepts: str) -> tuple[str, bytes] | None:
        """Return the best coding that the reader accepts, and the body in it."""
        codings = {each.split(";")[0].strip() for each in accepts.split(",")}
        return next((found for found in self.encoded.items() if found[0] in codings), None)


class PageFiles:
    """The files of a built page, read when they are asked for and kept for the life of the process."""

    def __init__(self, root: Path = PAGE) -> None:
        self._root = root
        self._made: dict[str, PageFile] = {}

    @cached_property
    def about(self) -> Build:
        found: Build = json.loads((self._root / BUILD).read_bytes())
        return found

    @property
    def build(self) -> str:
        """The id of the build: another one if any file is."""
        return self.about["build"]

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset([*self.about["hashed"], *self.about["plain"]])

    def find(self, name: str) -> PageFile | None:
        """Return the file of this name, or None."""
        if name not in self.names:
            return None
        if name not in self._made:
            body = (self._root / name).read_bytes()
            coded = {} if name.endswith(BINARY) else {"br": self._coded(name, "br"), "gzip": self._coded(name, "gz")}
            self._made[name] = _file(name, body, coded)
        return self._made[name]

    def chunks(self) -> dict[str, bytes]:
        """Return all files with a hash in their name, compressed by gzip, which every browser takes."""
        found = {name: self.find(name) for name in self.about["hashed"]}
        return {name: file.encoded["gzip"] for name, file in found.items() if file is not None}

    def document(self, config: Mapping[str, str], language: str = "en") -> PageFile:
        """Return the page's document. It preloads the texts of the reader's language beside the code, and embeds the build's
        id and the sign-in's configuration, so that no request precedes the first one to the API."""
        key = json.dumps({**config, "": language}, ensure_ascii=False, sort_keys=True)
        if key not in self._made:
            preloaded = [*self.about["first"], self.about["texts"][language]]
            preloads = "".join(f'  <link rel="modulepreload" href="/{name}">\n' for name in preloaded)
            head = (
                f"{_meta('sokuto-build', self.build)}{_meta('sokuto-config', json.dumps(dict(config), sort_keys=True))}"
            )
            text = (self._root / DOCUMENT).read_text(encoding="utf-8").replace("</head>", f"{head}{preloads}</head>", 1)
            body = text.encode()
            self._made[key] = _file(DOCUMENT, body, {"gzip": gzip.compress(body, 9, mtime=0)})
        return self._made[key]

    def _coded(self, name: str, suffix: str) -> bytes:
        return (self._root / f"{name}.{suffix}").read_bytes()


def archived(name: str, compressed: bytes) -> PageFile:
    """Return a chunk of another build, as `PageFiles.chunks` gave it away."""
    return _file(name, gzip.decompress(compressed), {"gzip": compressed})


def _meta(name: str, content: str) -> str:
    return f'  <meta name="{name}" content="{escape(content)}">\n'


def _file(name: str, body: bytes, encoded: Mapping[str, bytes]) -> PageFile:
    kind = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return PageFile(
        body=body,
        encoded=encoded,
        type=f"{kind}; charset=utf-8" if encoded else kind,
        etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"',
    )
