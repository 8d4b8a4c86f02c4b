"""What the store refuses, and what it cannot do."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from shapely.errors import ShapelyError
from sqlalchemy.exc import InvalidRequestError

log = logging.getLogger(__name__)


class StoreError(Exception):
    """The store cannot do what was asked; the message says why, and what to do."""


class Refused(StoreError):
    """A rule forbids it; nothing was changed."""


class StaleBase(Refused):
    """Somebody published since this was begun.

    Attributes
    ----------
    base, current : int
        The edition it was begun on, and the one that is current now.
    """

    def __init__(self, message: str, base: int, current: int) -> None:
        super().__init__(message)
        self.base, self.current = base, current


class Damaged(StoreError):
    """What is stored is not what was written: an edition, a file or the database itself."""


class Unreachable(StoreError):
    """The database does not answer, or cannot be written to."""


UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, InvalidRequestError, ShapelyError)
"""What decoding raises over bytes that are not those that were written: no day, no JSON, no geometry, no such row."""


@contextmanager
def decoding(said: str) -> Iterator[None]:
    """Take what cannot be decoded for damage; stands only around what turns stored values into ours.

    Raises
    ------
    Damaged
        With ``said``. What happened stands in the log, as it may be a mistake of ours after all.
    """
    try:
        yield
    except UNREADABLE as error:
        log.warning("%s", said, exc_info=True)
        raise Damaged(said) from error
