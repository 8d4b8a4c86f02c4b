"""What a bundle says of itself, and whether it is whole and fits this machine.

``python -m deploy.manifest`` is the first thing that ``./run --offline`` runs, on the machine's own Python: the standard
library is all there is then.
"""

import hashlib
import json
import platform
import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = "bundle"
"""What a bundle holds beyond the project's own files stands in this folder."""
NAME = f"{FOLDER}/manifest.json"
STORE = f"{FOLDER}/store.sqlite"
SHOWN = 3
"""How many names of files a sentence holds."""
_PIECE = 1 << 20
_GLIBC_OF = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}


class Unfit(Exception):
    """The bundle is not whole, or not for this machine; the message says what to do, in Chinese and English."""


@dataclass(frozen=True)
class Manifest:
    """A bundle's description.

    Attributes
    ----------
    version, made : str
        Of the project; the day, ISO 8601.
    system : str
        Operating system and processor, such as ``linux-x86_64``.
    python, tag : str
        ``3.11`` and ``cpython-311``: compiled packages fit no other.
    glibc : list of int
        The oldest C library that every package takes, such as ``[2, 28]``; empty where it does not matter.
    edition : int or None
        The current edition of the store that is packed; None where there was none.
    needs : int
        Free space that setting up takes, bytes.
    files : dict
        Path below the folder to SHA-256, of every file but the manifest.
    """

    version: str
    made: str
    system: str
    python: str
    tag: str
    glibc: list[int]
    edition: int | None
    needs: int
    files: dict[str, str]

    def text(self) -> str:
        """Return the manifest as JSON, one value a line: ``./run`` reads the Python's version out of it."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def system() -> str:
    """Return operating system and processor of this machine."""
    return f"{platform.system()}-{platform.machine()}".lower()


def glibc(wheels: Iterable[str]) -> list[int]:
    """Return the oldest C library that takes every one of these wheels, by their names; empty when any does."""
    needed: tuple[int, ...] = ()
    for name in wheels:
        taken = [(int(major), int(minor)) for major, minor in re.findall(r"manylinux_(\d+)_(\d+)", name)]
        taken += [version for word, version in _GLIBC_OF.items() if word in name]
        needed = max(needed, min(taken, default=()))
    return list(needed)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def read(home: Path) -> Manifest:
    """Return the manifest of an unpacked bundle.

    Raises
    ------
    Unfit
        There is none, or it cannot be read.
    """
    try:
        return Manifest(**json.loads((home / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Unfit(
            f"{NAME} 不在或读不出来，请重新解包 · it is missing or cannot be read, unpack the archive again: {error}"
        ) from error


def check(home: Path) -> Manifest:
    """Return the manifest of a bundle that is whole and can be set up here.

    Raises
    ------
    Unfit
        Another system or Python, no space, files that are missing or are not as they were packed.
    """
    manifest = read(home)
    for problem in (_machine(manifest), _space(manifest, home), _files(manifest, home)):
        if problem:
            raise Unfit(problem)
    return manifest


def _machine(manifest: Manifest) -> str:
    if system() != manifest.system:
        return (
            f"离线包是为 {manifest.system} 打的，这台机器是 {system()}，请在同类机器上重新打包 · "
            f"the bundle was made for {manifest.system} and this machine is {system()}: make one on a machine of this kind"
        )
    if sys.implementation.cache_tag != manifest.tag:
        here = f"{platform.python_implementation()} {platform.python_version()}"
        return (
            f"离线包需要 Python {manifest.python}（{manifest.tag}），这里是 {here} · "
            f"the bundle needs Python {manifest.python} ({manifest.tag}), this is {here}"
        )
    name, version = platform.libc_ver()
    own = [int(part) for part in re.findall(r"\d+", version)[:2]]
    if manifest.glibc and (name != "glibc" or own < manifest.glibc):
        wanted = ".".join(map(str, manifest.glibc))
        return (
            f"离线包需要 glibc {wanted} 或更新，这个系统是 {name or '?'} {version or '?'} · "
            f"the bundle needs glibc {wanted} or newer, this system has {name or '?'} {version or '?'}"
        )
    return ""


def _space(manifest: Manifest, home: Path) -> str:
    needs, free = (round(size / 1e6) for size in (manifest.needs, shutil.disk_usage(home).free))
    if free >= needs:
        return ""
    return (
        f"磁盘空间不够：需要 {needs} MB，只剩 {free} MB · not enough space: {needs} MB are needed, {free} MB are free"
    )


def _files(manifest: Manifest, home: Path) -> str:
    missing = [name for name in manifest.files if not (home / name).is_file()]
    if missing:
        return (
            f"离线包不完整，缺 {len(missing)} 个文件，请重新复制、重新解包 · "
            f"the bundle is incomplete, copy and unpack the archive again; files missing: {_some(missing)}"
        )
    changed = [name for name, digest in manifest.files.items() if sha256(home / name) != digest]
    if changed:
        return (
            f"有 {len(changed)} 个文件与打包时不同，请重新复制、重新解包 · "
            f"files are not as they were packed, copy and unpack the archive again: {_some(changed)}"
        )
    return ""


def _some(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


if __name__ == "__main__":
    try:
        check(Path(__file__).parents[1])
    except Unfit as error:
        sys.exit(f"错误 · error: {error}")
