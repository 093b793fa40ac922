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

BULK = ("event", "sighting", "member", "member_seen", "spell", "community_day", "community_day_bitmap")


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


def _index_replies(which: str) -> None:
    op.drop_index("ix_event_reply", table_name="event")
    op.create_index("ix_event_reply", "event", ["tenant_id", "community_no", "reply_to"], postgresql_where=sa.text(which))


def upgrade() -> None:
    # Only replies are looked for by what they answer; reactions are many more.
    _index_replies("kind = 2")
    op.add_column("community_day", sa.Column("hours", sa.ARRAY(sa.Integer()), server_default="{}", nullable=False))
    op.add_column("community_day_bitmap", sa.Column("times", sa.LargeBinary(), server_default="", nullable=False))
    op.create_table(
        "thread",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("community_no", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_no", sa.Integer(), nullable=False),
        sa.Column("channel_no", sa.Integer(), nullable=True),
        sa.Column("question", sa.Boolean(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "community_no", "day", "key", name=op.f("pk_thread")),
    )
    policies.fence("thread")
    for table in (*BULK, "thread"):
        policies.ask_once(table)
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
    _index_replies("reply_to IS NOT NULL")
    for table in BULK:
        policies.ask_for_each_row(table)
    op.drop_table("measured")
    op.drop_table("data_version")
    op.drop_table("thread")
    op.drop_column("community_day_bitmap", "times")
    op.drop_column("community_day", "hours")
