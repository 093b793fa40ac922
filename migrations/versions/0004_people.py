"""Who is who across platforms, tiers, stages, and figures recorded by hand.

Revision: 0004.
"""

import sqlalchemy as sa
from alembic import op

from migrations import policies

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
