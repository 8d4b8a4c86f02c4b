"""What became of every file's rows, in a table: all of them are joined, rejected or skipped."""

from pathlib import PurePath

from locales import N_, _
from sites.report import ROLE_TITLES, Input

HEAD = (
    (N_("数据"), 10), (N_("文件"), 28), (N_("行数"), 9), (N_("并入"), 9), (N_("退回"), 9), (N_("略过"), 9), (N_("核对"), 14),
)  # fmt: skip
"""Titles, and widths in characters."""


def row(entry: Input) -> tuple[str | int, ...]:
    """Return a file under ``HEAD``, in the language in use."""
    check = _("✓ 相符") if entry.conserved else _("✗ 不符")
    counts = (entry.rows_in, entry.rows_joined, entry.rows_rejected, entry.rows_skipped)
    return (_(ROLE_TITLES[entry.role]), PurePath(entry.path).name, *counts, check)
