"""The real bundle: built once, looked into, weighed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.bundling.contents import bundle, fingerprint
from infra.bundling.dependencies import requirements
from tests.infra.synth import ROOT

LIMIT = 15 * 1024 * 1024


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle as it goes to the cloud: for arm64 and Python 3.13, whatever this machine is."""
    target = tmp_path_factory.mktemp("bundle") / "asset"
    bundle(target, platform="aarch64-manylinux2014", python="3.13")
    return target


def test_it_weighs_less_than_15_mb(built: Path) -> None:
    packed = Path(shutil.make_archive(str(built), "zip", built))
    assert packed.stat().st_size < LIMIT


def test_it_holds_this_repos_rooms_at_their_import_paths(built: Path) -> None:
    assert (built / "functions" / "__init__.py").is_file()
    assert (built / "shared" / "domain" / "__init__.py").is_file()
    assert not list(built.rglob("__pycache__/*.cpython-311.pyc"))
    assert not (built / "infra").exists()


def test_its_wheels_are_for_arm(built: Path) -> None:
    libraries = list(built.rglob("*.so"))
    assert libraries
    for library in libraries:
        machine = int.from_bytes(library.read_bytes()[18:20], "little")
        assert machine == 0xB7, f"{library.name} is not for arm64"  # EM_AARCH64 in the ELF header


def test_only_called_services_have_a_model(built: Path) -> None:
    services = {path.name for path in (built / "botocore" / "data").iterdir() if path.is_dir()}
    assert {"dynamodb", "sqs", "sesv2"} <= services
    assert len(services) < 10


def test_the_page_gets_its_libraries_as_they_come(built: Path) -> None:
    vendor = built / "functions" / "desk_api" / "web" / "vendor"
    assert (vendor / "htm-preact.js").read_bytes() == (
        ROOT / "node_modules" / "htm" / "preact" / "standalone.module.js"
    ).read_bytes()
    assert (vendor / "oauth4webapi.js").is_file()


def test_a_bundle_of_this_machine_can_be_imported(tmp_path: Path) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    bundle(tmp_path / "here", platform="", python=version)
    script = (
        "import sys; sys.path.insert(0, '.'); import pydantic, pynamodb, tweepy, holidays, boto3; print(boto3.__file__)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], cwd=tmp_path / "here", capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_no_tool_of_this_repo_comes_along() -> None:
    names = {line.split("==")[0] for line in requirements().splitlines() if "==" in line}
    assert "boto3" in names
    assert not names & {"aws-cdk-lib", "moto", "pytest", "typer", "uv"}


def test_the_fingerprint_changes_with_platform_and_source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cloud = fingerprint(platform="aarch64-manylinux2014", python="3.13")
    assert cloud == fingerprint(platform="aarch64-manylinux2014", python="3.13")
    assert cloud != fingerprint(platform="", python="3.13")
    for name in ("uv.lock", "package-lock.json", "infra/web_vendor.json", "shared/a.py", "shared/__pycache__/a.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1", encoding="utf-8")
    monkeypatch.setattr("infra.bundling.contents.ROOT", tmp_path)
    before = fingerprint(platform="", python="3.13")
    (tmp_path / "shared/__pycache__/a.pyc").write_text("2", encoding="utf-8")
    assert fingerprint(platform="", python="3.13") == before
    (tmp_path / "shared/a.py").write_text("2", encoding="utf-8")
    assert fingerprint(platform="", python="3.13") != before
