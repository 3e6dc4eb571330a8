"""The locked dependencies, as wheels for the functions' platform, without unused parts."""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from infra.bundling.bytecode import compile_ahead, compiled_by
from infra.bundling.uv import uv_binary
from infra.node import ROOT

CACHE = ROOT / ".local" / "dependencies"
SERVICES = frozenset({"cognito-idp", "dynamodb", "s3", "secretsmanager", "sesv2", "sns", "sqs", "stepfunctions", "sts"})
"""The AWS services that functions call; botocore's models of all others would be nine tenths of the bundle."""
UNUSED_UTILITIES = (
    *("auth_alpha", "batch", "circuit_breaker", "data_masking", "feature_flags", "idempotency"),
    *("kafka", "parameters", "parser", "streaming", "validation"),
)
"""Of Powertools, what neither the functions nor the parts of it that they use import."""

NEVER_RUN = (
    *("bin", "**/tests", "**/*.pyi", "**/*.pyx", "**/py.typed"),
    *(f"aws_lambda_powertools/utilities/{name}" for name in UNUSED_UTILITIES),
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/swagger-ui*",
    "emoji/unicode_codes/emoji_*.json",  # names of emoji in languages; what an emoji is stands in emoji.json
    "holidays/financial",
)
FACTS_OF_A_PACKAGE = frozenset({"METADATA", "entry_points.txt"})
"""Files of a `dist-info` that are kept, since packages look up their own version."""


def install(*, platform: str, python: str) -> Path:
    """Return a folder with a function's dependencies from `uv.lock`, installed once for each lock and platform.

    Includes bytecode for other machines. Raises RuntimeError with the installers' messages if neither uv nor pip succeeds.
    """
    wanted = requirements()
    compiled = compiled_by(python) if platform else ""
    way = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py")))
    key = hashlib.sha256(f"{platform} {python} {compiled} {wanted} {way}".encode())
    target = CACHE / key.hexdigest()[:16]
    if not target.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as workplace:
            fresh = Path(workplace) / "fresh"
            listing = Path(workplace) / "requirements.txt"
            listing.write_text(wanted, encoding="utf-8")
            _first_that_works(_uv(listing, fresh, platform, python), _pip(listing, fresh, platform, python))
            _trim(fresh)
            if platform:
                compile_ahead(fresh, python)
            with suppress(OSError):  # another process has installed the same meanwhile
                fresh.rename(target)
    if not target.is_dir():
        raise RuntimeError(f"{target} could not be made")
    return target


def requirements() -> str:
    """Return a function's pinned requirements with hashes, without development groups."""
    command = ["export", "--frozen", "--no-default-groups", "--no-emit-project", "--no-header", "--no-annotate", "-q"]
    return subprocess.run([uv_binary(), *command], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _uv(listing: Path, target: Path, platform: str, python: str) -> list[str]:
    of_platform = ["--python-platform", platform] if platform else []
    return [
        *(uv_binary(), "pip", "install", "--quiet", "--requirements", str(listing), "--target", str(target)),
        *("--require-hashes", "--only-binary", ":all:", "--python-version", python, *of_platform),
    ]


def _pip(listing: Path, target: Path, platform: str, python: str) -> list[str]:
    machine, _, libc = platform.partition("-")
    of_platform = ["--platform", f"{libc}_{machine}", "--implementation", "cp"] if platform else []
    return [
        *("python3", "-m", "pip", "install", "--quiet", "--requirement", str(listing), "--target", str(target)),
        *("--require-hashes", "--only-binary", ":all:", "--python-version", python, *of_platform),
    ]


def _first_that_works(*commands: Sequence[str]) -> None:
    words = []
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode == 0:
            return
        words.append(f"$ {' '.join(command)}\n{done.stderr.strip()}")
    raise RuntimeError("the dependencies could not be installed\n" + "\n".join(words))


def _trim(target: Path) -> None:
    """Remove files that functions never use."""
    for service in (target / "botocore" / "data").iterdir():
        if service.is_dir() and service.name not in SERVICES:
            shutil.rmtree(service)
    for facts in target.glob("*.dist-info"):
        for path in facts.iterdir():
            if path.name not in FACTS_OF_A_PACKAGE:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    for pattern in NEVER_RUN:
        for path in list(target.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
