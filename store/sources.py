"""The files that an edition was made from, byte for byte, each kept once however often it is used."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from loaders.checks import companion
from loaders.geometry.shapefile import PARTS
from locales import _
from store.errors import UNREADABLE, Damaged, Refused, decoding
from store.tables import file_parts, files, sources

PART = 4 * 1024 * 1024
"""Bytes in one row: neither database nor process holds a whole file at once."""


@dataclass(frozen=True)
class Source:
    """A file of an edition."""

    role: str
    name: str
    sha256: str
    size: int


def with_companions(path: Path) -> tuple[Path, ...]:
    """Return a file with those that belong to it: a Shapefile is several."""
    if path.suffix.lower() != ".shp":
        return (path,)
    beside = (companion(path, suffix) for suffix in PARTS if suffix != ".shp")
    return (path, *(part for part in beside if part is not None))


def put(connection: Connection, path: Path, sha256: str) -> None:
    """Keep a file that was read as this SHA-256.

    Raises
    ------
    OSError
        It cannot be read.
    Refused
        It is not what it was.
    """
    with path.open("rb") as stream:
        put_parts(connection, iter(lambda: stream.read(PART), b""), sha256)


def put_parts(connection: Connection, parts: Iterable[bytes], sha256: str) -> str:
    """Keep what comes in parts, unless it is there already and is what came."""
    if _sound(connection, sha256):
        return sha256
    if connection.execute(select(files.c.size).where(files.c.sha256 == sha256)).first() is None:
        connection.execute(insert(files), {"sha256": sha256, "size": 0})
    connection.execute(delete(file_parts).where(file_parts.c.sha256 == sha256))
    size, told = 0, hashlib.sha256()
    for place, content in enumerate(parts):
        connection.execute(insert(file_parts), {"sha256": sha256, "place": place, "content": content})
        size += len(content)
        told.update(content)
    if told.hexdigest() != sha256:
        raise Refused(_("文件在读取时变了，请重试"))
    connection.execute(files.update().where(files.c.sha256 == sha256).values(size=size))
    return sha256


def get(connection: Connection, sha256: str) -> Iterator[bytes]:
    """Give a file's bytes in parts.

    Raises
    ------
    KeyError
        There is none.
    Damaged
        They are not those that came; told after the last part.
    """
    if connection.execute(select(files.c.size).where(files.c.sha256 == sha256)).first() is None:
        raise KeyError(sha256)
    told = hashlib.sha256()
    held = select(file_parts.c.content).where(file_parts.c.sha256 == sha256).order_by(file_parts.c.place)
    for (content,) in connection.execute(held):
        told.update(content)
        yield bytes(content)
    if told.hexdigest() != sha256:
        raise Damaged(_("库中的文件 {sha256} 已损坏").format(sha256=sha256[:12]))


def of_edition(connection: Connection, number: int) -> tuple[Source, ...]:
    """Return the files of an edition, in the order in which they were named."""
    held = (
        select(sources.c.role, sources.c.name, sources.c.sha256, files.c.size)
        .join(files, files.c.sha256 == sources.c.sha256)
        .where(sources.c.number == number)
        .order_by(sources.c.place)
    )
    return tuple(Source(row.role, row.name, row.sha256, row.size) for row in connection.execute(held))


def problems(connection: Connection) -> list[str]:
    """Return a sentence for each file that is not what came."""
    found = []
    for sha256, size in connection.execute(select(files.c.sha256, files.c.size)).all():
        said = _("库中的文件 {sha256} 已损坏").format(sha256=str(sha256)[:12])
        try:
            with decoding(said):
                if sum(len(part) for part in get(connection, sha256)) != size:
                    raise Damaged(said)
        except Damaged as error:
            found.append(str(error))
    return found


def hashes(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the SHA-256 of each file that is there, those that belong to it among them."""
    found: dict[Path, str] = {}
    for path in dict.fromkeys(part for given in paths for part in with_companions(given)):
        if path.is_file():
            with path.open("rb") as stream:
                found[path] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def _sound(connection: Connection, sha256: str) -> bool:
    try:
        for _part in get(connection, sha256):
            pass
    except (Damaged, *UNREADABLE):  # a KeyError where there is none
        return False
    return True
