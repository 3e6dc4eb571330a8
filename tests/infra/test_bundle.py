"""The real bundle: built once, looked into, weighed."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.bundling import page
from infra.bundling.bytecode import InterpreterMissingError, compile_ahead, interpreter
from infra.bundling.contents import bundle, fingerprint
from infra.bundling.dependencies import requirements
from infra.bundling.page import PageBuildError, built_page
from tests.infra.synth import ROOT

SOURCES_LIMIT = 11_000_000
LIMIT = 20_000_000
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
UNCHECKED_HASH = 1
"""https://peps.python.org/pep-0552/: never compared with its source, whose date the zip does not keep."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle as it goes to the cloud, for arm64 whatever this machine is; for this machine's own version of Python, which is
    always at hand to compile ahead."""
    target = tmp_path_factory.mktemp("bundle") / "asset"
    bundle(target, platform="aarch64-manylinux2014", python=HERE)
    return target


def test_AWS4_it_weighs_less_than_20_mb_with_its_bytecode_and_11_without(built: Path, tmp_path: Path) -> None:
    packed = Path(shutil.make_archive(str(built), "zip", built))
    assert packed.stat().st_size < LIMIT
    with zipfile.ZipFile(packed) as archive:
        sources = sum(file.compress_size for file in archive.infolist() if not file.filename.endswith(".pyc"))
    assert sources < SOURCES_LIMIT


def test_AWS4_every_module_is_compiled_ahead_without_the_paths_of_this_machine(built: Path) -> None:
    tag = sys.implementation.cache_tag
    missing = [
        path
        for room in ("functions", "shared", "botocore", "pydantic")
        for path in (built / room).rglob("*.py")
        if not (path.parent / "__pycache__" / f"{path.stem}.{tag}.pyc").is_file()
    ]
    assert missing == []
    for path in built.rglob("*.pyc"):
        data = path.read_bytes()
        assert int.from_bytes(data[4:8], "little") == UNCHECKED_HASH, path
        assert str(built.parent).encode() not in data, path


NOWHERE = "3.9"
"""A version that no function runs on."""


def test_AWS4_without_the_functions_interpreter_nothing_is_bundled_and_a_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[list[str]] = []

    def no_uv(words: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(words[3:5])
        return subprocess.CompletedProcess(words, 2, "", "error: no such download\n")

    monkeypatch.setattr("infra.bundling.bytecode.subprocess.run", no_uv)
    with pytest.raises(InterpreterMissingError, match=rf"no such download.*python = \"{HERE}\""):
        compile_ahead(tmp_path, NOWHERE)
    assert asked == [["python", "find"], ["python", "install"], ["python", "find"]]


def test_an_interpreter_that_uv_fetches_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []

    def uv(words: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        if words[4] == "install":
            fetched.append(words[-1])
        return subprocess.CompletedProcess(words, 0 if fetched else 2, "/somewhere/python\n" if fetched else "", "")

    monkeypatch.setattr("infra.bundling.bytecode.subprocess.run", uv)
    interpreter.cache_clear()
    assert interpreter(NOWHERE) == "/somewhere/python"
    interpreter.cache_clear()
    assert fetched == [NOWHERE]


def test_it_holds_this_repos_rooms_at_their_import_paths(built: Path) -> None:
    assert (built / "functions" / "__init__.py").is_file()
    assert (built / "shared" / "domain" / "__init__.py").is_file()
    assert {path.suffixes[0] for path in built.rglob("*.pyc")} == {f".{sys.implementation.cache_tag}"}
    assert not (built / "infra").exists()
    assert (built / "shared" / "precompiled.bin").is_file()


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


def test_AWS7_the_page_comes_built_with_its_libraries_licences_and_without_its_sources(built: Path) -> None:
    page, now = built / "functions" / "desk_api" / "page", built_page()
    assert names(page) == names(now)
    assert all((page / name).read_bytes() == (now / name).read_bytes() for name in names(now))
    assert "MIT" in (page / "licenses.txt").read_text("utf-8")
    assert not (built / "functions" / "desk_api" / "web").exists()


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_page_that_cannot_be_built_says_why_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "page.mjs"
    script.write_text("throw new Error('no such import')", encoding="utf-8")
    monkeypatch.setattr(page, "ROOT", tmp_path)
    for name, path in (("SCRIPT", script), ("LIBRARIES", script), ("SOURCES", tmp_path), ("CACHE", tmp_path / "kept")):
        monkeypatch.setattr(page, name, path)
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    with pytest.raises(PageBuildError, match=r"make ready(.|\n)*no such import"):
        built_page()
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [".lock"]


def test_the_page_is_built_anew_if_a_source_is_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script, sources = tmp_path / "page.mjs", tmp_path / "web"
    sources.mkdir()
    script.write_text(
        "import { mkdirSync } from 'node:fs'; mkdirSync(process.argv[2]); console.log(1)", encoding="utf-8"
    )
    monkeypatch.setattr(page, "ROOT", tmp_path)
    for name, path in (("SCRIPT", script), ("LIBRARIES", script), ("SOURCES", sources), ("CACHE", tmp_path / "kept")):
        monkeypatch.setattr(page, name, path)
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    first = built_page()
    assert built_page() == first
    (sources / "app.js").write_text("1", encoding="utf-8")
    assert built_page() != first


def test_a_bundle_of_this_machine_can_be_imported(tmp_path: Path) -> None:
    bundle(tmp_path / "here", platform="", python=HERE)
    modules = sorted(f"functions.{path.stem}" for path in (ROOT / "functions").glob("*.py") if path.stem != "__init__")
    packages = ["functions.desk_api.app", "pydantic", "pynamodb", "tweepy", "holidays", "botocore"]
    uses = (
        "from emoji import EMOJI_DATA; assert EMOJI_DATA['\u2615']['en']",
        "from shared.domain.sla.shifts import PublicHolidays, holiday_names",
        "assert 'Foundation Day' in holiday_names(PublicHolidays('JP'), 2026, 'en').values()",
    )
    script = f"import sys; sys.path.insert(0, '.'); import {', '.join(modules + packages)}; {'; '.join(uses)}"
    done = subprocess.run([sys.executable, "-I", "-c", script], cwd=tmp_path / "here", capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


COMPILED_ANEW = """
import builtins, sys
sys.path.insert(0, ".")
run, anew = builtins.exec, []
def counted(code, *scopes):
    if isinstance(code, str) and scopes:
        anew.append(scopes[0].get("__name__", ""))
    run(code, *scopes)
builtins.exec = counted
import functions.ingest_posts, functions.chase_deadline, shared.adapters.dynamodb.tickets.store
print([name for name in anew if name.startswith(("shared.domain", "shared.ports"))])
"""


def test_AWS4_a_bundle_has_the_methods_of_its_dataclasses_compiled(tmp_path: Path) -> None:
    bundle(tmp_path / "here", platform="", python=HERE)
    done = subprocess.run(
        [sys.executable, "-I", "-c", COMPILED_ANEW], cwd=tmp_path / "here", capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[]"


def test_no_tool_of_this_repo_comes_along() -> None:
    names = {line.split("==")[0] for line in requirements().splitlines() if "==" in line}
    assert "botocore" in names
    assert not names & {"aws-cdk-lib", "boto3", "moto", "pytest", "typer", "uv"}


def test_the_fingerprint_changes_with_platform_and_source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: set[str] = set()
    cloud = fingerprint(platform="aarch64-manylinux2014", python=HERE)
    assert cloud == fingerprint(platform="aarch64-manylinux2014", python=HERE)
    assert cloud != fingerprint(platform="", python=HERE)
    for version in ("", "3.13.98", "3.13.99"):
        monkeypatch.setattr("infra.bundling.contents.compiled_by", lambda python, version=version: version)
        seen.add(fingerprint(platform="aarch64-manylinux2014", python=HERE))
    assert len(seen) == 3, "another interpreter compiles another bytecode"
    for name in (
        "uv.lock",
        "package-lock.json",
        "functions/desk_api/web/app.js",
        "shared/a.py",
        "shared/__pycache__/a.pyc",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1", encoding="utf-8")
    monkeypatch.setattr("infra.bundling.contents.ROOT", tmp_path)
    before = fingerprint(platform="", python=HERE)
    (tmp_path / "shared/__pycache__/a.pyc").write_text("2", encoding="utf-8")
    assert fingerprint(platform="", python=HERE) == before
    for name in ("shared/a.py", "functions/desk_api/web/app.js", "package-lock.json"):
        (tmp_path / name).write_text("2", encoding="utf-8")
        assert fingerprint(platform="", python=HERE) != before, name
        before = fingerprint(platform="", python=HERE)
