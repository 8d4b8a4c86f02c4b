"""From the files that a user names to one edition: read each, join all, report every row."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from loaders import guard
from loaders.errors import OptionError
from loaders.geometry import address
from loaders.steps import Steps, Tell, silent
from loaders.workbook import taught_words
from locales import _
from settings import settings
from sites import datum_check
from sites.aliases import NO_ALIASES, Alias, Aliases
from sites.datum import DATUMS, Datum
from sites.edition import Edition
from sites.facilities import LAYER_NAMES
from sites.join import join
from sites.report import Role
from sites.table import Layer, Workbook

AUTO = "auto"
GEOMETRY_ROLES: tuple[Role, ...] = (
    "compounds",
    "buildings",
    "subdistricts",
    "parking",
    "charging",
    "elevators",
    "pipes",
)


@dataclass(frozen=True)
class Files:
    """The files of one intake, and how to read them.

    Attributes
    ----------
    layers : mapping of role to path
        ``compounds`` and ``buildings`` must be there; one file may serve several roles. A path may name a layer of its
        file: ``loaders.geometry.address``.
    progress : tuple of path
        In any order; the later by date supersede.
    crs : mapping of role to str
        Overrides what a file declares, such as ``{"buildings": "EPSG:4549"}``, or names a file of control points.
    datum : mapping of role to {"wgs84", "gcj02", "bd09"}
        What the user says of a layer; the others' datums are told by comparing them.
    as_of : datetime.date or None
        The latest workbook's date unless given.
    days : mapping of path to datetime.date
        What the user says of a workbook's date, whatever the workbook says.
    aliases : path or None
        What planners have confirmed of names; see ``loaders.aliases``.
    """

    layers: Mapping[Role, Path]
    progress: tuple[Path, ...] = ()
    tickets: Path | None = None
    crs: Mapping[Role, str] = field(default_factory=dict)
    datum: Mapping[Role, Datum] = field(default_factory=dict)
    as_of: date | None = None
    number: int = 1
    days: Mapping[Path, date] = field(default_factory=dict)
    aliases: Path | None = None
    known: tuple[Alias, ...] = ()
    """What the store remembers of names; the file's decisions come after."""
    by_hand: Path | None = None
    """A workbook of single corrections, of the day of the picture: it counts last, and before the layers' own facts."""
    columns: Path | None = None
    """Further titles of columns: a columns.toml; else the setting's, else the one beside each workbook."""


def read_all(files: Files, tell: Tell = silent) -> Edition:
    """Read and join every file.

    Parameters
    ----------
    files : Files
    tell : callable
        Hears of each step as it begins.

    Raises
    ------
    LoadError
        A file as a whole cannot be used; wrong rows are in the edition's report instead.
    """
    for role in ("compounds", "buildings"):
        if role not in files.layers:
            raise OptionError(f"--{role}", _("没有给出这个文件"), _("请给出小区和楼栋两个图层"))
    steps = Steps(
        tell, len(files.layers) + len(files.progress) + len(("join",)) + bool(files.tickets) + bool(files.by_hand)
    )
    taught = files.columns or settings().columns
    given = guard.taught_words(taught) if taught else None
    progress = (*files.progress, files.by_hand) if files.by_hand else files.progress
    words = {path: taught_words(None, path) if given is None else given for path in progress}

    def layer(role: Role, path: Path) -> Layer:
        steps.reading(role, address.split(path)[0])
        return guard.read_layer(path, role, files.crs.get(role))

    def workbook(path: Path) -> Workbook:
        steps.reading("progress", path)
        book = guard.read_workbook(path, files.as_of, words[path], files.days.get(path))
        return replace(book, by_hand=path == files.by_hand)

    reading = [partial(layer, role, path) for role, path in files.layers.items()]
    read = guard.at_once([*reading, *(partial(workbook, path) for path in progress)])
    workbooks: list[Workbook] = read[len(files.layers) :]
    settled = datum_check.settled(dict(zip(files.layers, read, strict=False)), files.datum)
    layers = settled.layers
    as_of = files.as_of or max((book.as_of for book in workbooks), default=date.today())
    tickets = None
    if files.tickets:
        steps.reading("tickets", files.tickets)
        tickets = guard.read_tickets(files.tickets, as_of, taught_words(taught, files.tickets))
    steps.begin(_("归入小区，并入台账，逐行核对"))
    edition = join(
        layers["compounds"], layers["buildings"], workbooks,
        {role: layer for role, layer in layers.items() if role in LAYER_NAMES},
        layers.get("subdistricts"), as_of, files.number, _aliases(files), tickets,
    )  # fmt: skip
    edition.report.datum = settled.evidence
    return edition


def _aliases(files: Files) -> Aliases:
    told = guard.read_aliases(files.aliases) if files.aliases else NO_ALIASES
    return replace(told, entries=(*files.known, *told.entries))


def read_crs(words: list[str]) -> dict[Role, str]:
    """Read options such as ``buildings=EPSG:4549`` or ``buildings=points.csv``."""
    found: dict[Role, str] = {}
    for word in words:
        role, _equals, name = word.partition("=")
        if role not in GEOMETRY_ROLES or not name:
            raise OptionError(
                f"--crs {word}",
                _("写法不对"),
                _("请写成 --crs 图层=EPSG:n 或 图层=控制点.csv，图层是 {roles} 之一").format(
                    roles=" ".join(GEOMETRY_ROLES)
                ),
            )
        found[role] = name
    return found


def read_datum(words: list[str]) -> dict[Role, Datum]:
    """Read options such as ``gcj02``, which holds for every layer, and ``buildings=bd09``; later ones override.

    Returns
    -------
    dict of role to {"wgs84", "gcj02", "bd09"}
        Without the layers that are left to the comparison (``auto``).
    """
    found: dict[Role, Datum] = {}
    for word in words:
        role, equals, name = word.rpartition("=")
        roles = [known for known in GEOMETRY_ROLES if known == role or not equals]
        datum = next((known for known in DATUMS if known == name), None)
        if not roles or (datum is None and name != AUTO):
            raise OptionError(
                f"--datum {word}",
                _("写法不对"),
                _("请写成 --datum auto、wgs84、gcj02 或 bd09，或 --datum 图层=gcj02，图层是 {roles} 之一").format(
                    roles=" ".join(GEOMETRY_ROLES)
                ),
            )
        for known in roles:
            found.pop(known, None)
            if datum is not None:
                found[known] = datum
    return found
