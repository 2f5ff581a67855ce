"""what was destroyed, and what was handed over"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ADDED = (
    ("categories", sa.JSON(), "{}"),
    ("references", sa.JSON(), "[]"),
    ("digest", sa.String(length=64), ""),
    ("document", sa.String(length=40), ""),
)


def upgrade() -> None:
    op.create_table(
        "overdracht",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_owner", sa.String(length=40), nullable=False),
        sa.Column("to_owner", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_overdracht_action_id_action")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_overdracht_instance_id_process_instance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overdracht")),
    )
    with op.batch_alter_table("overdracht", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overdracht_instance_id"), ["instance_id"], unique=False)
    with op.batch_alter_table("destruction", schema=None) as batch_op:
        for name, kind, empty in ADDED:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=empty))
        batch_op.add_column(sa.Column("documented_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("log_cleared_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("destruction", schema=None) as batch_op:
        for name, kind, _ in ADDED:
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("destruction", schema=None) as batch_op:
        for name in ("log_cleared_at", "documented_at", *(name for name, _, _ in reversed(ADDED))):
            batch_op.drop_column(name)
    with op.batch_alter_table("overdracht", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_overdracht_instance_id"))
    op.drop_table("overdracht")
