"""The emulator of AWS that a desk on this machine is deployed to: MiniStack, in an environment of its own."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import httpx

from infra.local.place import ACCOUNT, REGION, ROOT, TOOLS, LocalDesk
from infra.local.processes import LocalError, claim_port, running, start, wait_until_ready

NAME: Final = "emulator"
PARTS: Final = ("ministack==1.5.33", "cryptography==50.0.2")
"""Pinned exactly, since `emulator_server.py` uses its internals. It pins botocore itself: hence its own environment."""


def start_emulator(place: LocalDesk) -> None:
    """Start the emulator, unless it runs; return when it answers. It listens on this machine only.

    Raises LocalError if it cannot be installed, its port is taken, or it does not come up within a minute.
    """
    if running(place, NAME) is None:
        claim_port(place.port, variable="DESK_PORT", command=place.command)
        if not (place.state / "aws" / "cloudformation.json").exists():
            forget(place)  # killed before it saved anything: its files would be without their records
        python = _install()
        shutil.rmtree(place.state / "tmp", ignore_errors=True)  # functions unpacked by an emulator that was killed
        (place.state / "tmp").mkdir(parents=True)
        start(place, NAME, [str(python), "-P", str(ROOT / "infra/local/emulator_server.py")], env=_environment(place))
    wait_until_ready(place, NAME, lambda: _answers(place), seconds=60)


def forget(place: LocalDesk) -> None:
    """Delete the stored state of an emulator that does not run."""
    for name in ("aws", "s3"):
        shutil.rmtree(place.state / name, ignore_errors=True)


def _environment(place: LocalDesk) -> dict[str, str]:
    """Return the environment of the emulator, and so of every function in it: nothing of this shell but the path."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SSL_CERT_FILE") if name in os.environ}
    return kept | {
        "AUTH": "true",  # calls that a role does not allow are refused, as in the cloud
        "BIND_HOST": "127.0.0.1",
        "DESK_API_ID_FILE": str(place.api_id),
        "DOCKER_HOST": "unix:///nowhere",  # it looks for containers of its own; functions run as processes here
        "GATEWAY_PORT": str(place.port),
        "IOT_MTLS_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "LOG_LEVEL": "INFO",
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": REGION,
        "MINISTACK_WORKER_THREADS": "512",  # calls that wait for a function must not hold up what that function calls
        "PERSIST_STATE": "1",
        "S3_DATA_DIR": str(place.state / "s3"),
        "S3_PERSIST": "1",
        "SFTP_ENABLED": "0",
        "STATE_DIR": str(place.state / "aws"),
        "TMPDIR": str(place.state / "tmp"),
    }


def _answers(place: LocalDesk) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{place.port}/_ministack/health", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _install() -> Path:
    """Install the emulator's Python, of the same version as this one, since the functions are bundled for that version."""
    home = TOOLS / "emulator"
    python = home / "bin" / "python"
    stamp = home / "parts.txt"
    wanted = "\n".join([*PARTS, sys.version])
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / "emulator.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
            shutil.rmtree(home, ignore_errors=True)
            _uv("venv", "--quiet", "--python", sys.executable, str(home))
            _uv("pip", "install", "--quiet", "--python", str(python), *PARTS)
            stamp.write_text(wanted, encoding="utf-8")
    return python


def _uv(*arguments: str) -> None:
    binary = Path(sys.executable).parent / "uv"
    done = subprocess.run([str(binary), *arguments], capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode != 0:
        raise LocalError(f"the emulator could not be installed: {done.stderr.strip()}")
