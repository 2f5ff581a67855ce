"""workers find held jobs by an index, and rounds are done once a day"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "daily_round",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("done_for", sa.Date(), nullable=True),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_daily_round")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("job_due"))
        batch_op.create_index("job_due", ["state", "due_at", "id"], unique=False)
        batch_op.create_index(
            "job_held",
            ["state", "locked_until"],
            unique=False,
            postgresql_where=sa.text("locked_until IS NOT NULL"),
            sqlite_where=sa.text("locked_until IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "job_held",
            postgresql_where=sa.text("locked_until IS NOT NULL"),
            sqlite_where=sa.text("locked_until IS NOT NULL"),
        )
        batch_op.drop_index("job_due")
        batch_op.create_index(batch_op.f("job_due"), ["state", "due_at"], unique=False)

    op.drop_table("daily_round")
