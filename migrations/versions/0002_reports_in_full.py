"""Reports in full: schedules, templates, remarks, links, suppressions, overviews, and what reviews and letters keep besides.

Revision: 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations import policies

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REVIEW_SEEN = "EXISTS (SELECT 1 FROM review r WHERE r.tenant_id = review_comment.tenant_id AND r.id = review_comment.review_id)"
COMMENT_SEEN = f"{policies.OWN_CLIENT} AND audience = 'client' AND {REVIEW_SEEN}"
COMMENT_THEIRS = f"{COMMENT_SEEN} AND from_client"


def upgrade() -> None:
    make_tables()
    for table in ("scheduled_period", "report_template", "share_link", "suppression"):
        policies.fence(table)
    policies.fence("schedule", client=policies.OWN_CLIENT)
    policies.fence("overview", client=f"{policies.OWN_CLIENT} AND state = 'published'")
    policies.fence("review_comment", client=COMMENT_SEEN, client_changes=COMMENT_THEIRS, client_adds=COMMENT_THEIRS)


def make_tables() -> None:
    op.create_table(
        "overview",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("period_first", sa.Date(), nullable=False),
        sa.Column("period_until", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("commentary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"], ["client.tenant_id", "client.id"], name=op.f("fk_overview_tenant_id_client_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_overview_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_overview")),
        sa.UniqueConstraint(
            "tenant_id",
            "client_id",
            "period",
            "version",
            name=op.f("uq_overview_tenant_id_client_id_period_version"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "report_template",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["client.tenant_id", "client.id"],
            name=op.f("fk_report_template_tenant_id_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_report_template_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report_template")),
        sa.UniqueConstraint(
            "tenant_id", "client_id", name=op.f("uq_report_template_tenant_id_client_id"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_table(
        "schedule",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("cadence", sa.String(length=10), nullable=False),
        sa.Column("settle_days", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("recipients", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("unreviewed", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_schedule_approver_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"], ["client.tenant_id", "client.id"], name=op.f("fk_schedule_tenant_id_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_id"], ["community.tenant_id", "community.id"], name=op.f("fk_schedule_tenant_id_community_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_schedule_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_schedule")),
    )
    op.create_index(
        "uq_schedule_at_work", "schedule", ["tenant_id", "community_id", "cadence"], unique=True, postgresql_where="archived_at IS NULL"
    )
    op.create_table(
        "review_comment",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("from_client", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_review_comment_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"], ["client.tenant_id", "client.id"], name=op.f("fk_review_comment_tenant_id_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "review_id"],
            ["review.tenant_id", "review.id"],
            name=op.f("fk_review_comment_tenant_id_review_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_review_comment_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_review_comment")),
    )
    op.create_index("ix_review_comment_of", "review_comment", ["tenant_id", "review_id", "created_at"], unique=False)
    op.create_table(
        "scheduled_period",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("period_first", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "review_id"], ["review.tenant_id", "review.id"], name=op.f("fk_scheduled_period_tenant_id_review_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "schedule_id"],
            ["schedule.tenant_id", "schedule.id"],
            name=op.f("fk_scheduled_period_tenant_id_schedule_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_scheduled_period_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_scheduled_period")),
        sa.UniqueConstraint("tenant_id", "schedule_id", "period", name=op.f("uq_scheduled_period_tenant_id_schedule_id_period")),
    )
    op.create_table(
        "share_link",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"], ["client.tenant_id", "client.id"], name=op.f("fk_share_link_tenant_id_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "review_id"],
            ["review.tenant_id", "review.id"],
            name=op.f("fk_share_link_tenant_id_review_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_share_link_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_share_link")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_share_link_tenant_id_token_hash")),
    )
    op.create_table(
        "suppression",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.String(length=14), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "delivery_id"], ["delivery.tenant_id", "delivery.id"], name=op.f("fk_suppression_tenant_id_delivery_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_suppression_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_suppression")),
    )
    op.create_index("uq_suppression_in_force", "suppression", ["tenant_id", "email"], unique=True, postgresql_where="lifted_at IS NULL")
    op.add_column("action_item", sa.Column("reason", sa.String(length=600), server_default="", nullable=False))
    op.add_column("client", sa.Column("paper", sa.String(length=6), server_default="", nullable=False))
    op.add_column("client", sa.Column("names_shown", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("delivery", sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("bounce", sa.String(length=300), server_default="", nullable=False))
    op.add_column(
        "report_run",
        sa.Column("recipients", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.add_column("review", sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False))
    op.add_column("review", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("review", sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
    op.add_column("review", sa.Column("correction_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("review", sa.Column("rating", sa.Integer(), nullable=True))
    op.add_column("review", sa.Column("rating_note", sa.Text(), server_default="", nullable=False))
    op.add_column("review", sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("review", sa.Column("rated_by", sa.Uuid(), nullable=True))
    op.add_column("tenant", sa.Column("paper", sa.String(length=6), server_default="A4", nullable=False))
    op.add_column("tenant", sa.Column("typeface", sa.String(length=20), server_default="serif", nullable=False))
    op.add_column("tenant", sa.Column("logo_key", sa.String(length=200), server_default="", nullable=False))
    op.add_column("tenant", sa.Column("letter_words", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("tenant", "letter_words")
    op.drop_column("tenant", "logo_key")
    op.drop_column("tenant", "typeface")
    op.drop_column("tenant", "paper")
    op.drop_column("review", "rated_by")
    op.drop_column("review", "rated_at")
    op.drop_column("review", "rating_note")
    op.drop_column("review", "rating")
    op.drop_column("review", "correction_reason")
    op.drop_column("review", "withdrawn_by")
    op.drop_column("review", "withdrawn_at")
    op.drop_column("review", "reasons")
    op.drop_column("report_run", "recipients")
    op.drop_column("delivery", "bounce")
    op.drop_column("delivery", "bounced_at")
    op.drop_column("client", "names_shown")
    op.drop_column("client", "paper")
    op.drop_column("action_item", "reason")
    op.drop_index("uq_suppression_in_force", table_name="suppression", postgresql_where="lifted_at IS NULL")
    op.drop_table("suppression")
    op.drop_table("share_link")
    op.drop_table("scheduled_period")
    op.drop_index("ix_review_comment_of", table_name="review_comment")
    op.drop_table("review_comment")
    op.drop_index("uq_schedule_at_work", table_name="schedule", postgresql_where="archived_at IS NULL")
    op.drop_table("schedule")
    op.drop_table("report_template")
    op.drop_table("overview")
