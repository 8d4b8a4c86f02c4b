"""What was done, when and by whom, one line after the other: each holds the hash of the one before.

An edited line does not fit its own hash, a removed one is missed by the next, and one removed from the end by the head that
stands apart. Whoever can write to the database can write a whole new chain; the hash of the head, printed by ``verify``
and kept elsewhere, tells that too.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, true

from locales import _
from store.clock import now
from store.errors import Damaged, decoding
from store.tables import aliases, audit, audit_head, editions, releases, sources

NONE = "0" * 64
HEAD = 1
_PUBLIC_BY = {"release": "who", "release_renewed": "", "withdraw": "withdrawn_by"}
"""The lines that tell of a release, and which of its columns names who did it."""


@dataclass(frozen=True)
class Line:
    """A line of the log."""

    seq: int
    at: str
    who: str
    action: str
    number: int | None
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What became of a look through the log.

    Attributes
    ----------
    lines : int
    head : str
        The hash of the last line; kept elsewhere, it tells whether the whole was written anew.
    problems : tuple of str
        One sentence each, in the language in use; empty when all holds.
    """

    lines: int
    head: str
    problems: tuple[str, ...]


def append(connection: Connection, action: str, who: str, number: int | None = None, **detail: object) -> None:
    """Add a line within the transaction of what it tells of."""
    before, previous = last(connection)
    seq = before + 1
    row = {
        "seq": seq, "at": now().isoformat(), "who": who, "action": action, "number": number,
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True), "previous": previous,
    }  # fmt: skip
    row["hash"] = _hash(row)
    connection.execute(insert(audit), row)
    connection.execute(delete(audit_head))
    connection.execute(insert(audit_head), {"id": HEAD, "seq": seq, "hash": row["hash"]})


def last(connection: Connection) -> tuple[int, str]:
    """Return the number and hash of the last line; 0 and noughts for an empty log."""
    found = connection.execute(select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == HEAD)).first()
    return (found.seq, found.hash) if found else (0, NONE)


def lines(connection: Connection) -> tuple[Line, ...]:
    """Return the log, oldest first."""
    return tuple(
        Line(row.seq, row.at, row.who, row.action, row.number, _detail(row.detail))
        for row in connection.execute(select(audit).order_by(audit.c.seq))
    )


def verify(connection: Connection) -> Verdict:
    """Look through the log, and whether each edition and each name is the one that it tells of."""
    try:
        with decoding(_("日志或目录已损坏，不能读出")):
            return _verified(connection)
    except Damaged as error:
        return Verdict(0, NONE, (str(error),))


def seals(connection: Connection, number: int | None = None) -> dict[int, str]:
    """Return the SHA-256 of what stands about each edition, or about one, beside its content: its entry, and its files."""
    chosen = editions.c.number == number if number is not None else true()
    told = {row.number: [str(value) for value in row] for row in connection.execute(select(editions).where(chosen))}
    named = select(sources).where(sources.c.number.in_(told)).order_by(sources.c.number, sources.c.place)
    for row in connection.execute(named):
        told[row.number] += [str(value) for value in row]
    return {key: hashlib.sha256(json.dumps(said).encode()).hexdigest() for key, said in told.items()}


def _verified(connection: Connection) -> Verdict:
    problems: list[str] = []
    seq, previous = 0, NONE
    told: dict[int, dict[str, Any]] = {}
    names: list[dict[str, Any]] = []
    public: dict[int, dict[str, Any]] = {}
    for row in connection.execute(select(audit).order_by(audit.c.seq)):
        if row.seq != seq + 1:
            problems.append(_("第 {first} 至 {last} 行不见了").format(first=seq + 1, last=row.seq - 1))
        elif row.previous != previous:
            problems.append(_("第 {seq} 行接不上前一行").format(seq=row.seq))
        if row.hash != _hash(row._mapping):
            problems.append(_("第 {seq} 行被改过").format(seq=row.seq))
        seq, previous = row.seq, row.hash
        if row.number is not None:
            told[row.number] = {**_detail(row.detail), "who": row.who}
        if row.action == "alias":
            names.append({**_detail(row.detail), "who": row.who})
        if row.action == "alias_taken_back":
            names = [name for name in names if name.get("id") != _detail(row.detail).get("id")]
        if row.action in _PUBLIC_BY:
            detail = _detail(row.detail)
            place, by = detail.pop("release", 0), _PUBLIC_BY[row.action]
            public[place] = {"withdrawn_by": None, **public.get(place, {}), **detail, **({by: row.who} if by else {})}
    head = last(connection)
    if head != (seq, previous):
        problems.append(_("末尾的行不见了或被改过：最后应是第 {seq} 行").format(seq=head[0]))
    problems += _editions(connection, told)
    if names != _names(connection):
        problems.append(_("已确认的名称与记录不符"))
    if public != _public(connection):
        problems.append(_("公开的各期与记录不符"))
    return Verdict(seq, previous, tuple(problems))


def _editions(connection: Connection, told: Mapping[int, Mapping[str, Any]]) -> list[str]:
    wanted = select(*(editions.c[name] for name in ("number", "digest", "as_of", "note", "who", "equal_to")))
    kept = {row.number: {**row._mapping, "as_of": row.as_of.isoformat()} for row in connection.execute(wanted)}
    missing = [number for number in told if number not in kept]
    sealed = seals(connection)
    strange = [
        number
        for number, row in kept.items()
        if not _same(row, told.get(number, {})) or told[number].get("entry") != sealed.get(number)
    ]
    return [
        *(_("第 {number} 期不见了").format(number=number) for number in missing),
        *(_("第 {number} 期与记录不符").format(number=number) for number in strange),
    ]


def released(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the log tells of a release, beside its place and who did it."""
    files = hashlib.sha256(row["addresses"].encode()).hexdigest()
    return {"edition": row["number"], "review_no": row["review_no"], "files": files}


def _public(connection: Connection) -> dict[int, dict[str, Any]]:
    held = connection.execute(select(releases))
    return {row.seq: {**released(row._asdict()), "who": row.who, "withdrawn_by": row.withdrawn_by} for row in held}


def _names(connection: Connection) -> list[dict[str, Any]]:
    held = connection.execute(select(aliases).order_by(aliases.c.id))
    return [{**row._mapping, "confirmed_at": row.confirmed_at.isoformat()} for row in held]


def _hash(row: Any) -> str:
    told = [row[name] for name in ("seq", "at", "who", "action", "number", "detail", "previous")]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _same(row: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    return bool(said) and all(row[name] == said.get(name) for name in row if name != "number")


def _detail(text: str) -> dict[str, Any]:
    """Return what a line tells; a line that somebody broke is shown as it is."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"?": text}
