"""Stores with editions that may be released, and one whose private columns hold canaries."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from maps import assets
from publishing.columns import CODES, IDS, PUBLIC
from publishing.standing import Outside
from settings import HOME, settings
from sites.edition import Edition
from store import editions
from store.folder import Folder
from store.history import Store

WORKBOOK = HOME / "data" / "progress" / "2022-08-31.xlsx"
REVIEW_NO = "苏S(2022)001号"


@pytest.fixture(scope="session")
def demo() -> Edition:
    """The demo's latest edition."""
    return Folder(HOME / "data").current()


@pytest.fixture(scope="session", autouse=True)
def _front_end() -> None:
    """The public page's script and style are there."""
    assets.build()


@pytest.fixture(scope="session")
def canaries(demo: Edition) -> tuple[Edition, dict[str, str]]:
    """An edition in which every value of every private column is one of its own, and what each of them is."""
    return with_canaries(demo)


def with_canaries(edition: Edition) -> tuple[Edition, dict[str, str]]:
    """Return the edition with a canary in every private column of every layer and in every ticket, by where it sits."""
    told: dict[str, str] = {}
    frames = {"compounds": edition.compounds, "buildings": edition.buildings, **edition.facilities}
    tickets = pd.DataFrame(
        {
            column: pd.Series([None] * 3, dtype=kind)
            for column, kind in edition.tickets.dtypes.items()
            if column != "closed"
        }
    )
    tickets["closed"] = False
    made = {name: _sown(frame, name, told) for name, frame in (*frames.items(), ("tickets", tickets))}
    facilities = {name: made[name] for name in edition.facilities}
    changed = replace(
        edition, synthetic=False, compounds=made["compounds"], buildings=made["buildings"], facilities=facilities,
        tickets=made["tickets"],
    )  # fmt: skip
    return changed, told


def _sown(frame: pd.DataFrame, layer: str, told: dict[str, str]) -> pd.DataFrame:
    """Put a canary of the column's own kind wherever the column is private."""
    sown = frame.copy()
    open_columns = {
        *PUBLIC.get(layer, ()),
        *CODES,
        *IDS,
        "geometry",
        "finished",
        "closed",
        "as_of",
        *("subdistrict", "compound"),
    }
    for at, column in enumerate(frame.columns.difference(list(open_columns), sort=False)):
        kind, name = str(frame[column].dtype), f"{layer}.{column}"
        if kind in ("str", "object", "string"):
            told[name] = f"金丝雀{layer}{at}号"
            sown[column] = pd.Series([told[name]] * len(frame), index=frame.index, dtype=frame[column].dtype)
        elif kind.startswith("datetime64"):
            day = pd.Timestamp(date(1987, 1 + at % 12, 1 + at // 12))
            told[name] = day.date().isoformat()
            sown[column] = pd.Series([day] * len(frame), index=frame.index).astype(frame[column].dtype)
        elif kind.lower().startswith(("int", "float")):
            told[name] = f"{77_310_000 + 1_000 * len(told)}"
            sown[column] = pd.Series([int(told[name])] * len(frame), index=frame.index).astype(frame[column].dtype)
    return sown


@pytest.fixture
def reviewed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A map with a review number."""
    monkeypatch.setattr(settings(), "map_review_no", REVIEW_NO)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store on each kind of database."""
    made = Store(database_url, HOME / "data", tmp_path / "spare.sqlite")
    yield made
    made.database.close()


@pytest.fixture
def outside(store: Store, tmp_path: Path) -> Outside:
    """The store's public folder."""
    return Outside(store, tmp_path / "site")


@pytest.fixture
def publish(store: Store) -> Callable[[Edition], int]:
    """Publish an edition, internally."""
    return lambda edition: store.publish(
        editions.prepared(edition, [("progress", WORKBOOK)]), "", "张三", accept_rejected=True, renew=False
    )
