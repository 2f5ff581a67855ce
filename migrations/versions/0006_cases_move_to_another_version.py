"""cases move to another version"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "migration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_version_id", sa.Integer(), nullable=False),
        sa.Column("to_version_id", sa.Integer(), nullable=False),
        sa.Column("mapping", sa.LargeBinary(), nullable=False),
        sa.Column("recompute", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_version_id"], ["package_version.id"], name=op.f("fk_migration_from_version_id_package_version")
        ),
        sa.ForeignKeyConstraint(
            ["to_version_id"], ["package_version.id"], name=op.f("fk_migration_to_version_id_package_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration")),
    )
    op.create_table(
        "migration_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("migration_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "NEW",
                "CAN",
                "CANNOT",
                "TO_MOVE",
                "MOVED",
                "TO_UNDO",
                "UNDONE",
                name="casestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("kept", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_migration_case_instance_id_process_instance")
        ),
        sa.ForeignKeyConstraint(
            ["migration_id"], ["migration.id"], name=op.f("fk_migration_case_migration_id_migration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration_case")),
        sa.UniqueConstraint("migration_id", "instance_id", name=op.f("uq_migration_case_migration_id")),
    )
    with op.batch_alter_table("migration_case", schema=None) as batch_op:
        batch_op.create_index("migration_case_instance", ["instance_id"], unique=False)
        batch_op.create_index("migration_case_state", ["migration_id", "state", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("migration_case", schema=None) as batch_op:
        batch_op.drop_index("migration_case_state")
        batch_op.drop_index("migration_case_instance")

    op.drop_table("migration_case")
    op.drop_table("migration")
