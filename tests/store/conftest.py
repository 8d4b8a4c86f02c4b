"""A store that is empty, and small editions to publish into it."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from geopandas import GeoDataFrame
from pandas import Timestamp

from settings import HOME
from sites.edition import Edition
from store import editions
from store.editions import Publication
from store.folder import Folder
from store.history import Store
from tests.store.filled import Filled

WORKBOOK = HOME / "data" / "progress" / "2022-08-31.xlsx"


@pytest.fixture(scope="session")
def demo() -> Edition:
    """The demo's latest edition, as the join made it."""
    return Folder(HOME / "data").current()


@pytest.fixture(scope="session")
def real(demo: Edition) -> Callable[[int], Edition]:
    """Editions that are not the demo's, each of another week and with another building in another stage."""

    def made(week: int) -> Edition:
        stages = demo.buildings["stage"].to_numpy(dtype=object).copy()
        stages[week % len(stages)] = "handover" if stages[week % len(stages)] != "handover" else "acceptance"
        day = date(2022, 9, 2) + timedelta(weeks=week)
        buildings = demo.buildings.assign(stage=stages, as_of=Timestamp(day).as_unit("s")).astype({"stage": "str"})
        return replace(demo, as_of=day, synthetic=False, buildings=buildings)

    return made


@pytest.fixture(scope="session")
def publication(real: Callable[[int], Edition]) -> Callable[[int], Publication]:
    """What is to be published in a week, with the files that it came from."""
    return cache(lambda week: editions.prepared(real(week), [("progress", WORKBOOK)]))


@pytest.fixture(scope="session")
def few(demo: Edition, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Publication]:
    """Small real editions, of three compounds and with a file of their own each: trials by the hundred go by quickly."""
    folder = tmp_path_factory.mktemp("files")
    named = sorted(demo.compounds["compound_id"])[:3]
    small = replace(
        demo, synthetic=False, **{name: _of(getattr(demo, name), named) for name in ("compounds", "buildings")}
    )
    small = replace(small, facilities={name: _of(layer, named) for name, layer in demo.facilities.items()})

    def made(week: int) -> Publication:
        path = folder / f"{week}.csv"
        path.write_bytes(random.Random(week).randbytes(30_000))
        day = date(2022, 9, 2) + timedelta(weeks=week)
        shown = small.buildings.assign(remark=f"第 {week} 周", as_of=Timestamp(day).as_unit("s")).astype(
            {"remark": "str"}
        )
        return editions.prepared(replace(small, as_of=day, buildings=shown), [("progress", path)])

    return cache(made)


def _of(frame: GeoDataFrame, compounds: list[str]) -> GeoDataFrame:
    return frame[frame["compound_id"].isin(compounds)].reset_index(drop=True)


@pytest.fixture
def filled(
    database_url: str, few: Callable[[int], Publication], tmp_path: Path, request: pytest.FixtureRequest
) -> Filled:
    """A store with two small editions on each kind of database, to be had again as often as one likes."""
    server = None if database_url.startswith("sqlite") else request.getfixturevalue("postgres")
    return Filled.made(database_url, server, tmp_path, [few(0), few(1)])


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> int:
    return 100 if request.config.getoption("--slow") else 10


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store on each kind of database."""
    made = Store(database_url, HOME / "data", tmp_path / "spare.sqlite")
    yield made
    made.database.close()
