"""A folder of files as editions: its layers read and placed once, one edition for each of its workbooks.

This is how the demo comes into an empty store, and how the commands read it.
"""

import logging
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from threading import RLock

from geopandas import GeoDataFrame

from loaders.errors import FileMissing
from loaders.files import GEOMETRY, WORKBOOKS
from loaders.readers import readers
from loaders.workbook import date_in_name, taught_words
from locales import _
from settings import settings
from sites.datum_check import settled
from sites.edition import Edition
from sites.facilities import LAYER_NAMES
from sites.join import picture
from sites.placing import Placement, place
from sites.report import Role
from sites.table import Layer, Workbook

log = logging.getLogger(__name__)

ROLES: tuple[Role, ...] = ("subdistricts", "compounds", "buildings", "parking", "charging", "elevators", "pipes")


@dataclass(frozen=True)
class Dated:
    """A workbook of the folder, before it is read."""

    number: int
    as_of: date
    path: Path


class Folder:
    """The editions that a data folder makes.

    Parameters
    ----------
    data : pathlib.Path
        Holds ``geo/`` (a layer or a file for each role) and ``progress/`` (a workbook for each edition).

    Notes
    -----
    Thread-safe. Editions are never changed once built.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self._read = readers(data)
        self._lock = RLock()
        self._placement: Placement | None = None
        self._editions: dict[int, Edition] = {}
        self._entries: tuple[Dated, ...] | None = None
        self._ground: dict[str, GeoDataFrame] | None = None

    def list(self) -> tuple[Dated, ...]:
        """Return the editions, oldest first, numbered from 1; dates come from file names where they tell."""
        with self._lock:
            if self._entries is None:
                folder = self.data / "progress"
                paths = [
                    path for path in folder.glob("*") if path.suffix.lower() in WORKBOOKS and path.name[0] not in "~."
                ]
                dated = sorted((date_in_name(path) or self._workbook(path).as_of, path.name, path) for path in paths)
                self._entries = tuple(Dated(at, day, path) for at, (day, _name, path) in enumerate(dated, start=1))
            return self._entries

    def get(self, number: int) -> Edition:
        """Return an edition; ``KeyError`` when there is none with this number.

        Raises
        ------
        LoadError
            A file of the data folder cannot be used.
        """
        with self._lock:
            if number not in self._editions:
                entry = {entry.number: entry for entry in self.list()}[number]
                book = self._workbook(entry.path, entry.as_of)
                self._editions[number] = picture(self._placed(), [book], entry.as_of, number)
                log.info("edition %s of %s built", number, entry.as_of)
            return self._editions[number]

    def _workbook(self, path: Path, fallback: date | None = None) -> Workbook:
        return self._read.workbook(path, fallback, taught_words(settings().columns, path))

    def current(self) -> Edition:
        """Return the newest edition; ``FileMissing`` when there is none."""
        return self.get(self.latest().number)

    def latest(self) -> Dated:
        """Return the entry of the newest edition, without building it; ``FileMissing`` when there is none."""
        return self._some()[-1]

    def ground(self) -> dict[str, GeoDataFrame]:
        """Return the sketch under the map, by layer name (``ground_river`` …), EPSG:4490; empty where there is none."""
        with self._lock:
            if self._ground is None:
                self._ground = {
                    name: frame for path in self._packages() for name, frame in self._read.ground(path).items()
                }
            return self._ground

    def files(self) -> dict[Role, Path]:
        """Return the file of the data folder that serves each role: a package with a layer of that name, else a file of it."""
        packages = {path: self._read.layers(path) for path in self._packages()}
        found: dict[Role, Path] = {}
        for role in ROLES:
            for path, names in packages.items():
                if role in names:
                    found.setdefault(role, path)
            for suffix in GEOMETRY:
                path = self.data / "geo" / f"{role}{suffix}"
                if path.is_file():
                    found.setdefault(role, path)
        return found

    def _some(self) -> tuple[Dated, ...]:
        entries = self.list()
        if not entries:
            raise FileMissing(self.data / "progress", _("没有台账"), _("请放入以日期命名的台账，或运行 cli.py demo"))
        return entries

    def _packages(self) -> tuple[Path, ...]:
        return tuple(sorted((self.data / "geo").glob("*.gpkg")))

    def _placed(self) -> Placement:
        if self._placement is None:
            files = self.files()
            for role in ("compounds", "buildings"):
                if role not in files:
                    raise FileMissing(
                        self.data / "geo", _("没有图层 {role}").format(role=role), _("请放入图层，或运行 cli.py demo")
                    )
            found = self._read.several([partial(self._read.layer, path, role) for role, path in files.items()])
            read: dict[Role, Layer] = dict(zip(files, found, strict=True))
            if not all(layer.synthetic for layer in read.values()):  # the demo is in WGS 84, and is wanted at once
                read = settled(read, {}).layers
            facilities: dict[str, Layer] = {role: layer for role, layer in read.items() if role in LAYER_NAMES}
            self._placement = place(read["compounds"], read["buildings"], facilities, read.get("subdistricts"))
        return self._placement
