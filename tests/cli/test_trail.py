"""A command that changes or reads something leaves a line in the audit trail, also when it was refused."""

from __future__ import annotations

from sqlalchemy import select

from dossier import corrections
from dossier.audit import AuditLine
from dossier.corrections import Correction
from engine import db
from tests.cli.conftest import Zevenstap
from tests.cli.test_steering import WHY, case, run  # noqa: F401


def trail() -> list[tuple[str, str, str, int | None, str]]:
    with db.reading() as session:
        lines = session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
    assert all(line.thing.startswith("os-") for line in lines)
    return [(line.user_key, line.verb, line.route, line.instance_id, line.outcome) for line in lines]


def test_every_command_that_touches_a_case_or_the_installation_is_in_the_trail(
    run: Zevenstap,  # noqa: F811
    case: int,  # noqa: F811
) -> None:
    # given
    assert ("opdrachtregel", "instellen", "opdrachtregel init", None, "gelukt") in trail()
    before = len(trail())
    # when
    run("zaken", "opschorten", case, "--als", "beheer", *WHY)
    run("zaken", "stoppen", case, "--als", "partner", *WHY)
    run("zaken", "show", 999, "--als", "regisseur")
    run("zaken", "klok", case, "stil", "--als", "niemand", *WHY)
    run("zaken", "list", "--als", "regisseur")  # a list of what one may see, as on screen
    # then
    assert trail()[before:] == [
        ("user-7", "wijzigen", "opdrachtregel zaken opschorten", case, "gelukt"),
        ("user-2", "wijzigen", "opdrachtregel zaken stoppen", case, "geweigerd"),
        ("user-1", "bekijken", "opdrachtregel zaken show", 999, "niet_gevonden"),
        ("opdrachtregel", "wijzigen", "opdrachtregel zaken klok", case, "niet_gedaan"),
    ]


def test_what_is_mended_by_command_is_kept_and_recorded_as_on_screen(run: Zevenstap, case: int) -> None:  # noqa: F811
    # when
    done = run("zaken", "herstellen", case, "plek", "Het park", "--als", "regisseur", *WHY)
    # then
    assert done.code == 0 and trail()[-1][2:] == ("opdrachtregel zaken herstellen", case, "gelukt")
    with db.reading() as session:
        kept = session.scalars(select(Correction)).one()
        assert (kept.name, corrections.value_of(kept)) == ("plek", "Het plein")
