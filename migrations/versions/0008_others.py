"""Bots and staff, few among many members, are found by an index of their own.

Revision: 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    others = sa.text("is_bot OR is_staff")
    op.create_index("ix_member_others", "member", ["tenant_id", "community_no", "no"], unique=False, postgresql_where=others)


def downgrade() -> None:
    op.drop_index("ix_member_others", table_name="member")
