"""An edition as files: ``R.json``, what became of every row, and ``E.gpkg``, everything that the map shows.

Each is written to a temporary file beside its place, flushed to the disk, and then renamed: a reader sees the old file
or the new one, never half of one.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyogrio
from geopandas import GeoDataFrame
from pyogrio.errors import DataLayerError, DataSourceError

from sites.edition import Edition
from sites.official import TOTALS
from sites.report import DatumEvidence, Issue

GEOMETRY_TYPES = {"subdistricts": "MultiPolygon", "compounds": "MultiPolygon", "buildings": "MultiPolygon"}


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to; when that is done, it takes the place of ``path`` at once.

    Raises
    ------
    OSError
        The folder cannot be written to, or the disk is full; ``path`` is then as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        part = Path(folder) / path.name
        try:
            yield part
        except (DataSourceError, DataLayerError) as error:  # GDAL's way to say that the disk is full
            raise OSError(f"{path}: {error}") from error
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(path)


def report_json(edition: Edition) -> dict[str, Any]:
    """Return the content of ``R.json``, its messages in the language in use (docs/contracts, "Command line")."""
    report = edition.report
    inputs = [asdict(entry) for entry in report.inputs]
    return {
        "conserved": report.conserved, "as_of": edition.as_of.isoformat(), "synthetic": edition.synthetic,
        "inputs": inputs, "counts": report.counts, "official": dict(TOTALS),
        "datum": [_evidence(row) for row in report.datum],
        "issues": [_issue(issue) for issue in report.issues],
    }  # fmt: skip


def write_report(edition: Edition, path: Path) -> None:
    """Write ``R.json``."""
    with whole_file(path) as part:
        part.write_text(report_text(edition), encoding="utf-8")


def report_text(edition: Edition) -> str:
    """Return ``R.json`` as text."""
    return json.dumps(report_json(edition), ensure_ascii=False, indent=1)


def write_package(edition: Edition, path: Path) -> None:
    """Write ``E.gpkg``: every layer of the edition, EPSG:4490; texts are texts, dates are dates."""
    frames = {"subdistricts": edition.subdistricts, "compounds": edition.compounds, "buildings": edition.buildings}
    with whole_file(path) as part:
        for name, frame in (frames | dict(edition.facilities)).items():
            kind = GEOMETRY_TYPES.get(name)
            pyogrio.write_dataframe(
                for_gdal(marked(edition, frame)), part, layer=name, driver="GPKG", append=part.exists(), use_arrow=True,
                geometry_type=kind or _common_type(frame), promote_to_multi=kind is not None,
            )  # fmt: skip


def marked(edition: Edition, frame: GeoDataFrame) -> GeoDataFrame:
    """Return a frame that says so when it is the demo's: a file is handed on without the app, and is known again when it is read."""
    return frame.assign(synthetic=True) if edition.synthetic else frame


def for_gdal(frame: GeoDataFrame) -> GeoDataFrame:
    """Hold dates as dates, since GDAL would write midnights."""
    days = {name: "date32[day][pyarrow]" for name, kind in frame.dtypes.items() if str(kind).startswith("datetime64")}
    return frame.astype(days)


def _common_type(frame: GeoDataFrame) -> str:
    kinds = frame.geom_type.unique()
    return str(kinds[0]) if len(kinds) == 1 else "Unknown"


def _evidence(row: DatumEvidence) -> dict[str, Any]:
    return {
        "role": row.role, "datum": row.datum, "against": row.against, "against_datum": row.against_datum, "n": row.n,
        "share_inside": round(row.share_inside, 4), "offset_east_m": round(row.east_m, 1),
        "offset_north_m": round(row.north_m, 1), "used": row.used,
    }  # fmt: skip


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "severity": issue.severity, "code": issue.code, "role": issue.role, "path": issue.path, "sheet": issue.sheet,
        "row": issue.row, "column": issue.column, "value": issue.value, "message": issue.message,
        "suggestion": issue.suggestion, "candidates": [asdict(entry) for entry in issue.candidates],
    }  # fmt: skip
