"""The house keeps its order: who imports whom, what is committed, how long a file may be."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from settings import HOME

LINTER = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
# Single modules, which import-linter cannot hold, and the rooms that each may import.
MODULES = {
    "settings.py": set(),
    "logs.py": {"settings", "locales"},
    "gate.py": {"settings", "locales", "logs"},
    "terminal.py": {"loaders"},
    "cli.py": None,
    "app.py": None,
}
SCREENS = {"streamlit", "streamlit_folium"}
MAY_DRAW = {"app.py", "pages", "benchmarks", "tests"}
MAY_DRAW_ONE = "maps/frame.py"
# Whatever is fetched at set-up comes from the registry that the machine is set to, by the lock files.
FOREIGN_HOSTS = re.compile(
    r"jsdelivr|unpkg\.com|cdnjs|bootstrapcdn|jquery\.com|googleapis|gstatic|npmjs|npmmirror|pythonhosted|pypi\.org"
    r"|tuna\.tsinghua|mirrors?\.(aliyun|ustc|cloud)|--(extra-)?index-url|--find-links|--trusted-host|\"resolved\":|file:///"
)
NOT_OURS = {".venv", ".setup", ".git", ".hypothesis", "node_modules", "dist", "var", "__pycache__"}
LARGEST = 1_000_000
MOST_LINES = 400


def tracked() -> list[Path]:
    """List what is committed or would be: git's files and the new ones that it does not ignore."""
    if not (HOME / ".git").exists():  # an unpacked archive
        every = (path.relative_to(HOME) for path in HOME.rglob("*") if path.is_file())
        return sorted(path for path in every if not NOT_OURS & set(path.parts) and not path.parts[0].endswith("_cache"))
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=HOME, check=True, capture_output=True).stdout.decode()
    return sorted(Path(name) for name in set(listed.split("\0")) if name and (HOME / name).is_file())


def imports(path: Path) -> set[str]:
    """Return the first words of what a Python file imports."""
    found = set()
    for node in ast.walk(ast.parse((HOME / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


FILES = tracked()
PYTHON = [path for path in FILES if path.suffix == ".py"]
ROOMS = {path.parts[0] for path in PYTHON if len(path.parts) > 1} - {"tests", "docs"}


def test_the_layers_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter, "--no-cache"], cwd=HOME, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_room_stands_in_the_contracts() -> None:
    assert set(LINTER["root_packages"]) == ROOMS


@pytest.mark.parametrize("name", [name for name, allowed in MODULES.items() if allowed is not None])
def test_the_low_modules_import_no_room(name: str) -> None:
    if Path(name) in PYTHON:
        own = ROOMS | {path.stem for path in PYTHON if len(path.parts) == 1}
        assert imports(Path(name)) & own <= MODULES[name]


def test_every_single_module_is_known() -> None:
    assert {path.name for path in PYTHON if len(path.parts) == 1} <= set(MODULES)


def test_only_the_app_and_its_pages_import_streamlit() -> None:
    others = [path for path in PYTHON if path.parts[0] not in MAY_DRAW and path.as_posix() != MAY_DRAW_ONE]
    assert [path.as_posix() for path in others if imports(path) & SCREENS] == []


def test_no_file_names_another_host() -> None:
    named = []
    for path in FILES:
        if path == Path(__file__).relative_to(HOME) or path.name == ".env":
            continue
        content = (HOME / path).read_bytes()
        if b"\0" in content:
            continue
        lines = content.decode("utf-8", errors="replace").splitlines()
        named += [f"{path}:{row}: {line[:120]}" for row, line in enumerate(lines, 1) if FOREIGN_HOSTS.search(line)]
    assert named == []


def test_the_front_end_is_locked_for_every_platform() -> None:
    locked = json.loads((HOME / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("integrity" in package for name, package in locked.items() if name)
    for platform in ("linux-x64", "linux-arm64", "darwin-arm64", "win32-x64"):
        assert f"node_modules/@esbuild/{platform}" in locked


REQUIREMENTS = ("requirements.txt", "requirements-ogc.txt", "requirements-test.txt")


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    text = re.sub(r"\\\n", " ", (HOME / name).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    assert [line[:80] for line in lines if not re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []


def test_the_requirements_agree() -> None:
    pins: dict[str, set[tuple[str, ...]]] = {}
    for name in REQUIREMENTS:
        text = (HOME / name).read_text(encoding="utf-8")
        own: dict[str, list[str]] = {}
        for package, version in re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE):
            own.setdefault(package, []).append(version)  # one for each range of Python, here and there
        for package, versions in own.items():
            pins.setdefault(package, set()).add(tuple(sorted(versions)))
    assert {package: found for package, found in pins.items() if len(found) > 1} == {}


def test_no_large_file_is_committed() -> None:
    allowed = [path for path in FILES if path.parts[0] == "data" or (path.parts[0] == "docs" and path.suffix == ".png")]
    large = [path.as_posix() for path in FILES if path not in allowed and (HOME / path).stat().st_size > LARGEST]
    assert large == []


def test_no_python_file_is_too_long() -> None:
    counts = {path.as_posix(): len((HOME / path).read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {name: count for name, count in counts.items() if count > MOST_LINES} == {}


@pytest.mark.parametrize("name", ["run", "test", ".ci/run"])
def test_the_commands_can_be_run(name: str) -> None:
    assert (HOME / name).stat().st_mode & 0o111 == 0o111
    assert subprocess.run(["bash", "-n", name], cwd=HOME, check=False).returncode == 0
