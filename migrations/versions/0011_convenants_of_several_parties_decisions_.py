"""convenants of several parties; decisions keep their rows, papers and second person"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "privacy_handtekening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Enum("FG", "DECIDER", name="capacity", native_enum=False, length=20), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(length=40), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_privacy_handtekening_instance_id_process_instance"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_handtekening")),
    )
    with op.batch_alter_table("privacy_handtekening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_privacy_handtekening_instance_id"), ["instance_id"], unique=False)

    with op.batch_alter_table("privacy_besluit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_by", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("regels", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("papieren", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("fg_toelichting", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("fg_door", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("seconded_by", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("seconded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("seconded_reason", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("wpg20_besluit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signed_by", sa.String(length=200), server_default="", nullable=False))

    _parties()


def _parties() -> None:
    """What stood in a row per organisation becomes one convenant with its parties."""
    _create_party_tables()
    with op.batch_alter_table("convenant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("kinds", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("retention_months", sa.Integer(), nullable=True))
    _gather()
    with op.batch_alter_table("convenant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_convenant_organisation_id"))
        batch_op.drop_constraint(batch_op.f("fk_convenant_organisation_id_organisation"), type_="foreignkey")
        batch_op.drop_column("organisation_id")
        batch_op.drop_column("signed_on")
        batch_op.alter_column("kinds", existing_type=sa.JSON(), server_default=None)


def _create_party_tables() -> None:
    op.create_table(
        "convenant_party",
        sa.Column("convenant_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["convenant_id"],
            ["convenant.id"],
            name=op.f("fk_convenant_party_convenant_id_convenant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_convenant_party_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("convenant_id", "organisation_id", name=op.f("pk_convenant_party")),
    )
    with op.batch_alter_table("convenant_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convenant_party_organisation_id"), ["organisation_id"], unique=False)
    op.create_table(
        "convenant_document",
        sa.Column("convenant_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["convenant_id"],
            ["convenant.id"],
            name=op.f("fk_convenant_document_convenant_id_convenant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("convenant_id", name=op.f("pk_convenant_document")),
    )


_OLD = sa.table(
    "convenant",
    sa.column("id", sa.Integer),
    sa.column("title", sa.String),
    sa.column("organisation_id", sa.Integer),
    sa.column("signed_on", sa.Date),
    sa.column("valid_from", sa.Date),
    sa.column("valid_until", sa.Date),
    sa.column("kinds", sa.JSON),
    sa.column("ended_on", sa.Date),
    sa.column("retention_months", sa.Integer),
)
_PARTY = sa.table(
    "convenant_party",
    sa.column("convenant_id", sa.Integer),
    sa.column("organisation_id", sa.Integer),
    sa.column("signed_on", sa.Date),
)


def _gather() -> None:
    """Rows with the same title and days are one paper; the first of them stays, with all its parties.

    Two rows of one organisation under the same paper stay two papers: which of the two counts, is not for us to say.
    """
    connection = op.get_bind()
    papers: dict[tuple[object, ...], list[tuple[int, set[int]]]] = {}
    for row in connection.execute(sa.select(_OLD).order_by(_OLD.c.id)).all():
        same = papers.setdefault((row.title, row.valid_from, row.valid_until), [])
        paper = next((one for one in same if row.organisation_id not in one[1]), None)
        if paper is None:
            paper = (row.id, set())
            same.append(paper)
        else:
            connection.execute(_OLD.delete().where(_OLD.c.id == row.id))
        paper[1].add(row.organisation_id)
        party = {"convenant_id": paper[0], "organisation_id": row.organisation_id, "signed_on": row.signed_on}
        connection.execute(_PARTY.insert().values(**party))


def downgrade() -> None:
    with op.batch_alter_table("convenant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("signed_on", sa.Date(), nullable=True))
    _spread()
    op.drop_table("convenant_document")
    op.drop_table("convenant_party")
    with op.batch_alter_table("convenant", schema=None) as batch_op:
        batch_op.drop_column("retention_months")
        batch_op.drop_column("kinds")
        batch_op.drop_column("ended_on")
        batch_op.alter_column("organisation_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(batch_op.f("ix_convenant_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_convenant_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"]
        )
    with op.batch_alter_table("wpg20_besluit", schema=None) as batch_op:
        batch_op.drop_column("signed_by")
    with op.batch_alter_table("privacy_besluit", schema=None) as batch_op:
        for name in (
            "seconded_reason",
            "seconded_at",
            "seconded_by",
            "fg_door",
            "fg_toelichting",
            "papieren",
            "regels",
            "withdrawn_by",
        ):
            batch_op.drop_column(name)
    op.drop_table("privacy_handtekening")


def _spread() -> None:
    """A row per organisation again; an end before its time becomes the end, and a paper of nobody goes."""
    connection = op.get_bind()
    parties: dict[int, list[sa.Row[tuple[int, int, object]]]] = {}
    for party in connection.execute(sa.select(_PARTY).order_by(_PARTY.c.organisation_id)).all():
        parties.setdefault(party.convenant_id, []).append(party)
    connection.execute(_PARTY.delete())
    for paper in connection.execute(sa.select(_OLD).order_by(_OLD.c.id)).all():
        until = paper.valid_until if paper.ended_on is None else min(paper.valid_until, paper.ended_on)
        connection.execute(sa.delete(_OLD).where(_OLD.c.id == paper.id))
        for number, party in enumerate(parties.get(paper.id, [])):
            row = {
                "title": paper.title,
                "organisation_id": party.organisation_id,
                "signed_on": party.signed_on,
                "valid_from": paper.valid_from,
                "valid_until": until,
                "kinds": [],
            }
            connection.execute(_OLD.insert().values(**row, **({"id": paper.id} if number == 0 else {})))
