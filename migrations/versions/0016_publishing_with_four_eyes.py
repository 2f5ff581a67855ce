"""publishing with four eyes"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publishing_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_rule")),
    )
    with op.batch_alter_table("package_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("returned_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("returned_why", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("base_revision", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("package_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offered_by", sa.String(), nullable=True))

    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.create_index("instance_version", ["version_id", "state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_index("instance_version")

    with op.batch_alter_table("package_version", schema=None) as batch_op:
        batch_op.drop_column("offered_by")

    with op.batch_alter_table("package_draft", schema=None) as batch_op:
        batch_op.drop_column("base_revision")
        batch_op.drop_column("returned_why")
        batch_op.drop_column("returned_by")
        batch_op.drop_column("returned_at")

    op.drop_table("publishing_rule")
