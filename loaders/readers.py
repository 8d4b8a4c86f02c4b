"""The ways in which files are read: outside files in a limited process, the demo that comes with the app in this one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geopandas import GeoDataFrame

from loaders import geometry, ground, guard, workbook
from settings import HOME
from sites.table import Layer, Workbook


@dataclass(frozen=True)
class Readers:
    """The functions of the loaders that open a file."""

    layer: Callable[..., Layer]
    layers: Callable[[Path], list[str]]
    ground: Callable[[Path], dict[str, GeoDataFrame]]
    workbook: Callable[..., Workbook]
    several: Callable[[list[Callable[[], Any]]], list[Any]]
    """Does several readings; results and errors in the order given."""


GUARDED = Readers(guard.read_layer, guard.layers, guard.read_ground, guard.read_workbook, guard.at_once)
IN_PROCESS = Readers(
    geometry.read_layer, geometry.layers, ground.read_ground, workbook.read_workbook,
    lambda readings: [read() for read in readings],
)  # fmt: skip
DEMO = HOME / "data"


def readers(data: Path) -> Readers:
    """Return how the files of a data folder are read.

    The demo is committed and its bytes are tested; through the warm process the app would start a second later (measured:
    its first picture 1.5 s instead of 0.6 s, most of it the start of the warm process).
    """
    return IN_PROCESS if data == DEMO else GUARDED
