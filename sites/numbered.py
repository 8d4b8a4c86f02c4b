"""Buildings by their compound and number, for whoever names one in words: an elevator's 虹桥新村3幢, an alias."""

import numpy as np
import pandas as pd

from sites.aliases import Alias, Aliases, Settled, settle
from sites.compound_index import CompoundIndex, Places
from sites.matching import AMBIGUOUS, NOWHERE
from sites.names import building_label


class NumberedBuildings:
    """Finds buildings by id, and by compound and number.

    Parameters
    ----------
    blocks : pandas.DataFrame
        ``building_id`` and ``building_no`` (as ``building_label`` gives it); a building's place is its position.
    home : numpy.ndarray of int64
        Each building's compound by place, -1 for none.
    index : CompoundIndex
    """

    def __init__(self, blocks: pd.DataFrame, home: Places, index: CompoundIndex) -> None:
        self._index = index
        self._ids = {str(word): at for at, word in enumerate(blocks["building_id"])}
        self._numbers: dict[tuple[int, str], int] = {}
        for at, (site, word) in enumerate(zip(home.tolist(), blocks["building_no"], strict=True)):
            if site >= 0 and isinstance(word, str):
                self._numbers[site, word] = AMBIGUOUS if (site, word) in self._numbers else at

    def find(self, rows: pd.DataFrame) -> Places:
        """Return the place of each row's building by ``building_id``, which may hold compound and number instead of an id."""
        ids = np.array([self._ids.get(word, NOWHERE) for word in rows["building_id"].astype(object)], dtype=np.int64)
        asked = rows.loc[(ids == NOWHERE) & rows["building_id"].notna().to_numpy()]
        if len(asked):
            words = self._index.unfold(asked.assign(building_no=asked["building_id"]))
            sites = self._index.find(words)
            labels = words["building_no"].map(building_label)
            found = [self._numbers.get(key, NOWHERE) for key in zip(sites.tolist(), labels, strict=True)]
            ids[rows.index.get_indexer(asked.index)] = found
        return ids

    def settle(self, aliases: Aliases) -> tuple[dict[tuple[int, str], int], Settled]:
        """Return what the aliases of buildings mean: by compound's place and what was written, the building's place."""
        return settle(aliases, "building", self._key, self._meant)

    def _key(self, alias: Alias) -> tuple[int, str]:
        return self._index.place_of(alias.scope), building_label(alias.spelling)

    def _meant(self, alias: Alias) -> int | None:
        site = self._index.place_of(alias.scope)
        place = self._ids.get(alias.means, self._numbers.get((site, building_label(alias.means)), NOWHERE))
        return place if site >= 0 and place >= 0 else None
