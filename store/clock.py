"""The time of day, asked in one place."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time in UTC, to the second, without a zone: for people to read, never to order editions by."""
    return datetime.now(UTC).replace(microsecond=0, tzinfo=None)
