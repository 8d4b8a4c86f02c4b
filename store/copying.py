"""A store as one file and back: backup, restore, and the spare from which the last good edition is shown."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import ColumnElement, Connection, Table, delete, select, text
from sqlalchemy.exc import DBAPIError

from loaders.errors import FileMissing, FormatError
from locales import _
from store import audit, bulk
from store import tables as t
from store.database import SCHEMA, Database
from store.errors import StoreError
from store.export import whole_file
from store.tables import metadata

_MAGIC = b"SQLite format 3\x00"
Where = Mapping[Table, ColumnElement[bool]]
Proof = Callable[[Connection], object]


def backup(store: Database, path: Path) -> None:
    """Write everything that the store holds at one moment to a file, whole or not at all, while others read and write.

    Parameters
    ----------
    path : pathlib.Path
        Becomes an SQLite file with the schema of ``store.tables``, whatever the store's own database is.

    Raises
    ------
    OSError
        The folder cannot be written to, or the disk is full; ``path`` is then as it was.
    """
    with store.reading() as connection:
        write_file(connection, path, metadata.sorted_tables)


def write_file(
    connection: Connection, path: Path, tables: Sequence[Table], where: Where | None = None, proof: Proof | None = None
) -> None:
    """Copy tables, or those of their rows that ``where`` names, to a new SQLite file, which ``proof`` may still refuse."""
    with whole_file(path) as part:
        target = Database(f"sqlite:///{part}")
        with target.engine.begin() as into:
            make(into)
            for table in tables:
                copy(connection, into, table, None if where is None else where.get(table))
            if proof is not None:
                proof(into)
        target.close()


def make(connection: Connection) -> None:
    """Make the newest schema in an empty SQLite file; a test holds that the migrations make the same."""
    metadata.create_all(connection)
    connection.execute(
        text(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": SCHEMA})


def copy(source: Connection, target: Connection, table: Table, where: ColumnElement[bool] | None = None) -> None:
    """Copy a table's rows in the order of its key; geometry goes as WKB and is the same bits after."""
    wanted = select(*table.c).order_by(*table.primary_key.columns)
    if where is not None:
        wanted = wanted.where(where)
    most = 1 if table is t.file_parts else bulk.AT_ONCE
    if source.dialect.name == target.dialect.name == "sqlite":
        bulk.move(source, target, table, wanted, most)
        return
    found = source.execute(wanted.execution_options(stream_results=True, max_row_buffer=most))
    names = [column.name for column in table.c]
    while rows := found.fetchmany(most):
        bulk.put(target, table, dict(zip(names, zip(*rows, strict=True), strict=True)))


def restore(store: Database, path: Path, who: str, aside: Path | None = None) -> Path | None:
    """Put what a backup holds in the place of what the store holds, in one transaction, while others read.

    Parameters
    ----------
    aside : pathlib.Path, optional
        Where to keep a backup of what the store held, when that would be lost.

    Returns
    -------
    pathlib.Path or None
        ``aside`` when something was kept there.

    Raises
    ------
    FileMissing, FormatError
        There is no such file, or it is no backup, or it is damaged.
    """
    with _opened(path) as source, source.reading() as held:
        lines = audit.lines(held)
        kept = None
        with store.writing() as target:
            own = audit.lines(target)
            lost = audit.last(target) if own != lines[: len(own)] else None
            if lost is not None and aside is not None:
                write_file(target, aside, metadata.sorted_tables)
                kept = aside
            for table in reversed(metadata.sorted_tables):
                target.execute(delete(table))
            for table in metadata.sorted_tables:
                copy(held, target, table)
            if lost is not None:  # what was there before shall not go unsaid
                audit.append(target, "restore", who, lines_before=lost[0], head_before=lost[1])
        return kept


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
    """Open a backup to read, and look through it before anything is replaced."""
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_MAGIC))
    except OSError as error:
        raise FileMissing(path, _("文件不存在或不能读取"), _("请核对路径和权限")) from error
    if start != _MAGIC:
        raise FormatError(path, _("不是备份文件"), _("请给出 cli.py backup 写出的文件"))
    source = Database(f"sqlite:///file:{path.absolute().as_uri().removeprefix('file://')}?mode=ro&uri=true")
    with TemporaryDirectory(prefix="onemap-restore-") as folder:
        try:
            try:
                if source.version() not in (None, SCHEMA):  # an older program's: brought up to date beside itself
                    source.close()
                    source = Database(f"sqlite:///{shutil.copyfile(path, Path(folder) / 'backup.sqlite')}")
                with source.reading() as connection:
                    sound = connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
                    problems = audit.verify(connection).problems
            except (StoreError, DBAPIError) as error:
                raise FormatError(path, _("不是备份文件，或已损坏"), _("请换一份备份")) from error
            if not sound or problems:
                said = _("备份已损坏：{what}").format(what=_("、").join(problems) or "SQLite")
                raise FormatError(path, said, _("请换一份备份"))
            yield source
        finally:
            source.close()
