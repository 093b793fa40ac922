"""What was written: texts for as long as a workspace keeps them, and the words of each month.

Revision: 0007.
"""

import sqlalchemy as sa
from alembic import op

from migrations import policies

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tenant", sa.Column("text_days", sa.Integer(), server_default="90", nullable=False))
    op.add_column("import", sa.Column("words_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("import", sa.Column("texts_gone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "message_text",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("community_no", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("import_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "community_no", "key", name=op.f("pk_message_text")),
    )
    op.create_index(
        "ix_message_text_import", "message_text", ["tenant_id", "community_no", "import_no"], unique=False, postgresql_using="brin"
    )
    op.create_table(
        "word_month",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("community_no", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "community_no"],
            ["community.tenant_id", "community.no"],
            name=op.f("fk_word_month_tenant_id_community_no"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_word_month_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "community_no", "month", "word", name=op.f("pk_word_month")),
    )
    for table in ("message_text", "word_month"):
        policies.fence(table)
    policies.ask_once("message_text")


def downgrade() -> None:
    op.drop_table("word_month")
    op.drop_index("ix_message_text_import", table_name="message_text", postgresql_using="brin")
    op.drop_table("message_text")
    op.drop_column("import", "texts_gone_at")
    op.drop_column("import", "words_at")
    op.drop_column("tenant", "text_days")
