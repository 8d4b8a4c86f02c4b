"""The history: editions are published in one transaction, read by number or date, and never changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import Connection, func, insert, literal, select

from locales import _
from sites.edition import Edition
from sites.indicators import kpis
from store import contents, sources
from store import tables as t
from store.audit import append, seals
from store.clock import now
from store.contents import Parts
from store.errors import Damaged, Refused, StaleBase, decoding
from store.tables import editions


@dataclass(frozen=True)
class Entry:
    """A line of the history.

    Attributes
    ----------
    number : int
    as_of : datetime.date
    note, who : str
    published_at : datetime.datetime
        UTC; for people: the number orders, not the clock.
    synthetic : bool
        Of the demo.
    base : int
        The edition that was current when it was published; 0 for none.
    equal_to : int or None
        The edition that was rolled back to.
    figures : mapping
        See ``sites.indicators.kpis``.
    digest : str
        SHA-256 of everything that it shows.
    """

    number: int
    as_of: date
    note: str
    who: str
    published_at: datetime
    synthetic: bool
    base: int
    equal_to: int | None
    figures: Mapping[str, Any]
    digest: str


@dataclass(frozen=True)
class Publication:
    """What is to be published, prepared outside of the transaction.

    Attributes
    ----------
    edition : Edition
    parts : store.contents.Parts
    layers : mapping of str to str
        The layers' digests.
    digest : str
    files : tuple of (str, pathlib.Path, str)
        Role, file and its SHA-256, in the order in which they were given.
    """

    edition: Edition
    parts: Parts
    layers: Mapping[str, str]
    digest: str
    files: tuple[tuple[str, Path, str], ...]


def prepared(
    edition: Edition, files: Iterable[tuple[str, Path]], before: Mapping[Path, str] | None = None
) -> Publication:
    """Do all that can be done before the transaction begins.

    Parameters
    ----------
    files : iterable of (str, pathlib.Path)
        Role and file; a file is several where others belong to it.
    before : mapping, optional
        ``sources.hashes`` of the files before they were read.

    Raises
    ------
    Refused
        A file is not what the edition was read from.
    """
    given = tuple(files)
    now_held = sources.hashes(path for _role, path in given)
    named = [(role, part) for role, path in given for part in sources.with_companions(path)]
    _refuse_changed(edition, named, now_held, before)
    held = contents.parts(edition)
    layers = held.hashes()
    digest = held.digest(layers, edition.as_of, edition.synthetic)
    kept = tuple((role, path, now_held[path]) for role, path in dict.fromkeys(named))
    return Publication(edition, held, layers, digest, kept)


def listed(connection: Connection) -> tuple[Entry, ...]:
    """Return the whole history, the demo's editions too, oldest first.

    Raises
    ------
    Damaged
        What is stored is no list of editions.
    """
    with decoding(_("库中的各期目录已损坏")):
        return _listed(connection)


def _listed(connection: Connection) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            row.number, row.as_of, row.note, row.who, row.published_at, row.synthetic, row.base, row.equal_to,
            json.loads(row.figures), row.digest,
        )
        for row in connection.execute(select(editions).order_by(editions.c.number))
    )  # fmt: skip


def visible(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the editions that pages show: the demo's step out of sight with the first real one."""
    real = tuple(entry for entry in entries if not entry.synthetic)
    return real or entries


def head(connection: Connection) -> int:
    """Return the highest number; 0 for an empty store."""
    return int(connection.execute(select(func.coalesce(func.max(editions.c.number), 0))).scalar_one())


def publish(
    connection: Connection, made: Publication, note: str, who: str, base: int, accept_rejected: bool = False
) -> int:
    """Write an edition; return its number.

    Parameters
    ----------
    base : int
        The edition that was current when this one was begun; 0 for none.

    Raises
    ------
    StaleBase
        Another has become current since.
    Refused
        Rows were rejected and not accepted, or a demo would stand above real editions.
    Damaged
        The list of editions cannot be read, or is another one after.
    """
    edition = made.edition
    refuse_rejected(edition, accept_rejected)
    current = head(connection)
    _refuse_stale(base, current)
    before = listed(connection)  # nothing is published into a list that cannot be read
    if edition.synthetic and any(not entry.synthetic for entry in before):
        raise Refused(_("库里已有正式数据，演示数据不能再发布进来"))
    number = current + 1
    _enter(connection, number, made, note, who, base, None)
    contents.write(connection, number, made.parts, made.layers)
    for place, (role, path, sha256) in enumerate(made.files):
        sources.put(connection, path, sha256)
        row = {"number": number, "place": place, "role": role, "name": path.name, "sha256": sha256}
        connection.execute(insert(t.sources), row)
    _log(connection, "publish", number, base)
    if listed(connection)[:-1] != before:
        raise Damaged(_("库中的各期目录已损坏"))
    return number


def _refuse_changed(
    edition: Edition, named: Iterable[tuple[str, Path]], held: Mapping[Path, str], before: Mapping[Path, str] | None
) -> None:
    read: dict[tuple[str, str], set[str]] = {}
    for entry in edition.report.inputs:
        if entry.sha256:
            read.setdefault((entry.role, PurePath(entry.path).name), set()).add(entry.sha256)
    for role, path in named:
        sha256 = held.get(path)
        changed = before is not None and before.get(path) != sha256
        if sha256 is None or changed or sha256 not in read.get((role, path.name), {sha256}):
            raise Refused(_("文件 {name} 在读取之后变了，没有发布：请重新运行").format(name=path.name))


def refuse_rejected(edition: Edition, accepted: bool) -> None:
    """Raise ``Refused`` while rows are rejected that nobody has accepted to leave out."""
    rejected = edition.report.rejected
    if rejected and not accepted:
        raise Refused(_("有 {n} 行被退回，没有发布：请先处理，或写明接受（--accept-rejected）").format(n=rejected))
    if not edition.report.conserved:
        raise Refused(_("行数对不上，没有发布"))


def roll_back(connection: Connection, number: int, note: str, who: str, base: int) -> int:
    """Publish an old edition again, under a new number; return that.

    Raises
    ------
    StaleBase
    Refused
        There is no such edition, it is current already, or it is a demo beneath real ones.
    """
    current = head(connection)
    _refuse_stale(base, current)
    shown = {entry.number: entry for entry in visible(listed(connection))}
    if number not in shown:
        raise Refused(_("没有第 {number} 期").format(number=number))
    if number == current:
        raise Refused(_("第 {number} 期就是当前一期").format(number=number))
    new = current + 1
    row = connection.execute(select(editions).where(editions.c.number == number)).one()._asdict()
    changed = {"number": new, "note": note, "who": who, "published_at": now(), "base": base, "equal_to": number}
    connection.execute(insert(editions), {**row, **changed})
    for table in (t.edition_layers, t.compound_progress, t.progress, t.tickets, t.reports, t.sources):
        rest = [column for column in table.c if column.name != "number"]
        copy = select(literal(new), *rest).where(table.c.number == number)
        connection.execute(insert(table).from_select(["number", *(column.name for column in rest)], copy))
    _log(connection, "rollback", new, base)
    return new


def _log(connection: Connection, action: str, number: int, base: int) -> None:
    row = connection.execute(select(editions).where(editions.c.number == number)).one()
    told = {"digest": row.digest, "as_of": row.as_of.isoformat(), "note": row.note, "equal_to": row.equal_to}
    append(connection, action, row.who, number, base=base, entry=seals(connection, number)[number], **told)


def _refuse_stale(base: int, current: int) -> None:
    if base != current:
        said = _("已有人在此期间发布了第 {current} 期（你是从第 {base} 期开始的），没有发布")
        raise StaleBase(said.format(current=current, base=base), base, current)


def _enter(
    connection: Connection, number: int, made: Publication, note: str, who: str, base: int, equal_to: int | None
) -> None:
    edition = made.edition
    row = {
        "number": number, "as_of": edition.as_of, "synthetic": edition.synthetic, "note": note, "who": who,
        "published_at": now(), "base": base, "equal_to": equal_to, "figures": json.dumps(figures(edition)),
        "digest": made.digest,
    }  # fmt: skip
    connection.execute(insert(editions), row)


def figures(edition: Edition) -> dict[str, Any]:
    """Return what the history shows of an edition without reading it."""
    return {**kpis(edition), "stages": edition.report.counts["buildings_by_stage"], "rejected": edition.report.rejected}
