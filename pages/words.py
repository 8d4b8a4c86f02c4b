"""Numbers, dates and units in the reader's form."""

from datetime import date, datetime, timedelta

import streamlit as st

import locales
from locales import _
from store.clock import now


def number(value: float) -> str:
    """Return a whole number with separators."""
    return f"{value:,.0f}"


def area(square_metres: float) -> tuple[str, str]:
    """Return a floor area and its unit: 305 万 m² in Chinese, 3.05 million m² in English; small ones in m²."""
    chinese = locales.current() == locales.SOURCE
    large = 10_000 if chinese else 1_000_000
    if square_metres < large:
        return number(square_metres), "m²"
    scaled = square_metres / large
    digits = f"{scaled:,.2f}" if scaled < 10 else f"{scaled:,.1f}"
    return digits.rstrip("0").rstrip("."), _("万 m²")


def size(n: float) -> str:
    """Return a file's size: 812 B, 140.7 kB, 1.2 MB."""
    for unit in ("B", "kB", "MB"):
        if n < 1_000:
            return f"{n:,.0f} {unit}" if unit == "B" else f"{n:,.1f} {unit}"
        n /= 1_000
    return f"{n:,.1f} GB"


def day(value: date | None) -> str:
    """Return a date as 2022-08-31, or a dash."""
    return value.isoformat() if value else "–"


def span(start: date | None, end: date | None) -> str:
    """Return a span of time, open where an end is missing."""
    if start and end:
        return f"{day(start)} – {day(end)}" if start.year != end.year else f"{day(start)} – {end:%m-%d}"
    if start:
        return _("{day} 起").format(day=day(start))
    return _("至 {day}").format(day=day(end)) if end else "–"


def moment(value: datetime) -> str:
    """Return a time of the store (UTC) in the reader's own day: 昨天 16:20."""
    offset = timedelta(minutes=-(st.context.timezone_offset or 0))
    local, today = value + offset, (now() + offset).date()
    clock = f"{local:%H:%M}"
    if local.date() == today:
        return _("今天 {clock}").format(clock=clock)
    if local.date() == today - timedelta(days=1):
        return _("昨天 {clock}").format(clock=clock)
    return f"{local:%Y-%m-%d} {clock}"
