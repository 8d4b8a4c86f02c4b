"""Everything that has a place, put where it belongs, once: buildings and facilities into compounds, compounds into subdistricts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from geopandas import GeoDataFrame

from sites import facilities as kinds
from sites import footprints, overlaps, schemas
from sites.aliases import NO_ALIASES, Aliases, account
from sites.compound_index import CompoundIndex, Places
from sites.homes import largest, lies_in, shares_in
from sites.matching import AMBIGUOUS, NOWHERE
from sites.names import building_label, subdistrict_name, tidy
from sites.numbered import NumberedBuildings
from sites.report import Input, Issue, Role
from sites.subdistricts import Subdistricts
from sites.table import CRS, Layer, with_columns


@dataclass(frozen=True)
class Placement:
    """What does not change from week to week.

    Attributes
    ----------
    subdistricts, compounds, buildings : geopandas.GeoDataFrame
        EPSG:4490, cleaned, in the order of their files.
    home : numpy.ndarray of int64
        Each building's compound by place, -1 for none.
    index : CompoundIndex
        Finds compounds by id and name.
    building_aliases : mapping of (int, str) to int
        What planners have confirmed of buildings: the place of a compound and what was written, and the building's place.
    """

    subdistricts: GeoDataFrame
    compounds: GeoDataFrame
    buildings: GeoDataFrame
    home: Places
    facilities: Mapping[str, GeoDataFrame]
    index: CompoundIndex
    building_aliases: Mapping[tuple[int, str], int]
    inputs: tuple[Input, ...]
    issues: tuple[Issue, ...]
    synthetic: bool


def place(
    compounds: Layer,
    buildings: Layer,
    facilities: Mapping[str, Layer],
    subdistricts: Layer | None,
    aliases: Aliases = NO_ALIASES,
) -> Placement:
    """Clean every layer and find the compound of every building and facility, with the help of what planners confirmed.

    Returns
    -------
    Placement
        Its inputs account for every row: joined, or rejected with an issue of severity error.
    """
    inputs: list[Input] = []
    issues: list[Issue] = []
    areas = _subdistricts(subdistricts, inputs, issues)
    sites = _compounds(compounds, areas, inputs, issues)
    areas = areas.assign(involved=areas["subdistrict"].isin(set(sites["subdistrict"].dropna())))
    index = CompoundIndex(sites, aliases)
    blocks, home = _buildings(buildings, sites, index, inputs, issues)
    for at in np.setdiff1d(np.arange(len(sites)), home):
        name = str(sites["compound"].iloc[at])
        issues.append(Issue("compound_without_buildings", "compounds", {"compound": name}, path=compounds.input.path,
                            row=int(sites["row"].iloc[at]), value=name))  # fmt: skip
    numbers = NumberedBuildings(blocks, home, index)
    layers = {
        name: _facilities(name, layer, sites, index, blocks, home, numbers, inputs, issues)
        for name, layer in facilities.items()
    }
    confirmed, of_buildings = numbers.settle(aliases)
    if aliases.input:
        settled = (*index.settled, of_buildings)
        inputs.append(account(aliases.input, settled))
        issues += [*aliases.issues, *(issue for part in settled for issue in part.issues)]
    synthetic = compounds.synthetic or buildings.synthetic
    return Placement(areas, sites, blocks, home, layers, index, confirmed, tuple(inputs), tuple(issues), synthetic)


def _subdistricts(layer: Layer | None, inputs: list[Input], issues: list[Issue]) -> GeoDataFrame:
    if layer is None:
        return GeoDataFrame({"subdistrict": pd.Series(dtype="str")}, geometry=[], crs=CRS)
    frame = with_columns(layer.frame, schemas.SUBDISTRICT_COLUMNS)
    schemas.validated(frame, schemas.subdistricts())
    frame = frame.assign(subdistrict=_names(frame["subdistrict"], subdistrict_name))
    kept, lost = _named(frame, "subdistrict", "missing_subdistrict_name", layer)
    cleaned = footprints.clean(kept.assign(area_id=kept["subdistrict"]), "subdistricts", layer.input.path, "area_id")
    _account(layer, len(cleaned.frame), inputs, issues, [*lost, *cleaned.issues])
    return cleaned.frame.drop(columns=["area_id", "row"])


def _compounds(layer: Layer, areas: GeoDataFrame, inputs: list[Input], issues: list[Issue]) -> GeoDataFrame:
    frame = with_columns(layer.frame, (*schemas.COMPOUND_KEYS, *schemas.COMPOUND_FACTS))
    schemas.validated(frame, schemas.compounds())
    frame = frame.assign(
        compound=_names(frame["compound"], tidy), subdistrict=_names(frame["subdistrict"], subdistrict_name)
    )
    kept, found = _named(frame, "compound", "missing_compound_name", layer)
    cleaned = footprints.clean(kept, "compounds", layer.input.path, "compound_id")
    frame = cleaned.frame
    found += cleaned.issues
    frame = _known_subdistricts(frame, areas, layer.input.path, found)
    asked = frame["subdistrict"].isna().to_numpy()
    if asked.any():
        at, _ = lies_in(frame.geometry.to_numpy()[asked], areas.geometry.to_numpy(), least=0.0)
        names = _or_none(areas["subdistrict"])[at]
        filled = frame["subdistrict"].to_numpy(dtype=object).copy()
        filled[asked] = names
        frame = frame.assign(subdistrict=pd.Series(filled, index=frame.index, dtype="str"))
    for row, name in frame.loc[frame["subdistrict"].isna(), ["row", "compound"]].itertuples(index=False):
        found.append(Issue("compound_without_subdistrict", "compounds", {"compound": name}, path=layer.input.path,
                           row=int(row), value=name))  # fmt: skip
    repeated = frame.duplicated(["subdistrict", "compound"])
    for row, name, area in frame.loc[repeated, ["row", "compound", "subdistrict"]].itertuples(index=False):
        same = (frame["compound"] == name) & ((frame["subdistrict"] == area) | frame["subdistrict"].isna())
        values = {
            "compound": name,
            "subdistrict": area if isinstance(area, str) else "",
            "first": int(frame.loc[same, "row"].iloc[0]),
        }
        found.append(Issue("repeated_compound", "compounds", values, path=layer.input.path, row=int(row), value=name))
    found += _overlaps(frame, layer.input.path)
    _account(layer, len(frame), inputs, issues, found)
    return frame


def _known_subdistricts(frame: GeoDataFrame, areas: GeoDataFrame, path: str, found: list[Issue]) -> GeoDataFrame:
    """Read each subdistrict that is not quite a known one's name as the nearest, and say so once."""
    known = Subdistricts(areas["subdistrict"])
    read = {word: known.read(word) for word in frame["subdistrict"].dropna().unique()}
    for word, area in read.items():
        if area.similar:
            rows = frame.loc[frame["subdistrict"] == word, "row"]
            values = {"found": area.name, "n": len(rows)}
            found.append(Issue("matched_by_similarity", "compounds", values, path=path, row=int(rows.iloc[0]),
                               column="subdistrict", value=word))  # fmt: skip
    return frame.assign(
        subdistrict=frame["subdistrict"].map({word: area.name for word, area in read.items()}).astype("str")
    )


def _overlaps(sites: GeoDataFrame, path: str) -> list[Issue]:
    """Name the compounds that lie over one another."""
    names, rows = sites["compound"].to_numpy(dtype=object), sites["row"].to_numpy()
    return [
        Issue("compounds_overlap", "compounds",
              {"one": names[one], "other": names[other], "area": f"{area:,.0f}", "share": f"{share:.0%}"},
              path=path, row=int(rows[other]), value=names[other])
        for one, other, area, share in overlaps.overlapping(sites.geometry.to_numpy())
    ]  # fmt: skip


def _buildings(
    layer: Layer, sites: GeoDataFrame, index: CompoundIndex, inputs: list[Input], issues: list[Issue]
) -> tuple[GeoDataFrame, Places]:
    frame = with_columns(layer.frame, (*schemas.BUILDING_KEYS, *schemas.BUILDING_FACTS))
    schemas.validated(frame, schemas.buildings())
    path = layer.input.path
    cleaned = footprints.clean(frame, "buildings", path, "building_id", around=footprints.middle(sites))
    frame, found = cleaned.frame, cleaned.issues
    frame = index.unfold(frame)
    by_key, by_name = index.exact(frame), index.find(frame)
    shares = shares_in(frame.geometry.to_numpy(), sites.geometry.to_numpy())
    by_place, _ = largest(len(frame), *shares)
    home = np.where(by_key >= 0, by_key, np.where(by_place >= 0, by_place, by_name))
    found += index.notes(frame.loc[(by_place < 0) | (by_key >= 0)], "buildings", path)

    labels = np.append(sites["compound"].to_numpy(dtype=object), "")
    rows, said = frame["row"].to_numpy(), frame["compound"].to_numpy(dtype=object)
    between = list(overlaps.across(*shares, home))
    for building, share, other, other_share in between:
        values = {
            "home": labels[home[building]], "share": f"{share:.0%}",
            "other": labels[other], "other_share": f"{other_share:.0%}",
        }  # fmt: skip
        found.append(
            Issue(
                "building_across_compounds",
                "buildings",
                values,
                path=path,
                row=int(rows[building]),
                value=labels[other],
            )
        )
    told = np.isin(np.arange(len(frame)), [building for building, *_ in between])
    for at in np.flatnonzero((by_key >= 0) & (by_key != by_place) & ~told):
        values = {"named": labels[by_key[at]], "found": labels[by_place[at]]}
        code = "compound_differs" if by_place[at] >= 0 else "building_outside_compound"
        found.append(
            Issue(code, "buildings", values, path=path, row=int(rows[at]), column="compound", value=labels[by_key[at]])
        )
    named = frame["compound"].notna().to_numpy()
    for at in np.flatnonzero((by_key == NOWHERE) & named & (by_place >= 0) & (by_name != by_place)):
        values = {"named": said[at], "found": labels[by_place[at]]}
        found.append(Issue("compound_name_unknown", "buildings", values, index.nearest(str(said[at])), path,
                           row=int(rows[at]), column="compound", value=str(said[at])))  # fmt: skip
    for at in np.flatnonzero(home < 0):
        name = str(said[at]) if named[at] else ""
        found.append(Issue("building_without_compound", "buildings", {}, index.nearest(name) if name else (), path,
                           row=int(rows[at]), column="compound", value=name))  # fmt: skip
    home = np.where(home == AMBIGUOUS, NOWHERE, home)
    _account(layer, len(frame), inputs, issues, found)
    frame = frame.assign(building_no=_names(frame["building_no"], building_label), **_home_columns(sites, home))
    return frame, home


def _facilities(
    name: str, layer: Layer, sites: GeoDataFrame, index: CompoundIndex, blocks: GeoDataFrame, home: Places,
    numbers: NumberedBuildings, inputs: list[Input], issues: list[Issue],
) -> GeoDataFrame:  # fmt: skip
    kind = kinds.layer(name)
    role = cast(Role, name)
    path = layer.input.path
    frame = with_columns(layer.frame, schemas.facility_columns(name))
    frame = frame.assign(status=frame["status"].fillna("unknown"))
    schemas.validated(frame, schemas.facility(name))
    cleaned = footprints.clean(
        frame, role, path, "facility_id", kind.geometry, kind.title, around=footprints.middle(sites)
    )
    frame, found = cleaned.frame, cleaned.issues
    at = index.find(frame)
    found += index.notes(frame, role, path)
    if "building_id" in kind.attributes:
        block = numbers.find(frame)
        told = frame["building_id"].notna().to_numpy()
        for row, word in frame.loc[told & (block < 0), ["row", "building_id"]].itertuples(index=False):
            found.append(
                Issue("elevator_without_building", role, path=path, row=int(row), column="building_id", value=word)
            )
        at = np.where(at >= 0, at, np.append(home, NOWHERE)[np.maximum(block, NOWHERE)])
        ids = pd.Series(_or_none(blocks["building_id"])[np.maximum(block, NOWHERE)], index=frame.index, dtype="str")
        frame = frame.assign(building_id=frame["building_id"].where(block < 0, ids))
    by_place, _ = lies_in(frame.geometry.to_numpy(), sites.geometry.to_numpy(), least=0.0)
    at = np.where(at >= 0, at, by_place)
    for row, word in frame.loc[at < 0, ["row", "facility_id"]].itertuples(index=False):
        found.append(Issue("facility_outside", role, path=path, row=int(row), value=word))
    frame, at = frame.loc[at >= 0].reset_index(drop=True), at[at >= 0]
    _account(layer, len(frame), inputs, issues, found)
    columns = [column.code for column in schemas.facility_columns(name)]
    return frame.assign(**_home_columns(sites, at))[[*columns, "geometry"]]


def _home_columns(sites: GeoDataFrame, home: Places) -> dict[str, pd.Series]:
    """Return the compound's id, name and subdistrict for each place, null for none."""
    return {
        code: pd.Series(_or_none(sites[code])[home], dtype="str") for code in ("compound_id", "compound", "subdistrict")
    }


def _or_none(words: pd.Series) -> npt.NDArray[np.object_]:
    """Return the values with None at the end, so that place -1 means none."""
    return np.array([*words, None], dtype=object)


def _names(words: pd.Series, read: Callable[[str], str]) -> pd.Series:
    """Read each distinct name once; what is empty after reading is absent."""
    table = {word: read(word) or None for word in words.dropna().unique()}
    return words.map(table).astype("str")


def _named(frame: GeoDataFrame, column: str, code: str, layer: Layer) -> tuple[GeoDataFrame, list[Issue]]:
    """Split off the rows without a name."""
    nameless = frame[column].isna().to_numpy()
    entry = layer.input
    lost = [
        Issue(code, entry.role, path=entry.path, row=int(row), column=column)
        for row in frame["row"].to_numpy()[nameless]
    ]
    return frame.loc[~nameless], lost


def _account(layer: Layer, joined: int, inputs: list[Input], issues: list[Issue], found: list[Issue]) -> None:
    """Book the layer's rows: those that came through are joined, the rest were rejected by an issue each."""
    rejected = len(layer.frame) - joined
    if rejected != sum(issue.severity == "error" for issue in found):
        raise AssertionError(f"{layer.input.role}: {rejected} rows rejected, but not one error for each")
    entry = layer.input
    inputs.append(replace(entry, rows_joined=joined, rows_rejected=entry.rows_rejected + rejected))
    issues += [*layer.issues, *found]
