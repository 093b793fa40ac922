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


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
