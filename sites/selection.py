"""Which buildings a choice of filters leaves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sites.edition import Edition
from sites.search import find


@dataclass(frozen=True)
class Selection:
    """A choice of filters; what is empty filters nothing.

    Attributes
    ----------
    subdistrict, compound : str
        Names.
    stages, statuses : tuple of str
        Codes; ``unknown`` among the stages means no data.
    search : str
        See ``sites.search.find``.
    """

    subdistrict: str = ""
    compound: str = ""
    stages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    search: str = ""

    def place(self, edition: Edition) -> NDArray[np.bool_]:
        """Return the buildings that pass subdistrict, compound and search, shape (buildings,)."""
        buildings = edition.buildings
        mask = find(edition, self.search)
        if self.subdistrict:
            mask &= (buildings["subdistrict"] == self.subdistrict).to_numpy(bool)
        if self.compound:
            mask &= (buildings["compound"] == self.compound).to_numpy(bool)
        return mask

    def mask(self, edition: Edition) -> NDArray[np.bool_]:
        """Return the buildings that pass every filter, shape (buildings,)."""
        buildings = edition.buildings
        mask = self.place(edition)
        if self.stages:
            mask &= buildings["stage"].fillna("unknown").isin(self.stages).to_numpy(bool)
        if self.statuses:
            mask &= buildings["status"].isin(self.statuses).to_numpy(bool)
        return mask

    @property
    def empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == Selection()
