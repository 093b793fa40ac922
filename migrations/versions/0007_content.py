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
    pass


def downgrade() -> None:
    pass
