import shutil
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from loaders.errors import FileMissing
from settings import HOME
from store.folder import Folder

DEMO = HOME / "data"
DATES = ["2022-07-31", "2022-08-31"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with its last two workbooks."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("geo/demo.gpkg", *(f"progress/{day}.xlsx" for day in DATES)):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(DEMO / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def store(data: Path) -> Folder:
    return Folder(data)


def test_there_is_one_edition_a_workbook_numbered_by_date(store: Folder) -> None:
    assert [entry.number for entry in store.list()] == [1, 2]
    assert [entry.as_of.isoformat() for entry in store.list()] == DATES


def test_the_history_is_told_without_reading_a_workbook(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.folder.readers", lambda _data: None)
    assert Folder(data).latest().as_of == date(2022, 8, 31)


def test_an_edition_is_built_once(store: Folder) -> None:
    assert store.get(2) is store.get(2) is store.current()
    with pytest.raises(KeyError):
        store.get(3)


def test_all_editions_share_one_geometry(store: Folder) -> None:
    one, two = store.get(1), store.get(2)
    assert all(a is b for a, b in zip(one.buildings.geometry, two.buildings.geometry, strict=True))
    assert one.facilities["parking"] is two.facilities["parking"]
    assert one.buildings["stage"].tolist() != two.buildings["stage"].tolist()


def test_the_demo_is_whole_and_says_that_it_is_synthetic(store: Folder) -> None:
    edition = store.current()
    assert edition.synthetic
    assert edition.report.conserved
    assert edition.report.rejected == 0
    assert {key: edition.report.counts[key] for key in ("compounds", "subdistricts", "buildings", "households", "floor_area_m2")} == {
        "compounds": 51, "subdistricts": 10, "buildings": 900, "households": 33_520, "floor_area_m2": 3_050_000}  # fmt: skip
    assert edition.buildings["stage"].notna().all()
    assert len(edition.subdistricts) == 16
    assert edition.subdistricts["involved"].sum() == 10


def test_the_ground_is_the_demos_sketch(store: Folder) -> None:
    ground = store.ground()
    assert ground
    assert all(name.startswith("ground") and frame.crs.to_epsg() == 4490 for name, frame in ground.items())


def test_many_sessions_at_once_build_an_edition_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import store.folder as module

    built: list[int] = []
    picture = module.picture

    def counted(*arguments: Any) -> Any:
        built.append(1)
        return picture(*arguments)

    monkeypatch.setattr(module, "picture", counted)
    store = Folder(data)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(store.current())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1
    assert all(edition is found[0] for edition in found)


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    store = Folder(tmp_path)
    assert store.list() == ()
    assert store.ground() == {}
    with pytest.raises(FileMissing, match="demo"):
        store.current()


def test_a_users_files_need_no_package(data: Path, tmp_path: Path) -> None:
    import pyogrio

    (tmp_path / "geo").mkdir()
    for role in ("compounds", "buildings"):
        frame = pyogrio.read_dataframe(data / "geo" / "demo.gpkg", layer=role).drop(columns="synthetic")
        frame.to_file(tmp_path / "geo" / f"{role}.geojson")
    shutil.copytree(data / "progress", tmp_path / "progress")
    (tmp_path / "progress" / "~$2022-08-31.xlsx").touch()
    edition = Folder(tmp_path).current()
    assert (len(edition.buildings), edition.synthetic, dict(edition.facilities)) == (900, False, {})
