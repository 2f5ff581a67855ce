"""comments and questions to a colleague"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("meant_for", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum("STANDING", "CORRECTED", "WITHDRAWN", name="commentstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["first_id"], ["comment.id"], name=op.f("fk_comment_first_id_comment")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_comment_instance_id_process_instance")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_comment_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index("comment_instance", ["instance_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_first_id"), ["first_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_task_id"), ["task_id"], unique=False)

    op.create_table(
        "task_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_to", sa.String(length=40), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("OPEN", "ANSWERED", "WITHDRAWN", name="askstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["comment.id"], name=op.f("fk_task_ask_answer_id_comment")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_task_ask_instance_id_process_instance")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["comment.id"], name=op.f("fk_task_ask_question_id_comment")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_ask_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_ask")),
    )
    with op.batch_alter_table("task_ask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_ask_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_ask_task_id"), ["task_id"], unique=False)
        batch_op.create_index("task_ask_by", ["asked_by", "state"], unique=False)
        batch_op.create_index("task_ask_to", ["asked_to", "state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task_ask", schema=None) as batch_op:
        batch_op.drop_index("task_ask_to")
        batch_op.drop_index("task_ask_by")
        batch_op.drop_index(batch_op.f("ix_task_ask_task_id"))
        batch_op.drop_index(batch_op.f("ix_task_ask_instance_id"))

    op.drop_table("task_ask")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_task_id"))
        batch_op.drop_index(batch_op.f("ix_comment_first_id"))
        batch_op.drop_index("comment_instance")

    op.drop_table("comment")
