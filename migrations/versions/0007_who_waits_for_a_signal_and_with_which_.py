"""who waits for a signal and with which correlation"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=10), server_default="message", nullable=False))
        batch_op.add_column(sa.Column("correlation", sa.String(), nullable=True))
        batch_op.create_index("subscription_name", ["message", "kind"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("subscription_name")
        batch_op.drop_column("correlation")
        batch_op.drop_column("kind")
