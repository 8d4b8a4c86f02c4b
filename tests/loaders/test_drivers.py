"""Only the drivers of the formats that we read exist: in this process, in one that starts now, and in the reader."""

import json
import os
import subprocess
import sys

import pyogrio
import pytest

import loaders
from loaders import drivers
from settings import HOME


def listed(code: str, **environment: str) -> set[str]:
    """Return the drivers of a fresh process that runs some code first."""
    clean = {name: value for name, value in os.environ.items() if name != "OGR_SKIP"}
    command = f"{code}\nimport json, pyogrio\nprint(json.dumps(list(pyogrio.list_drivers())))"
    done = subprocess.run([sys.executable, "-c", command], cwd=HOME, env=clean | environment, capture_output=True, check=True)  # fmt: skip
    assert done.stderr == b""
    return set(json.loads(done.stdout))


def test_a_process_that_imports_the_loaders_has_the_allowed_drivers_and_no_other() -> None:
    assert loaders
    assert set(pyogrio.list_drivers()) <= drivers.ALLOWED
    assert listed("import loaders") == drivers.ALLOWED


def test_without_the_guard_there_are_dozens_more() -> None:
    free = listed("")
    assert len(free) > 50
    assert {"OGR_VRT", "GDALG", "SQLite", "HTTP", "CSV"} <= free
    assert free == drivers.KNOWN


@pytest.mark.parametrize("given", ["", "GML", "GML MVT", "GPKG,GeoJSON"])
def test_the_environment_cannot_let_a_driver_in_or_an_allowed_one_out(given: str) -> None:
    assert listed("import loaders", OGR_SKIP=given) == drivers.ALLOWED


def test_a_driver_that_a_later_gdal_brings_is_found_out() -> None:
    environment = {"OGR_SKIP": "GML"}
    drivers.restrict(environment, {"ESRI Shapefile", "Brand New"})
    skipped = environment["OGR_SKIP"].split(",")
    assert "Brand New" in skipped
    assert "MapInfo File" in skipped
    assert not drivers.ALLOWED & set(skipped)
    assert drivers.unexpected() == set()
