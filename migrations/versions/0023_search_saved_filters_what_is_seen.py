"""search saved filters what is seen"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("which", sa.String(length=10), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.create_index("saved_filter_user", ["user_key", "id"], unique=False)

    op.create_table(
        "last_seen",
        sa.Column("user_key", sa.String(length=40), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("history_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_last_seen_instance_id_process_instance")
        ),
        sa.PrimaryKeyConstraint("user_key", "instance_id", name=op.f("pk_last_seen")),
    )
    with op.batch_alter_table("last_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_last_seen_instance_id"), ["instance_id"], unique=False)

    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("ref_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_search_entry_instance_id_process_instance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "ref_id", name="uq_search_entry_kind"),
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index("search_entry_instance", ["instance_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.drop_index("search_entry_instance")

    op.drop_table("search_entry")
    with op.batch_alter_table("last_seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_last_seen_instance_id"))

    op.drop_table("last_seen")
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.drop_index("saved_filter_user")

    op.drop_table("saved_filter")
