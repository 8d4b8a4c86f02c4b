from pathlib import Path

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame

from loaders.errors import OptionError
from loaders.geometry import control, read_layer
from loaders.intake import read_crs
from settings import HOME

ANGLE = np.radians(1.3)


def local(pairs: np.ndarray) -> np.ndarray:
    """Turn metres of EPSG:4549 into those of a city grid of our own: shifted, turned, a little smaller."""
    x, y = (pairs - (581_000.0, 3_543_000.0)).T
    turn = 0.99997 * np.exp(1j * ANGLE) * (x + 1j * y)
    return np.column_stack([turn.real + 50_000, turn.imag + 30_000])


CORNERS = [(120.85, 32.0), (120.89, 32.0), (120.89, 32.03), (120.85, 32.03), (120.87, 32.015)]


@pytest.fixture
def grid(compounds: GeoDataFrame, tmp_path: Path) -> Path:
    metres = compounds.to_crs(4549)
    drawn = shapely.transform(metres.geometry.to_numpy(), local)
    metres.set_geometry(drawn, crs=None).to_file(tmp_path / "grid.gpkg")
    return tmp_path / "grid.gpkg"


def pairs(n: int) -> list[tuple[float, float, float, float]]:
    metres = GeoDataFrame(geometry=shapely.points(CORNERS[:n]), crs=4490).to_crs(4549)
    there = local(shapely.get_coordinates(metres.geometry.to_numpy()))
    return [(x, y, lon, lat) for (x, y), (lon, lat) in zip(there.tolist(), CORNERS, strict=False)]


def points(path: Path, rows: list[tuple[float, ...]], head: str = "x,y,lon,lat") -> Path:
    path.write_text("\n".join([head, *(",".join(map(repr, row)) for row in rows)]), "utf-8")
    return path


def off(compounds: GeoDataFrame, path: Path, control: Path) -> tuple[float, list[str]]:
    """Return how far the compounds came out from where they are, in metres, and the codes."""
    layer = read_layer(path, "compounds", str(control))
    gap = shapely.hausdorff_distance(
        layer.frame.to_crs(4549).geometry.to_numpy(), compounds.to_crs(4549).geometry.to_numpy()
    )
    return float(gap.max()), [issue.code for issue in layer.issues]


@pytest.mark.parametrize(("n", "code"), [(2, "crs_from_two_points"), (3, "crs_from_points"), (5, "crs_from_points")])
def test_control_points_bring_a_local_grid_home(
    compounds: GeoDataFrame, grid: Path, tmp_path: Path, n: int, code: str
) -> None:
    gap, codes = off(compounds, grid, points(tmp_path / "points.csv", pairs(n)))
    assert gap < 0.2, "a Gauss-Kruger plane through the middle differs from that of 120° by a centimetre or two"
    assert codes == [code]


def test_a_header_names_the_columns_in_any_order_and_metres_will_do(
    compounds: GeoDataFrame, grid: Path, tmp_path: Path
) -> None:
    rows = pairs(4)
    metres = GeoDataFrame(geometry=shapely.points(CORNERS[:4]), crs=4490).to_crs(4549).get_coordinates().to_numpy()
    head = "mapX,mapY,sourceX,sourceY,enable,dX,dY,residual"
    listed = [(*target, x, y, 1, 0.0, 0.0, 0.0) for target, (x, y, *_rest) in zip(metres.tolist(), rows, strict=True)]
    listed.append((1.0, 2.0, 3.0, 4.0, 0, 0.0, 0.0, 0.0))
    control = points(tmp_path / "x.points", listed, "#CRS: whatever\n" + head)
    gap, codes = off(compounds, grid, control)
    assert (gap < 0.2, codes) == (True, ["crs_from_points"])


def test_northing_before_easting_is_seen_from_three_points_on(
    compounds: GeoDataFrame, grid: Path, tmp_path: Path
) -> None:
    frame = read_layer(grid, "compounds", str(points(tmp_path / "a.csv", pairs(3)))).frame
    drawn = GeoDataFrame.from_file(grid)
    turned = shapely.transform(drawn.geometry.to_numpy(), lambda there: there[:, ::-1])
    drawn.set_geometry(turned, crs=None).to_file(tmp_path / "turned.gpkg")
    swapped = [(y, x, lon, lat) for x, y, lon, lat in pairs(4)]
    other = read_layer(tmp_path / "turned.gpkg", "compounds", str(points(tmp_path / "b.csv", swapped))).frame
    assert shapely.hausdorff_distance(frame.geometry.to_numpy(), other.geometry.to_numpy()).max() < 1e-5


def test_a_wrong_pair_is_refused_and_named(grid: Path, tmp_path: Path) -> None:
    rows = pairs(5)
    rows[4] = (rows[4][0] + 80, *rows[4][1:])
    with pytest.raises(OptionError, match=r"中误差 \d+\.\d 米，第 6 行差得最多"):
        read_layer(grid, "compounds", str(points(tmp_path / "points.csv", rows)))


@pytest.mark.parametrize(
    "text", ["", "x,y,lon,lat\n1,2,120.86,32.01\n", "x,y,lon,lat\n1,2,120.86,32.01\n1,2,120.87,32.01\n", "a,b\n1,2\n"]
)
def test_too_few_points_are_refused(grid: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "points.csv").write_text(text)
    with pytest.raises(OptionError, match="少于两个"):
        read_layer(grid, "compounds", str(tmp_path / "points.csv"))


def test_targets_that_are_nowhere_and_a_missing_file_are_refused(grid: Path, tmp_path: Path) -> None:
    nowhere = points(tmp_path / "points.csv", [(1, 2, 3, 4), (5, 6, 7, 9)])
    with pytest.raises(OptionError, match="目标坐标"):
        read_layer(grid, "compounds", str(nowhere))
    with pytest.raises(OptionError, match="不存在"):
        read_layer(grid, "compounds", str(tmp_path / "no.csv"))


def test_the_option_takes_a_system_or_a_file() -> None:
    assert read_crs(["buildings=EPSG:4549", "compounds=点/points.csv"]) == {
        "buildings": "EPSG:4549",
        "compounds": "点/points.csv",
    }
    with pytest.raises(OptionError, match="控制点"):
        read_crs(["points.csv"])


@pytest.mark.parametrize("page", ["files.zh-CN.md", "files.en.md"])
def test_the_example_of_the_documentation_fits(page: str, tmp_path: Path) -> None:
    listed = (HOME / "docs" / page).read_text("utf-8").split("```\n")[1]
    (tmp_path / "points.csv").write_text(listed, "utf-8")
    found = control.fit(str(tmp_path / "points.csv"), "buildings")
    assert len(found.residuals) == 3
    assert found.rms < 0.05
