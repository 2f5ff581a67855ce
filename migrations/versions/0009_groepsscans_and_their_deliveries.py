"""groepsscans and their deliveries"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "groepsscan_afkeur",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kenmerk", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groepsscan_afkeur")),
    )
    with op.batch_alter_table("groepsscan_afkeur", schema=None) as batch_op:
        batch_op.create_index("groepsscan_afkeur_hour", ["hour", "code", "kenmerk"], unique=True)

    op.create_table(
        "groepsscan_nonce",
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_groepsscan_nonce")),
    )
    with op.batch_alter_table("groepsscan_nonce", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_groepsscan_nonce_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "groepsscan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kenmerk", sa.String(length=40), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column(
            "way", sa.Enum("NOTICE", "DOWNLOAD", "ADAPTER", name="way", native_enum=False, length=20), nullable=False
        ),
        sa.Column("distribution", sa.JSON(), nullable=False),
        sa.Column("letter", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(length=40), nullable=True),
        sa.Column("sent_how", sa.String(length=40), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_groepsscan_instance_id_process_instance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groepsscan")),
        sa.UniqueConstraint("job_id", name=op.f("uq_groepsscan_job_id")),
        sa.UniqueConstraint("kenmerk", name=op.f("uq_groepsscan_kenmerk")),
    )
    with op.batch_alter_table("groepsscan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_groepsscan_instance_id"), ["instance_id"], unique=False)

    op.create_table(
        "groepsscan_levering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["groepsscan.id"], name=op.f("fk_groepsscan_levering_scan_id_groepsscan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groepsscan_levering")),
    )
    with op.batch_alter_table("groepsscan_levering", schema=None) as batch_op:
        batch_op.create_index("groepsscan_levering_key", ["scan_id", "key"], unique=True)

    op.create_table(
        "groepsscan_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "secrecy", sa.Enum("CONFIDENTIAL", "NAMES", name="secrecy", native_enum=False, length=20), nullable=False
        ),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["groepsscan.id"], name=op.f("fk_groepsscan_product_scan_id_groepsscan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groepsscan_product")),
    )
    with op.batch_alter_table("groepsscan_product", schema=None) as batch_op:
        batch_op.create_index("groepsscan_product_kind", ["scan_id", "kind", "version"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("groepsscan_product", schema=None) as batch_op:
        batch_op.drop_index("groepsscan_product_kind")

    op.drop_table("groepsscan_product")
    with op.batch_alter_table("groepsscan_levering", schema=None) as batch_op:
        batch_op.drop_index("groepsscan_levering_key")

    op.drop_table("groepsscan_levering")
    with op.batch_alter_table("groepsscan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_groepsscan_instance_id"))

    op.drop_table("groepsscan")
    with op.batch_alter_table("groepsscan_nonce", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_groepsscan_nonce_seen_at"))

    op.drop_table("groepsscan_nonce")
    with op.batch_alter_table("groepsscan_afkeur", schema=None) as batch_op:
        batch_op.drop_index("groepsscan_afkeur_hour")

    op.drop_table("groepsscan_afkeur")
