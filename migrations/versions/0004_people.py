"""Who is who across platforms, tiers, stages, and figures recorded by hand.

Revision: 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations import policies

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_identities()
    make_recorded()
    make_tiers()
    for table in ("identity", "identity_link", "identity_apart", "custom_metric", "recorded", "tier_rules", "stage"):
        policies.fence(table)
    op.add_column("member", sa.Column("is_expert", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("member", sa.Column("is_paid", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("event", sa.Column("author_no", sa.Integer(), nullable=True))
    op.add_column("member", sa.Column("email", sa.String(length=254), server_default="", nullable=False))
    op.add_column("member", sa.Column("identity_id", sa.Uuid(), nullable=True))
    op.add_column("member", sa.Column("person_no", sa.Integer(), nullable=True))
    op.create_index(
        "ix_member_identity", "member", ["tenant_id", "identity_id"], unique=False, postgresql_where="identity_id IS NOT NULL"
    )
    op.add_column("member_seen", sa.Column("email", sa.String(length=254), server_default="", nullable=False))


def own(table: str, *columns: sa.Column, of: str) -> list[sa.schema.SchemaItem]:
    """The columns and keys that every table here with a public id shares; ``of`` is the table it belongs to, empty for none."""
    parent = [
        sa.ForeignKeyConstraint(
            ["tenant_id", f"{of}_id"], [f"{of}.tenant_id", f"{of}.id"], name=op.f(f"fk_{table}_tenant_id_{of}_id"), ondelete="CASCADE"
        )
    ]
    return [
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *([sa.Column(f"{of}_id", sa.Uuid(), nullable=False)] if of else []),
        *columns,
        *(parent if of else []),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]


def make_identities() -> None:
    op.create_table(
        "identity",
        *own(
            "identity",
            sa.Column("name", sa.String(length=200), nullable=False),
            sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("made_by", sa.Uuid(), nullable=True),
            of="client",
        ),
    )
    op.create_table(
        "identity_link",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("community_no", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=240), nullable=False),
        sa.Column("identity_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_no"],
            ["community.tenant_id", "community.no"],
            name=op.f("fk_identity_link_tenant_id_community_no"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "identity_id"],
            ["identity.tenant_id", "identity.id"],
            name=op.f("fk_identity_link_tenant_id_identity_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_identity_link_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "community_no", "external_id", name=op.f("pk_identity_link")),
    )
    op.create_table(
        "identity_apart",
        *own(
            "identity_apart",
            sa.Column("one", sa.String(length=260), nullable=False),
            sa.Column("other", sa.String(length=260), nullable=False),
            sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("said_by", sa.Uuid(), nullable=True),
            of="client",
        ),
        sa.UniqueConstraint("tenant_id", "client_id", "one", "other", name=op.f("uq_identity_apart_tenant_id_client_id_one_other")),
    )


def make_recorded() -> None:
    op.create_table(
        "custom_metric",
        *own(
            "custom_metric",
            sa.Column("key", sa.String(length=40), nullable=False),
            sa.Column("name_en", sa.String(length=60), nullable=False),
            sa.Column("name_zh", sa.String(length=60), nullable=False),
            sa.Column("unit", sa.String(length=10), nullable=False),
            sa.Column("direction", sa.String(length=8), nullable=False),
            sa.Column("pillar", sa.String(length=12), nullable=False),
            sa.Column("formula", sa.Text(), nullable=False),
            sa.Column("additive", sa.Boolean(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
            of="",
        ),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_custom_metric_tenant_id_key")),
    )
    op.create_table(
        "recorded",
        *own(
            "recorded",
            sa.Column("metric", sa.String(length=40), nullable=False),
            sa.Column("period", sa.String(length=24), nullable=False),
            sa.Column("period_first", sa.Date(), nullable=False),
            sa.Column("period_until", sa.Date(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("value", sa.Float(), nullable=True),
            sa.Column("note", sa.Text(), nullable=False),
            sa.Column("source", sa.String(length=8), nullable=False),
            sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("recorded_by", sa.Uuid(), nullable=True),
            of="community",
        ),
        sa.UniqueConstraint("tenant_id", "community_id", "metric", "period_first", "period_until", "version", name="uq_recorded_version"),
    )


def make_tiers() -> None:
    op.create_table(
        "tier_rules",
        *own(
            "tier_rules",
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
            sa.Column("set_by", sa.Uuid(), nullable=True),
            sa.Column("set_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
            of="community",
        ),
        sa.UniqueConstraint("tenant_id", "community_id", "version", name=op.f("uq_tier_rules_tenant_id_community_id_version")),
    )
    op.create_table(
        "stage",
        *own(
            "stage",
            sa.Column("stage", sa.String(length=12), nullable=False),
            sa.Column("state", sa.String(length=10), nullable=False),
            sa.Column("month", sa.String(length=7), nullable=False),
            sa.Column("proposed", sa.String(length=12), nullable=False),
            sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
            sa.Column("note", sa.Text(), nullable=False),
            sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("decided_by", sa.Uuid(), nullable=True),
            sa.Column("looked", sa.String(length=7), server_default="", nullable=False),
            of="community",
        ),
    )
    op.create_index("uq_stage_proposed", "stage", ["tenant_id", "community_id"], unique=True, postgresql_where="state = 'proposed'")


def downgrade() -> None:
    op.drop_column("member", "is_paid")
    op.drop_column("member", "is_expert")
    op.drop_index("uq_stage_proposed", table_name="stage", postgresql_where="state = 'proposed'")
    op.drop_table("stage")
    op.drop_table("tier_rules")
    op.drop_column("member_seen", "email")
    op.drop_index("ix_member_identity", table_name="member", postgresql_where="identity_id IS NOT NULL")
    op.drop_column("member", "person_no")
    op.drop_column("member", "identity_id")
    op.drop_column("member", "email")
    op.drop_column("event", "author_no")
    for table in ("recorded", "custom_metric", "identity_apart", "identity_link", "identity"):
        op.drop_table(table)
