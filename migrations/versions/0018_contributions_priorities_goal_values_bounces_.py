"""contributions, priorities, values of goals, extensions of measures, mail that came back, the archive term

Revision ID: 0018
Revises: 0017
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import engine.db

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATES = ("GIVEN", "DECLINED", "UNANSWERED", "CORRECTED", "WITHDRAWN")
CASE = ["process_instance.id"]


def upgrade() -> None:
    _contribution()
    _priority()
    op.create_table(
        "goal_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("at", engine.db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_value_goal_id_goal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_value")),
    )
    with op.batch_alter_table("goal_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_value_goal_id"), ["goal_id"], unique=False)
    op.create_table(
        "action_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", engine.db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_extension_action_id_action")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_extension")),
    )
    with op.batch_alter_table("action_extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_extension_action_id"), ["action_id"], unique=False)
    op.create_table(
        "archive_confirmation",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", engine.db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], CASE, name=op.f("fk_archive_confirmation_instance_id_process_instance")
        ),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_archive_confirmation")),
    )
    with op.batch_alter_table("mail_delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bounced_at", engine.db.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("bounce_status", sa.String(length=20), nullable=True))


def _contribution() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("element", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("mark", sa.String(length=10), nullable=False),
        sa.Column("about_persons", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="contributionstate", native_enum=False, length=20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", engine.db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", engine.db.UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], CASE, name=op.f("fk_contribution_instance_id_process_instance")),
        sa.ForeignKeyConstraint(["replaces_id"], ["contribution.id"], name=op.f("fk_contribution_replaces_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_contribution_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index("contribution_instance", ["instance_id", "organisation"], unique=False)


def _priority() -> None:
    op.create_table(
        "priority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.String(length=10), nullable=False),
        sa.Column("proposed", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("forum", sa.String(length=100), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("at", engine.db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], CASE, name=op.f("fk_priority_instance_id_process_instance")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority")),
    )
    with op.batch_alter_table("priority", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_priority_instance_id"), ["instance_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("mail_delivery", schema=None) as batch_op:
        batch_op.drop_column("bounce_status")
        batch_op.drop_column("bounced_at")
    for table in ("archive_confirmation", "action_extension", "goal_value", "priority", "contribution"):
        op.drop_table(table)
