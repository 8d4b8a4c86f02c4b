"""The first schema."""

import sqlalchemy as sa
from alembic import op

from store.migrations.views import VIEWS
from store.shape import shape

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table; on PostgreSQL geometry needs PostGIS."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.create_table(
        "aliases",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aliases")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "editions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("equal_to", sa.Integer(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_editions")),
    )
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_files")),
    )
    op.create_table(
        "layers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layers")),
        sa.UniqueConstraint("name", "sha256", name=op.f("uq_layers_name")),
    )
    op.create_table(
        "buildings",
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("building_id", sa.Text(), nullable=True),
        sa.Column("compound_id", sa.Text(), nullable=True),
        sa.Column("compound", sa.Text(), nullable=True),
        sa.Column("subdistrict", sa.Text(), nullable=True),
        sa.Column("building_no", sa.Text(), nullable=True),
        sa.Column("built_year", sa.BigInteger(), nullable=True),
        sa.Column("storeys", sa.BigInteger(), nullable=True),
        sa.Column("units", sa.BigInteger(), nullable=True),
        sa.Column("households", sa.BigInteger(), nullable=True),
        sa.Column("floor_area_m2", sa.Double(), nullable=True),
        sa.Column("geometry", shape("MultiPolygon"), nullable=False),
        sa.ForeignKeyConstraint(["layer"], ["layers.id"], name=op.f("fk_buildings_layer")),
        sa.PrimaryKeyConstraint("layer", "place", name=op.f("pk_buildings")),
    )
    op.create_table(
        "compound_progress",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("buildings", sa.BigInteger(), nullable=True),
        sa.Column("households", sa.BigInteger(), nullable=True),
        sa.Column("floor_area_m2", sa.Double(), nullable=True),
        sa.Column("construction_agent", sa.Text(), nullable=True),
        sa.Column("contractor", sa.Text(), nullable=True),
        sa.Column("party_branch_on", sa.Date(), nullable=True),
        sa.Column("reception_room", sa.Text(), nullable=True),
        sa.Column("owners_committee_on", sa.Date(), nullable=True),
        sa.Column("property_company", sa.Text(), nullable=True),
        sa.Column("property_entry_on", sa.Date(), nullable=True),
        sa.Column("funds_total", sa.Double(), nullable=True),
        sa.Column("funds_paid", sa.Double(), nullable=True),
        sa.Column("parking_before", sa.BigInteger(), nullable=True),
        sa.Column("parking_planned", sa.BigInteger(), nullable=True),
        sa.Column("parking_built", sa.BigInteger(), nullable=True),
        sa.Column("charging_planned", sa.BigInteger(), nullable=True),
        sa.Column("charging_live", sa.BigInteger(), nullable=True),
        sa.Column("elevators_planned", sa.BigInteger(), nullable=True),
        sa.Column("elevators_in_use", sa.BigInteger(), nullable=True),
        sa.Column("character", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["editions.number"], name=op.f("fk_compound_progress_number")),
        sa.PrimaryKeyConstraint("number", "place", name=op.f("pk_compound_progress")),
    )
    op.create_table(
        "compounds",
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("compound_id", sa.Text(), nullable=True),
        sa.Column("compound", sa.Text(), nullable=True),
        sa.Column("subdistrict", sa.Text(), nullable=True),
        sa.Column("geometry", shape("MultiPolygon"), nullable=False),
        sa.ForeignKeyConstraint(["layer"], ["layers.id"], name=op.f("fk_compounds_layer")),
        sa.PrimaryKeyConstraint("layer", "place", name=op.f("pk_compounds")),
    )
    op.create_table(
        "draft_files",
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"], name=op.f("fk_draft_files_draft")),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_draft_files_sha256")),
        sa.PrimaryKeyConstraint("draft", "name", name=op.f("pk_draft_files")),
    )
    op.create_table(
        "edition_layers",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["layer"], ["layers.id"], name=op.f("fk_edition_layers_layer")),
        sa.ForeignKeyConstraint(["number"], ["editions.number"], name=op.f("fk_edition_layers_number")),
        sa.PrimaryKeyConstraint("number", "name", name=op.f("pk_edition_layers")),
    )
    op.create_index("ix_edition_layers_layer", "edition_layers", ["layer"], unique=False)
    op.create_table(
        "facilities",
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("facility_id", sa.Text(), nullable=True),
        sa.Column("compound_id", sa.Text(), nullable=True),
        sa.Column("compound", sa.Text(), nullable=True),
        sa.Column("subdistrict", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("spaces_before", sa.BigInteger(), nullable=True),
        sa.Column("spaces_planned", sa.BigInteger(), nullable=True),
        sa.Column("spaces_built", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("ports_planned", sa.BigInteger(), nullable=True),
        sa.Column("ports_live", sa.BigInteger(), nullable=True),
        sa.Column("power_kw", sa.Double(), nullable=True),
        sa.Column("building_id", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("geometry", shape("Geometry"), nullable=False),
        sa.ForeignKeyConstraint(["layer"], ["layers.id"], name=op.f("fk_facilities_layer")),
        sa.PrimaryKeyConstraint("layer", "place", name=op.f("pk_facilities")),
    )
    op.create_table(
        "file_parts",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_file_parts_sha256")),
        sa.PrimaryKeyConstraint("sha256", "place", name=op.f("pk_file_parts")),
    )
    op.create_table(
        "progress",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("finished", sa.Boolean(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("days_behind", sa.BigInteger(), nullable=True),
        sa.Column("planned_finish", sa.Date(), nullable=True),
        sa.Column("forecast_finish", sa.Date(), nullable=True),
        sa.Column("progress_pct", sa.Double(), nullable=True),
        sa.Column("illegal_listed", sa.BigInteger(), nullable=True),
        sa.Column("illegal_removed", sa.BigInteger(), nullable=True),
        sa.Column("waterproofing_start", sa.Date(), nullable=True),
        sa.Column("roof_start", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("preparation_planned_start", sa.Date(), nullable=True),
        sa.Column("preparation_actual_start", sa.Date(), nullable=True),
        sa.Column("preparation_planned_end", sa.Date(), nullable=True),
        sa.Column("preparation_actual_end", sa.Date(), nullable=True),
        sa.Column("demolition_planned_start", sa.Date(), nullable=True),
        sa.Column("demolition_actual_start", sa.Date(), nullable=True),
        sa.Column("demolition_planned_end", sa.Date(), nullable=True),
        sa.Column("demolition_actual_end", sa.Date(), nullable=True),
        sa.Column("construction_planned_start", sa.Date(), nullable=True),
        sa.Column("construction_actual_start", sa.Date(), nullable=True),
        sa.Column("construction_planned_end", sa.Date(), nullable=True),
        sa.Column("construction_actual_end", sa.Date(), nullable=True),
        sa.Column("acceptance_planned_start", sa.Date(), nullable=True),
        sa.Column("acceptance_actual_start", sa.Date(), nullable=True),
        sa.Column("acceptance_planned_end", sa.Date(), nullable=True),
        sa.Column("acceptance_actual_end", sa.Date(), nullable=True),
        sa.Column("handover_planned_start", sa.Date(), nullable=True),
        sa.Column("handover_actual_start", sa.Date(), nullable=True),
        sa.Column("handover_planned_end", sa.Date(), nullable=True),
        sa.Column("handover_actual_end", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["editions.number"], name=op.f("fk_progress_number")),
        sa.PrimaryKeyConstraint("number", "place", name=op.f("pk_progress")),
    )
    op.create_table(
        "reports",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["editions.number"], name=op.f("fk_reports_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reports")),
    )
    op.create_table(
        "sources",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["editions.number"], name=op.f("fk_sources_number")),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_sources_sha256")),
        sa.PrimaryKeyConstraint("number", "place", name=op.f("pk_sources")),
    )
    op.create_index("ix_sources_sha256", "sources", ["sha256"], unique=False)
    op.create_table(
        "subdistricts",
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subdistrict", sa.Text(), nullable=True),
        sa.Column("involved", sa.Boolean(), nullable=True),
        sa.Column("geometry", shape("MultiPolygon"), nullable=False),
        sa.ForeignKeyConstraint(["layer"], ["layers.id"], name=op.f("fk_subdistricts_layer")),
        sa.PrimaryKeyConstraint("layer", "place", name=op.f("pk_subdistricts")),
    )
    op.create_table(
        "tickets",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("subdistrict", sa.Text(), nullable=True),
        sa.Column("compound_id", sa.Text(), nullable=True),
        sa.Column("compound", sa.Text(), nullable=True),
        sa.Column("building_id", sa.Text(), nullable=True),
        sa.Column("building_no", sa.Text(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["editions.number"], name=op.f("fk_tickets_number")),
        sa.PrimaryKeyConstraint("number", "place", name=op.f("pk_tickets")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for view in VIEWS:
            op.execute(view)
