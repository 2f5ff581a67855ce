"""goals measures evidence mail deliveries calendar feeds"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_link",
        sa.Column("user_key", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_key", name=op.f("pk_calendar_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_link_token_hash")),
    )
    op.create_table(
        "mail_preference",
        sa.Column("user_key", sa.String(length=40), nullable=False),
        sa.Column(
            "wish", sa.Enum("DIRECT", "DAILY", "NONE", name="mailwish", native_enum=False, length=20), nullable=False
        ),
        sa.PrimaryKeyConstraint("user_key", name=op.f("pk_mail_preference")),
    )
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(length=40), nullable=False),
        sa.Column("indicator", sa.String(length=200), nullable=False),
        sa.Column("start_value", sa.String(length=80), nullable=False),
        sa.Column("target_value", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_goal_instance_id_process_instance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_instance_id"), ["instance_id"], unique=False)

    op.create_table(
        "action_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_paper_action_id_action")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_paper")),
    )
    with op.batch_alter_table("action_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_paper_action_id"), ["action_id"], unique=False)

    op.create_table(
        "mail_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.Column("receiver", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=60), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("SMTP", "OUTBOX", "NO_ADDRESS", "NOT_NEEDED", name="channel", native_enum=False, length=20),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_mail_delivery_instance_id_process_instance")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_mail_delivery_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_delivery")),
        sa.UniqueConstraint("job_id", name=op.f("uq_mail_delivery_job_id")),
        sa.UniqueConstraint("origin", "receiver", name=op.f("uq_mail_delivery_origin")),
    )
    with op.batch_alter_table("mail_delivery", schema=None) as batch_op:
        batch_op.create_index("mail_delivery_planned", ["planned_at"], unique=False)

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("measure", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("extensions", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("agreed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("begun_on", sa.Date(), nullable=True))

    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digested_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_column("digested_at")

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_column("begun_on")
        batch_op.drop_column("agreed_on")
        batch_op.drop_column("extensions")
        batch_op.drop_column("measure")

    with op.batch_alter_table("mail_delivery", schema=None) as batch_op:
        batch_op.drop_index("mail_delivery_planned")

    op.drop_table("mail_delivery")
    with op.batch_alter_table("action_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_paper_action_id"))

    op.drop_table("action_paper")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_instance_id"))

    op.drop_table("goal")
    op.drop_table("mail_preference")
    op.drop_table("calendar_link")
