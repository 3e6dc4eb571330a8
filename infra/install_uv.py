"""Installation of uv, which installs everything else: `python3 -m infra.install_uv .local/tools` installs the version in
`uv.lock`.

Standard library only. It uses pip where this Python has it, since pip knows the machine's own index, proxy and
certificates. Debian's own Python has neither pip nor a `venv` that could create one; there the wheel is downloaded
directly. Either way the file must have one of the hashes in `uv.lock`.
"""

import configparser
import hashlib
import importlib.util
import os
import platform
import re
import ssl
import subprocess
import sys
import tempfile
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from infra import system_packages

LOCK = Path(__file__).resolve().parents[1] / "uv.lock"
TIMEOUT_S = 60


class InstallError(Exception):
    """uv cannot be installed on this machine; the message gives the reason and, if known, the command that helps."""


def main(arguments: Sequence[str]) -> None:
    target = Path(arguments[0])
    uv = next(package for package in tomllib.loads(LOCK.read_text("utf-8"))["package"] if package["name"] == "uv")
    if _version(target / "bin" / "uv") == uv["version"]:
        return
    try:
        by_pip(uv, target) if importlib.util.find_spec("pip") else by_hand(uv, target)
    except InstallError as e:
        raise SystemExit(f"uv {uv['version']} could not be installed: {e}") from e


def _version(binary: Path) -> str:
    """Return the version of the installed uv; empty if it is missing or does not start."""
    try:
        output = subprocess.run([str(binary), "--version"], capture_output=True, text=True, check=False).stdout.split()
    except OSError:
        return ""
    return output[1] if len(output) > 1 else ""


def by_pip(uv: Mapping[str, Any], target: Path) -> None:
    """Install with pip, which chooses the wheel and checks its hash."""
    hashes = [f"--hash={wheel['hash']}" for wheel in uv["wheels"]]
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "uv.txt"
        pinned.write_text(" ".join([f"uv=={uv['version']}", *hashes]), encoding="utf-8")
        how = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
        command = [sys.executable, "-m", "pip", "install", *how, "--target", str(target), "-r", str(pinned)]
        if subprocess.run(command, check=False).returncode != 0:
            raise InstallError("pip says why")


def by_hand(uv: Mapping[str, Any], target: Path) -> None:
    """Download the wheel for this machine, check its hash, and extract the program."""
    wheel = next((wheel for wheel in uv["wheels"] if fits(_name(wheel["url"]))), None)
    if wheel is None:
        raise InstallError(f"there is none for {platform.system()} on {platform.machine()}")
    packed = _fetch(wheel["url"])
    if f"sha256:{hashlib.sha256(packed).hexdigest()}" != wheel["hash"]:
        raise InstallError(f"{_name(wheel['url'])} is not the file that uv.lock names")
    (target / "bin").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target) as folder:
        archive = Path(folder) / "uv.whl"
        archive.write_bytes(packed)
        with zipfile.ZipFile(archive) as files:
            program = Path(files.extract(f"uv-{uv['version']}.data/scripts/uv", folder))
        program.chmod(0o755)
        program.rename(target / "bin" / "uv")  # atomic: an interrupted installation leaves none


def fits(name: str) -> bool:
    """Return whether a wheel of that name runs here: its system and processor match, and its C library is no newer."""
    return any(_fits(tag) for tag in name.removesuffix(".whl").split("-")[-1].split("."))


def _fits(tag: str) -> bool:
    read = re.fullmatch(r"(manylinux|musllinux|macosx)_(\d+)_(\d+)_(\w+)", tag)
    if read is None or read[4] != platform.machine():
        return False
    system, version = _system()
    return read[1] == system and (int(read[2]), int(read[3])) <= version


def _system() -> tuple[str, tuple[int, int]]:
    """Return this system's platform tag, with the version of its C library, or of macOS; musl if the C library is not GNU's."""
    if sys.platform == "darwin":
        name, release = "macosx", platform.mac_ver()[0]
    else:
        library, release = platform.libc_ver()
        name = "manylinux" if library == "glibc" else "musllinux"
    major, minor = [*(int(part) for part in release.split(".")[:2]), 0, 0][:2] if release else (1, 1)
    return name, (major, minor)


def _fetch(url: str) -> bytes:
    """Download the file at that address, or the file of that name in the index configured on this machine."""
    try:
        return _read(_in_index(index, _name(url)) if (index := _index()) else url)
    except urllib.error.URLError as e:
        if isinstance(e.reason, ssl.SSLCertVerificationError) and (helps := system_packages.command("certificates")):
            raise InstallError(f"this machine trusts no certificate; run: {helps}") from e
        raise InstallError(f"{urlsplit(url).hostname or url} does not answer ({e.reason})") from e


def _read(url: str) -> bytes:
    """Download through the environment's proxies, trusting pip's configured certificates beside the system's."""
    parts = urlsplit(url)
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    trust = ssl.create_default_context()
    if extra := os.environ.get("PIP_CERT"):
        trust.load_verify_locations(extra)
    handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=trust)]
    if parts.username:
        known = urllib.request.HTTPPasswordMgrWithPriorAuth()
        known.add_password(None, bare, unquote(parts.username), unquote(parts.password or ""), is_authenticated=True)
        handlers.append(urllib.request.HTTPBasicAuthHandler(known))
    with urllib.request.build_opener(*handlers).open(bare, timeout=TIMEOUT_S) as answer:
        return bytes(answer.read())


class _IndexPage(HTMLParser):
    """The links on a page of an index (https://packaging.python.org/en/latest/specifications/simple-repository-api/)."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value for name, value in attrs if (tag, name) == ("a", "href") and value]


def _in_index(index: str, name: str) -> str:
    page = f"{index.rstrip('/')}/uv/"
    links = _IndexPage()
    links.feed(_read(page).decode("utf-8"))
    found = next((urljoin(page, link) for link in links.addresses if _name(link) == name), None)
    if found is None:
        raise InstallError(f"{urlsplit(index).hostname} does not have {name}")
    return found


def _index() -> str:
    """Return the index configured for uv or pip on this machine; empty if there is none."""
    names = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
    configured = [value for name in names if (value := os.environ.get(name))]
    return next(iter([*configured, *_of_pips_files()]), "")


def _of_pips_files() -> Iterator[str]:
    """https://pip.pypa.io/en/stable/topics/configuration/: the user's own file takes precedence over the machine's."""
    home = Path.home()
    own = [Path(os.environ.get("PIP_CONFIG_FILE", os.devnull)), home / ".config/pip/pip.conf", home / ".pip/pip.conf"]
    for place in [*own, Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf")]:
        config = configparser.RawConfigParser()
        config.read(place)
        if index := config.get("global", "index-url", fallback=""):
            yield index


def _name(url: str) -> str:
    return unquote(urlsplit(url).path).rpartition("/")[2]


if __name__ == "__main__":
    main(sys.argv[1:])
