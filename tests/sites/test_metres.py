import numpy as np
import pytest
import shapely
from pyproj import Geod

from sites import metres

GEOD = Geod(ellps="GRS80")


@pytest.mark.parametrize(("size", "error"), [(0.0003, 1e-6), (0.01, 3e-5), (0.3, 1e-3)])
@pytest.mark.parametrize("latitude", [18.0, 32.01, 40.0])
def test_areas_are_those_of_the_ellipsoid(size: float, error: float, latitude: float) -> None:
    box = shapely.box(120.86, latitude, 120.86 + size, latitude + size)
    corner = shapely.Polygon([(120.86, latitude), (120.86 + size, latitude), (120.86, latitude + size)])
    shapes = np.array([shapely.segmentize(box, size / 50), shapely.segmentize(corner, size / 50)])
    true = [abs(GEOD.geometry_area_perimeter(shape)[0]) for shape in shapes]
    assert metres.areas(shapes) == pytest.approx(true, rel=error)


def test_the_width_of_a_strip_is_its_width() -> None:
    east, north = metres.per_degree(32.0)
    strips = np.array(
        [shapely.box(120, 32, 120 + 100 / east, 32 + 1 / north), shapely.box(120, 32, 120 + 10 / east, 32 + 10 / north)]
    )
    assert metres.widths(strips) == pytest.approx([1 / 1.01, 5.0], rel=1e-3)


def test_distances_are_those_on_the_ellipsoid() -> None:
    points = np.array([[120.86, 32.01], [121.86, 33.01], [0.0, 0.0]])
    found = metres.distances(points, (120.86, 32.01))
    true = [GEOD.inv(120.86, 32.01, *point)[2] for point in points]
    assert found[:2] == pytest.approx(true[:2], rel=1e-4)
    assert found[2] > 1e7
