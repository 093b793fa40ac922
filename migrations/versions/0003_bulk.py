"""What the bulk tables keep besides: rollups of hours, acts and threads, and figures kept between imports.

Revision: 0003.
"""

import sqlalchemy as sa
from alembic import op

from migrations import policies

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def in_community(table: str, *columns: sa.Column, key: tuple[str, ...] = ()) -> None:
    """A table of one community's rows, fenced; nobody of a client sees them."""
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("community_no", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_no"],
            ["community.tenant_id", "community.no"],
            name=op.f(f"fk_{table}_tenant_id_community_no"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "community_no", *key, name=op.f(f"pk_{table}")),
    )
    policies.fence(table)


def upgrade() -> None:
    in_community("data_version", sa.Column("version", sa.Integer(), nullable=False))
    in_community(
        "measured",
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("terms", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        key=("subject",),
    )


def downgrade() -> None:
    op.drop_table("measured")
    op.drop_table("data_version")
