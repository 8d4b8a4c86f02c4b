"""To make an edition public, to take it back, and to see before what would change outside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from locales import _
from publishing import screening
from publishing.extract import Extract, extract
from publishing.open_data import offered
from publishing.screening import Problem
from publishing.shapes import STEPS
from publishing.site import Site, site
from settings import settings
from sites.edition import Edition
from store.errors import Refused
from store.history import Store
from store.releases import Release, Releases

SHOWN = 5
SHAPE = "shape"
PLACE = ("subdistrict", "compound", "building_no")
_REVIEW = re.compile(r"\S.{3,}")


@dataclass(frozen=True)
class Outside:
    """What a release would change for the public.

    Attributes
    ----------
    number : int
        The edition.
    before : int or None
        The one that is public now.
    problems : tuple of Problem
        What forbids it.
    missing : str
        What else forbids it, in the language in use; empty for nothing.
    changes : pandas.DataFrame
        A row for each thing that differs: ``layer, id, subdistrict, compound, building_no, column, before, after``, all text; ``column`` is
        ``appears`` or ``vanishes`` for what is in one of the two alone, and ``shape`` for another outline or place.
    rows : mapping of str to (int, int)
        How many rows each layer has now and would have.
    """

    number: int
    before: int | None
    problems: tuple[Problem, ...]
    missing: str
    changes: pd.DataFrame
    rows: Mapping[str, tuple[int, int]]


class Publisher:
    """Makes editions of a store public.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.releases = Releases(store.database)

    def look(self, number: int) -> Outside:
        """Say what the release of an edition would change outside; ``KeyError`` when pages show none of this number.

        Raises
        ------
        StoreError
        """
        edition = self._store.get(number)
        new = extract(edition)
        standing = self.releases.current()
        old = extract(self._store.get(standing.number)) if standing else None
        rows = {
            name: (len(old.layers[name]) if old and name in old.layers else 0, len(frame))
            for name, frame in new.layers.items()
        }
        return Outside(
            number, standing.number if standing else None, self._problems(edition, new), missing(edition.synthetic),
            differences(old, new), rows,
        )  # fmt: skip

    def release(self, number: int, who: str, after: int | None = None) -> tuple[int, Site]:
        """Make an edition public; return the release's place and the site.

        Parameters
        ----------
        after : int, optional
            The place of the release that stood when this one was looked at; not asked unless given.

        Raises
        ------
        Refused
            There is no such edition, no review number, or its extract holds what looks private.
        StaleBase
            Somebody released or withdrew meanwhile.
        """
        try:
            edition = self._store.get(number)
        except KeyError:
            raise Refused(_("没有第 {number} 期").format(number=number)) from None
        lacking = missing(edition.synthetic)
        if lacking:
            raise Refused(lacking)
        new = extract(edition)
        found = self._problems(edition, new)
        if found:
            raise Refused(told(found))
        made = self._site(new)
        return self.releases.add(number, who, settings().map_review_no, made.addresses, after), made

    def withdraw(self, who: str, after: int | None = None) -> Release:
        """Take back what is public; what was released before it, if it stands, is public again.

        Raises
        ------
        Refused, StaleBase
        """
        return self.releases.withdraw(who, after)

    def site(self, number: int) -> Site:
        """Make the site of an edition that was released.

        Raises
        ------
        StoreError
        KeyError
            Pages show none of this number.
        """
        return self._site(extract(self._store.get(number)))

    def _site(self, of: Extract) -> Site:
        return site(of, self._store.ground(), offered(of))

    def _problems(self, edition: Edition, of: Extract) -> tuple[Problem, ...]:
        ground = self._store.ground().values()
        names = (str(name) for frame in ground if "name" in frame for name in frame["name"].dropna().unique())
        return screening.problems(edition, of, names)


def missing(synthetic: bool) -> str:
    """Return what is missing before an edition may be released, in the language in use; empty for nothing."""
    if synthetic or settings().map_review_no == "none" or _REVIEW.fullmatch(settings().map_review_no.strip()):
        return ""
    return _("没有审图号，不能公开：请设置 ONEMAP_MAP_REVIEW_NO，无需审图时写 none")


def told(problems: tuple[Problem, ...]) -> str:
    """Say in one sentence what forbids a release."""
    first = _("；").join(str(each) for each in problems[:SHOWN])
    said = _("公开内容里有 {n} 处像是内部或个人信息，没有公开：{first}")
    return said.format(n=len(problems), first=first)


def differences(old: Extract | None, new: Extract) -> pd.DataFrame:
    """Return what differs between two extracts; see ``Outside.changes``."""
    parts = [_differing(name, old.layers.get(name) if old else None, frame) for name, frame in new.layers.items()]
    found = pd.concat(parts, ignore_index=True)
    order = {name: at for at, name in enumerate(new.layers)}
    found["order"] = found["layer"].map(order)
    found = found.sort_values(["order", "subdistrict", "compound", "id", "column"], ignore_index=True)
    return found.drop(columns="order")


def _differing(layer: str, old: GeoDataFrame | None, new: GeoDataFrame) -> pd.DataFrame:
    """Compare one layer, column by column; shapes as they are drawn."""
    after = _by_id(new)
    before = after.iloc[:0] if old is None else _by_id(old)
    both = after.index.intersection(before.index)
    was, now = before.loc[both], after.loc[both]
    parts = [_rows(after.loc[after.index.difference(before.index)], "appears")]
    parts.append(_rows(before.loc[before.index.difference(after.index)], "vanishes"))
    for column in after.columns:
        same = (was[column] == now[column]).fillna(False).to_numpy(bool) | (
            was[column].isna() & now[column].isna()
        ).to_numpy(bool)
        rows = _rows(now.loc[~same], column)
        if column != SHAPE:
            rows["before"], rows["after"] = (
                side.loc[~same, column].map(_plain).to_numpy(object) for side in (was, now)
            )
        parts.append(rows)
    return pd.concat(parts, ignore_index=True).assign(layer=layer)


def _by_id(frame: GeoDataFrame) -> pd.DataFrame:
    plain = pd.DataFrame(frame.drop(columns="geometry"))
    plain[SHAPE] = shapely.to_wkb(shapely.set_precision(frame.geometry.to_numpy(), 1 / STEPS))
    return plain.set_index(plain.columns[0])


def _rows(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return rows that tell where a difference is; what a layer does not know of a place is empty."""
    told = {name: frame[name].astype(object) if name in frame else "" for name in PLACE}
    rows = pd.DataFrame(
        {"id": frame.index.astype(object), **told, "column": column, "before": "", "after": ""}, index=frame.index
    )
    return rows.astype(object).fillna("").reset_index(drop=True)


def _plain(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
