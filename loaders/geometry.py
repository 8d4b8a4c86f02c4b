"""Boundary, footprint and facility files (GeoPackage, GeoJSON, Shapefile) become layers in EPSG:4490."""

import logging
import tempfile
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyogrio
import shapely
from geopandas import GeoDataFrame
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj import CRS

from loaders import cells, crs, dbf
from loaders.errors import FormatError, LayerError, LoadError, OptionError
from loaders.files import BROKEN_ZIP, GEOMETRY, Source, broken, companion, members, source
from loaders.heads import Vocabulary
from locales import _
from sites import facilities, schemas
from sites.columns import Column
from sites.report import Input, Issue, Role
from sites.table import Layer

log = logging.getLogger(__name__)

SHAPEFILE_PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
LAYER_WORDS: dict[str, tuple[str, ...]] = {
    "subdistricts": ("街道", "街道边界"), "compounds": ("小区", "小区边界", "改造小区"), "buildings": ("楼栋", "居民楼", "建筑"),
    "parking": ("停车", "停车位"), "charging": ("充电", "充电桩"), "elevators": ("电梯", "加装电梯"), "pipes": ("管网", "管线"),
}  # fmt: skip
GENERAL_WORDS: dict[str, dict[str, str]] = {
    "subdistricts": {"name": "subdistrict", "名称": "subdistrict", "街道名称": "subdistrict"},
    "compounds": {"name": "compound", "名称": "compound", "id": "compound_id", "编号": "compound_id"},
    "buildings": {"name": "building_no", "名称": "building_no", "id": "building_id", "编号": "building_id"},
}
"""Words that mean something only in a certain layer."""
_BROKEN = (
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    UnicodeDecodeError,
    shapely.errors.GEOSException,
)

_Name = TypeVar("_Name")


@dataclass(frozen=True)
class _Opened:
    """Where the features are: a path that GDAL may open, a layer in it, and how its text is encoded."""

    path: Path
    layer: str | None
    encoding: str | None
    issues: tuple[Issue, ...] = ()


def read_layer(path: Path, role: Role, crs_name: str | None = None) -> Layer:
    """Read the layer of a file that fits a role.

    Parameters
    ----------
    path : pathlib.Path
        .gpkg, .geojson, .shp (with .shx and .dbf beside it) or a .zip of these last.
    role : str
        The layer named after it is taken, else the only one that fits.
    crs_name : str, optional
        Overrides what the file says, such as ``EPSG:4549``.

    Returns
    -------
    Layer
        EPSG:4490, every feature a row; nothing is rejected here.

    Raises
    ------
    LoadError
        One of its kinds, when the file as a whole cannot be used.
    """
    checked = source(path, GEOMETRY)
    with tempfile.TemporaryDirectory(prefix="onemap-") as folder:
        opened = _open(checked, role, Path(folder))
        frame, declared = _features(checked, opened)
    entry = Input(role, str(path), checked.sha256, checked.format, declared_crs=None if declared is None else crs.label(declared),
                  encoding=opened.encoding, rows_in=len(frame), datum="wgs84")  # fmt: skip
    issues = list(opened.issues)
    if frame.empty:
        raise LayerError(path, _("图层里没有要素"), _("请核对导出的图层"), opened.layer or "")
    frame = _placed(frame, declared, crs_name, entry, issues)
    synthetic = "synthetic" in frame.columns or path.name == "demo.gpkg"
    return Layer(entry, _typed(frame, entry, issues), issues, synthetic)


def layers(path: Path) -> list[str]:
    """Return the names of the layers of a geometry file."""
    return [str(name) for name, _geometry in _listed(source(path, GEOMETRY).path)]


def _open(checked: Source, role: Role, folder: Path) -> _Opened:
    """Choose the layer; unpack a zip, and look into a Shapefile's table for its encoding."""
    path = checked.path
    if path.suffix.lower() == ".zip":
        path = _unpacked(path, role, folder)
    if path.suffix.lower() == ".shp":
        return _opened_shapefile(path, checked, role)
    listed = _listed(path)
    return _Opened(path, _chosen(checked.path, role, listed), "UTF-8")


def _opened_shapefile(path: Path, checked: Source, role: Role) -> _Opened:
    table = companion(path, ".dbf")
    declared = dbf.declared_encoding(companion(path, ".cpg"))
    try:
        found = dbf.found_encoding(table) if table else None
    except ValueError as error:
        raise FormatError(checked.path, _(".dbf 属性表读不懂"), _("请用 UTF-8 或 GBK 重新导出")) from error
    encoding = found or (declared if declared in dbf.CODECS else "UTF-8")
    lies = declared is not None and found is not None and declared != found
    issue = Issue(
        "encoding_corrected", role, {"declared": declared, "found": found}, path=str(checked.path), value=declared or ""
    )
    return _Opened(path, None, encoding, (issue,) if lies else ())


def _unpacked(path: Path, role: Role, folder: Path) -> Path:
    """Unpack the one Shapefile of a zip that fits the role."""
    found = {PurePosixPath(entry.filename.replace("\\", "/")): entry for entry in members(path)}
    shapes = [name for name in found if name.suffix.lower() == ".shp" and "__MACOSX" not in name.parts]
    if not shapes:
        raise FormatError(path, _("压缩包里没有 .shp 文件"), _("请把 .shp .shx .dbf .prj 打在一个包里"))
    chosen = shapes[0] if len(shapes) == 1 else _named_after(role, {name.stem: name for name in shapes})
    if chosen is None:
        listed = _("、").join(sorted(name.stem for name in shapes))
        raise LayerError(
            path,
            _("有几个图层，看不出用哪个：{listed}").format(listed=listed),
            _("请把要用的图层命名为 {role}").format(role=role),
        )
    try:
        with zipfile.ZipFile(path) as archive:
            for name, entry in found.items():
                beside = name.parent == chosen.parent and name.stem == chosen.stem
                if beside and name.suffix.lower() in SHAPEFILE_PARTS:
                    (folder / f"layer{name.suffix.lower()}").write_bytes(archive.read(entry))
        source(folder / "layer.shp", GEOMETRY)
    except BROKEN_ZIP as error:
        raise broken(path) from error
    except LoadError as error:
        raise FormatError(path, error.found, error.cure, str(chosen)) from error
    return folder / "layer.shp"


def _listed(path: Path) -> list[tuple[str, str | None]]:
    try:
        return [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    except _BROKEN as error:
        raise broken(path) from error


def _chosen(path: Path, role: Role, listed: list[tuple[str, str | None]]) -> str:
    """Return the layer named after the role, else the only one that fits."""
    named = _named_after(role, {name: name for name, _kind in listed})
    if named is not None:
        return named
    fits = [name for name, kind in listed if kind and _fits(role, kind)]
    if len(listed) == 1 or len(fits) == 1:
        return fits[0] if fits else listed[0][0]
    names = _("、").join(name for name, _kind in listed)
    found = _("有几个图层，看不出用哪个：{listed}") if listed else _("没有图层{listed}")
    raise LayerError(path, found.format(listed=names), _("请把要用的图层命名为 {role}").format(role=role))


def _named_after(role: Role, names: dict[str, _Name]) -> _Name | None:
    wanted = (role, *LAYER_WORDS.get(role, ()))
    return next((value for word in wanted for name, value in names.items() if name.casefold() == word), None)


def _fits(role: Role, kind: str) -> bool:
    wanted = facilities.layer(role).geometry if role in facilities.LAYER_NAMES else ("Polygon", "MultiPolygon")
    plain = kind.split(" ")[0].removesuffix("Z").removesuffix("M")
    return plain in wanted or plain in ("Unknown", "GeometryCollection")


def _features(checked: Source, opened: _Opened) -> tuple[GeoDataFrame, CRS | None]:
    """Read the features and the reference system that the file declares."""
    codec = dbf.CODECS[opened.encoding or "UTF-8"] if checked.format == "ESRI Shapefile" else None
    raw = "ISO-8859-1" if codec else None  # byte for byte, as a value may be cut in the middle of a character
    try:
        info = pyogrio.read_info(opened.path, layer=opened.layer, encoding=raw)
        if info["driver"] != checked.format:
            raise FormatError(
                checked.path,
                _("内容是 {driver}").format(driver=info["driver"]),
                _("请另存为 {format}").format(format=checked.format),
            )
        with warnings.catch_warnings(record=True) as said:
            frame = pyogrio.read_dataframe(opened.path, layer=opened.layer, encoding=raw, on_invalid="fix")
        for warning in said:
            log.info("%s: %s", checked.path, warning.message)
    except _BROKEN as error:
        raise broken(checked.path) from error
    if not isinstance(frame, GeoDataFrame):
        raise LayerError(checked.path, _("图层没有图形"), _("请核对导出的图层"), opened.layer or "")
    frame.columns = _own_names([str(name) for name in frame.columns])
    declared = frame.crs
    if checked.format == "GeoJSON" and not _says_crs(opened.path):
        declared = None
    return _decoded(frame.reset_index(drop=True), codec), declared


def _own_names(names: list[str]) -> list[str]:
    """Tell columns of the same name apart; the last keeps it, since geometry comes last."""
    return [f"{name}#{at}" if name in names[at + 1 :] else name for at, name in enumerate(names)]


def _decoded(frame: GeoDataFrame, codec: str | None) -> GeoDataFrame:
    """Turn a Shapefile's bytes into text, leaving out a last character that was cut."""
    if codec is None:
        return frame

    def text(word: str) -> str:
        return word if word.isascii() else word.encode("latin-1").decode(codec, "ignore")

    for name in frame.columns:
        if name != frame.geometry.name and frame[name].dtype in ("str", object):
            values = frame[name]
            table = {word: text(word) for word in values.dropna().unique() if isinstance(word, str)}
            frame[name] = values.map(lambda word, table=table: table.get(word, word), na_action="ignore")
    names = {name: text(str(name)) for name in frame.columns if name != frame.geometry.name}
    return frame.rename(columns=names)


def _says_crs(path: Path) -> bool:
    """Tell whether a GeoJSON names its reference system, at its head or at its foot."""
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
        stream.seek(max(path.stat().st_size - (1 << 12), 0))
        return b'"crs"' in head or b'"crs"' in stream.read()


def _placed(
    frame: GeoDataFrame, declared: CRS | None, override: str | None, entry: Input, issues: list[Issue]
) -> GeoDataFrame:
    """Bring the features to EPSG:4490 and drop heights."""
    if override:
        system = crs.named(override, f"--crs {entry.role}={override}")
        if not (system.is_geographic or system.is_projected):
            raise OptionError("--crs", _("{crs} 不是平面或经纬度坐标系").format(crs=override), _("请换一个坐标系"))
    elif declared is not None:
        system = declared
    elif crs.looks_like_degrees(frame):
        system = CRS.from_epsg(4326 if entry.format == "GeoJSON" else 4490)
        if entry.format != "GeoJSON":  # GeoJSON is longitude and latitude by its own definition (RFC 7946)
            issues.append(
                Issue("crs_assumed", entry.role, {"crs": crs.label(system), "role": entry.role}, path=entry.path)
            )
    else:
        raise crs.missing(entry.path, entry.role, frame)
    entry.crs = crs.label(system)
    high = shapely.has_z(frame.geometry.to_numpy())
    if high.any():
        issues.append(Issue("vertical_dropped", entry.role, {"n": int(high.sum())}, path=entry.path))
        frame = frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()), crs=frame.crs)
    return crs.to_house(frame, system, entry.path, entry.role)


def columns_of(role: Role) -> tuple[Column, ...]:
    """Return the columns that a role's layer may carry."""
    if role == "subdistricts":
        return schemas.SUBDISTRICT_COLUMNS
    if role == "compounds":
        return (*schemas.COMPOUND_KEYS, *schemas.COMPOUND_FACTS)
    if role == "buildings":
        return (*schemas.BUILDING_KEYS, *schemas.BUILDING_FACTS)
    return schemas.facility_columns(role)


def _typed(frame: GeoDataFrame, entry: Input, issues: list[Issue]) -> GeoDataFrame:
    """Keep the recognised columns, each read as its kind."""
    role = entry.role
    more = GENERAL_WORDS.get(role, {"id": "facility_id", "name": "facility_id", "名称": "facility_id"})
    vocabulary = Vocabulary(columns_of(role), more)
    heads = [str(name) for name in frame.columns]
    data: dict[str, Any] = {}
    for at, field in vocabulary.fields(heads).items():
        name, code = heads[at], field.column.code
        raw = frame.iloc[:, at]
        values = cells.read(raw.astype(object).where(raw.notna(), None).tolist(), field.column.kind, field.factor)
        data[code] = values.series
        for place in values.unreadable:
            value = cells.text(raw.iloc[place])
            issues.append(Issue("unreadable_value", role, {"kind": cells.KIND_NAMES[field.column.kind]}, path=entry.path,
                                row=int(place) + 1, column=name, value=value))  # fmt: skip
    if role in facilities.LAYER_NAMES:
        _words_to_codes(data, entry, issues)
    typed = pd.DataFrame({"row": np.arange(1, len(frame) + 1), **data})
    return GeoDataFrame(typed, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def _words_to_codes(data: dict[str, Any], entry: Input, issues: list[Issue]) -> None:
    """Turn the words for a facility's status and kind into codes; an unknown status is none."""
    allowed = facilities.layer(entry.role).statuses
    statuses = {facilities.STATUS_WORDS[code]: code for code in allowed} | {
        code: code for code in (*allowed, "unknown")
    }
    if "status" in data:
        given = data["status"]
        data["status"] = given.map(statuses).astype("str")
        for place in np.flatnonzero(given.notna() & data["status"].isna()):
            issues.append(Issue("unknown_status_word", entry.role, path=entry.path, row=int(place) + 1, column="status",
                                value=str(given.iloc[place])))  # fmt: skip
    if "kind" in data:
        kinds = {word: code for code, word in facilities.KIND_WORDS.items()}
        data["kind"] = data["kind"].map(lambda word: kinds.get(word, word), na_action="ignore").astype("str")
