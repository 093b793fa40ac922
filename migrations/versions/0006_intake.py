"""What comes in besides exports: lists of members, daily figures, and recipes for tables.

Revision: 0006.
"""

import sqlalchemy as sa
from alembic import op

from migrations import policies

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
