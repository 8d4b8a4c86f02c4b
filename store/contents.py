"""Everything that an edition shows, written to its tables and read from them; each part is checked against its digest."""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame
from sqlalchemy import Connection, Table, delete, func, insert, select

from locales import _
from sites.edition import Edition
from sites.facilities import LAYER_NAMES
from sites.report import Report
from store import bulk, frames, reports
from store import tables as t
from store.errors import UNREADABLE, Damaged, decoding

log = logging.getLogger(__name__)
_PLACES: dict[str, Table] = {"subdistricts": t.subdistricts, "compounds": t.compounds, "buildings": t.buildings}
LAYERS_KEPT = 24
"""Layers held in memory: a dozen editions mostly share theirs."""
Kept = dict[str, GeoDataFrame]
_kept: Kept = {}
"""Layers that were read and are what was written, by digest; the one used last stands last."""


@dataclass(frozen=True)
class Parts:
    """An edition in the form in which it is stored.

    Attributes
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        By name; what seldom changes.
    compounds, buildings : pandas.DataFrame
        What changes from week to week, at the places of the layers' rows.
    tickets : pandas.DataFrame
    report : str
        JSON.
    """

    layers: Mapping[str, GeoDataFrame]
    compounds: pd.DataFrame
    buildings: pd.DataFrame
    tickets: pd.DataFrame
    report: str

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each layer's content, by name."""
        return {name: frames.digest(frame, t.LAYER_SPECS[name]) for name, frame in self.layers.items()}

    def digest(self, layers: Mapping[str, str], as_of: date, synthetic: bool) -> str:
        """Return the SHA-256 of everything that the edition shows.

        Parameters
        ----------
        layers : mapping of str to str
            What ``hashes`` gave.
        """
        told = {
            "as_of": as_of.isoformat(), "synthetic": synthetic, "layers": dict(sorted(layers.items())),
            "compounds": frames.digest(self.compounds, t.COMPOUND_PROGRESS),
            "buildings": frames.digest(self.buildings, t.PROGRESS),
            "tickets": frames.digest(self.tickets, t.TICKETS),
            "report": hashlib.sha256(self.report.encode()).hexdigest(),
        }  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def parts(edition: Edition) -> Parts:
    """Take an edition apart."""
    shown = {
        "subdistricts": edition.subdistricts,
        "compounds": edition.compounds,
        "buildings": edition.buildings,
        **edition.facilities,
    }
    layers = {name: frames.settled(frame, t.LAYER_SPECS[name], name in _PLACES) for name, frame in shown.items()}
    plain = (pd.DataFrame(frame.drop(columns="geometry")) for frame in (edition.compounds, edition.buildings))
    compounds, buildings = (
        frames.settled(frame, spec) for frame, spec in zip(plain, (t.COMPOUND_PROGRESS, t.PROGRESS), strict=True)
    )
    tickets = frames.settled(edition.tickets, t.TICKETS)
    return Parts(layers, compounds, buildings, tickets, reports.to_text(edition.report))


def write(connection: Connection, number: int, held: Parts, hashes: Mapping[str, str]) -> None:
    """Write the parts of an edition; layers that are there already, and are what was written, are shared."""
    for name, frame in held.layers.items():
        layer = _layer(connection, name, hashes[name])
        if layer is None:
            layer = next_id(connection, t.layers)
            connection.execute(insert(t.layers), {"id": layer, "name": name, "sha256": hashes[name]})
            _insert(connection, _table(name), frame, t.LAYER_SPECS[name], {"layer": layer})
        elif not _sound(connection, name, layer, hashes[name]):  # written anew, it mends what was published before too
            connection.execute(delete(_table(name)).where(_table(name).c.layer == layer))
            _insert(connection, _table(name), frame, t.LAYER_SPECS[name], {"layer": layer})
        connection.execute(insert(t.edition_layers), {"number": number, "name": name, "layer": layer})
    _insert(connection, t.compound_progress, held.compounds, t.COMPOUND_PROGRESS, {"number": number})
    _insert(connection, t.progress, held.buildings, t.PROGRESS, {"number": number})
    _insert(connection, t.tickets, held.tickets, t.TICKETS, {"number": number})
    connection.execute(insert(t.reports), {"number": number, "body": held.report})


def read(
    connection: Connection, number: int, as_of: date, synthetic: bool, digest: str, kept: Kept | None = None
) -> Edition:
    """Read an edition.

    Parameters
    ----------
    as_of, synthetic, digest
        As its entry says.
    kept : dict of str to geopandas.GeoDataFrame, optional
        Layers that were read before, by digest, and where those read now are added: the process's own unless given.
        Who looks for damage begins with an empty one.

    Raises
    ------
    Damaged
        It is not what was written.
    """
    said = _("第 {number} 期已损坏：读出的内容与写入的不符").format(number=number)
    with decoding(said):
        held, hashes = _read(connection, number, _kept if kept is None else kept)
        told = held.digest(hashes, as_of, synthetic)
        report = reports.from_text(held.report)
    if told != digest:
        raise Damaged(said)
    return _assembled(held, report, number, as_of, synthetic, digest)


def _assembled(held: Parts, report: Report, number: int, as_of: date, synthetic: bool, digest: str) -> Edition:
    layers = held.layers
    compounds = _beside(layers["compounds"], held.compounds)
    buildings = _beside(layers["buildings"], held.buildings.assign(as_of=pd.Timestamp(as_of).as_unit("s")))
    facilities = {name: layers[name] for name in LAYER_NAMES if name in layers}
    return Edition(
        number=number, as_of=as_of, synthetic=synthetic, subdistricts=layers["subdistricts"], compounds=compounds,
        buildings=buildings, facilities=facilities, report=report, digest=digest,
        tickets=held.tickets,
    )  # fmt: skip


def stored(edition: Edition, number: int) -> Edition:
    """Return an edition as it comes out of the store, without going there: what a preview shows is what will be seen."""
    held = parts(edition)
    digest = held.digest(held.hashes(), edition.as_of, edition.synthetic)
    return shown(held, number, edition.as_of, edition.synthetic, digest)


def shown(held: Parts, number: int, as_of: date, synthetic: bool, digest: str) -> Edition:
    """Return the edition that the store would give of these parts."""
    return _assembled(held, reports.from_text(held.report), number, as_of, synthetic, digest)


def _beside(layer: GeoDataFrame, progress: pd.DataFrame) -> GeoDataFrame:
    own = [name for name in progress.columns if name not in layer.columns]
    both = pd.concat([layer.drop(columns="geometry"), progress[own]], axis=1)
    return GeoDataFrame(both, geometry=layer.geometry, crs=layer.crs)


def _read(connection: Connection, number: int, kept: Kept) -> tuple[Parts, dict[str, str]]:
    named = (
        select(t.edition_layers.c.name, t.layers.c.id, t.layers.c.sha256)
        .join(t.layers, t.layers.c.id == t.edition_layers.c.layer)
        .where(t.edition_layers.c.number == number)
    )
    found = connection.execute(named).all()
    hashes = {row.name: row.sha256 for row in found}
    layers = {row.name: _shown(connection, row.name, row.id, row.sha256, kept) for row in found}
    compounds = _select(connection, t.compound_progress, t.COMPOUND_PROGRESS, number)
    buildings = _select(connection, t.progress, t.PROGRESS, number)
    tickets = _select(connection, t.tickets, t.TICKETS, number)
    body = connection.execute(select(t.reports.c.body).where(t.reports.c.number == number)).scalar_one()
    return Parts(layers, compounds, buildings, tickets, body), hashes


def next_id(connection: Connection, table: Table) -> int:
    """Return a number that no row has; writers come one after the other."""
    return int(connection.execute(select(func.coalesce(func.max(table.c.id), 0) + 1)).scalar_one())


def _shown(connection: Connection, name: str, layer: int, sha256: str, kept: Kept) -> GeoDataFrame:
    """Read a layer, or return it where it has been read before."""
    held = kept.pop(sha256, None)
    if held is None:
        table, spec = _table(name), t.LAYER_SPECS[name]
        columns = [*(table.c[column] for column in spec), table.c.geometry]
        found = bulk.take(connection, select(*columns).where(table.c.layer == layer).order_by(table.c.place))
        held = frames.shaped(found, spec)
        if frames.digest(held, spec) != sha256:
            raise ValueError(f"layer {name}: not what was written")
    kept[sha256] = held
    while len(kept) > LAYERS_KEPT:
        kept.pop(next(iter(kept)), None)
    return held


def _sound(connection: Connection, name: str, layer: int, sha256: str) -> bool:
    try:
        _shown(connection, name, layer, sha256, {})
    except UNREADABLE:
        log.warning("layer %s (%s) is damaged", layer, name, exc_info=True)
        return False
    return True


def _table(name: str) -> Table:
    return _PLACES.get(name, t.facility_rows)


def _layer(connection: Connection, name: str, sha256: str) -> int | None:
    held = select(t.layers.c.id).where(t.layers.c.name == name, t.layers.c.sha256 == sha256)
    found: int | None = connection.execute(held).scalar()
    return found


def _insert(connection: Connection, table: Table, frame: pd.DataFrame, spec: t.Spec, fixed: dict[str, object]) -> None:
    bulk.put(connection, table, frames.columns(frame, spec, fixed))


def _select(connection: Connection, table: Table, spec: t.Spec, number: int) -> pd.DataFrame:
    columns = [table.c[column] for column in spec]
    found = bulk.take(connection, select(*columns).where(table.c.number == number).order_by(table.c.place))
    return frames.frame(found, spec)
