"""The page's files as they are served: versioned for the browser's cache, compressed, with rewritten references.

A file has two addresses. `/a/<version>/desk/session/api.js` never changes and is cached forever; `/desk/session/api.js` is revalidated.
The page's document refers to the first kind, so that a visit costs one small response and versions never mix.
"""

import gzip
import hashlib
import json
import mimetypes
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

WEB = Path(__file__).parent / "web"

DOCUMENT, ENTRY = "index.html", "app.js"
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".LICENSE": "text/plain"}
COMPRESSED_ALREADY = (".png",)
NAMES_OTHERS = (".html", ".js", ".webmanifest")
NOT_SERVED = re.compile(r"\.d\.ts$|^jsconfig\.json$|(^|/)\.")
IMPORTED = re.compile(r"(?:from|import) '([^']+)'")
"""A static import; a dynamic `import('…')` does not match."""


@dataclass(frozen=True, slots=True)
class PageFile:
    body: bytes
    gzipped: bytes | None
    type: str
    etag: str

    @classmethod
    def of(cls, name: str, body: bytes) -> "PageFile":
        suffix = Path(name).suffix
        kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        is_text = suffix not in COMPRESSED_ALREADY
        return cls(
            body=body,
            gzipped=gzip.compress(body, 9, mtime=0) if is_text else None,
            type=f"{kind}; charset=utf-8" if is_text else kind,
            etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        )


class PageFiles:
    """The files below `web/`, read once; compressed files are kept for the life of the process."""

    def __init__(self, root: Path = WEB) -> None:
        self._root = root
        self._made: dict[str, PageFile] = {}

    @cached_property
    def sources(self) -> Mapping[str, bytes]:
        paths = sorted(path for path in self._root.rglob("*") if path.is_file())
        named = ((path.relative_to(self._root).as_posix(), path) for path in paths)
        return {name: path.read_bytes() for name, path in named if not NOT_SERVED.search(name)}

    @cached_property
    def version(self) -> str:
        """The hash of all files: it changes when any file changes."""
        digest = hashlib.sha256()
        for name, body in self.sources.items():
            digest.update(f"\0{name}\0{len(body)}\0".encode() + body)
        return digest.hexdigest()[:12]

    def address(self, name: str) -> str:
        """Return the immutable address of a file of this version."""
        return f"/a/{self.version}/{name}"

    def find(self, name: str) -> PageFile | None:
        """Return the file of this name, or None."""
        if name not in self.sources or name == DOCUMENT:
            return None
        if name not in self._made:
            self._made[name] = PageFile.of(name, self._naming_versions(name))
        return self._made[name]

    def document(self, config: Mapping[str, str], language: str = "en") -> PageFile:
        """Return the page's document. It preloads all static modules and the catalogue of the reader's language, so that they
        load in parallel, and embeds the sign-in's configuration, so that no request precedes the first one to the API."""
        key = json.dumps({**config, "": language}, ensure_ascii=False, sort_keys=True)
        if key not in self._made:
            names = [*self.modules(), f"i18n/{language}.js"]
            preloads = "".join(f'  <link rel="modulepreload" href="{self.address(name)}">\n' for name in names)
            embedded = escape(json.dumps(dict(config), ensure_ascii=False, sort_keys=True))
            head = f'  <meta name="sokuto-config" content="{embedded}">\n{preloads}</head>'
            text = self._naming_versions(DOCUMENT).decode().replace("</head>", head, 1)
            self._made[key] = PageFile.of(DOCUMENT, text.encode())
        return self._made[key]

    def modules(self) -> list[str]:
        """List the entry module and its static imports, transitively, sorted by name."""
        found: set[str] = set()
        pending = [ENTRY]
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                folder = posixpath.dirname(f"/{name}")
                imported = IMPORTED.findall(self.sources[name].decode())
                pending += [posixpath.normpath(posixpath.join(folder, each)).lstrip("/") for each in imported]
        return sorted(found)

    def _naming_versions(self, name: str) -> bytes:
        """Return the source with root-relative references to the page's files replaced by their immutable addresses."""
        source = self.sources[name]
        if not name.endswith(NAMES_OTHERS):
            return source
        return self._quoted.sub(lambda found: f"{found[1]}{self.address(found[2])}{found[1]}", source.decode()).encode()

    @cached_property
    def _quoted(self) -> re.Pattern[str]:
        names = "|".join(re.escape(name) for name in self.sources if not name.endswith((".html", ".webmanifest")))
        return re.compile(rf"""(['"])/({names})\1""")
