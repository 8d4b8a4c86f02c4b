"""The demo in a store of its own, filled once a run: what most tests of maps and pages look at."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from settings import HOME
from store.filling import fill
from store.folder import Folder
from store.history import Store


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="onemap-store-")


def url(path: Path) -> str:
    return f"sqlite:///{path}"


@cache
def store() -> Store:
    """Return a store with the demo's twelve editions; nobody publishes into it."""
    made = Store(url(Path(_folder().name) / "demo.sqlite"), HOME / "data")
    fill(made, Folder(HOME / "data"), "演示数据（虚构）")
    return made


def copied(folder: Path) -> str:
    """Return the address of a copy in the folder, to change as one likes."""
    file = store().database.file
    assert file is not None
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, folder / "onemap.sqlite")
    shutil.copy(file.with_suffix(".spare.sqlite"), folder / "onemap.spare.sqlite")
    return url(folder / "onemap.sqlite")
