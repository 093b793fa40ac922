"""Row-level security and grants, written once, for every migration that adds a table.

``app_owner`` owns the tables and migrates, ``app_user`` serves. The application says whose rows it wants in three settings, each bound to
one transaction: ``app.tenant`` (the workspace in use), ``app.client`` (set when somebody of a client is looking) and ``app.person`` (while
a person's own seats are looked up at sign-in). Without a setting a table shows nothing.
"""

from alembic import op
from sqlalchemy import Connection, text

SERVING_ROLE = "app_user"

TENANT = "nullif(current_setting('app.tenant', true), '')::int"
CLIENT = "nullif(current_setting('app.client', true), '')::uuid"
PERSON = "nullif(current_setting('app.person', true), '')::uuid"

OWN_TENANT = f"tenant_id = {TENANT}"
OWN_CLIENT = f"client_id = {CLIENT}"
PUBLISHED = "state IN ('published', 'acknowledged')"


class ServingRoleMissingError(RuntimeError):
    """The role that serves does not exist, so nothing could be granted to it."""

    def __init__(self) -> None:
        super().__init__(
            f"The database has no role {SERVING_ROLE}. Create it once, as an administrator, and let the application sign in with it:\n"
            f"    CREATE ROLE {SERVING_ROLE} LOGIN PASSWORD '...' NOSUPERUSER NOBYPASSRLS;\n"
            "Migrations run as the owner of the tables (DATABASE_OWNER_URL), the application as this role (DATABASE_URL)."
        )


def require_serving_role(connection: Connection) -> None:
    """Raise ``ServingRoleMissingError`` unless ``app_user`` exists."""
    if not connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": SERVING_ROLE}):
        raise ServingRoleMissingError


def fence(table: str, *, client: str = "false", client_changes: str = "false", client_adds: str = "false") -> None:
    """Force row-level security on a tenant-owned table and grant the serving role its rows.

    ``client`` is which rows somebody of a client may see, as SQL; none unless named. They change only what fits ``client_changes``, before
    and after the change, add only what fits ``client_adds``, and never remove a row. Client rules restrict: the tenant must agree as well.
    """
    _force(table)
    op.execute(f'CREATE POLICY tenant ON "{table}" USING ({OWN_TENANT}) WITH CHECK ({OWN_TENANT})')
    staff = f"{CLIENT} IS NULL"
    seen, changed = f"{staff} OR ({client})", f"{staff} OR ({client_changes})"
    op.execute(f'CREATE POLICY client_sees ON "{table}" AS RESTRICTIVE FOR SELECT USING ({seen})')
    op.execute(f'CREATE POLICY client_changes ON "{table}" AS RESTRICTIVE FOR UPDATE USING ({changed}) WITH CHECK ({changed})')
    op.execute(f'CREATE POLICY client_adds ON "{table}" AS RESTRICTIVE FOR INSERT WITH CHECK ({staff} OR ({client_adds}))')
    op.execute(f'CREATE POLICY client_removes ON "{table}" AS RESTRICTIVE FOR DELETE USING ({staff})')
    op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {SERVING_ROLE}')


def ask_once(table: str) -> None:
    """Let the rules of a fenced table that no client sees look at the settings once a statement, not again for each row it writes.

    They hold for a whole transaction, so it comes to the same. Looking was a third of the time of writing a short row.
    """
    _rule(table, f"(SELECT {TENANT})", f"(SELECT {CLIENT})")


def ask_for_each_row(table: str) -> None:
    """Take ``ask_once`` back."""
    _rule(table, TENANT, CLIENT)


def _rule(table: str, tenant: str, client: str) -> None:
    own, staff = f"tenant_id = {tenant}", f"{client} IS NULL"
    closed = f"{staff} OR (false)"
    op.execute(f'ALTER POLICY tenant ON "{table}" USING ({own}) WITH CHECK ({own})')
    op.execute(f'ALTER POLICY client_sees ON "{table}" USING ({closed})')
    op.execute(f'ALTER POLICY client_changes ON "{table}" USING ({closed}) WITH CHECK ({closed})')
    op.execute(f'ALTER POLICY client_adds ON "{table}" WITH CHECK ({closed})')
    op.execute(f'ALTER POLICY client_removes ON "{table}" USING ({staff})')


def fence_audit(table: str) -> None:
    """Fence a table that is only ever added to: nobody who serves may change or remove a row, and a client may not read one."""
    _force(table)
    op.execute(f'CREATE POLICY tenant ON "{table}" USING ({OWN_TENANT}) WITH CHECK ({OWN_TENANT})')
    op.execute(f'CREATE POLICY client_sees ON "{table}" AS RESTRICTIVE FOR SELECT USING ({CLIENT} IS NULL)')
    op.execute(f'GRANT SELECT, INSERT ON "{table}" TO {SERVING_ROLE}')


def let_people_find_their_seats(table: str) -> None:
    """Let the sign-in see in which workspaces a person has a seat, before one of them is entered."""
    op.execute(f'CREATE POLICY person ON "{table}" FOR SELECT USING (person_id = {PERSON})')


def fence_tenants(table: str) -> None:
    """The list of workspaces itself: all may be read and new ones made (sign-up), but only the one in use may be changed, none removed."""
    own = f"id = {TENANT} AND {CLIENT} IS NULL"
    _force(table)
    op.execute(f'CREATE POLICY everybody ON "{table}" FOR SELECT USING (true)')
    op.execute(f'CREATE POLICY founding ON "{table}" FOR INSERT WITH CHECK (true)')
    op.execute(f'CREATE POLICY tenant ON "{table}" FOR UPDATE USING ({own}) WITH CHECK ({own})')
    op.execute(f'GRANT SELECT, INSERT, UPDATE ON "{table}" TO {SERVING_ROLE}')


def share(table: str) -> None:
    """Grant a table that belongs to no tenant."""
    op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {SERVING_ROLE}')


def grant_sequences() -> None:
    """Grant the number generators of the tables made so far."""
    op.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {SERVING_ROLE}")


def _force(table: str) -> None:
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
