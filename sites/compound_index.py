"""Compounds found by their id and by their name: what the layers and the workbooks ask when a row names its compound."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sites.aliases import NO_ALIASES, Alias, Aliases, settle
from sites.building_words import split_building
from sites.matching import NOWHERE, Match, Matcher
from sites.names import building_key, compound_key
from sites.report import Candidate, Issue, Role
from sites.subdistricts import Subdistricts

Places = npt.NDArray[np.int64]
SUGGESTED_MOST = 2_000
"""Distinct unknown names that get suggestions; a file with more has names in the wrong column, and nobody reads so many."""
_TOLD = {"completed": "name_completed", "similar": "matched_by_similarity", "elsewhere": "subdistrict_differs"}


class CompoundIndex:
    """Finds compounds. A name alone counts only where one compound carries it.

    Parameters
    ----------
    compounds : pandas.DataFrame
        ``compound``, and ``compound_id`` and ``subdistrict`` where known; a compound's place is its position.
    aliases : Aliases
        What planners have confirmed.

    Attributes
    ----------
    labels : tuple of str
        The compounds' names, by place.
    settled : tuple of Settled
        What became of the aliases of compounds and subdistricts.
    """

    def __init__(self, compounds: pd.DataFrame, aliases: Aliases = NO_ALIASES) -> None:
        self.labels = tuple(compounds["compound"].astype(str))
        self._id_words = tuple(str(word) for word in _words(compounds, "compound_id"))
        self._ids = {word: at for at, word in enumerate(self._id_words) if word}
        words = [str(word) for word in _words(compounds, "subdistrict")]
        known = Subdistricts(words)
        areas, of_areas = settle(
            aliases, "subdistrict", lambda alias: alias.key[1], lambda alias: known.known(alias.means)
        )
        self._subdistricts = Subdistricts(words, areas)
        self._areas = tuple(self._subdistricts.read(word).name for word in words)
        self._matcher = Matcher(self.labels, self._areas)
        self._aliases, of_compounds = settle(aliases, "compound", lambda alias: alias.key, self._meant)
        self.settled = (of_areas, of_compounds)
        self._matches: dict[tuple[str, str], Match] = {}
        self._suggested: dict[tuple[str, str], tuple[Candidate, ...]] = {}

    def exact(self, rows: pd.DataFrame) -> Places:
        """Return the place of each row's compound by its id or exact name alone; see ``find``."""
        return self._each(rows, self._exact)

    def find(self, rows: pd.DataFrame) -> Places:
        """Return the place of each row's compound: by its id, its exact name, an alias, or its name's likeness.

        Parameters
        ----------
        rows : pandas.DataFrame
            Any of the columns ``compound_id``, ``compound``, ``subdistrict``.

        Returns
        -------
        numpy.ndarray of int64
            ``NOWHERE`` or ``AMBIGUOUS`` where not told.
        """
        return self._each(rows, lambda name, area: self._match(name, area).place)

    def notes(self, rows: pd.DataFrame, role: Role, path: str) -> list[Issue]:
        """Say which spellings ``find`` took for a name that is not quite theirs, once each, with the number of rows.

        Rows that carry a known id are left out. ``row`` and ``sheet`` are those of the first row.
        """
        codes, pairs = _pairs(rows)
        by_id = self._by_id(rows) >= 0
        counts = np.bincount(codes[~by_id], minlength=len(pairs))
        firsts = pd.Series(np.arange(len(rows))[~by_id]).groupby(codes[~by_id]).first().to_dict()
        found: list[Issue] = []
        areas: dict[str, tuple[str, int, int]] = {}
        for at, (name, area) in enumerate(pairs):
            if not counts[at]:
                continue
            read = self._subdistricts.read(area)
            if read.similar:
                _name, n, first = areas.get(area, ("", 0, firsts[at]))
                areas[area] = (read.name, n + int(counts[at]), min(first, firsts[at]))
            match = self._match(name, area)
            if code := _TOLD.get(match.way):
                values = {"found": self.labels[match.place], "n": int(counts[at]), "named": self._area(area),
                          "subdistrict": self._areas[match.place]}  # fmt: skip
                found.append(_note(code, role, values, path, rows, firsts[at], "compound", name))
        for word, (name, n, first) in areas.items():
            values = {"found": name, "n": n}
            found.append(_note("matched_by_similarity", role, values, path, rows, first, "subdistrict", word))
        return found

    def nearest(self, name: str, area: str = "") -> tuple[str, ...]:
        """Return the names that look most like this one."""
        return tuple(entry.name for entry in self.candidates(name, area))

    def candidates(self, name: str, area: str = "") -> tuple[Candidate, ...]:
        """Return up to three compounds whose names look most like this one, best first; those of the subdistrict first."""
        if not name or ((name, area) not in self._suggested and len(self._suggested) >= SUGGESTED_MOST):
            return ()
        if (name, area) not in self._suggested:
            places = self._matcher.suggest(name, self._area(area))
            said = [self.labels[place] for place, _score in places]
            self._suggested[name, area] = tuple(
                Candidate(self._id_words[place], self._call(place, said.count(self.labels[place]) > 1), score)
                for place, score in places
            )
        return self._suggested[name, area]

    def unfold(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows with compound and number in a column each, where one of the two columns holds both (虹桥新村3幢).

        Only where a compound of that name is there, and the row's own compound, if it names one, is the same.
        """
        if "building_no" not in rows:
            return rows
        numbers, (names, areas) = (
            _words(rows, "building_no"),
            (_words(rows, code) for code in ("compound", "subdistrict")),
        )
        table = pd.Series(list(zip(numbers, names, areas, strict=True)), dtype=object)
        codes, distinct = pd.factorize(table)
        split = [self._unfolded(*(str(word) for word in words)) for words in distinct]
        changed = (
            np.array([part is not None for part in split], dtype=bool)[codes] if split else np.zeros(0, dtype=bool)
        )
        if not changed.any():
            return rows
        parts = [split[code] for code in codes[changed]]
        new_names, new_numbers = names.copy(), numbers.copy()
        new_names[changed] = [part[0] for part in parts if part]
        new_numbers[changed] = [part[1] for part in parts if part]
        return rows.assign(compound=_texts(new_names, rows.index), building_no=_texts(new_numbers, rows.index))

    def _unfolded(self, number: str, name: str, area: str) -> tuple[str, str] | None:
        if number and (len(number) < _SHORTEST_UNFOLDED or building_key(number) is not None):
            return None
        here = self._match(name, area).place if name else NOWHERE
        if here != NOWHERE and not number:
            return None
        for before, behind in split_building(number or name):
            there = self._match(before, area).place
            if there != NOWHERE and not (name and number):
                return before, behind
            if number and name and (compound_key(before) == compound_key(name) or (here >= 0 and there == here)):
                return name, behind
        return None

    def _each(self, rows: pd.DataFrame, one: Callable[[str, str], int]) -> Places:
        codes, pairs = _pairs(rows)
        found = [one(name, area) if name else NOWHERE for name, area in pairs]
        named = np.array(found, dtype="int64")[codes] if found else np.empty(0, dtype="int64")
        by_id = self._by_id(rows)
        places: Places = np.where(by_id >= 0, by_id, named)
        return places

    def _by_id(self, rows: pd.DataFrame) -> Places:
        places = [self._ids.get(word, NOWHERE) for word in _words(rows, "compound_id")]
        return np.array(places, dtype=np.int64)

    def _match(self, name: str, area: str) -> Match:
        """Return what a name means; each distinct pair is asked once."""
        if (name, area) not in self._matches:
            where = self._area(area)
            found = Match(self._exact(name, area), "exact", 1.0) if name else NO_NAME
            if found.place < 0 and name:
                meant = self._by_alias(name, where)
                found = self._matcher.match(name, where) if meant is None else Match(meant, "alias", 1.0)
            self._matches[name, area] = found
        return self._matches[name, area]

    def _exact(self, name: str, area: str) -> int:
        """Return the place of a compound by its exact name; in another subdistrict than the row says, it is none."""
        return self._matcher.exact(name, self._area(area))

    def _by_alias(self, name: str, area: str) -> int | None:
        if not self._aliases:
            return None
        own, key = Alias("compound", area, name, "").key
        return self._aliases.get((own, key), self._aliases.get(("", key)))

    def _meant(self, alias: Alias) -> int | None:
        """Return the place of the compound that an alias means, by its id or exact name."""
        place = self._ids.get(alias.means, NOWHERE)
        if place == NOWHERE:
            place = self._matcher.exact(alias.means, self._area(alias.scope))
        return place if place >= 0 else None

    def place_of(self, word: str) -> int:
        """Return the place of the compound with this id, or this exact name; ``NOWHERE`` or ``AMBIGUOUS`` where there is no one such."""
        return self._ids[word] if word in self._ids else self._matcher.exact(word)

    def subdistrict(self, word: str) -> str | None:
        """Return the name of the subdistrict that a word means; None where it means none that is known."""
        return self._subdistricts.known(self._area(word)) if word else None

    def _area(self, word: str) -> str:
        return self._subdistricts.read(word).name

    def _call(self, place: int, twice: bool) -> str:
        """Name a compound, with its subdistrict where another one has the same name."""
        return f"{self.labels[place]}（{self._areas[place]}）" if twice and self._areas[place] else self.labels[place]


NO_NAME = Match(NOWHERE, "none", 0.0)
_SHORTEST_UNFOLDED = 4


def _pairs(rows: pd.DataFrame) -> tuple[npt.NDArray[np.int64], list[tuple[str, str]]]:
    """Return each row's pair of compound and subdistrict, and the distinct pairs."""
    pairs = pd.Series(list(zip(_words(rows, "compound"), _words(rows, "subdistrict"), strict=True)), dtype=object)
    codes, distinct = pd.factorize(pairs)
    return codes.astype("int64"), [(str(name), str(area)) for name, area in distinct]


def _note(
    code: str, role: Role, values: dict[str, Any], path: str, rows: pd.DataFrame, at: int, column: str, value: str
) -> Issue:
    sheet = str(rows["sheet"].iloc[at]) if "sheet" in rows else ""
    return Issue(code, role, values, path=path, sheet=sheet, row=int(rows["row"].iloc[at]), column=column, value=value)


def _texts(words: npt.NDArray[np.object_], index: pd.Index) -> pd.Series:
    """Return texts as a column again, absent where empty."""
    return pd.Series([word or None for word in words], index=index, dtype="str")


def _words(rows: pd.DataFrame, column: str) -> npt.NDArray[np.object_]:
    """Return a column's texts, empty where it or a value is absent."""
    if column not in rows:
        return np.full(len(rows), "", dtype=object)
    return rows[column].astype(object).where(rows[column].notna(), "").to_numpy(dtype=object)
