"""Many rows at once: statements as SQLAlchemy writes them, values turned column by column instead of cell by cell.

Ninety thousand buildings of fifty columns are four million cells; a call of Python for each is most of a publish.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, insert

AT_ONCE = 5_000
"""Rows that are handed to the database at once."""


def put(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows that are given as columns of one length, plain values."""
    told = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    turned = {name: _turned(connection, table, name, values) for name, values in columns.items()}
    every = told.construct_params(dict.fromkeys(columns))
    fixed = {name: value for name, value in every.items() if name not in columns}  # what PostGIS is told of a shape
    order = told.positiontup or ()
    rows: Iterator[Any] = (
        zip(*(turned[name] for name in order), strict=True)
        if told.positional
        else ({**fixed, **dict(zip(turned, row, strict=True))} for row in zip(*turned.values(), strict=True))
    )
    while some := list(islice(rows, AT_ONCE)):
        connection.exec_driver_sql(str(told), some)


def take(connection: Connection, wanted: Select[Any]) -> Sequence[Row[Any]]:
    """Return rows as the driver gives them: a day may be a text, a flag 0 or 1."""
    return connection.exec_driver_sql(*_spelled(connection, wanted)).all()


def move(source: Connection, target: Connection, table: Table, wanted: Select[Any], most: int = AT_ONCE) -> None:
    """Copy rows between two SQLite files as they are, ``most`` in memory.

    Parameters
    ----------
    wanted : sqlalchemy.Select
        Every column of ``table``, in its order.
    """
    told = insert(table).compile(dialect=target.dialect, column_keys=[column.name for column in table.c])
    found = source.exec_driver_sql(*_spelled(source, wanted))
    while rows := found.fetchmany(most):
        target.exec_driver_sql(str(told), [tuple(row) for row in rows])


def _spelled(connection: Connection, wanted: Select[Any]) -> tuple[str, Any]:
    told = wanted.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    values = told.construct_params()
    return str(told), tuple(values[name] for name in told.positiontup or ()) if told.positional else values


def _turned(connection: Connection, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """Return values as the driver takes them."""
    turn = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return values if turn is None else [turn(value) for value in values]
