"""The database: SQLite in one file, or PostgreSQL with PostGIS; opened, brought up to date, read and written by transactions."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)

from loaders.errors import OptionError
from locales import _
from store.errors import Damaged, StoreError, Unreachable

log = logging.getLogger(__name__)
SCHEMA = "0004"
"""The newest of ``migrations/``."""
WAIT_S = 30
"""How long to wait for somebody else's transaction, seconds."""
CONNECT_S = 5
"""How long a server may take to answer, seconds."""
RETRY_S = 3.0
"""How long a server that did not answer is not asked again by those who only read, seconds."""
_LOCK = 51_900
"""The number under which writers of PostgreSQL wait for each other."""
_MIGRATIONS = Path(__file__).parent / "migrations"
_WRITING = {"onemap_writing": True}
_PATIENCE = {"connect_timeout": CONNECT_S, "tcp_user_timeout": 1000 * WAIT_S, "keepalives_idle": WAIT_S}
"""A server that has gone without a word is noticed: a planner's machine may be another than the database's."""
_NO_RIGHT, _NO_TABLE, _NO_COLUMN = "42501", "42P01", "42703"
"""What PostgreSQL calls a missing right, and what somebody else took away."""


class Database:
    """A database that holds the schema of ``store.tables``.

    Parameters
    ----------
    url : str
        ``sqlite:///…`` or ``postgresql+psycopg://…``.

    Raises
    ------
    OptionError
        The address is none.
    """

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
            if self.url.get_backend_name() not in ("sqlite", "postgresql"):
                raise ArgumentError(url)
            self.engine = _engine(url)
        except (SQLAlchemyError, ImportError, ValueError) as error:
            raise OptionError(
                "ONEMAP_DATABASE_URL",
                _("不是数据库地址"),
                _("请写成 sqlite:///路径 或 postgresql+psycopg://主机/库名"),
            ) from error
        self._again = float("-inf")
        self._ready = Event()
        self._lock = Lock()

    @property
    def file(self) -> Path | None:
        """The file of SQLite; None for PostgreSQL."""
        name = self.url.database
        return Path(name) if self.url.get_backend_name() == "sqlite" and name else None

    @property
    def shown(self) -> str:
        """The address without its password."""
        return self.url.render_as_string(hide_password=True)

    def problems(self) -> list[str]:
        """Return what the database itself finds wrong with its file; a server looks after its own."""
        if self.file is None:
            return []
        with self.reading() as connection:
            found = connection.execute(text("PRAGMA integrity_check(5)")).scalars().all()
        return [] if found == ["ok"] else [str(line) for line in found]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees the database as it is at one moment, whatever is published meanwhile.

        Raises
        ------
        Unreachable, Damaged
        """
        with self._told(), self._once_in_a_while():
            self._make_ready()
            with self.engine.connect() as connection, connection.begin():
                if self.file is None:
                    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
                self._again = float("-inf")
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection for one transaction; writers wait for each other, and all or nothing is written.

        Raises
        ------
        Unreachable, Damaged
        """
        with self._told():
            self._make_ready()
            with self._write() as connection:
                yield connection

    def is_away(self, error: StoreError) -> bool:
        """Tell whether it is a server that will come back; a file that cannot be used does not mend by itself."""
        return isinstance(error, Unreachable) and self.file is None

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        self._ready.clear()

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self.engine.connect().execution_options(**_WRITING) as connection, connection.begin():
            if self.file is None:
                connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_S}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            self._again = float("-inf")
            yield connection

    def _make_ready(self) -> None:
        """Bring the schema up to date, once a process."""
        if self._ready.is_set():
            return
        with self._lock:
            if self._ready.is_set():
                return
            self._make_folder()
            if self.version() != SCHEMA:
                with self._write() as connection:
                    _migrate(connection)
            self._ready.set()

    def _make_folder(self) -> None:
        try:
            if self.file is not None:
                self.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(_("数据库不能用（{url}）：{said}").format(url=self.shown, said=error)) from error

    def version(self) -> str | None:
        """Return the schema that the database has now, before anything brings it up to date; None for an empty one."""
        with self.engine.connect() as connection:
            if not self.engine.dialect.has_table(connection, "alembic_version"):
                return None
            found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return found

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what went wrong in the database in the house's own words."""
        try:
            yield
        except DBAPIError as error:
            state = getattr(error.orig, "sqlstate", None)
            if isinstance(error, ProgrammingError) and state not in (_NO_RIGHT, _NO_TABLE, _NO_COLUMN):
                raise  # a mistake of ours
            lost = isinstance(error, OperationalError) and (error.connection_invalidated or state is None)
            if self.file is None and lost:
                self._again = monotonic() + RETRY_S
            raise _in_words(error, self.shown) from error
        except UnicodeDecodeError as error:  # the driver cannot spell even what SQLite says of a damaged schema
            raise Damaged(_("数据库已损坏（{url}）：{said}").format(url=self.shown, said=error)) from error

    @contextmanager
    def _once_in_a_while(self) -> Iterator[None]:
        """Let one reader in a while find out whether a server that did not answer is back; the others need not wait."""
        if self._again > monotonic():
            raise Unreachable(_("数据库不能用（{url}）：{said}").format(url=self.shown, said=_("服务器没有应答")))
        if self._again > float("-inf"):
            self._again = monotonic() + RETRY_S
        yield


def _in_words(error: DBAPIError, url: str) -> Damaged | Unreachable:
    said = " ".join(str(error.orig).split())
    broken = ("malformed", "not a database", "corrupt", "invalid page", "could not read block", "decode to UTF-8")
    if isinstance(error, IntegrityError) or any(word in said for word in broken):
        return Damaged(_("数据库已损坏（{url}）：{said}").format(url=url, said=said))
    return Unreachable(_("数据库不能用（{url}）：{said}").format(url=url, said=said))


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, connect_args=_PATIENCE)
    engine = create_engine(url, connect_args={"timeout": WAIT_S})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Transactions are begun by ``_begin`` alone; a commit is on the disk before it is told."""
    connection.isolation_level = None
    for pragma in ("foreign_keys = ON", "synchronous = EXTRA", "cache_spill = OFF"):
        connection.execute(f"PRAGMA {pragma}")  # without spilling, readers wait only for the commit itself


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("onemap_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _migrate(connection: Connection) -> None:
    from alembic import command  # only where there is something to do: it takes a while to load
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise Unreachable(_("数据库是用更新的程序建立的，请更新本程序：{said}").format(said=error)) from error
    log.info("database brought to schema %s", SCHEMA)
