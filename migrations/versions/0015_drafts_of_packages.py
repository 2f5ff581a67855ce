"""drafts of packages"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "package_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_by", sa.String(), nullable=True),
        sa.Column("offered_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["based_on_id"], ["package_version.id"], name=op.f("fk_package_draft_based_on_id_package_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_draft")),
    )
    op.create_table(
        "package_draft_file",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["package_draft.id"], name=op.f("fk_package_draft_file_draft_id_package_draft")
        ),
        sa.PrimaryKeyConstraint("draft_id", "path", name=op.f("pk_package_draft_file")),
    )
    op.create_table(
        "package_draft_reader",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("user_key", sa.String(length=100), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["package_draft.id"], name=op.f("fk_package_draft_reader_draft_id_package_draft")
        ),
        sa.PrimaryKeyConstraint("draft_id", "path", "user_key", name=op.f("pk_package_draft_reader")),
    )


def downgrade() -> None:
    op.drop_table("package_draft_reader")
    op.drop_table("package_draft_file")
    op.drop_table("package_draft")
