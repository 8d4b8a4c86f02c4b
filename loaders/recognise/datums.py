"""The datums of the layers, told by comparing them as the intake itself will."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from loaders import guard
from loaders.contents import Trouble, trouble
from loaders.errors import LoadError, OptionError
from loaders.intake import GEOMETRY_ROLES
from loaders.recognise.corrected import layer_address, system
from loaders.recognise.part import Part
from sites import datum_check
from sites.report import Role
from sites.table import Layer

MOST_ROWS = 100_000
"""Features of all layers together: beyond, reading them twice would cost minutes, and the intake tells the datums anyway."""
SAYS = ("datum_", "layers_apart", "crs_", "axes_swapped", "encoding_corrected")
"""Issues that tell how a layer was read, rather than of its features."""


def with_datums(parts: Sequence[Part], folder: Path) -> list[Part]:
    """Return the parts with the datum in which each layer would be read, and what is said of it.

    Call it again when a planner has corrected a role, a reference system or a datum.

    Parameters
    ----------
    parts : sequence of Part
    folder : pathlib.Path
        Where their files are.

    Returns
    -------
    list of Part
        In the same order; a layer that cannot be read has the trouble instead.
    """
    places = {
        part.role: at for at, part in enumerate(parts)
        if part.role in GEOMETRY_ROLES and not any(one.code == "layer_name" for one in part.troubles)
    }  # fmt: skip
    found = [replace(part, datum=None) if part.role in GEOMETRY_ROLES else part for part in parts]
    if sum(parts[at].rows for at in places.values()) > MOST_ROWS:
        return found
    read = guard.at_once([_reading(parts[at], parts, folder) for at in places.values()])
    layers: dict[Role, Layer] = {}
    for (role, at), layer in zip(places.items(), read, strict=True):
        if isinstance(layer, LoadError):
            found[at] = replace(found[at], troubles=(_trouble(layer),))
        else:
            layers[role] = layer
            found[at] = replace(found[at], crs=layer.input.crs, troubles=())
    if not layers:
        return found
    told = {role: datum for role in layers if (datum := parts[places[role]].told_datum) is not None}
    for role, layer in datum_check.settled(layers, told).layers.items():
        at = places[role]
        said = tuple(issue.message for issue in layer.issues if issue.code.startswith(SAYS))
        found[at] = replace(found[at], datum=layer.input.datum, notes=said)  # type: ignore[arg-type]
    return found


def _trouble(error: LoadError) -> Trouble:
    """Return what to tell; what is said of a system or its control points is settled by saying something else."""
    told = trouble(error)
    return replace(told, code="crs") if isinstance(error, OptionError) else told


def _reading(part: Part, parts: Sequence[Part], folder: Path) -> Callable[[], Layer | LoadError]:
    def read() -> Layer | LoadError:
        try:
            return guard.read_layer(layer_address(part, folder), cast(Role, part.role), system(part, parts, folder))
        except LoadError as error:
            return error

    return read
