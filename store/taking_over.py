"""Layers that a week does not bring: taken over from the current edition, with what was said of them then."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from loaders.geometry import address, control
from loaders.intake import GEOMETRY_ROLES, Files
from loaders.recognise import CLAIM_TITLES, Part
from locales import N_
from sites.datum import DATUMS, Datum
from sites.report import ROLE_TITLES, Role
from store.desk import Desk
from store.editions import Entry
from store.history import Store
from store.sources import Source

STAYS: tuple[str, ...] = (*GEOMETRY_ROLES, "aliases", "columns")
"""Roles whose files serve until others are brought; a week's workbooks and tickets do not."""
SAID, SAID_NAME = "intake", "intake.json"
"""The role and name of the file that says how an edition's layers were read, stored beside them."""
SOURCE_TITLES: Mapping[str, str] = {
    **cast(Mapping[str, str], ROLE_TITLES),
    **cast(Mapping[str, str], CLAIM_TITLES), SAID: N_("导入设置"),
}  # fmt: skip
"""What people call the roles of an edition's files."""


@dataclass(frozen=True)
class Carried:
    """What is taken over: files of one edition, none for 0."""

    number: int = 0
    sources: tuple[Source, ...] = ()

    @property
    def layers(self) -> tuple[Source, ...]:
        """One source for each layer."""
        first = {source.role: source for source in reversed(self.sources) if source.role in GEOMETRY_ROLES}
        return tuple(first[role] for role in GEOMETRY_ROLES if role in first)


def offered(store: Store, parts: Sequence[Part]) -> Carried:
    """Return what the current edition has for the roles that no part has; nothing of the demo, which is no real place."""
    entries = store.list()
    if not entries or entries[-1].synthetic:
        return Carried()
    there = {part.role for part in parts}
    wanted = [role for role in STAYS if role not in there]
    number = entries[-1].number
    return Carried(number, tuple(source for source in store.files(number) if source.role in wanted))


def entry_of(store: Store, carried: Carried) -> Entry | None:
    """Return the edition that something is taken over from."""
    return next((entry for entry in store.list() if entry.number == carried.number), None)


def files(store: Store, carried: Carried, folder: Path) -> tuple[Files | None, list[tuple[str, Path]]]:
    """Write what is taken over into a folder.

    Returns
    -------
    files : Files or None
        As ``loaders.recognise.files_of`` takes them for the edition before.
    beside : list of (str, pathlib.Path)
        Control points that they are read by.
    """
    if not carried.sources:
        return None, []
    wanted = {source.role for source in carried.sources}
    found = Desk(store).unpack_edition(carried.number, folder / "before", {*wanted, "control", SAID})
    first: dict[str, Path] = {}
    for role, path in found:
        if path.suffix.lower() == ".shp":
            first[role] = path
        first.setdefault(role, path)
    points = {path.name: path for role, path in found if role == "control"}
    said = _said(first.get(SAID)) or _told_by_report(store, carried)
    layers: dict[Role, Path] = {}
    systems: dict[Role, str] = {}
    datums: dict[Role, Datum] = {}
    used: list[tuple[str, Path]] = []
    for role in GEOMETRY_ROLES:
        if role not in wanted:
            continue
        told = said.get(role, {})
        layer, system, datum = (str(told.get(name) or "") for name in ("layer", "crs", "datum"))
        layers[role] = address.joined(first[role], layer) if layer else first[role]
        if system in points:
            used.append(("control", points[system]))
            systems[role] = str(points[system])
        elif system and not control.is_control(system):
            systems[role] = system
        if datum in DATUMS:
            datums[role] = datum
    before = Files(
        layers=layers, crs=systems, datum=datums, aliases=first.get("aliases"), columns=first.get("columns")
    )  # fmt: skip
    return before, list(dict.fromkeys(used))


def written(
    folder: Path, parts: Sequence[Part], before: Files | None, beside: Sequence[tuple[str, Path]]
) -> list[tuple[str, Path]]:
    """Write down how each layer is read, for the week that takes it over; return its role and path."""
    said: dict[str, dict[str, str | None]] = {}
    names = {str(path): path.name for _role, path in beside}
    for role, path in (before.layers if before else {}).items():
        assert before is not None
        system = before.crs.get(role)
        said[role] = {
            "layer": address.split(path)[1], "crs": names.get(system or "", system), "datum": before.datum.get(role),
        }  # fmt: skip
    for part in parts:
        if part.role in GEOMETRY_ROLES:
            said[part.role] = {"layer": part.layer or None, "crs": part.told_crs, "datum": part.told_datum}
    path = folder / SAID_NAME
    path.write_text(json.dumps({"layers": said}, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    return [(SAID, path)]


def _said(path: Path | None) -> dict[str, dict[str, Any]]:
    if path is None:
        return {}
    try:
        held = json.loads(path.read_text(encoding="utf-8"))["layers"]
        return {str(role): dict(told) for role, told in held.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}  # a file of the same role that the command line stored: the report tells the rest


def _told_by_report(store: Store, carried: Carried) -> dict[str, dict[str, Any]]:
    """Return how the layers were read where nobody wrote it down: systems that the files do not say, datums converted."""
    return {
        entry.role: {
            "crs": entry.crs if entry.crs != entry.declared_crs and str(entry.crs).startswith("EPSG:") else None,
            "datum": entry.datum if entry.datum in ("gcj02", "bd09") else None,
        }
        for entry in store.get(carried.number).report.inputs
    }  # fmt: skip
