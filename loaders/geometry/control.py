"""Control points: pairs that tie a local grid to CGCS2000, and the similarity transformation that fits them best."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS, Transformer

from loaders.errors import OptionError
from loaders.geometry import crs
from loaders.geometry.tables import plain_head
from locales import _
from sites.report import Issue, Role
from sites.table import CRS as HOUSE

SUFFIXES = frozenset({".csv", ".points"})
LARGEST_BYTES = 1_000_000
FEWEST = 2
"""Two pairs fix shift, turn and scale; from the third on there is something to check."""
LARGEST_RMS_M = 2.0
"""Over a district a city grid is a similarity to centimetres; a larger error is a wrong pair."""
WIDEST_TURN = 60.0
"""Degrees by which the grid may be turned: beyond, the two columns are in the other order."""
FROM = (("x", "y"), ("sourcex", "sourcey"), ("pixelx", "pixely"), ("源x", "源y"), ("横坐标", "纵坐标"))
TO = (("lon", "lat"), ("经度", "纬度"), ("mapx", "mapy"), ("东坐标", "北坐标"), ("目标x", "目标y"))

Complex = npt.NDArray[np.complex128]


@dataclass(frozen=True)
class Similarity:
    """A Helmert transformation of the plane: ``factor * z + shift``, into a plane in metres.

    Attributes
    ----------
    factor, shift : complex
        Scale and turn; shift in metres.
    swapped : bool
        Whether the file's first number is the northing.
    plane : pyproj.CRS
        Transverse Mercator on CGCS2000 through the middle of the points.
    residuals : numpy.ndarray of float64
        Metres, one a pair.
    """

    factor: complex
    shift: complex
    swapped: bool
    plane: CRS
    residuals: npt.NDArray[np.float64]

    @property
    def rms(self) -> float:
        """Root mean square of the residuals, m."""
        return float(np.sqrt(np.mean(self.residuals**2)))

    def to_house(self, frame: GeoDataFrame) -> GeoDataFrame:
        """Return the frame in EPSG:4490."""
        way = Transformer.from_crs(self.plane, HOUSE, always_xy=True)

        def moved(pairs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            there = self.factor * _complex(pairs, self.swapped) + self.shift
            return np.column_stack(way.transform(there.real, there.imag))

        geometry = shapely.transform(frame.geometry.to_numpy(), moved)
        return frame.set_geometry(geometry, crs=None).set_crs(HOUSE, allow_override=True)


def is_control(name: str) -> bool:
    """Tell whether an option names a file of control points and not a reference system."""
    return Path(name).suffix.lower() in SUFFIXES


def fit(name: str, role: Role) -> Similarity:
    """Fit the transformation to a file of pairs by least squares.

    Parameters
    ----------
    name : str
        A csv with a head such as ``x,y,lon,lat`` (or four numbers a line), or the .points file of QGIS. The second pair is
        longitude and latitude, or metres of CGCS2000.
    role : str
        Whose file it is for.

    Raises
    ------
    OptionError
        It cannot be read, holds fewer than two pairs, or the pairs contradict each other.
    """
    option = f"--crs {role}={name}"
    rows, pairs = _pairs(_lines(Path(name), option))
    if len({tuple(pair) for pair in pairs[:, :2].tolist()}) < FEWEST:
        raise OptionError(option, _("控制点少于两个"), _("请每行写 x,y,经度,纬度，至少两个点"))
    reading = crs.tell(pairs[:, 2:])
    if reading is None:
        raise OptionError(option, _("目标坐标不是经纬度，也不是 CGCS2000 平面坐标"), _("请每行写 x,y,经度,纬度"))
    plane, there = _in_metres(pairs[:, 2:], reading)
    found = min((_fitted(pairs[:, :2], there, plane, swapped) for swapped in (False, True)), key=_likely)
    if found.rms > LARGEST_RMS_M:
        worst = int(found.residuals.argmax())
        raise OptionError(
            option,
            _("控制点互相矛盾：中误差 {rms:.1f} 米，第 {row} 行差得最多，{worst:.1f} 米").format(
                rms=found.rms, row=rows[worst], worst=found.residuals[worst]
            ),
            _("请核对这个点的坐标"),
        )
    return found


def issues(found: Similarity, name: str, role: Role, path: str) -> list[Issue]:
    """Return what was done, and whether anything could check it."""
    values = {
        "n": len(found.residuals), "points": Path(name).name, "rms": f"{found.rms:.2f}",
        "worst": f"{found.residuals.max():.2f}", "scale": f"{abs(found.factor):.6f}", "role": role,
    }  # fmt: skip
    code = "crs_from_points" if len(found.residuals) > FEWEST else "crs_from_two_points"
    return [Issue(code, role, values, path=path, value=Path(name).name)]


def _lines(path: Path, option: str) -> list[list[str]]:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise OptionError(option, _("文件不存在或不能读取"), _("请核对路径和权限")) from error
    if len(data) > LARGEST_BYTES:
        raise OptionError(option, _("文件太大"), _("请每行写 x,y,经度,纬度，至少两个点"))
    text = data.decode("utf-8-sig", "replace")
    delimiter = max(",;\t", key=text.count)
    return list(csv.reader(text.splitlines(), delimiter=delimiter, quoting=csv.QUOTE_NONE))


def _pairs(lines: list[list[str]]) -> tuple[list[int], npt.NDArray[np.float64]]:
    """Return row numbers, and x, y and their targets; shape (n, 4)."""
    places: tuple[int, ...] = (0, 1, 2, 3)
    rows, pairs = [], []
    for at, row in enumerate(lines, 1):
        heads = [plain_head(cell) for cell in row]
        one, other = _both(heads, FROM), _both(heads, TO)
        if one and other:
            places = (*one, *other)
            continue
        try:
            values = [float(row[place]) for place in places]
        except (ValueError, IndexError):
            continue  # a comment, or a head that says nothing
        enabled = not (len(row) > 4 and places[0] != 0 and row[4].strip() == "0")  # QGIS keeps what was switched off
        if enabled and np.isfinite(values).all():
            rows.append(at)
            pairs.append(values)
    return rows, np.array(pairs, dtype="float64").reshape(-1, 4)


def _both(heads: list[str], words: tuple[tuple[str, str], ...]) -> tuple[int, int] | None:
    return next(((heads.index(x), heads.index(y)) for x, y in words if x in heads and y in heads), None)


def _in_metres(targets: npt.NDArray[np.float64], reading: crs.Reading) -> tuple[CRS, Complex]:
    """Bring the targets into a plane through their middle."""
    ordered = targets[:, ::-1] if reading.swapped else targets
    lon, lat = Transformer.from_crs(reading.crs, HOUSE, always_xy=True).transform(*ordered.T)
    plane = CRS.from_proj4(
        f"+proj=tmerc +lon_0={np.mean(lon):.6f} +lat_0={np.mean(lat):.6f} +ellps=GRS80 +units=m +type=crs"
    )
    x, y = Transformer.from_crs(HOUSE, plane, always_xy=True).transform(lon, lat)
    return plane, np.asarray(x + 1j * np.asarray(y), dtype="complex128")


def _fitted(pairs: npt.NDArray[np.float64], there: Complex, plane: CRS, swapped: bool) -> Similarity:
    here = _complex(pairs, swapped)
    middle, target = here.mean(), there.mean()
    centred = here - middle
    factor = complex(np.vdot(centred, there - target) / np.vdot(centred, centred))
    shift = complex(target - factor * middle)
    return Similarity(factor, shift, swapped, plane, np.abs(factor * here + shift - there))


def _likely(found: Similarity) -> tuple[bool, bool, float]:
    """Order fits: one that holds before one that does not, then one that hardly turns."""
    turned = abs(np.degrees(np.angle(found.factor))) > WIDEST_TURN
    return found.rms > LARGEST_RMS_M, turned, found.rms


def _complex(pairs: npt.NDArray[np.float64], swapped: bool) -> Complex:
    east, north = (pairs[:, 1], pairs[:, 0]) if swapped else (pairs[:, 0], pairs[:, 1])
    return np.asarray(east + 1j * north, dtype="complex128")
