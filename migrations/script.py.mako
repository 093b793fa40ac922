"""${message}

Revision: ${up_revision}, after ${down_revision | comma,n}.

A new tenant-owned table is fenced here too: ``policies.fence("table")`` in ``upgrade`` (tests/architecture refuses one without).
"""

import sqlalchemy as sa
from alembic import op

from migrations import policies
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
