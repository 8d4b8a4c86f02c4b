"""What the datum check is worth and costs: ``python -m benchmarks.datum [districts]``.

Three tables: how often it converts rightly, over districts made by chance; how fast points are converted, beside a plain
loop over the same formulas; how long the check of a district takes.
"""

import math
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

import demo
from benchmarks.datum_districts import District, district
from loaders.geometry import read_layer
from loaders.intake import GEOMETRY_ROLES
from sites import datum
from sites.datum import DATUMS, Datum, Points, convert
from sites.datum_check import settled

DISTRICTS = 300
POINTS = 1_000_000
LOOPED = 20_000
"""Points for the plain loop, whose time is proportional to their number."""
CHECKED = 90_000
"""Buildings of the demo that is written to be checked."""
DOUBTS = frozenset({"datum_unclear", "layers_apart"})


def main() -> None:
    """Print the tables."""
    print(accuracy(int(sys.argv[1]) if len(sys.argv) > 1 else DISTRICTS))
    print(speed())
    print(check_seconds(CHECKED))


def outcomes(found: District) -> list[tuple[str, str]]:
    """Return for each layer what kind of district it stands in, and what became of it.

    Returns
    -------
    list of (str, str)
        The kind, and one of ``kept`` and ``doubted`` (both rightly left as they are, the second with a warning),
        ``converted`` (rightly), ``missed, said`` (something in the district was warned of), ``missed, unsaid``, ``wrong``.
    """
    done = settled(found.layers, {}).layers
    doubted = {issue.role for layer in done.values() for issue in layer.issues if issue.code in DOUBTS}
    shifted = sum(datum != "wgs84" for datum in found.truth.values())
    kind = f"{'3-30' if found.buildings <= 30 else '31-300'} buildings, {'named' if found.named else 'nameless'}"
    if found.moved_m >= 60:
        kind = "moved by something else"
    elif shifted * 2 > len(done):
        kind = "most layers shifted"
    rows = []
    for role, layer in done.items():
        own = "the subdistricts" if role == "subdistricts" else kind
        truth, used = found.truth[role], layer.input.datum
        if used == truth:
            right = "converted" if truth != "wgs84" else "doubted" if role in doubted else "kept"
            rows.append((own, right))
        else:
            rows.append((own, "wrong" if used != "wgs84" else "missed, said" if doubted else "missed, unsaid"))
    return rows


def accuracy(districts: int) -> str:
    """Return the table of what became of the layers of so many districts."""
    counts = Counter(row for seed in range(districts) for row in outcomes(district(seed)))
    heads = ("kept", "doubted", "converted", "missed, said", "missed, unsaid", "wrong")
    lines = [f"{districts} districts made by chance", _row("layers in districts of", heads)]
    kinds = sorted({kind for kind, _outcome in counts})
    for kind in [*kinds, "all"]:
        n = {head: sum(counts[own, head] for own in kinds if kind in (own, "all")) for head in heads}
        lines.append(_row(kind, [str(n[head]) for head in heads]))
    right, wrong = n["converted"], n["wrong"]
    all_shifted = right + n["missed, said"] + n["missed, unsaid"]
    lines.append(f"precision {right / max(right + wrong, 1):.3f}, recall {right / max(all_shifted, 1):.3f}")
    return "\n".join([*lines, ""])


def speed() -> str:
    """Return the table of seconds for a million points, vectorised and looped."""
    rng = np.random.default_rng(1)
    points = np.column_stack([rng.uniform(120.7, 121.1, POINTS), rng.uniform(31.8, 32.2, POINTS)])
    lines = [f"{POINTS:,} points, seconds", _row("", ("numpy", "loop", "ratio"))]
    for source, target in (("wgs84", "gcj02"), ("gcj02", "wgs84"), ("wgs84", "bd09"), ("bd09", "wgs84")):
        mine = _seconds(lambda s=source, t=target: convert(points, s, t))  # type: ignore[misc]
        loop = _seconds(lambda s=source, t=target: _looped(points[:LOOPED], s, t)) * POINTS / LOOPED  # type: ignore[misc]
        lines.append(_row(f"{source} to {target}", (f"{mine:.2f}", f"{loop:.1f}", f"{loop / mine:.0f}")))
    return "\n".join(lines)


def check_seconds(buildings: int) -> str:
    """Return how long the check takes on a district of so many buildings, beside the reading of its buildings."""
    with tempfile.TemporaryDirectory() as folder:
        demo.write(Path(folder), buildings)
        package = Path(folder) / "geo" / "demo.gpkg"
        start = time.perf_counter()
        layers = {role: read_layer(package, role) for role in GEOMETRY_ROLES}
        read = time.perf_counter() - start
        held = _seconds(lambda: settled(layers, {}))
    return f"{buildings:,} buildings: layers read in {read:.2f} s, compared in {held:.2f} s, ratio {held / read:.2f}"


def _looped(points: Points, source: Datum, target: Datum) -> list[tuple[float, float]]:
    """Convert point by point in plain Python, by the same formulas and as exactly."""
    at, end = DATUMS.index(source), DATUMS.index(target)
    found = []
    for x, y in points.tolist():
        for step in range(at, end):
            x, y = (_gcj02, _bd09)[step](x, y)
        for step in range(at, end, -1):
            x, y = _back((_gcj02, _bd09)[step - 1], x, y)
        found.append((x, y))
    return found


def _back(shift: Callable[[float, float], tuple[float, float]], lng: float, lat: float) -> tuple[float, float]:
    x, y = lng, lat
    while True:
        there = shift(x, y)
        x, y = x + lng - there[0], y + lat - there[1]
        if max(abs(lng - there[0]), abs(lat - there[1])) < datum.CLOSE_ENOUGH:
            return x, y


def _gcj02(lng: float, lat: float) -> tuple[float, float]:
    x, y = lng - datum.ORIGIN[0], lat - datum.ORIGIN[1]
    root, pi, sin = math.sqrt(abs(x)), math.pi, math.sin
    both = 20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + both * 2 / 3
    north += (20 * sin(pi * y) + 40 * sin(pi / 3 * y) + 160 * sin(pi / 12 * y) + 320 * sin(pi / 30 * y)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + both * 2 / 3
    east += (20 * sin(pi * x) + 40 * sin(pi / 3 * x) + 150 * sin(pi / 12 * x) + 300 * sin(pi / 30 * x)) * 2 / 3
    phi = math.radians(lat)
    curve = 1 - datum.ECCENTRICITY_2 * sin(phi) ** 2
    meridian = datum.SEMI_MAJOR_M * (1 - datum.ECCENTRICITY_2) / curve**1.5
    parallel = datum.SEMI_MAJOR_M / math.sqrt(curve) * math.cos(phi)
    return lng + math.degrees(east / parallel), lat + math.degrees(north / meridian)


def _bd09(lng: float, lat: float) -> tuple[float, float]:
    far = math.hypot(lng, lat) + 2e-5 * math.sin(lat * datum.X_PI)
    turn = math.atan2(lat, lng) + 3e-6 * math.cos(lng * datum.X_PI)
    return far * math.cos(turn) + datum.BD09_SHIFT[0], far * math.sin(turn) + datum.BD09_SHIFT[1]


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _row(label: str, cells: tuple[str, ...] | list[str]) -> str:
    return f"{label:<28}" + "".join(f"{cell:>15}" for cell in cells)


if __name__ == "__main__":
    main()
