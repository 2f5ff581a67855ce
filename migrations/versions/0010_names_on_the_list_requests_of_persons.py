"""names on the list, requests of persons"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rights_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("INZAGE", "VERBETEREN", "WISSEN", "BEZWAAR", name="requestkind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.String(length=40), nullable=False),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restricts", sa.Boolean(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("TOEGEWEZEN", "DEELS", "AFGEWEZEN", "INGETROKKEN", name="verdict", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_request")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "request_key",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("installation_key_id", sa.String(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["rights_request.id"], name=op.f("fk_request_key_request_id_rights_request")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_request_key")),
    )
    op.create_table(
        "rights_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column(
            "certainty",
            sa.Enum("ZEKER", "MOGELIJK", "GENOEMD", "HAND", name="certainty", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("same_person", sa.Boolean(), nullable=True),
        sa.Column("judged_by", sa.String(length=40), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["rights_request.id"], name=op.f("fk_rights_match_request_id_rights_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_match")),
    )
    with op.batch_alter_table("rights_match", schema=None) as batch_op:
        batch_op.create_index("rights_match_reference", ["reference"], unique=False)
        batch_op.create_index("rights_match_request", ["request_id", "reference"], unique=True)

    op.create_table(
        "rights_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["rights_request.id"], name=op.f("fk_rights_record_request_id_rights_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_record")),
        sa.UniqueConstraint("token", name=op.f("uq_rights_record_token")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rights_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rights_record_request_id"), ["request_id"], unique=False)

    op.create_table(
        "listed_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("informed_on", sa.Date(), nullable=True),
        sa.Column("parents_informed_on", sa.Date(), nullable=True),
        sa.Column("delay_until", sa.Date(), nullable=True),
        sa.Column("delay_record", sa.String(length=40), nullable=False),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.Column("rechecked_on", sa.Date(), nullable=True),
        sa.Column("rechecked_by", sa.String(length=40), nullable=True),
        sa.Column("child", sa.Boolean(), nullable=True),
        sa.Column("fg_on", sa.Date(), nullable=True),
        sa.Column("fg_outcome", sa.String(length=20), nullable=False),
        sa.Column("fg_record", sa.String(length=40), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certificate", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_listed_name_instance_id_process_instance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_name")),
        sa.UniqueConstraint("record", name=op.f("uq_listed_name_record")),
    )
    with op.batch_alter_table("listed_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listed_name_instance_id"), ["instance_id"], unique=False)

    with op.batch_alter_table("vault_look", schema=None) as batch_op:
        batch_op.create_index("vault_look_reference", ["reference"], unique=False)

    _list_what_was_there()


def _list_what_was_there() -> None:
    """Names that came on a list before lists were kept up; the files among the records are documents."""
    database = op.get_bind()
    known = set(database.execute(sa.text("SELECT record FROM document")).scalars())
    found = database.execute(
        sa.text(
            "SELECT id, instance_id, created_at FROM vault_record "
            "WHERE category = 'namenlijst' AND kind NOT IN ('groepsniveau', 'concept') ORDER BY id"
        ).columns(created_at=sa.DateTime(timezone=True))
    )
    blank = {"delay_record": "", "letters": [], "fg_outcome": "", "fg_record": "", "certificate": ""}
    rows = [
        {**blank, "instance_id": row.instance_id, "record": f"kluis-{row.id}", "entered_at": row.created_at}
        for row in found
        if f"kluis-{row.id}" not in known
    ]
    columns = [sa.column(name) for name in ("instance_id", "record", "delay_record", "fg_outcome", "fg_record")]
    columns += [sa.column("entered_at", sa.DateTime(timezone=True)), sa.column("letters", sa.JSON)]
    op.bulk_insert(sa.table("listed_name", *columns, sa.column("certificate")), rows)


def downgrade() -> None:
    with op.batch_alter_table("vault_look", schema=None) as batch_op:
        batch_op.drop_index("vault_look_reference")

    with op.batch_alter_table("listed_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listed_name_instance_id"))

    op.drop_table("listed_name")
    with op.batch_alter_table("rights_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rights_record_request_id"))

    op.drop_table("rights_record")
    with op.batch_alter_table("rights_match", schema=None) as batch_op:
        batch_op.drop_index("rights_match_request")
        batch_op.drop_index("rights_match_reference")

    op.drop_table("rights_match")
    op.drop_table("request_key")
    op.drop_table("rights_request")
