"""The public extract of an edition: the columns of the allow-list and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from publishing.columns import FEWEST_HOUSEHOLDS, FROM_WORKS_ON, PUBLIC, WORDS
from sites.arrays import NO_STAGE
from sites.edition import Edition
from sites.stages import STAGE_CODES

COUNTED = (*STAGE_CODES, "unknown")


@dataclass(frozen=True)
class Extract:
    """What the public may see of an edition.

    Attributes
    ----------
    number : int
    as_of : datetime.date
    synthetic : bool
        Of the demo.
    layers : mapping of str to geopandas.GeoDataFrame
        By the names of ``publishing.columns.PUBLIC``, with exactly those columns and the geometry, EPSG:4490.
    progress : pandas.DataFrame
        A row for the whole (``subdistrict`` empty) and one a subdistrict: ``subdistrict, compounds, buildings, households`` and a count
        of buildings for each of ``COUNTED``. ``households`` and the counts are NA where they would be over fewer than
        ``FEWEST_HOUSEHOLDS`` households, or could be told from the others' and the whole.
    """

    number: int
    as_of: date
    synthetic: bool
    layers: Mapping[str, GeoDataFrame]
    progress: pd.DataFrame


def extract(edition: Edition) -> Extract:
    """Return the public extract of an edition."""
    frames = {
        "subdistricts": edition.subdistricts, "compounds": edition.compounds, "buildings": edition.buildings,
        **edition.facilities,
    }  # fmt: skip
    layers = {name: _public(frames[name], name) for name in PUBLIC if name in frames}
    return Extract(edition.number, edition.as_of, edition.synthetic, layers, _progress(edition))


def _public(frame: GeoDataFrame, name: str) -> GeoDataFrame:
    if name in FROM_WORKS_ON:
        frame = frame[frame["status"].isin(FROM_WORKS_ON[name])]
    kept = frame[[*PUBLIC[name], "geometry"]].reset_index(drop=True)
    known = {code: kept[code].where(kept[code].isin(list(WORDS[code]))) for code in WORDS if code in kept}
    return kept.assign(**known)


def _progress(edition: Edition) -> pd.DataFrame:
    own = edition.arrays
    names, n = own.subdistricts, len(own.subdistricts)
    inside = own.subdistrict >= 0
    sums = np.bincount(own.subdistrict[inside], weights=own.households[inside], minlength=n).astype(np.int64)
    stages = own.stages_by(own.subdistrict, n, np.ones(len(own.stage), bool))
    compounds = edition.compounds.groupby("subdistrict")["compound_id"].nunique().reindex(list(names), fill_value=0)
    told = _told(sums)
    rest = own.stage[~inside]
    whole = stages.sum(axis=0) + np.bincount(rest, minlength=NO_STAGE + 1)
    all_households = int(own.households.sum())
    rows = {
        "subdistrict": ["", *names],
        "compounds": [int(edition.compounds["compound_id"].nunique()), *compounds.tolist()],
        "buildings": [len(own.stage), *stages.sum(axis=1).tolist()],
        "households": _hidden([all_households, *sums.tolist()], [all_households >= FEWEST_HOUSEHOLDS, *told]),
    }
    for at, code in enumerate(COUNTED):
        shown = [all_households >= FEWEST_HOUSEHOLDS, *told]
        rows[code] = _hidden([int(whole[at]), *stages[:, at].tolist()], shown)
    return pd.DataFrame(rows)


def _told(households: NDArray[np.int64]) -> list[bool]:
    """Tell which sums may be told: what is left out together is no single one and no few households, or the whole would tell it."""
    told = households >= FEWEST_HOUSEHOLDS
    while not told.all() and told.any() and ((~told).sum() == 1 or households[~told].sum() < FEWEST_HOUSEHOLDS):
        told[np.flatnonzero(told)[households[told].argmin()]] = False
    return [bool(each) for each in told]


def _hidden(values: list[int], shown: list[bool]) -> "pd.Series[int]":
    return pd.Series(
        [value if is_shown else None for value, is_shown in zip(values, shown, strict=True)], dtype="Int64"
    )
