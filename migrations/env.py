"""Run migrations as the owner of the tables, under ``flask db`` or under Alembic alone.

The address is ``DATABASE_OWNER_URL`` (the role that owns the tables), else ``DATABASE_URL``, else the one of the Flask application.
"""

import os
from logging.config import fileConfig

from alembic import context
from sqlalchemy import create_engine, pool

from migrations import policies
from tenants.store.schema import metadata

config = context.config
if config.config_file_name is not None and config.attributes.get("configure_logger", True):
    fileConfig(config.config_file_name, disable_existing_loggers=False)


def address() -> str:
    """Where the tables are, as the role that owns them."""
    for name in ("DATABASE_OWNER_URL", "DATABASE_URL"):
        if os.environ.get(name):
            return os.environ[name]
    from flask import current_app  # noqa: PLC0415 - migrations also run where there is no application

    return str(current_app.config["SQLALCHEMY_DATABASE_URI"])


def offline() -> None:
    """Print the SQL instead of running it."""
    context.configure(url=address(), target_metadata=metadata, literal_binds=True, dialect_opts={"paramstyle": "named"})
    with context.begin_transaction():
        context.run_migrations()


def online() -> None:
    """Migrate in one transaction: all of it or nothing."""
    engine = create_engine(address(), poolclass=pool.NullPool)
    with engine.connect() as connection:
        policies.require_serving_role(connection)
        connection.rollback()
        context.configure(connection=connection, target_metadata=metadata, compare_type=True, compare_server_default=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


if context.is_offline_mode():
    offline()
else:
    online()
