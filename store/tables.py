"""The one schema, on SQLite and on PostgreSQL with PostGIS alike.

Geometry and what seldom changes stand in *layers*, addressed by their content and shared by every edition that shows
them; what changes from week to week stands once per edition. ``migrations/`` brings a database to this schema, and a test
holds that both say the same.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from sites import facilities, schemas
from sites.columns import COLUMNS, TICKET_COLUMNS
from store.shape import shape

Spec = dict[str, str]
"""Columns of a frame and what kind of value each holds: the kinds of ``sites.columns``, and ``flag`` and ``count``."""

SUBDISTRICTS: Spec = {"subdistrict": "text", "involved": "flag"}
COMPOUNDS: Spec = {column.code: column.kind for column in schemas.COMPOUND_KEYS}
BUILDINGS: Spec = {column.code: column.kind for column in (*schemas.BUILDING_KEYS, *schemas.BUILDING_FACTS)}
FACILITIES: Spec = {
    column.code: column.kind for name in facilities.LAYER_NAMES for column in schemas.facility_columns(name)
}
COMPOUND_PROGRESS: Spec = {
    "stage": "stage", "status": "text", "buildings": "count", "households": "whole", "floor_area_m2": "area",
    **{column.code: column.kind for column in schemas.COMPOUND_FACTS},
}  # fmt: skip
PROGRESS: Spec = {
    "stage": "stage", "finished": "flag", "status": "text", "days_behind": "whole", "planned_finish": "date",
    "forecast_finish": "date", **{column.code: column.kind for column in schemas.REPORTED}, "reported_on": "date",
}  # fmt: skip
TICKETS: Spec = {
    **{column.code: column.kind for column in (*TICKET_COLUMNS, *schemas.TICKET_PLACE)}, "closed": "flag",
}  # fmt: skip
LAYER_SPECS: dict[str, Spec] = {
    "subdistricts": SUBDISTRICTS,
    "compounds": COMPOUNDS,
    "buildings": BUILDINGS,
    **{
        name: {column.code: COLUMNS[column.code].kind for column in schemas.facility_columns(name)}
        for name in facilities.LAYER_NAMES
    },
}
"""What a layer's frame holds beside its geometry."""

TYPES: dict[str, TypeEngine[Any]] = {
    "text": Text(), "stage": String(20), "whole": BigInteger(), "count": BigInteger(), "number": Double(),
    "share": Double(), "area": Double(), "date": Date(), "flag": Boolean(),
}  # fmt: skip
SHA = String(64)

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
                       "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
)  # fmt: skip


def _columns(spec: Spec) -> Iterable[Column[Any]]:
    return [Column(name, TYPES[kind]) for name, kind in spec.items()]


editions = Table(
    "editions", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("as_of", Date, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("published_at", DateTime, nullable=False),  # UTC, for people; the number orders, not the clock
    Column("base", Integer, nullable=False),  # the edition it was compared with before it was published; 0 for none
    Column("equal_to", Integer),  # the edition that was rolled back to
    Column("figures", Text, nullable=False),  # JSON
    Column("digest", SHA, nullable=False),  # of everything it shows: see store.digest
)  # fmt: skip
"""Never changed once written."""
layers = Table(
    "layers", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(20), nullable=False),
    Column("sha256", SHA, nullable=False),
    UniqueConstraint("name", "sha256"),
)  # fmt: skip
edition_layers = Table(
    "edition_layers", metadata,
    Column("number", ForeignKey("editions.number"), primary_key=True),
    Column("name", String(20), primary_key=True),
    Column("layer", ForeignKey("layers.id"), nullable=False),
)  # fmt: skip


def _layer(name: str, spec: Spec, geometry: str) -> Table:
    return Table(
        name, metadata,
        Column("layer", ForeignKey("layers.id"), primary_key=True),
        Column("place", Integer, primary_key=True, autoincrement=False),
        *_columns(spec), Column("geometry", shape(geometry), nullable=False),
    )  # fmt: skip


subdistricts = _layer("subdistricts", SUBDISTRICTS, "MultiPolygon")
compounds = _layer("compounds", COMPOUNDS, "MultiPolygon")
buildings = _layer("buildings", BUILDINGS, "MultiPolygon")
facility_rows = _layer("facilities", FACILITIES, "Geometry")


def _of_edition(name: str, spec: Spec) -> Table:
    return Table(
        name, metadata,
        Column("number", ForeignKey("editions.number"), primary_key=True),
        Column("place", Integer, primary_key=True, autoincrement=False),
        *_columns(spec),
    )  # fmt: skip


compound_progress = _of_edition("compound_progress", COMPOUND_PROGRESS)
progress = _of_edition("progress", PROGRESS)
"""One row a building and edition, at the building's place in the layer of that edition."""
tickets = _of_edition("tickets", TICKETS)
"""Internal, every column."""
reports = Table(
    "reports", metadata,
    Column("number", ForeignKey("editions.number"), primary_key=True),
    Column("body", Text, nullable=False),  # JSON, see store.reports
)  # fmt: skip
files = Table(
    "files", metadata,
    Column("sha256", SHA, primary_key=True),
    Column("size", BigInteger, nullable=False),
)  # fmt: skip
"""Files as they came, byte for byte, each once."""
file_parts = Table(
    "file_parts", metadata,
    Column("sha256", ForeignKey("files.sha256"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)  # fmt: skip
sources = Table(
    "sources", metadata,
    Column("number", ForeignKey("editions.number"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("role", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", ForeignKey("files.sha256"), nullable=False),
)  # fmt: skip
"""The files that an edition was made from."""
meeting_notes = Table(
    "meeting_notes", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", ForeignKey("editions.number"), nullable=False),
    Column("kind", String(20), nullable=False),  # district, subdistrict or compound
    Column("place", Text, nullable=False),  # the subdistrict's name or the compound's id; empty for the district
    Column("name", Text, nullable=False),  # what the place was called then
    Column("text", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("written_at", DateTime, nullable=False),
    Column("done_by", Text),  # null while it is open
    Column("done_at", DateTime),
)  # fmt: skip
"""What meetings decided; internal."""
views = Table(
    "views", metadata,
    Column("name", String(80), primary_key=True),
    Column("query", Text, nullable=False),  # JSON: the names of an address's query and their values
    Column("saved_at", DateTime, nullable=False),
)  # fmt: skip
"""Views of the planner's desk that were given a name."""
releases = Table(
    "releases", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("number", ForeignKey("editions.number"), nullable=False),
    Column("who", Text, nullable=False),
    Column("released_at", DateTime, nullable=False),  # UTC, for people; the sequence orders
    Column("review_no", Text, nullable=False),
    Column("addresses", Text, nullable=False),  # JSON: the hashed files that went out with it
    Column("withdrawn_by", Text),
    Column("withdrawn_at", DateTime),  # null while it stands
)  # fmt: skip
"""Editions that were made public; the last one that stands is what the public sees."""
aliases = Table(
    "aliases", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("scope", Text, nullable=False),
    Column("spelling", Text, nullable=False),
    Column("means", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("confirmed_at", DateTime, nullable=False),
)  # fmt: skip
"""What planners confirmed of names; the later of two counts."""
drafts = Table(
    "drafts", metadata,
    Column("id", String(32), primary_key=True),
    Column("who", Text, nullable=False),
    Column("base", Integer, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("body", Text, nullable=False),  # JSON: what was corrected, see store.drafts
)  # fmt: skip
"""Working sets: what a planner has brought in and not published yet."""
draft_files = Table(
    "draft_files", metadata,
    Column("draft", ForeignKey("drafts.id"), primary_key=True),
    Column("name", String(300), primary_key=True),
    Column("sha256", ForeignKey("files.sha256"), nullable=False),
)  # fmt: skip
audit = Table(
    "audit", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("number", Integer),
    Column("detail", Text, nullable=False),  # JSON
    Column("previous", SHA, nullable=False),
    Column("hash", SHA, nullable=False),
)  # fmt: skip
"""What was done, by whom; each line holds the hash of the one before."""
audit_head = Table(
    "audit_head", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", SHA, nullable=False),
)  # fmt: skip
"""The last line of the audit log, so that a line removed from its end is missed too."""
Index("ix_sources_sha256", sources.c.sha256)
Index("ix_edition_layers_layer", edition_layers.c.layer)
