"""What the store refuses, and what it cannot do."""


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
