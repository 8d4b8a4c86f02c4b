"""A PostgreSQL with PostGIS of the tests' own: a folder of its own, a free port of this machine, ended by its pid."""

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
from psycopg import sql

from tests.ports import free_port

VERSIONS = Path("/usr/lib/postgresql")
OLDEST = 13
PATIENCE_S = 60
"""How long a start or stop may take before the test gives up; not a promise of speed."""
ADMIN, OWNER = "postgres", "onemap"
TEMPLATE = "template_postgis"
# What is safe stays as PostgreSQL has it (fsync, full_page_writes, synchronous_commit): the tests kill it.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "jit": "off",
    # neither of the two zones that a careless program gets right by chance
    "timezone": "America/St_Johns",
}
TAKEN = re.compile(r"could not bind|could not create any TCP/IP sockets")


class NoPostgres(RuntimeError):
    """No server can be had on this machine; the message says why."""


class Stop(Enum):
    """How a server is stopped: at once but in order, or as in a crash, to recover when it starts again."""

    FAST = signal.SIGINT
    IMMEDIATE = signal.SIGQUIT
    KILL = signal.SIGKILL


def programs() -> tuple[int, Path]:
    """Return the newest installed version that has PostGIS, and the folder of its programs."""
    found = []
    for initdb in VERSIONS.glob("*/bin/initdb"):
        version = initdb.parent.parent.name
        control = Path(f"/usr/share/postgresql/{version}/extension/postgis.control")
        if version.isdigit() and int(version) >= OLDEST and control.exists():
            found.append((int(version), initdb.parent))
    if not found:
        raise NoPostgres(f"no PostgreSQL ≥ {OLDEST} with PostGIS under {VERSIONS}: apt-get install postgresql-postgis")
    return max(found)


def ordinary_user() -> pwd.struct_passwd | None:
    """Return whom the server runs as when the tests are root, which PostgreSQL refuses; None is whoever runs them."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known.get("nobody")
    if user is None:
        raise NoPostgres("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
    return user


def _open_folder() -> str:
    """Return the folder for temporary files, or /tmp where only root may enter that."""
    own = Path(tempfile.gettempdir()).resolve()
    entered = all(folder.stat().st_mode & 0o001 for folder in (own, *own.parents))
    return str(own) if os.geteuid() != 0 or entered else "/tmp"


class Postgres:
    """A server with an administrator (``postgres``) and an ordinary owner of databases (``onemap``).

    It ends with the block that it is used in, and with this process, however that dies.

    Raises
    ------
    NoPostgres
        When it is not installed or does not start.
    """

    def __init__(self) -> None:
        self.version, self._programs = programs()
        self._user = ordinary_user()
        self._password = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        self.environment: dict[str, str] = {}
        """Added to that of this process, from the next start on."""
        self.port = 0
        self.folder = Path(tempfile.mkdtemp(prefix="onemap-postgres-", dir=_open_folder()))
        self.data, self.log = self.folder / "data", self.folder / "log"
        try:
            self._make()
            self.start()
            self._make_template()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Postgres":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def url(self, database: str, user: str = OWNER) -> str:
        """Return the address of a database as SQLAlchemy wants it."""
        return f"postgresql+psycopg://{user}:{self._password}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres", user: str = ADMIN) -> "psycopg.Connection[tuple[object, ...]]":
        """Connect straight to a database, by default as the administrator; each statement is its own transaction."""
        return psycopg.connect(self.url(database, user).replace("+psycopg", ""), autocommit=True)

    # ---- databases ----

    def create(self, database: str, template: str = TEMPLATE) -> str:
        """Make a database that belongs to ``onemap``, empty but for PostGIS, or a copy of another; return its address."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    *map(sql.Identifier, (database, template, OWNER))
                )
            )
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database; whoever is connected is thrown out."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def settle(self, database: str) -> None:
        """Wait until nobody is connected: a server may still commit what a killed client asked for."""
        until = time.monotonic() + PATIENCE_S
        question = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        with self.connect() as connection:
            while connection.execute(question, (database,)).fetchone() != (0,):
                if time.monotonic() > until:
                    raise RuntimeError(f"somebody stays connected to {database}")
                time.sleep(0.02)

    # ---- the server ----

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self._process
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the server's process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the server: on a free port the first time, on the same one ever after."""
        until = time.monotonic() + PATIENCE_S
        while not self._started(self.port or free_port()):
            # a free port may be taken the next moment, and a killed server's children need one to go
            if time.monotonic() > until:
                raise NoPostgres(f"PostgreSQL does not start:\n{self._said()}")
            time.sleep(0.1)

    def stop(self, how: Stop = Stop.FAST) -> None:
        """Stop the server and wait until its process is gone."""
        if self._process and self.running:
            self._process.send_signal(how.value)
            try:
                self._process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def restart(self, how: Stop = Stop.FAST) -> None:
        """Stop the server and start it on the same port."""
        self.stop(how)
        self.start()

    def close(self) -> None:
        """End the server and remove its folder."""
        self.stop(Stop.IMMEDIATE)
        shutil.rmtree(self.folder)

    # ---- how ----

    def _make(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self._password)
        if self._user:
            for path in (self.folder, secret):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        # Sorted as people sort, where that can be had on every machine: who wants the order of the code points must say so.
        sorting = ["--locale-provider=icu", "--icu-locale=zh-CN"] if self.version >= 15 else []
        options = f"--username={ADMIN} --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync".split()
        command = [str(self._programs / "initdb"), *options, *sorting, f"--pwfile={secret}", "-D", str(self.data)]
        made = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **self._as_user())
        if made.returncode != 0:
            raise NoPostgres(f"initdb fails:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")

    def _as_user(self) -> dict[str, Any]:
        """The arguments of ``subprocess`` that leave root behind."""
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}

    def _started(self, port: int) -> bool:
        """Start once; False where another try may do better."""
        command = [str(self._programs / "postgres"), "-D", str(self.data), "-p", str(port)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        # The kernel ends the server when the thread that started it is gone: only the main one lives as long as the tests.
        if shutil.which("setpriv") and threading.current_thread() is threading.main_thread():
            command = ["setpriv", "--pdeathsig", "INT", "--", *command]
        with self.log.open("ab") as log:
            start = log.tell()
            self._process = subprocess.Popen(
                command,
                cwd="/",
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as_user(),
            )
        until = time.monotonic() + PATIENCE_S
        while self.running and not self._ready():
            if time.monotonic() > until:
                raise NoPostgres(f"PostgreSQL does not answer:\n{self._said()}")
            time.sleep(0.02)
        if self.running:
            self.port = port
            return True
        said = self.log.read_bytes()[start:].decode(errors="replace")
        if TAKEN.search(said) or "is still in use" in said or 'lock file "postmaster.pid" already exists' in said:
            return False
        raise NoPostgres(f"PostgreSQL does not start:\n{self._said()}")

    def _ready(self) -> bool:
        """Ask the server's own note, which nobody else can have written: its pid first, its state in the eighth line."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _said(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def _make_template(self) -> None:
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(OWNER), sql.Literal(self._password))
            )
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        with self.connect(TEMPLATE) as connection:
            connection.execute("CREATE EXTENSION postgis")
