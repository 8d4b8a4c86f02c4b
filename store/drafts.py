"""Working sets: what a planner has brought in and not published yet. They outlive a reload and a restart."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from store import sources
from store import tables as t
from store.clock import now


@dataclass(frozen=True)
class DraftFile:
    """A file of a working set, by the name under which it came."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Draft:
    """A working set.

    Attributes
    ----------
    id : str
        Not to be guessed; stands in the page's address.
    base : int
        The edition that was current when it was begun.
    body : mapping
        What was corrected and chosen, as the intake page wrote it: plain values of JSON.
    """

    id: str
    who: str
    base: int
    changed_at: datetime
    body: Mapping[str, Any]
    files: tuple[DraftFile, ...]


def begin(connection: Connection, who: str, base: int) -> str:
    """Begin a working set; return its id."""
    made = secrets.token_urlsafe(16)
    row = {"id": made, "who": who, "base": base, "changed_at": now(), "body": "{}"}
    connection.execute(insert(t.drafts), row)
    return made


def get(connection: Connection, draft: str) -> Draft:
    """Return a working set; ``KeyError`` when there is none (published or discarded meanwhile)."""
    row = connection.execute(select(t.drafts).where(t.drafts.c.id == draft)).first()
    if row is None:
        raise KeyError(draft)
    return Draft(row.id, row.who, row.base, row.changed_at, json.loads(row.body), _files(connection, draft))


def listed(connection: Connection) -> tuple[Draft, ...]:
    """Return every working set, the one changed last first."""
    ids = (
        connection.execute(select(t.drafts.c.id).order_by(t.drafts.c.changed_at.desc(), t.drafts.c.id)).scalars().all()
    )
    return tuple(get(connection, draft) for draft in ids)


def save(connection: Connection, draft: str, body: Mapping[str, Any], base: int | None = None) -> None:
    """Keep what was corrected; with ``base``, take the working set over to a newer edition."""
    get(connection, draft)
    changed: dict[str, object] = {"body": json.dumps(body, ensure_ascii=False, sort_keys=True), "changed_at": now()}
    if base is not None:
        changed["base"] = base
    connection.execute(update(t.drafts).where(t.drafts.c.id == draft).values(changed))


def add(connection: Connection, draft: str, name: str, parts: Iterable[bytes], sha256: str) -> None:
    """Add a file, or put it in the place of the one of that name."""
    get(connection, draft)
    sources.put_parts(connection, parts, sha256)
    connection.execute(delete(t.draft_files).where(t.draft_files.c.draft == draft, t.draft_files.c.name == name))
    connection.execute(insert(t.draft_files), {"draft": draft, "name": name, "sha256": sha256})
    connection.execute(update(t.drafts).where(t.drafts.c.id == draft).values(changed_at=now()))


def remove(connection: Connection, draft: str, name: str) -> None:
    """Take a file out."""
    connection.execute(delete(t.draft_files).where(t.draft_files.c.draft == draft, t.draft_files.c.name == name))
    _forget_files(connection)


def discard(connection: Connection, draft: str) -> None:
    """Remove a working set, and the files that nothing else needs."""
    connection.execute(delete(t.draft_files).where(t.draft_files.c.draft == draft))
    connection.execute(delete(t.drafts).where(t.drafts.c.id == draft))
    _forget_files(connection)


def _files(connection: Connection, draft: str) -> tuple[DraftFile, ...]:
    held = (
        select(t.draft_files.c.name, t.files.c.sha256, t.files.c.size)
        .join(t.files, t.files.c.sha256 == t.draft_files.c.sha256)
        .where(t.draft_files.c.draft == draft)
        .order_by(t.draft_files.c.name)
    )
    return tuple(DraftFile(*row) for row in connection.execute(held))


def _forget_files(connection: Connection) -> None:
    """Remove files that no edition and no working set has."""
    sha256 = t.files.c.sha256
    unused = ~exists().where(t.sources.c.sha256 == sha256) & ~exists().where(t.draft_files.c.sha256 == sha256)
    gone = connection.execute(select(sha256).where(unused)).scalars().all()
    connection.execute(delete(t.file_parts).where(t.file_parts.c.sha256.in_(gone)))
    connection.execute(delete(t.files).where(sha256.in_(gone)))
