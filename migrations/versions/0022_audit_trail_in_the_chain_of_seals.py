"""audit trail in the chain of seals"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_key", sa.String(length=40), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("route", sa.String(length=80), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.Column("thing", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["seal_id"], ["vault_seal.id"], name=op.f("fk_audit_line_seal_id_vault_seal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_line")),
    )
    with op.batch_alter_table("audit_line", schema=None) as batch_op:
        batch_op.create_index("audit_line_at", ["at", "id"], unique=False)
        batch_op.create_index("audit_line_instance", ["instance_id", "at", "id"], unique=False)
        batch_op.create_index("audit_line_outcome", ["outcome", "at", "id"], unique=False)
        batch_op.create_index("audit_line_seal", ["seal_id", "id"], unique=False)
        batch_op.create_index("audit_line_user", ["user_key", "at", "id"], unique=False)
        batch_op.create_index("audit_line_verb", ["verb", "at", "id"], unique=False)

    with op.batch_alter_table("vault_seal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("audit_lines", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("audit_digest", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("audit_removed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("vault_seal", schema=None) as batch_op:
        batch_op.drop_column("audit_removed_at")
        batch_op.drop_column("audit_digest")
        batch_op.drop_column("audit_lines")

    with op.batch_alter_table("audit_line", schema=None) as batch_op:
        batch_op.drop_index("audit_line_verb")
        batch_op.drop_index("audit_line_user")
        batch_op.drop_index("audit_line_seal")
        batch_op.drop_index("audit_line_outcome")
        batch_op.drop_index("audit_line_instance")
        batch_op.drop_index("audit_line_at")

    op.drop_table("audit_line")
