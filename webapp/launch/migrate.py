"""Bring a database to the newest migration, as its owner (``python -m webapp.launch.migrate``)."""

import os
import subprocess
import sys
from collections.abc import Mapping

from webapp.launch import paths, say, stamps


def if_needed(environ: Mapping[str, str]) -> bool:
    """Migrate unless this database is known to stand at the migrations of this checkout; True if it was done."""
    if not (paths.MIGRATIONS / "alembic.ini").is_file():
        return False
    value = stamps.digest(environ["DATABASE_OWNER_URL"], *sorted((paths.MIGRATIONS / "versions").glob("*.py")))
    stamp = paths.HOME / "migrated"
    if stamps.is_fresh(stamp, value):
        return False
    say.step("migrating the database")
    upgrade(environ)
    stamps.write(stamp, value)
    return True


def upgrade(environ: Mapping[str, str]) -> None:
    """In a process of its own: Alembic sets up logging, and reads its address from the environment."""
    done = subprocess.run(
        [sys.executable, "-m", "webapp.launch.migrate"],
        cwd=paths.ROOT,
        env=dict(environ),
        stdout=sys.stderr,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise say.Trouble(f"The database could not be migrated:\n{done.stderr.strip()}")


def main() -> None:
    from alembic import command  # noqa: PLC0415 -- only this process needs it
    from alembic.config import Config  # noqa: PLC0415 -- as above

    if "DATABASE_OWNER_URL" not in os.environ:
        raise SystemExit("DATABASE_OWNER_URL is not set: migrations run as the owner of the tables.")
    config = Config(paths.MIGRATIONS / "alembic.ini")
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    command.upgrade(config, "head")


if __name__ == "__main__":
    main()
