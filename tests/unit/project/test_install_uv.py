"""uv on a machine with nothing but Python: a wheel of this test's own, in a lock file that names it."""

import hashlib
import os
import platform
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra import install_uv
from infra.install_uv import LOCK, InstallError, by_hand, fits

PROGRAM = "#!/bin/sh\necho uv 1.2.3\n"
LOCKED = next(p for p in tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"] if p["name"] == "uv")
MACHINES = {"x86_64": ("glibc", "2.36"), "aarch64": ("glibc", "2.28"), "armv7l": ("glibc", "2.31"), "i686": ("", "")}


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(install_uv, "_of_pips_files", lambda: iter(()))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", "2.36"))


def wheel(folder: Path) -> dict[str, Any]:
    """A uv package as a lock file has it, with one wheel that lies in `folder`."""
    path = folder / "uv-1.2.3-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("uv-1.2.3.data/scripts/uv", PROGRAM)
    digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    return {"version": "1.2.3", "wheels": [{"url": path.as_uri(), "hash": digest}]}


def test_without_pip_the_program_comes_out_of_the_wheel_and_starts(tmp_path: Path) -> None:
    by_hand(wheel(tmp_path / "index"), tmp_path / "tools")
    done = subprocess.run([tmp_path / "tools/bin/uv", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == "uv 1.2.3\n"
    assert [path.name for path in (tmp_path / "tools").rglob("*")] == ["bin", "uv"]


def test_a_wheel_that_is_not_the_one_of_the_lock_file_is_not_installed(tmp_path: Path) -> None:
    uv = wheel(tmp_path / "index")
    uv["wheels"][0]["hash"] = "sha256:" + "0" * 64
    with pytest.raises(InstallError, match=r"manylinux2014_x86_64\.whl is not the file that uv\.lock names"):
        by_hand(uv, tmp_path / "tools")
    assert not (tmp_path / "tools").exists()


def test_an_index_that_the_machine_is_told_to_use_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirrored = wheel(tmp_path / "mirror/uv")
    name = mirrored["wheels"][0]["url"].rpartition("/")[2]
    mirrored["wheels"][0]["url"] = f"https://packages.invalid/{name}"
    page = f'<a href="other.whl">other</a><a href="../uv/{name}#{mirrored["wheels"][0]["hash"]}">{name}</a>'
    (tmp_path / "page").write_text(page, encoding="utf-8")
    read = install_uv._read
    index = (tmp_path / "mirror").as_uri()
    monkeypatch.setattr(install_uv, "_read", lambda url: page.encode() if url == f"{index}/uv/" else read(url))
    monkeypatch.setenv("UV_DEFAULT_INDEX", index)
    by_hand(mirrored, tmp_path / "tools")
    assert (tmp_path / "tools/bin/uv").read_text() == PROGRAM


def test_pips_own_settings_name_the_index_where_the_environment_names_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.undo()
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://mirror.invalid/simple\n", encoding="utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    assert install_uv._index() == "https://mirror.invalid/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "https://nearer.invalid/simple")
    assert install_uv._index() == "https://nearer.invalid/simple"


def test_where_it_cannot_be_fetched_one_sentence_says_so(tmp_path: Path) -> None:
    uv = wheel(tmp_path / "index")
    Path(uv["wheels"][0]["url"].removeprefix("file://")).unlink()
    with pytest.raises(InstallError, match="does not answer"):
        by_hand(uv, tmp_path / "tools")


@pytest.mark.parametrize("machine", MACHINES)
def test_the_lock_file_has_a_wheel_for_each_usual_machine(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(platform, "libc_ver", lambda: MACHINES[machine])
    names = [wheel["url"].rpartition("/")[2] for wheel in LOCKED["wheels"]]
    fitting = [name for name in names if fits(name)]
    assert fitting
    assert all(machine in name and "linux" in name for name in fitting)


def test_a_wheel_for_a_newer_c_library_or_another_system_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fits("uv-1-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl")
    assert not fits("uv-1-py3-none-manylinux_2_99_x86_64.whl")
    assert not fits("uv-1-py3-none-musllinux_1_1_x86_64.whl")
    assert not fits("uv-1-py3-none-win_amd64.whl")
    assert not fits("uv-1-py3-none-macosx_10_12_x86_64.whl")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "mac_ver", lambda: ("15.5", ("", "", ""), "x86_64"))
    assert fits("uv-1-py3-none-macosx_10_12_x86_64.whl")
    assert not fits("uv-1-py3-none-macosx_16_0_x86_64.whl")
    assert not fits("uv-1-py3-none-manylinux_2_17_x86_64.whl")


def test_pip_gets_the_hashes_of_the_lock_file_and_may_not_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip/__main__.py").write_text(
        "import pathlib, sys\nprint(*sys.argv[1:]); print(pathlib.Path(sys.argv[-1]).read_text())", encoding="utf-8"
    )
    code = "import sys; from infra.install_uv import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "tools")],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        cwd=LOCK.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    told, pinned = done.stdout.splitlines()
    assert "--only-binary :all: --require-hashes --target" in told
    assert pinned.split()[0] == f"uv=={LOCKED['version']}"
    assert pinned.count("--hash=sha256:") == len(LOCKED["wheels"]) > 10


def test_what_is_there_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/uv").write_text(f"#!/bin/sh\necho uv {LOCKED['version']} '(x86_64)'\n", encoding="utf-8")
    (tmp_path / "bin/uv").chmod(0o755)
    fetched: list[Path] = []
    monkeypatch.setattr(install_uv, "by_pip", lambda uv, target: fetched.append(target))
    monkeypatch.setattr(install_uv, "by_hand", lambda uv, target: fetched.append(target))
    install_uv.main([str(tmp_path)])
    assert fetched == []
    (tmp_path / "bin/uv").write_text("#!/bin/sh\necho uv 0.0.1\n", encoding="utf-8")
    install_uv.main([str(tmp_path)])
    assert fetched == [tmp_path]
