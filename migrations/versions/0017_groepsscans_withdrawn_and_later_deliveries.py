"""groepsscans withdrawn, how secret each product is, and deliveries that come later

Revision ID: 0017
Revises: 0016
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JUDGEMENTS = ("WITH_DELIVERY", "WAITING", "TAKEN_OVER", "DECLINED")
BEFORE = sa.Enum("CONFIDENTIAL", "NAMES", name="secrecy", native_enum=False, length=20)
AFTER = sa.Enum("CONFIDENTIAL", "SECRET", "NAMES", name="secrecy", native_enum=False, length=20)


def upgrade() -> None:
    with op.batch_alter_table("groepsscan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("secrecy", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_reason", sa.String(length=500), server_default="", nullable=False))
    with op.batch_alter_table("groepsscan_product", schema=None) as batch_op:
        batch_op.alter_column("secrecy", existing_type=BEFORE, type_=AFTER, existing_nullable=False)
        batch_op.add_column(
            sa.Column(
                "judgement",
                sa.Enum(*JUDGEMENTS, name="judgement", native_enum=False, length=20),
                server_default="WITH_DELIVERY",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("judged_by", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("judged_reason", sa.String(length=500), server_default="", nullable=False))
    with op.batch_alter_table("listed_name", schema=None) as batch_op:
        batch_op.add_column(sa.Column("missing_since", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("listed_name", schema=None) as batch_op:
        batch_op.drop_column("missing_since")
    with op.batch_alter_table("groepsscan_product", schema=None) as batch_op:
        batch_op.drop_column("judged_reason")
        batch_op.drop_column("judged_by")
        batch_op.drop_column("judged_at")
        batch_op.drop_column("judgement")
        batch_op.alter_column("secrecy", existing_type=AFTER, type_=BEFORE, existing_nullable=False)
    with op.batch_alter_table("groepsscan", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_reason")
        batch_op.drop_column("withdrawn_by")
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("secrecy")
