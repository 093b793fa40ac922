"""Targets in full and alerts.

Revision: 0005.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations import policies

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("target_default", "alert", "alert_rule", "alert_watch", "alert_reader")


def upgrade() -> None:
    op.add_column("target", sa.Column("waived", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("target", sa.Column("batch", sa.Uuid(), nullable=True))
    make_targets()
    make_alerts()
    for table in TABLES:
        policies.fence(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("target", "batch")
    op.drop_column("target", "waived")


def make_targets() -> None:
    op.create_table(
        "target_default",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("period_first", sa.Date(), nullable=False),
        sa.Column("period_until", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("baseline", sa.Float(), nullable=True),
        sa.Column("stretch", sa.Float(), nullable=True),
        sa.Column("direction", sa.String(length=6), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("tolerance", sa.Float(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"], ["client.tenant_id", "client.id"], name=op.f("fk_target_default_tenant_id_client_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_target_default_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_target_default")),
        sa.UniqueConstraint(
            "tenant_id",
            "client_id",
            "period",
            "metric",
            "version",
            name=op.f("uq_target_default_tenant_id_client_id_period_metric_version"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def make_alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=80), server_default="", nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("state", sa.String(length=12), server_default="open", nullable=False),
        sa.Column("times", sa.Integer(), server_default="1", nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("log", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_id"], ["community.tenant_id", "community.id"], name=op.f("fk_alert_tenant_id_community_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_alert_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_alert")),
        sa.UniqueConstraint("tenant_id", "community_id", "rule", "subject", name=op.f("uq_alert_tenant_id_community_id_rule_subject")),
    )
    op.create_index("ix_alert_raised", "alert", ["tenant_id", "raised_at"])
    op.create_table(
        "alert_rule",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=True),
        sa.Column("muted_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_id"], ["community.tenant_id", "community.id"], name=op.f("fk_alert_rule_tenant_id_community_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_alert_rule_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_alert_rule")),
        sa.UniqueConstraint(
            "tenant_id",
            "community_id",
            "rule",
            name=op.f("uq_alert_rule_tenant_id_community_id_rule"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "alert_watch",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_id"], ["community.tenant_id", "community.id"], name=op.f("fk_alert_watch_tenant_id_community_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_alert_watch_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "community_id", name=op.f("pk_alert_watch")),
    )
    op.create_table(
        "alert_reader",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "seat_id"], ["seat.tenant_id", "seat.id"], name=op.f("fk_alert_reader_tenant_id_seat_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_alert_reader_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "seat_id", name=op.f("pk_alert_reader")),
    )
