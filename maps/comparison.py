"""Two editions on one map: the later one, with what vanished from it, painted by what happened."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from locales import _
from maps import geometry, marks, state
from maps.marks import Kind
from sites.change_words import lines
from sites.changes import ALARMS, CHANGES, UNCHANGED
from sites.comparison import NOWHERE, Comparison
from sites.edition import Edition


@dataclass(frozen=True)
class Addresses:
    """The files of a comparison below ``/map/``, as ``maps.state.State`` takes them; ``marks`` is in one language."""

    geometry: str
    edition: str
    marks: str


def drawn(before: Edition, after: Edition, comparison: Comparison) -> Edition:
    """Return the later edition with the buildings and compounds that vanished, in the order of the comparison's rows.

    Parameters
    ----------
    before, after : Edition
    comparison : Comparison
        Of these two.

    Returns
    -------
    Edition
        Numbered and dated as ``after``; for the map alone, since its report speaks of ``after``. An id that both a
        vanished and a later building have is given to the later one, the other's gets a suffix.
    """
    rows, sites = comparison.buildings, comparison.compounds
    gone = before.buildings.iloc[rows.loc[rows["row_after"] == NOWHERE, "row_before"].to_numpy()]
    empty = before.compounds[before.compounds["compound_id"].isin(sites.loc[sites["vanished"], "compound_id"])]
    empty = empty[~empty["compound_id"].isin(after.compounds["compound_id"])]
    taken = gone["building_id"].isin(after.buildings["building_id"])
    gone = gone.assign(building_id=gone["building_id"].where(~taken, gone["building_id"] + f"@{before.number}"))
    return replace(after, buildings=_joined(after.buildings, gone), compounds=_joined(after.compounds, empty))


def addresses(before: Edition, after: Edition, comparison: Comparison, ground: dict[str, GeoDataFrame]) -> Addresses:
    """Encode a comparison for the map, the kinds' words in the language in use.

    Parameters
    ----------
    ground : dict of str to geopandas.GeoDataFrame
        The sketched background, EPSG:4490; may be empty.
    """
    shown = drawn(before, after, comparison)
    return Addresses(geometry.address(shown, ground), state.address(shown), marks_address(shown, comparison))


def marks_address(shown: Edition, comparison: Comparison) -> str:
    """Encode what happened to the buildings of ``drawn``, the words in the language in use."""
    kinds = [
        Kind(change.code, change.label, change.light, change.dark, change.sign, change.code in ALARMS, change.code == "vanished")
        for change in (*CHANGES, UNCHANGED)
    ]  # fmt: skip
    of = np.where(comparison.gravest == NOWHERE, len(CHANGES), comparison.gravest)
    rows = comparison.buildings[comparison.changed].to_dict("records")
    said = {int(at): lines(row) for at, row in zip(np.flatnonzero(comparison.changed), rows, strict=True)}
    title = _("第 {a} 期以来").format(a=comparison.before.number)
    return marks.address(shown, title, kinds, of, said, _("每幢按最要紧的一项着色"))


def _joined(rows: GeoDataFrame, more: GeoDataFrame) -> GeoDataFrame:
    """Return rows below each other; the first ones as they are where there are no more."""
    if more.empty:
        return rows
    return GeoDataFrame(
        pd.concat([rows, more.to_crs(rows.crs)], ignore_index=True), geometry=rows.geometry.name, crs=rows.crs
    )
