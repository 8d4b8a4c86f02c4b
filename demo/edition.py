"""The demo as files: one batch of compounds after the other, so that a million buildings need no more memory than 90,000."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from demo import blocks, compounds, facilities, ground, ledger, schedule, workbooks
from demo.geopackage import put, put_shapefile
from loaders.steps import Step, Tell, silent
from locales import _
from sites.official import TOTALS

SEED = 20_211_120
BATCH = 5_100
"""Compounds held in memory at once."""
ALL_DATES_UP_TO = 20_000
"""Above so many buildings only the last workbook is written."""
LEAN_FROM = 5_000
"""From so many buildings on, workbooks are written row by row, without frames around empty cells."""


@dataclass(frozen=True)
class Batch:
    """Some compounds with all that belongs to them; geometry in EPSG:4549."""

    number: int
    compounds: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    facilities: Mapping[str, gpd.GeoDataFrame]
    schedule: schedule.Schedule


def write(out: Path, buildings: int = TOTALS["buildings"], tell: Tell = silent) -> list[Path]:
    """Write the demo's files, each labelled as synthetic; equal content on every run.

    Parameters
    ----------
    out : pathlib.Path
        Folder that gets ``geo/`` and ``progress/``; files of the same names are replaced, each at once.
    buildings : int
        From 900 up to a million, 51 compounds per 900. The programme's totals scale along.
    tell : callable
        Hears of each step as it begins.

    Returns
    -------
    list of pathlib.Path
        What was written.

    Raises
    ------
    ValueError
        For fewer than 900 buildings.
    """
    if buildings < TOTALS["buildings"]:
        raise ValueError(f"the demo has at least {TOTALS['buildings']} buildings, not {buildings}")
    tell(Step(_("画底图")))
    place = ground.draw()
    dates = schedule.DATES if buildings <= ALL_DATES_UP_TO else schedule.DATES[-1:]
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out, prefix=".demo-") as folder:
        part = Path(folder)
        (part / "geo").mkdir()
        (part / "progress").mkdir()
        made = batches(place, buildings)
        if len(dates) > 1:
            _write_many(part, list(made), dates, buildings >= LEAN_FROM, tell)
        else:
            _write_one(part, made, dates[0], tell)
        put(part, "subdistricts", compounds.grown(place.subdistricts, _extra(buildings)[0], place))
        put(part, "ground", place.features)
        written = []
        for file in sorted(path for path in part.rglob("*") if path.is_file()):
            target = out / file.relative_to(part)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
            written.append(target)
    return written


def batches(place: ground.Ground, buildings: int) -> Iterator[Batch]:
    """Make the compounds batch by batch: first the 51 of the committed demo, then whatever a larger one adds."""
    base = _batch(place, 0, compounds.listed(), dict(TOTALS))
    yield base
    more, extra = _extra(buildings)
    if not more:
        return
    listed = compounds.further_listed(place, more)
    for number, first in enumerate(range(0, more, BATCH)):
        last = min(first + BATCH, more)
        share = {name: round(total * last / more) - round(total * first / more) for name, total in extra.items()}
        yield _batch(place, number + 1, listed[first:last], share)


def _extra(buildings: int) -> tuple[int, dict[str, int]]:
    """Return how many compounds a larger demo adds, and the sums that they have in all."""
    times = buildings / TOTALS["buildings"] - 1
    if times <= 0:
        return 0, {}
    return max(round(times * TOTALS["compounds"]), 1), {name: round(times * total) for name, total in TOTALS.items()}


def _batch(place: ground.Ground, number: int, listed: pd.DataFrame, totals: Mapping[str, int]) -> Batch:
    def rng(topic: int) -> np.random.Generator:
        return np.random.default_rng([SEED, number, topic])

    counts = blocks.spread(totals["buildings"], len(listed), rng(0))
    layout = blocks.lay_out(counts, totals["households"], totals["floor_area_m2"], rng(1))
    origin = compounds.place(layout, listed, place, rng(2))
    plots = compounds.frame(layout, origin, listed, rng(3))
    owner = layout.buildings.compound.to_numpy()
    times = schedule.plan(owner, rng(4))
    homes = _buildings(layout, origin, plots)
    ids = (plots.compound_id.to_numpy(object), homes.building_id.to_numpy(object))
    site = facilities.Site(layout, origin, *ids, ledger.advance(times, owner))
    return Batch(number, plots, homes, facilities.build(site, rng(5)), times)


def _buildings(layout: blocks.Layout, origin: blocks.Floats, plots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = layout.buildings
    own = plots.iloc[frame.compound].reset_index(drop=True)
    number = frame.number.astype(str)
    columns = {
        "building_id": own.compound_id + "-" + number.str.zfill(2),
        "compound_id": own.compound_id,
        "compound": own["compound"],
        "subdistrict": own.subdistrict,
        "building_no": number,
        "built_year": own.built_year,
        "storeys": frame.storeys,
        "units": frame.units,
        "households": frame.households,
        "floor_area_m2": frame.floor_area_m2.astype(float),
    }
    outline = blocks.corners(frame, layout.turn) + origin[frame.compound][:, None, :]
    return gpd.GeoDataFrame(columns, geometry=shapely.polygons(outline), crs=ground.METRES)


def _put(folder: Path, batch: Batch) -> None:
    layers = {"compounds": batch.compounds, "buildings": batch.buildings, **batch.facilities}
    for name, frame in layers.items():
        put(folder, name, frame, append=batch.number > 0)
    put_shapefile(folder, batch.compounds, append=batch.number > 0)


def _compound_rows(batch: Batch, rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    rng = np.random.default_rng([SEED, batch.number, 6])
    return ledger.compound_rows(batch.compounds, rows, batch.facilities, as_of, rng)


def _book(folder: Path, as_of: date) -> Path:
    return folder / "progress" / f"{as_of}.xlsx"


def _write_many(folder: Path, made: Sequence[Batch], dates: Sequence[date], lean: bool, tell: Tell) -> None:
    """Write a workbook for every date; the batches of a demo of this size are few enough to keep."""
    tell(Step(_("写出图层"), 0, len(dates) + 1))
    for batch in made:
        _put(folder, batch)
    for at, as_of in enumerate(dates):
        tell(Step(_("写出 {name}").format(name=_book(folder, as_of).name), at + 1, len(dates) + 1))
        rows = [ledger.building_rows(batch.buildings, batch.schedule, as_of) for batch in made]
        sheets = [_compound_rows(batch, row, as_of) for batch, row in zip(made, rows, strict=True)]
        workbooks.write(_book(folder, as_of), workbooks.Page(as_of, rows, sheets), lean)


def _write_one(folder: Path, made: Iterator[Batch], as_of: date, tell: Tell) -> None:
    """Write the last workbook while the batches are made, and forget each one after it."""
    sheets: list[pd.DataFrame] = []

    def rows() -> Iterator[pd.DataFrame]:
        written = 0
        for batch in made:
            written += len(batch.buildings)
            tell(Step(_("写出楼栋，至第 {n:,} 幢").format(n=written)))
            _put(folder, batch)
            row = ledger.building_rows(batch.buildings, batch.schedule, as_of)
            sheets.append(_compound_rows(batch, row, as_of))
            yield row

    workbooks.write(_book(folder, as_of), workbooks.Page(as_of, rows(), sheets), lean=True)
