"""A look through everything that is stored: the file, the log, the files of the editions, every edition."""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection

from store import audit, contents, editions, sources
from store.database import Database
from store.errors import Damaged, StoreError


def problems(database: Database) -> tuple[str, ...]:
    """Return what is wrong, a sentence each, in the language in use; empty when all holds.

    Raises
    ------
    Unreachable
        The server is away, and will come back.
    """
    looks = (lambda _connection: database.problems(), _log, sources.problems, _editions)
    return tuple(dict.fromkeys(said for look in looks for said in _looked(database, look)))


def _looked(database: Database, look: Callable[[Connection], Iterable[str]]) -> tuple[str, ...]:
    """Return what a look finds; what cannot be looked at is a problem too."""
    try:
        with database.reading() as connection:
            return tuple(look(connection))
    except StoreError as error:
        if database.is_away(error):
            raise
        return (str(error),)


def _log(connection: Connection) -> tuple[str, ...]:
    return audit.verify(connection).problems


def _editions(connection: Connection) -> Iterator[str]:
    read: contents.Kept = {}
    for entry in editions.listed(connection):
        try:
            contents.read(connection, entry.number, entry.as_of, entry.synthetic, entry.digest, read)
        except Damaged as error:
            yield str(error)
