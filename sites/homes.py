"""Which compound something belongs to: by key, by its compound's exact name, or by where it lies."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from sites.names import compound_key, nearest, subdistrict_name

Places = npt.NDArray[np.int64]
NOWHERE = -1
AMBIGUOUS = -2
SHARE_TO_BELONG = 0.5
"""A footprint belongs to the compound that holds at least this share of its area (docs/design.md, "Join")."""


@dataclass(frozen=True)
class CompoundIndex:
    """Finds compounds by id and by name. A name alone counts only where one compound carries it."""

    ids: dict[str, int]
    names: dict[str, int]
    """Compound key to place; ``AMBIGUOUS`` where several share it."""
    full_names: dict[tuple[str, str], int]
    """The same within a subdistrict."""
    labels: tuple[str, ...]

    @classmethod
    def of(cls, compounds: pd.DataFrame) -> "CompoundIndex":
        """Build the index of a frame of compounds, whose places are its positions."""
        names: dict[str, int] = {}
        full_names: dict[tuple[str, str], int] = {}
        labels = tuple(compounds["compound"].astype(str))
        for at, (label, area) in enumerate(zip(labels, _words(compounds, "subdistrict"), strict=True)):
            key = compound_key(label)
            names[key] = AMBIGUOUS if key in names else at
            if area:
                full = (subdistrict_name(area), key)
                full_names[full] = AMBIGUOUS if full in full_names else at
        ids = {word: at for at, word in enumerate(_words(compounds, "compound_id")) if word}
        return cls(ids, names, full_names, labels)

    def find(self, rows: pd.DataFrame) -> Places:
        """Return the place of each row's compound by its own id or name; ``NOWHERE`` or ``AMBIGUOUS`` where not told.

        Parameters
        ----------
        rows : pandas.DataFrame
            Any of the columns ``compound_id``, ``compound``, ``subdistrict``.
        """
        named = self._by_name(rows)
        by_id = pd.Series(_words(rows, "compound_id")).map(self.ids).fillna(NOWHERE).to_numpy("int64")
        return np.where(by_id >= 0, by_id, named)

    def _by_name(self, rows: pd.DataFrame) -> Places:
        pairs = pd.Series(list(zip(_words(rows, "compound"), _words(rows, "subdistrict"), strict=True)), dtype=object)
        codes, unique = pd.factorize(pairs)
        found = [self._one(str(name), str(area)) for name, area in unique]
        return np.array(found, dtype="int64")[codes] if len(found) else np.empty(0, dtype="int64")

    def _one(self, name: str, area: str) -> int:
        if not name:
            return NOWHERE
        key = compound_key(name)
        inside = self.full_names.get((subdistrict_name(area), key), NOWHERE) if area else NOWHERE
        return inside if inside != NOWHERE else self.names.get(key, NOWHERE)

    def nearest(self, name: str) -> tuple[str, ...]:
        """Return the names that look most like this one."""
        return nearest(name, self.labels)


def lies_in(
    shapes: npt.NDArray[np.object_], areas: npt.NDArray[np.object_], least: float = SHARE_TO_BELONG
) -> tuple[Places, npt.NDArray[np.float64]]:
    """Tell which of ``areas`` holds the largest share of each shape.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        Points, lines or polygons, n of them; the share is of their number, length or area.
    areas : numpy.ndarray of shapely polygons
        In the same reference system; degrees will do, as only shares are compared.
    least : float
        The share from which a shape belongs, 0-1.

    Returns
    -------
    places : numpy.ndarray of int64
        n places in ``areas``, ``NOWHERE`` where no share reaches ``least``.
    shares : numpy.ndarray of float64
        n largest shares, 0-1.
    """
    return largest(len(shapes), *shares_in(shapes, areas), least)


def shares_in(
    shapes: npt.NDArray[np.object_], areas: npt.NDArray[np.object_]
) -> tuple[Places, Places, npt.NDArray[np.float64]]:
    """Return every pair of a shape and an area that have something in common, with the share of the shape, 0-1.

    Parameters
    ----------
    shapes, areas : numpy.ndarray of shapely geometries
        As for ``lies_in``.

    Returns
    -------
    one, other : numpy.ndarray of int64
        Places in ``shapes`` and in ``areas``.
    share : numpy.ndarray of float64
    """
    if not len(shapes) or not len(areas):
        return np.empty(0, dtype="int64"), np.empty(0, dtype="int64"), np.empty(0)
    one, other = shapely.STRtree(areas).query(shapes)
    shapely.prepare(areas)
    share = np.where(shapely.covers(areas[other], shapes[one]), 1.0, 0.0)
    part = np.flatnonzero((share == 0) & shapely.intersects(areas[other], shapes[one]))
    if len(part):
        mine = shapes[one[part]]
        flat = shapely.get_dimensions(mine) == 2
        common = shapely.intersection(mine, areas[other[part]])
        whole = np.where(flat, shapely.area(mine), shapely.length(mine))
        held = np.where(flat, shapely.area(common), shapely.length(common))
        share[part] = np.divide(held, whole, out=np.zeros(len(part)), where=whole > 0)
    return one, other, share


def largest(
    n: int, one: Places, other: Places, share: npt.NDArray[np.float64], least: float = SHARE_TO_BELONG
) -> tuple[Places, npt.NDArray[np.float64]]:
    """Choose for each of n shapes the area with the largest share, of equal ones the first; see ``lies_in``."""
    places = np.full(n, NOWHERE, dtype="int64")
    shares = np.zeros(n)
    best = np.lexsort((-other, share))
    shares[one[best]] = share[best]
    places[one[best]] = other[best]
    places[(shares < least) | (shares == 0)] = NOWHERE
    return places, shares


def _words(rows: pd.DataFrame, column: str) -> npt.NDArray[np.object_]:
    """Return a column's texts, empty where it or a value is absent."""
    if column not in rows:
        return np.full(len(rows), "", dtype=object)
    return rows[column].astype(object).where(rows[column].notna(), "").to_numpy(dtype=object)
