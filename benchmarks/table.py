"""The figures as plain text, aligned."""

import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from benchmarks.figures import FIGURES, Samples, verdicts
from benchmarks.servers import BARE, EMPTY, LONE, NAIVE, OVERVIEW

COLUMNS = (EMPTY, BARE, LONE, OVERVIEW, NAIVE)
LABEL_WIDTH = 34
WIDTH = 10
MEASURED = ("streamlit", "folium", "streamlit-folium")


def machine(browser: str) -> dict[str, Any]:
    """Return what the figures depend on: cores, versions, and how busy the machine is."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{name: version(name) for name in MEASURED},
        "chromium": browser,
    }


def machine_line(found: dict[str, Any]) -> str:
    """Return the first line."""
    versions = [f"{name} {found[name]}" for name in ("python", *MEASURED, "chromium") if found.get(name)]
    return " · ".join([f"{found['cores']} cores, load {found['load']}", *versions])


def block(samples: Samples, rounds: int) -> str:
    """Return the table of one size: medians side by side, then ratios with their targets."""
    lines = [f"{samples.size:,} buildings, medians of {rounds} rounds, load {os.getloadavg()[0]:.1f} at the end"]
    lines.append(_row("", [variant.name for variant in COLUMNS]))
    for figure in FIGURES:
        values = [samples.median(variant.name, figure.code) for variant in COLUMNS]
        if any(value is not None for value in values):
            cells = ["–" if value is None else f"{value:,.{figure.decimals}f}" for value in values]
            lines.append(_row(f"{figure.label}, {figure.unit}", cells))
    lines += [f"{name} dropped: {why}" for name, why in samples.dropped.items()]
    lines.append("")
    labels = {figure.code: figure for figure in FIGURES}
    for found in verdicts(samples):
        figure = labels[found["figure"]]
        who = " / ".join(filter(None, (found["above"], found["below"])))
        value = f"{found['value']:.2f}" if found["below"] else f"{found['value']:.0f} {figure.unit}"
        lines.append(f"{f'{figure.label}, {who}':<{LABEL_WIDTH + WIDTH}}{value:>{WIDTH}}  {_verdict(found)}".rstrip())
    return "\n".join(lines)


def costs(size: int, found: Mapping[str, Mapping[str, float]]) -> str:
    """Return what the commands took at a size, side by side."""
    lines = [f"{size:,} buildings, cli.py as a whole, once each", _row("", list(found))]
    lines.append(_row("seconds", [f"{cost['seconds']:,.1f}" for cost in found.values()]))
    lines.append(_row("peak memory, MB", [f"{cost['peak_mb']:,.0f}" for cost in found.values()]))
    return "\n".join(lines)


def _row(label: str, cells: list[str]) -> str:
    return f"{label:<{LABEL_WIDTH}}" + "".join(f"{cell:>{WIDTH}}" for cell in cells)


def _verdict(found: dict[str, Any]) -> str:
    if found["most"] is None:
        return ""
    return f"at most {found['most']:g}: {'ok' if found['met'] else 'not met'}"
