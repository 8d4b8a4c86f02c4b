"""What became of every row, kept with the edition: values, not words, so that each reader gets it in their language."""

import json
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from loaders.guard.values import packed, unpacked
from sites.report import Report


def to_text(report: Report) -> str:
    """Return a report as JSON; files stand by name, since a path of a planner's machine is nobody's business."""
    held = Report(
        inputs=[replace(entry, path=PurePath(entry.path).name) for entry in report.inputs],
        issues=[replace(issue, path=PurePath(issue.path).name) for issue in report.issues],
        counts=report.counts,
        datum=report.datum,
        homes_add_up=report.homes_add_up,
    )
    return json.dumps(packed(held, _no_frames), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Report:
    """Return the report that was written.

    Raises
    ------
    ValueError, TypeError, KeyError
        It is something else.
    """
    report: Report = unpacked(json.loads(text), Report, _no_frames)
    return report


def _no_frames(*_part: object) -> Any:
    raise TypeError("a report holds no frames")
