"""The migrations and the tables say the same, on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from loaders.errors import OptionError
from settings import HOME
from store import copying
from store.database import SCHEMA, Database
from store.editions import Publication
from store.errors import Unreachable
from store.history import Store
from store.tables import metadata


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
def test_the_migrations_make_the_tables(database_url: str) -> None:
    database = Database(database_url)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": kind_differs})
        assert compare_metadata(context, metadata) == []
    database.close()


def ours(_thing: object, name: str | None, kind: str, _reflected: bool, other: object) -> bool:
    return kind != "table" or name in metadata.tables


def kind_differs(_context: object, _inspected: object, column: object, found: object, wanted: object) -> bool | None:
    """Geometry is unknown to SQLAlchemy's reflection; PostGIS itself is asked by another test."""
    return False if getattr(column, "name", "") == "geometry" else None


def test_a_backups_schema_is_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("schema")
    migrated, made = Database(f"sqlite:///{folder / 'a.sqlite'}"), Database(f"sqlite:///{folder / 'b.sqlite'}")
    with made.engine.begin() as connection:
        copying.make(connection)
    said = []
    for database in (migrated, made):
        with database.reading() as connection:
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"))
            said.append({row.name: sorted("".join(row.sql.split()).strip(")").split(",")) for row in rows})
        database.close()
    assert said[0].keys() == said[1].keys()
    assert {name: len(parts) for name, parts in said[0].items()} == {
        name: len(parts) for name, parts in said[1].items()
    }


def test_the_newest_migration_is_the_schema() -> None:
    config = Config()
    config.set_main_option("script_location", str(HOME / "store" / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA


def test_postgis_has_real_geometry_columns(postgres_url: str) -> None:
    database = Database(postgres_url)
    with database.reading() as connection:
        rows = {
            tuple(row)
            for row in connection.execute(
                text("SELECT f_table_name, type, srid FROM geometry_columns WHERE f_table_name NOT LIKE 'map_%'")
            )
        }
    database.close()
    assert rows == {
        ("buildings", "MULTIPOLYGON", 4490), ("compounds", "MULTIPOLYGON", 4490),
        ("facilities", "GEOMETRY", 4490), ("subdistricts", "MULTIPOLYGON", 4490),
    }  # fmt: skip


def test_a_newer_programs_database_is_left_alone(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(Unreachable, match="更新"), Database(database_url).reading():
        pass


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://a/b", "sqlite+what:///x"])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(OptionError, match="ONEMAP_DATABASE_URL"):
        Database(url)


def test_qgis_finds_the_current_edition_as_layers(postgres_url: str, publication: Callable[[int], Publication]) -> None:
    store = Store(postgres_url, HOME / "data", Path("/nonexistent/spare"))
    for week in range(2):
        store.publish(publication(week), "", "", renew=False)
    with store.database.reading() as connection:
        kinds = {
            row.f_table_name: (row.type, row.srid)
            for row in connection.execute(text("SELECT * FROM geometry_columns WHERE f_table_name LIKE 'map_%'"))
        }
        found = connection.execute(
            text("SELECT count(*), count(DISTINCT fid), min(number), max(number), count(stage) FROM map_buildings")
        ).one()
        facilities = connection.execute(text("SELECT count(DISTINCT layer_name) FROM map_facilities")).scalar()
        areas = connection.execute(text("SELECT count(*) FROM map_compounds WHERE ST_Area(geometry) > 0")).scalar()
    store.database.close()
    assert kinds == {
        "map_buildings": ("MULTIPOLYGON", 4490), "map_compounds": ("MULTIPOLYGON", 4490),
        "map_subdistricts": ("MULTIPOLYGON", 4490), "map_facilities": ("GEOMETRY", 4490),
    }  # fmt: skip
    assert tuple(found) == (900, 900, 2, 2, 900)
    assert (facilities, areas) == (4, 51)
