"""Two editions beside each other: what happened to every building and compound of either."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from geopandas import GeoDataFrame

from sites import outlines, pairing
from sites.arrays import BEHIND, UNKNOWN_STATUS
from sites.changes import CHANGE_CODES
from sites.edition import Edition
from sites.stages import STAGE_ORDER

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
NOWHERE = -1
KEYS = ("building_id", "compound", "subdistrict", "building_no")
STANDING = ("compound", "stage", "finished", "status", "planned_finish", "days_behind")
"""What is given of both editions, as ``stage_before`` and ``stage_after``."""
FACTS = ("subdistrict", "building_no", "built_year", "storeys", "units", "households", "floor_area_m2")
SAME_NUMBER = 0.005
"""Years, counts and m²: what differs by less was rounded on its way through a file."""
ACCEPTED = STAGE_ORDER["handover"]
"""Acceptance is passed when the building is in the stage after it."""


@dataclass(frozen=True)
class Side:
    """One of the two editions."""

    number: int
    as_of: date


@dataclass(frozen=True)
class Comparison:
    """What changed from one edition to another. Nothing in it depends on the order of rows in either.

    Attributes
    ----------
    before, after : Side
    buildings : pandas.DataFrame
        A row for each building of either edition: those of ``after`` in its order, then those that vanished.
        ``building_id, compound, subdistrict, building_no`` as the later edition has them (the earlier where it has
        none); ``compound, stage, finished, status, planned_finish, days_behind``, each with ``_before`` and ``_after``,
        null where there was no building; ``row_before, row_after``, its place in each edition, -1 for none; a bool for each
        of ``sites.changes.CHANGE_CODES``; ``facts``, what ``facts_changed`` speaks of: a dict of column to (before, after).
    compounds : pandas.DataFrame
        A row for each compound of either edition, in the same order: ``compound_id, compound, subdistrict,
        buildings_before, buildings_after`` and the bools ``appeared, vanished, accepted``.
    """

    before: Side
    after: Side
    buildings: pd.DataFrame
    compounds: pd.DataFrame

    @cached_property
    def changed(self) -> Mask:
        """Which rows of ``buildings`` went through any change."""
        return np.asarray(self.buildings[list(CHANGE_CODES)].to_numpy(bool).any(axis=1))

    @cached_property
    def gravest(self) -> Places:
        """The place in ``CHANGES`` of the gravest change of each row of ``buildings``, -1 for none."""
        kinds = self.buildings[list(CHANGE_CODES)].to_numpy(bool)
        return np.where(kinds.any(axis=1), kinds.argmax(axis=1), NOWHERE).astype(np.int64)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The headline: buildings and those behind, before and after; changed and not; by kind; compounds.

        A building with two kinds counts in both, so the kinds add up to more than ``changed``.
        """
        rows, sites = self.buildings, self.compounds
        there = {side: rows[f"row_{side}"] != NOWHERE for side in ("before", "after")}
        return (
            {f"buildings_{side}": int(has.sum()) for side, has in there.items()}
            | {f"behind_{side}": int((rows[f"status_{side}"] == "behind").sum()) for side in there}
            | {"changed": int(self.changed.sum()), "unchanged": int((~self.changed).sum())}
            | {code: int(rows[code].sum()) for code in CHANGE_CODES}
            | {f"compounds_{code}": int(sites[code].sum()) for code in ("appeared", "vanished", "accepted")}
        )

    @cached_property
    def by_subdistrict(self) -> pd.DataFrame:
        """A row for each subdistrict, by name: ``buildings, changed`` and a count for each kind.

        What belongs to none stands last, under an empty name, so that columns add up to ``counts``.
        """
        names = self.buildings["subdistrict"].astype(object).fillna("").rename("subdistrict")
        table = self.buildings[list(CHANGE_CODES)].assign(buildings=True, changed=self.changed)
        table = table[["buildings", "changed", *CHANGE_CODES]].groupby(names.to_numpy()).sum().astype("int64")
        table.index.name = "subdistrict"
        return table.loc[sorted(table.index, key=lambda name: (not name, name))]


def compare(before: Edition, after: Edition) -> Comparison:
    """Tell what happened to every building and compound between two editions.

    Parameters
    ----------
    before, after : Edition
        Any two: their order is told by the arguments, not by number or date.

    Returns
    -------
    Comparison
        ``compare(b, a)`` says the reverse: what appeared vanishes, what moved on moves back.

    Notes
    -----
    ``moved_on``, ``moved_back`` : both stages are known; finished altogether is later than under property management.
    ``slipped`` : both planned finishes are known, and the later edition's is later.
    ``fell_behind`` : behind now, and was there and not behind. ``caught_up`` : was behind, and is known not to be.
    ``rehomed`` : another compound, or none, or the first one.
    ``facts_changed`` : a column of ``FACTS``; or the stage, which became known or unknown; or the planned finish, which
    came, went or is earlier.
    """
    site = pairing.compounds(before.compounds, after.compounds)
    homes = _homes(before, after, site)
    pairs = pairing.buildings(before.buildings, after.buildings, *homes)
    gone = np.setdiff1d(np.arange(len(before.buildings)), pairs)
    row_before = np.concatenate([pairs, gone])
    row_after = np.concatenate([np.arange(len(pairs)), np.full(len(gone), NOWHERE)])
    rows = pd.DataFrame(
        {name: _either(before.buildings, after.buildings, name, row_before, row_after) for name in KEYS}
    )
    for name in STANDING:
        rows[f"{name}_before"] = _taken(before.buildings[name], row_before)
        rows[f"{name}_after"] = _taken(after.buildings[name], row_after)
    rows = rows.assign(row_before=row_before, row_after=row_after)
    kinds = _kinds(before, after, row_before, row_after, homes)
    rows["facts"] = _facts(before.buildings, after.buildings, row_before, row_after)
    kinds["facts_changed"] = rows["facts"].astype(bool).to_numpy()
    for code in CHANGE_CODES:
        rows[code] = kinds[code]
    then, now = (Side(edition.number, edition.as_of) for edition in (before, after))
    return Comparison(then, now, rows, _compounds(before, after, site))


def _homes(before: Edition, after: Edition, site: Places) -> tuple[Places, Places]:
    """Return the compound of every building, the same number for the same compound in both editions; -1 for none."""
    then, now = (edition.arrays.compound.astype(np.int64) for edition in (before, after))
    same = np.where(site >= 0, site, len(before.compounds) + np.arange(len(site)))
    return then, _at(same, now, NOWHERE)


def _kinds(
    before: Edition, after: Edition, row_before: Places, row_after: Places, homes: tuple[Places, Places]
) -> dict[str, Mask]:
    """Return each kind of change but ``facts_changed``, a bool a row."""
    both = (row_before >= 0) & (row_after >= 0)
    sides = ((before, row_before), (after, row_after))
    then, now = (_at(_ranks(edition), rows, NOWHERE) for edition, rows in sides)
    was, has = (_at(edition.arrays.status, rows, UNKNOWN_STATUS) for edition, rows in sides)
    planned, plans = (_at(edition.arrays.planned_finish, rows, np.datetime64("NaT", "D")) for edition, rows in sides)
    known = both & (then >= 0) & (now >= 0)
    redrawn = np.zeros(len(both), dtype=bool)
    redrawn[both] = outlines.reshaped(*(edition.buildings.geometry.to_numpy()[rows[both]] for edition, rows in sides))
    return {
        "fell_behind": both & (has == BEHIND) & (was != BEHIND),
        "moved_back": known & (now < then),
        "slipped": both & (plans > planned),
        "vanished": row_after == NOWHERE,
        "appeared": row_before == NOWHERE,
        "rehomed": both & (_at(homes[0], row_before, NOWHERE) != _at(homes[1], row_after, NOWHERE)),
        "caught_up": both & (was == BEHIND) & (has != BEHIND) & (has != UNKNOWN_STATUS),
        "moved_on": known & (now > then),
        "reshaped": redrawn,
    }


def _at(values: npt.NDArray[Any], rows: Places, none: Any) -> npt.NDArray[Any]:
    """Return the values at these places, ``none`` for -1."""
    return np.asarray(np.append(values, np.asarray(none, values.dtype))[rows])


def _ranks(edition: Edition) -> Places:
    """Return how far each building is: the place of its stage, one more when it is finished altogether, -1 for none."""
    stage = edition.buildings["stage"].map(STAGE_ORDER).fillna(NOWHERE).to_numpy(np.int64)
    return np.asarray(stage + ((stage >= 0) & edition.buildings["finished"].to_numpy(bool)))


def _facts(before: GeoDataFrame, after: GeoDataFrame, row_before: Places, row_after: Places) -> "pd.Series[Any]":
    """Return for each row the facts that differ, code to (before, after); what is missing in both is the same."""
    both = (row_before >= 0) & (row_after >= 0)
    listed: list[dict[str, tuple[Any, Any]]] = [{} for _ in row_before]
    for name in (*FACTS, "stage", "planned_finish"):
        then, now = _taken(before[name], row_before), _taken(after[name], row_after)
        missing = then.isna().to_numpy(), now.isna().to_numpy()
        if name == "stage":
            unlike = np.zeros(len(both), dtype=bool)
        elif name == "planned_finish":
            unlike = (now < then).to_numpy(bool)
        elif pd.api.types.is_numeric_dtype(then.dtype):
            values = [column.to_numpy(np.float64, na_value=np.nan) for column in (then, now)]
            unlike = np.abs(values[0] - values[1]) > SAME_NUMBER
        else:
            unlike = then.to_numpy(object) != now.to_numpy(object)
        differs = both & np.where(missing[0] | missing[1], missing[0] != missing[1], unlike)
        for row in np.flatnonzero(differs):
            listed[row][name] = (_plain(then.iloc[row]), _plain(now.iloc[row]))
    return pd.Series(listed, dtype=object)


def _plain(value: Any) -> Any:
    """Return a cell as a plain value: None where it is missing, a day for a time."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value.item() if isinstance(value, np.generic) else value


def _compounds(before: Edition, after: Edition, site: Places) -> pd.DataFrame:
    gone = np.setdiff1d(np.arange(len(before.compounds)), site)
    row_before = np.concatenate([site, gone])
    row_after = np.concatenate([np.arange(len(site)), np.full(len(gone), NOWHERE)])
    names = ("compound_id", "compound", "subdistrict")
    rows = pd.DataFrame(
        {name: _either(before.compounds, after.compounds, name, row_before, row_after) for name in names}
    )
    (n_before, passed_before), (n_after, passed_after) = (_passed(edition) for edition in (before, after))
    rows["buildings_before"], rows["buildings_after"] = _at(n_before, row_before, 0), _at(n_after, row_after, 0)
    rows["appeared"], rows["vanished"] = row_before == NOWHERE, row_after == NOWHERE
    passed = _at(passed_after, row_after, False) & ~_at(passed_before, row_before, False)
    rows["accepted"] = passed & (row_before >= 0)
    return rows


def _passed(edition: Edition) -> tuple[Places, Mask]:
    """Return for each compound its buildings, and whether all of them have passed acceptance."""
    n = len(edition.compounds)
    home = edition.arrays.compound
    inside = home >= 0
    buildings = np.bincount(home[inside], minlength=n)
    passed = np.bincount(home[inside & (_ranks(edition) >= ACCEPTED)], minlength=n)
    return buildings.astype(np.int64), (passed == buildings) & (buildings > 0)


def _taken(column: "pd.Series[Any]", rows: Places) -> "pd.Series[Any]":
    """Return a column's values at these places, null for -1; a flag becomes nullable."""
    plain = column.reset_index(drop=True)
    if plain.dtype == bool:
        plain = plain.astype("boolean")
    return plain.reindex(rows).reset_index(drop=True)


def _either(
    before: pd.DataFrame, after: pd.DataFrame, name: str, row_before: Places, row_after: Places
) -> "pd.Series[Any]":
    """Return the later edition's values, the earlier one's where there is no row in the later."""
    then, now = _taken(before[name], row_before), _taken(after[name], row_after)
    return now.where(row_after >= 0, then)
