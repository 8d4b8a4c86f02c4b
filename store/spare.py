"""The last good editions once more, in a file of their own: shown when the store cannot be read."""

import hashlib
import logging
from pathlib import Path

from sqlalchemy import Connection, select

from settings import HOME
from store import contents, editions
from store import tables as t
from store.copying import write_file
from store.database import Database

log = logging.getLogger(__name__)
KEPT = 2
"""The current edition, and the one before for what changed since."""
_OF_EDITIONS = (t.editions, t.layers, t.edition_layers, t.subdistricts, t.compounds, t.buildings, t.facility_rows,
                t.compound_progress, t.progress, t.tickets, t.reports)  # fmt: skip


def usual_path(store: Database) -> Path:
    """Return where the spare of a store stands: beside its file, or under ``var/`` for a server's."""
    if store.file is not None:
        return store.file.with_suffix(".spare.sqlite")
    name = hashlib.sha256(store.shown.encode()).hexdigest()[:12]
    return HOME / "var" / f"{name}.spare.sqlite"


def write(store: Database, path: Path, numbers: tuple[int, ...]) -> None:
    """Write the newest of these editions to the spare, whole or not at all.

    Raises
    ------
    OSError, StoreError
        It cannot be written, or what would be copied is damaged. The spare is then as it was.
    """
    kept = numbers[-KEPT:]
    with store.reading() as connection:
        held = select(t.edition_layers.c.layer).where(t.edition_layers.c.number.in_(kept))
        ids = tuple(connection.execute(held).scalars())
        where = {
            table: t.layers.c.id.in_(ids) if table is t.layers
            else table.c.layer.in_(ids) if "layer" in table.c and "place" in table.c
            else table.c.number.in_(kept)
            for table in _OF_EDITIONS
        }  # fmt: skip
        write_file(connection, path, _OF_EDITIONS, where, _proven)


def _proven(connection: Connection) -> None:
    """Read the newest edition: a good spare is not given up for a copy of what is damaged."""
    newest = editions.listed(connection)[-1]
    contents.read(connection, newest.number, newest.as_of, newest.synthetic, newest.digest, kept={})


def opened(path: Path) -> Database | None:
    """Open the spare; None where there is none."""
    return Database(f"sqlite:///{path}") if path.is_file() else None
