"""What changes on the map, small: an edition's stages and statuses as a hashed file, a filter as one bit a building."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps import files
from sites.edition import Edition


@dataclass(frozen=True)
class Choice:
    """What the map's own controls hold; the frame acts on it at once and the server agrees after.

    Attributes
    ----------
    stages, statuses : tuple of str
        Codes; empty means all.
    layers : tuple of str
        Facility layers that are on.
    select : dict or None
        ``{"kind": "building" | "compound", "id": …}``.
    marks : tuple of str
        Codes of the kinds of mark; empty means all. Counts only where the state has marks.
    """

    stages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    select: dict[str, str] | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """Everything that the frame is told in one run."""

    geometry: str
    edition: str
    words: str
    mask: NDArray[np.bool_]
    choice: Choice
    echo: str = ""
    """The number of the last thing that the frame told: it keeps its own choice until the server has heard it."""
    fit: str = ""
    """Changes when the map should fit what is shown."""
    fly: str = ""
    """Changes when the map should fly to the selection."""
    marks: str = ""
    """The address of a file of marks (``maps.marks``) that buildings are painted by; empty for their stages."""
    stage: bool = False
    """Whether the map stands on a screen that a roomful reads: larger, without legend and buttons (frontend/src/stage.js)."""
    place: dict[str, str] | None = None
    """``{"kind": "district" | "subdistrict" | "compound", "id"}``: where such a map looks first; from then on the screen
    around it tells it by ``onemap.fly``."""
    stepped: str | None = None
    """The number of the last step through the editions that the server has heard of (``onemap.show``); None on pages that do not step."""
    desk: dict[str, Any] | None = None
    """The planner's tools on the map (frontend/src/desk.js): ``area``, the corners (lon, lat) of the polygon that was
    drawn, and ``box``, the part in view that the page is limited to; None on other pages."""
    beside: dict[str, Any] | None = None
    """Of two maps side by side (frontend/src/beside.js): ``apart``, whether they look at different places; None for one map."""
    extra: dict[str, Any] = field(default_factory=dict)

    def encode(self) -> str:
        """Return the state as base64 of JSON: nothing of the data's text passes a template."""
        body: dict[str, Any] = {
            "geometry": files.from_frame(self.geometry),
            "edition": files.from_frame(self.edition),
            "words": files.from_frame(self.words),
            "mask": bits(self.mask),
            "stages": self.choice.stages,
            "statuses": self.choice.statuses,
            "layers": self.choice.layers,
            "select": self.choice.select,
            "echo": self.echo,
            "fit": self.fit,
            "fly": self.fly,
        }
        if self.stepped is not None:
            body["stepped"] = self.stepped
        if self.marks:
            body["marks"] = {"file": files.from_frame(self.marks), "chosen": self.choice.marks}
        if self.stage:
            body["stage"] = {"place": self.place or {"kind": "district", "id": ""}}
        if self.desk is not None:
            body["desk"] = self.desk
        if self.beside is not None:
            body["beside"] = self.beside
        return base64.b64encode(json.dumps(body, separators=(",", ":")).encode()).decode("ascii")


def bits(mask: NDArray[np.bool_]) -> str:
    """Return one bit a building, lowest first, as base64; nothing at all where every building shows."""
    return "" if mask.all() else base64.b64encode(np.packbits(mask, bitorder="little").tobytes()).decode("ascii")


def address(edition: Edition) -> str:
    """Encode an edition's stages, statuses and days behind; return the file's address below ``/map/``."""
    own = edition.arrays
    body = {
        "number": edition.number,
        "as_of": edition.as_of.isoformat(),
        "stage": own.stage.tolist(),
        "status": own.status.tolist(),
        "days": own.days_behind.tolist(),
    }
    return files.put("edition.json", json.dumps(body, separators=(",", ":")).encode())
