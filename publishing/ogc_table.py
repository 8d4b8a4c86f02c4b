"""A layer of the extract as a service asks it: by box, by value, in an order, some rows at a time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from publishing.open_layers import codes, features, plain
from publishing.open_schema import Field, fields, key

Rows = NDArray[np.intp]


class Table:
    """A layer that does not change.

    Parameters
    ----------
    name : str
    frame : geopandas.GeoDataFrame
        As ``publishing.open_layers.layers`` gives it.
    """

    def __init__(self, name: str, frame: GeoDataFrame) -> None:
        self.name, self.frame = name, frame
        self.columns = codes(frame)
        self.fields: Mapping[str, Field] = {field.code: field for field in fields(name)}
        self._tree = shapely.STRtree(frame.geometry.to_numpy())
        self._words = {code: np.array([_word(each) for each in plain(frame[code])], object) for code in self.columns}
        self._place = {own: at for at, own in enumerate(self._words[key(name)].tolist())}

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Table":
        """Return itself: pygeoapi copies its configuration, in which a table stands."""
        return self

    def rows(self, box: Sequence[float], equal: Iterable[tuple[str, str]], order: Iterable[tuple[str, bool]]) -> Rows:
        """Return the places of the rows that pass.

        Parameters
        ----------
        box : sequence of float
            West, south, east, north in degrees, of which west may lie east of east, across the antimeridian; empty for no box.
        equal : iterable of (str, str)
            A column and what it must hold; a number may be written in any way.
        order : iterable of (str, bool)
            A column, and whether it descends; the first counts most. Without one the rows keep the extract's order.
        """
        found = np.ones(len(self.frame), bool)
        if len(box):
            found &= self._inside(box)
        for code, value in equal:
            found &= self._words[code] == self._said(code, value)
        rows: Rows = np.flatnonzero(found)
        keys = list(order)
        if keys:
            columns, down = [code for code, _descends in keys], [descends for _code, descends in keys]
            held = self.frame[columns].iloc[rows].reset_index(drop=True)
            rows = rows[held.sort_values(columns, ascending=[not each for each in down], kind="stable").index]
        return rows

    def features(self, rows: Rows, columns: Sequence[str], shapes: bool) -> list[dict[str, Any]]:
        """Return rows as GeoJSON features."""
        return features(self.name, self.frame.iloc[rows], columns, shapes)

    def place(self, own: str) -> int | None:
        """Return where the row with this key stands; None for none."""
        return self._place.get(own)

    def _inside(self, box: Sequence[float]) -> NDArray[np.bool_]:
        west, south, east, north = box
        parts = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
        found = np.zeros(len(self.frame), bool)
        for left, right in parts:
            found[self._tree.query(shapely.box(left, south, right, north), predicate="intersects")] = True
        return found

    def _said(self, code: str, value: str) -> str | None:
        """Return a value that somebody asks for as the table writes it."""
        if self.fields[code].type not in ("integer", "number"):
            return value
        try:
            return _word(float(value))
        except ValueError:
            return value


def _word(value: Any) -> str | None:
    """Return a value as one text, equal for equal numbers; None for what is missing."""
    return repr(float(value)) if isinstance(value, (int, float)) else value
