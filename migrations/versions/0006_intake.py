"""What comes in besides exports: lists of members, daily figures, and recipes for tables.

Revision: 0006.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations import policies

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_import_screen()


def downgrade() -> None:
    _drop_import_screen()


def _add_import_screen() -> None:
    """Recipes, reminders, and what an import changed."""
    op.create_table(
        "recipe",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("header", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.Column("uses", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_id"], ["community.tenant_id", "community.id"], name=op.f("fk_recipe_tenant_id_community_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_recipe_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recipe")),
        sa.UniqueConstraint("tenant_id", "community_id", "kind", "header", name=op.f("uq_recipe_tenant_id_community_id_kind_header")),
    )
    op.create_table(
        "export_reminder",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("stretch", sa.Date(), nullable=False),
        sa.Column("days_left", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_id"], ["community.tenant_id", "community.id"], name=op.f("fk_export_reminder_tenant_id_community_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_export_reminder_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_export_reminder")),
        sa.UniqueConstraint(
            "tenant_id",
            "community_id",
            "stretch",
            "days_left",
            name=op.f("uq_export_reminder_tenant_id_community_id_stretch_days_left"),
        ),
    )
    for table in ("recipe", "export_reminder"):
        policies.fence(table)
    op.add_column("import", sa.Column("effects", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False))
    op.add_column("import", sa.Column("batch", sa.Uuid(), nullable=True))
    op.add_column("community", sa.Column("retention_days", sa.Integer(), nullable=True))


def _drop_import_screen() -> None:
    op.drop_column("community", "retention_days")
    op.drop_column("import", "batch")
    op.drop_column("import", "effects")
    op.drop_table("export_reminder")
    op.drop_table("recipe")
