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
    _add_member_lists()
    _add_daily_figures()


def downgrade() -> None:
    _drop_daily_figures()
    _drop_member_lists()
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


def _own_keys(table: str, *key: str) -> list[sa.schema.SchemaItem]:
    """The keys of a table of one community's rows, known by its number."""
    return [
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_no"],
            ["community.tenant_id", "community.no"],
            name=op.f(f"fk_{table}_tenant_id_community_no"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "community_no", *key, name=op.f(f"pk_{table}")),
    ]


def _add_member_lists() -> None:
    """Lists of members as they stood on a day, and what lists say of people."""
    op.create_table(
        "member_list",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("community_no", sa.Integer(), nullable=False),
        sa.Column("import_no", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=140), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        *_own_keys("member_list", "import_no", "source", "as_of"),
    )
    policies.fence("member_list")
    op.add_column("member_seen", sa.Column("is_staff", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("member_seen", sa.Column("is_paid", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("member", sa.Column("staff_said", sa.Boolean(), nullable=True))
    op.add_column("member", sa.Column("paid_said", sa.Boolean(), nullable=True))
    # Until now only people said who is staff. A change of type reads every row, whoever it belongs to.
    op.alter_column("member", "staff_said", type_=sa.Boolean(), postgresql_using="CASE WHEN is_staff THEN true END")


def _drop_member_lists() -> None:
    op.drop_column("member", "paid_said")
    op.drop_column("member", "staff_said")
    op.drop_column("member_seen", "is_paid")
    op.drop_column("member_seen", "is_staff")
    op.drop_table("member_list")


def _add_daily_figures() -> None:
    """What somebody counted by hand, day by day, and who changed it."""
    op.create_table(
        "daily_figure",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("community_no", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("members", "messages", "active_members", "joins", "leaves")),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        *_own_keys("daily_figure", "day"),
    )
    op.create_table(
        "daily_change",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_no", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_id"], ["community.tenant_id", "community.id"], name=op.f("fk_daily_change_tenant_id_community_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_daily_change_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_daily_change")),
    )
    op.create_index("ix_daily_change_community", "daily_change", ["tenant_id", "community_id", "made_at"])
    for table in ("daily_figure", "daily_change"):
        policies.fence(table)


def _drop_daily_figures() -> None:
    op.drop_table("daily_change")
    op.drop_table("daily_figure")
