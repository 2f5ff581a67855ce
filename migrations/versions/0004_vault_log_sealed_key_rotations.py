"""the log of the vault is sealed, and key rotations are remembered"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vault_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_seal")),
        sa.UniqueConstraint("previous", name=op.f("uq_vault_seal_previous")),
    )
    op.create_table(
        "key_rotation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_key_id", sa.String(length=16), nullable=False),
        sa.Column("new_key_id", sa.String(length=16), nullable=False),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("backups_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_rotation")),
        sa.UniqueConstraint("new_key_id", name=op.f("uq_key_rotation_new_key_id")),
    )
    with op.batch_alter_table("vault_look", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seal_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_vault_look_seal_id_vault_seal"), "vault_seal", ["seal_id"], ["id"])
        batch_op.create_index("vault_look_seal", ["seal_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("vault_look", schema=None) as batch_op:
        batch_op.drop_index("vault_look_seal")
        batch_op.drop_constraint(batch_op.f("fk_vault_look_seal_id_vault_seal"), type_="foreignkey")
        batch_op.drop_column("seal_id")
    op.drop_table("key_rotation")
    op.drop_table("vault_seal")
