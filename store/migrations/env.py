"""How Alembic runs here: on the connection, and within the transaction, of whoever opens the database."""

from alembic import context

from store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
