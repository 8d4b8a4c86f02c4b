"""What is measured, its medians, and the ratios with the targets that were set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One row of the table: a name, its unit, and how many decimals are worth showing."""

    code: str
    label: str
    unit: str
    decimals: int = 0


FIGURES = (
    Figure("first_ms", "first map, cold", "ms"),
    Figure("filter_ms", "filter to repaint", "ms"),
    Figure("stage_ms", "press a stage in the map", "ms"),
    Figure("layer_ms", "press a layer in the map", "ms"),
    Figure("filter_kb", "on the wire per filter", "kB", 1),
    Figure("cpu_ms", "server CPU per filter", "ms"),
    Figure("session_mb", "memory per session", "MB", 1),
)


@dataclass(frozen=True)
class Target:
    """A ratio of two variants, or a figure itself where ``below`` is empty, and what it should be at most.

    Attributes
    ----------
    most : float or None
        None: nothing was promised, the number is told all the same.
    sizes : tuple of int
        The sizes for which it was promised; empty for all.
    """

    figure: str
    above: str
    below: str
    most: float | None = None
    sizes: tuple[int, ...] = ()


TARGETS = (
    Target("first_ms", "overview", "empty", 1.5),
    Target("first_ms", "lone", "empty", 1.5),
    Target("first_ms", "overview", "naive"),
    Target("first_ms", "lone", "naive"),
    Target("first_ms", "lone", "bare"),
    Target("filter_ms", "lone", "empty", 1.8),
    Target("filter_ms", "overview", "empty"),
    Target("filter_ms", "lone", "naive", 0.4, (900,)),
    Target("filter_ms", "lone", "naive", 0.25, (9_000,)),
    Target("filter_ms", "overview", "naive"),
    Target("stage_ms", "lone", "", 50, (9_000,)),
    Target("layer_ms", "lone", "", 50, (9_000,)),
    Target("stage_ms", "overview", "", 50, (9_000,)),
    Target("layer_ms", "overview", "", 50, (9_000,)),
)


@dataclass
class Samples:
    """Everything that was measured for one size.

    Attributes
    ----------
    values : dict of str to dict of str to list of float
        Variant, then figure's code, then the samples in the order in which they were taken.
    dropped : dict of str to str
        Variants that were given up, and why.
    """

    size: int
    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)

    def add(self, variant: str, figure: str, value: float) -> None:
        """Keep a sample."""
        self.values.setdefault(variant, {}).setdefault(figure, []).append(value)

    def median(self, variant: str, figure: str) -> float | None:
        """Return a median; None where nothing was measured or the variant was given up."""
        samples = self.values.get(variant, {}).get(figure)
        return median(samples) if samples and variant not in self.dropped else None

    def medians(self) -> dict[str, dict[str, float]]:
        """Return every median, by variant and figure."""
        found = {name: {code: self.median(name, code) for code in own} for name, own in self.values.items()}
        return {name: {code: value for code, value in own.items() if value is not None} for name, own in found.items()}


def verdicts(samples: Samples) -> list[dict[str, Any]]:
    """Return the ratios that could be taken, each with its target where one was set for this size."""
    found = []
    for target in TARGETS:
        if target.sizes and samples.size not in target.sizes:
            continue
        above = samples.median(target.above, target.figure)
        below = samples.median(target.below, target.figure) if target.below else 1.0
        if above is None or not below:
            continue
        value = above / below
        found.append({
            "figure": target.figure, "above": target.above, "below": target.below, "value": value,
            "most": target.most, "met": None if target.most is None else value <= target.most,
        })  # fmt: skip
    return found


def record(samples: Samples, costs: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """Return what ``R.json`` holds for one size."""
    return {
        "samples": samples.values, "medians": samples.medians(), "dropped": samples.dropped,
        "ratios": verdicts(samples), "check": costs.get("check"), "publish": costs.get("publish"),
    }  # fmt: skip
