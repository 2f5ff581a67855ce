"""An FG-toets on screen: the FG advises, one person decides, another agrees; and it can be ended at once."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from dossier import privacy, register_watch, registers, users
from dossier.privacy import Outcome, PrivacyBesluit
from dossier.registers import Convenant, Dpia, Wpg20Besluit
from dossier.reminders import Reminder
from dossier.users import UserRole
from engine import db
from engine.models import Job
from tests.web.web_world import NEED, PERMITTED, World, do, papers, to_groepsscan

REGISSEUR, MAYOR, FG, OFFICER = "procesregisseur", "burgemeester", "fg", "privacy_officer"
ADVICE = {"fg_advies": "toestaan", "fg_toelichting": "Kies voor zorg."}
AGREED = {"tweede_akkoord": "ja", "tweede_motivering": "Het is nodig."}


def asked(world: World, **need: str) -> int:
    """A case whose gate has been asked for a groepsscan."""
    case = world.start_case()
    if not registered():
        papers(world)
    do(world, REGISSEUR, case, "stap-1-uitvraag", partners_vragen="false")
    weighed = {"besluit_signalen": "verzamelen", "motivering_signalen": "Het signaal is duidelijk."}
    do(world, REGISSEUR, case, "stap-1-weging", **weighed)
    do(world, REGISSEUR, case, "stap-2-uitvraag", partners=[], vraag="Wat ziet u?")
    do(world, REGISSEUR, case, "groepsscan-noodzaak", **{**NEED, **need})
    return case


def registered() -> bool:
    with db.reading() as session:
        return session.scalar(select(Convenant.id).limit(1)) is not None


def newest() -> PrivacyBesluit:
    with db.reading() as session:
        return session.scalars(select(PrivacyBesluit).order_by(PrivacyBesluit.id.desc())).first()  # type: ignore[return-value]


def text_of(world: World, who: str, path: str) -> str:
    return unescape(world.get(who, path).get_data(as_text=True))


def make_fg(name: str) -> None:
    with db.transaction() as session:
        user = users.by_username(session, name)
        assert user is not None
        user.roles.append(UserRole(role="fg"))


def test_two_people_share_after_written_advice_of_the_fg(world: World) -> None:
    # given a group in which somebody may be younger than twelve
    case = asked(world, jongste_leeftijd="11")
    do(world, FG, case, "privacy-fg-advies", **ADVICE)
    task = world.task(case, "privacy-besluit")
    page = text_of(world, REGISSEUR, f"/taken/{task}")
    assert "Kies voor zorg." in page and "CBP; Gemeentewet 172b" in page and "Wpg 16(1), 7(2)" in page
    # when
    do(world, REGISSEUR, case, "privacy-besluit", **PERMITTED)
    with db.reading() as session:
        assert privacy.decisions(session, case) == [], "one person alone decides nothing after an FG-toets"
    do(world, MAYOR, case, "privacy-tweede", **AGREED)
    # then all of it is kept and shown
    besluit = newest()
    assert besluit.uitkomst is Outcome.TOESTAAN and besluit.confirmed_by != besluit.seconded_by
    page = text_of(world, REGISSEUR, f"/groepen/{case}/privacybesluiten/{besluit.id}")
    for told in (
        "Kies voor zorg.",
        "CBP; Gemeentewet 172b",
        "Wpg 16(1), 7(2)",
        "Kim van Burgemeester",
        "Het is nodig.",
    ):
        assert told in page, told


def test_the_second_person_can_say_no_and_then_nothing_is_shared(world: World) -> None:
    case = asked(world, jongste_leeftijd="11")
    do(world, FG, case, "privacy-fg-advies", **ADVICE)
    do(world, REGISSEUR, case, "privacy-besluit", **PERMITTED)
    do(world, MAYOR, case, "privacy-tweede", **{**AGREED, "tweede_akkoord": "nee"})
    assert newest().uitkomst is Outcome.WEIGEREN


def test_the_one_who_decided_cannot_agree_as_the_second(world: World) -> None:
    # given a mayor who is procesregisseur as well
    case = asked(world, jongste_leeftijd="11")
    with db.transaction() as session:
        mayor = users.by_username(session, REGISSEUR)
        assert mayor is not None
        mayor.roles.append(UserRole(role=MAYOR))
    do(world, FG, case, "privacy-fg-advies", **ADVICE)
    do(world, REGISSEUR, case, "privacy-besluit", **PERMITTED)
    world.invite(case, REGISSEUR, MAYOR)
    task = world.task(case, "privacy-tweede")
    # when
    page = text_of(world, REGISSEUR, f"/taken/{task}")
    answer = world.post(REGISSEUR, f"/taken/{task}", AGREED)
    # then
    assert "Een tweede persoon moet akkoord gaan" in page and "Taak afronden" not in page
    assert answer.status_code == 403
    assert world.task(case, "privacy-tweede") == task


def test_an_fg_with_another_role_as_well_cannot_decide(world: World) -> None:
    case = asked(world)
    make_fg(REGISSEUR)
    task = world.task(case, "privacy-besluit")
    page = text_of(world, REGISSEUR, f"/taken/{task}")
    assert "U bent FG: u adviseert en beslist niet" in page and "Taak afronden" not in page
    assert world.post(REGISSEUR, f"/taken/{task}", PERMITTED).status_code == 403
    assert world.task(case, "privacy-besluit") == task


def test_a_refusal_tells_which_paper_is_missing_and_can_be_tested_again(world: World) -> None:
    # given a DPIA that ended, and a convenant as well
    papers(world)
    with db.transaction() as session:
        session.scalars(select(Dpia)).one().review_before = date(2026, 11, 1)
    case = asked(world)
    task = world.task(case, "privacy-besluit")
    page = text_of(world, REGISSEUR, f"/taken/{task}")
    assert "Er is geen vastgestelde DPIA die nu geldt." in page and "De privacy officer herstelt dit" in page
    assert world.post(REGISSEUR, f"/taken/{task}", PERMITTED).status_code == 422  # a refusal is not overridden
    # when it is mended
    with db.transaction() as session:
        session.scalars(select(Dpia)).one().review_before = date(2027, 11, 1)
    do(world, REGISSEUR, case, "privacy-besluit", uitkomst="opnieuw")
    # then
    do(world, REGISSEUR, case, "privacy-besluit", **PERMITTED)
    assert newest().uitkomst is Outcome.TOESTAAN


def decided(world: World) -> tuple[int, int]:
    case = world.start_case()
    to_groepsscan(world, case)
    return case, newest().id


@pytest.mark.parametrize("who", [REGISSEUR, OFFICER])
def test_a_decision_is_withdrawn_on_screen_with_effect_at_once(world: World, who: str) -> None:
    case, number = decided(world)
    world.invite(case, OFFICER, OFFICER)
    path = f"/groepen/{case}/privacybesluiten/{number}"
    assert f'href="{path}"' in text_of(world, who, f"/groepen/{case}")
    assert world.post(who, f"{path}/intrekken", {"reden": " "}).status_code == 422
    # when
    assert world.post(who, f"{path}/intrekken", {"reden": "De aanpak is gewijzigd."}).status_code == 302
    # then
    with db.reading() as session:
        besluit = session.get_one(PrivacyBesluit, number)
        assert not privacy.holds(besluit, world.clock())
        assert "De aanpak is gewijzigd" in privacy.lapsed(
            session, case, step=2, kind="politiegegeven", provider="politie", receivers={"om"}, now=world.clock()
        )
    assert "Ingetrokken op" in text_of(world, REGISSEUR, path)
    assert f"Privacybesluit {number} ingetrokken" in text_of(world, REGISSEUR, f"/groepen/{case}/tijdlijn")


def test_others_do_not_withdraw_and_the_fg_only_advises(world: World) -> None:
    case, number = decided(world)
    path = f"/groepen/{case}/privacybesluiten/{number}"
    world.invite(case, FG, FG)
    world.invite(case, MAYOR, MAYOR)
    for who in (MAYOR, "politie", FG):
        assert world.post(who, f"{path}/intrekken", {"reden": "Zo maar"}).status_code == 403, who
    assert world.get("jongerenwerk", path).status_code == 404
    assert world.get(REGISSEUR, f"/groepen/{case}/privacybesluiten/{number + 1}").status_code == 404
    # when
    assert world.post(FG, f"{path}/advies", {"reden": "De noodzaak is weg."}).status_code == 302
    # then
    assert privacy.holds(newest(), world.clock())
    assert f"De FG adviseert om privacybesluit {number} in te trekken." in text_of(world, REGISSEUR, "/meldingen")
    assert "De noodzaak is weg." in text_of(world, REGISSEUR, f"/groepen/{case}/tijdlijn")


def resting(world: World, case: int, *marks: str) -> int:
    """A decision on police data for youth work, that rests on these papers."""
    with db.transaction() as session:
        besluit = PrivacyBesluit(
            instance_id=case,
            stappen=[3],
            gegeven=["politiegegeven"],
            verstrekker=["politie"],
            ontvanger=["jongerenwerk"],
            tabel_uitkomst=Outcome.VOORWAARDEN,
            uitkomst=Outcome.VOORWAARDEN,
            voorwaarden="Alleen deze",
            grondslagen=["Wpg 20(1)(2)"],
            papieren=list(marks) or None,
            confirmed_by="user-1",
            confirmed_at=world.clock(),
            valid_until=date(2027, 6, 1),
        )
        session.add(besluit)
        session.scalars(select(Wpg20Besluit)).one().receivers = ["jongerenwerk"]
        session.flush()
        return besluit.id


@pytest.mark.parametrize("marks", [("wpg20-1",), ()], ids=["papers kept", "from before papers were kept"])
def test_withdrawing_a_wpg20_decision_ends_what_rests_on_it(world: World, marks: tuple[str, ...]) -> None:
    case, scan = decided(world)
    number = resting(world, case, *marks)
    # when
    answer = world.post(OFFICER, "/registers/wpg20/1/intrekken", {"ingetrokken": "23-11-2026"})
    # then: the groepsscan rests on the law itself and stands
    assert answer.status_code == 302
    with db.reading() as session:
        assert not privacy.holds(session.get_one(PrivacyBesluit, number), world.clock())
        assert privacy.holds(session.get_one(PrivacyBesluit, scan), world.clock())
    assert "1 privacybesluit is ingetrokken" in text_of(world, OFFICER, "/registers")
    assert "Artikel 20-besluit WPG-1 is ingetrokken" in text_of(world, REGISSEUR, f"/groepen/{case}/tijdlijn")


def test_ending_a_convenant_ends_what_rests_on_it(world: World) -> None:
    case, _ = decided(world)
    with db.reading() as session:
        organisation = world.actor("jongerenwerk").organisation_key
        paper = session.scalars(select(Convenant.id)).one()
    number = resting(world, case, f"convenant-{paper}:{organisation}")
    asked = {"beeindigd": "23-11-2026", "reden": "Een partij zegt op."}
    assert world.post(FG, f"/convenanten/{paper}/beeindigen", asked).status_code == 403
    assert world.post(OFFICER, f"/convenanten/{paper}/beeindigen", asked).status_code == 302
    with db.reading() as session:
        besluit = session.get_one(PrivacyBesluit, number)
        assert not privacy.holds(besluit, world.clock()) and "Een partij zegt op." in besluit.withdrawn_reason
        assert registers.convenants(session, date(2026, 11, 23)) == []


def test_an_expired_convenant_is_named_to_who_wants_to_share(world: World) -> None:
    case, _ = decided(world)
    organisation = world.actor("jongerenwerk").organisation_key
    number = resting(world, case, f"convenant-1:{organisation}")
    with db.transaction() as session:
        session.scalars(select(Convenant)).one().valid_until = date(2026, 11, 20)
        session.get_one(PrivacyBesluit, number).valid_until = date(2026, 11, 20)
    with db.reading() as session:
        told = privacy.lapsed(
            session,
            case,
            step=3,
            kind="politiegegeven",
            provider="politie",
            receivers={"jongerenwerk"},
            now=world.clock(),
        )
    assert "gold tot en met 20-11-2026, want toen liep het convenant ‘Convenant’ af" in told
    assert "Vraag de privacy officer" in told


def test_three_months_ahead_the_privacy_officer_and_the_fg_hear_of_it_once(world: World) -> None:
    # given
    case, _ = decided(world)
    with db.transaction() as session:
        session.scalars(select(Convenant)).one().valid_until = date(2027, 2, 23)
    assert "loopt af op 23-02-2027" in text_of(world, REGISSEUR, f"/groepen/{case}")
    # when the round runs twice
    for _ in range(2):
        with db.transaction() as session:
            register_watch.remind(session, world.clock())
    # then
    with db.reading() as session:
        told = session.scalars(select(Reminder).where(Reminder.origin.like("papier-%"))).all()
        mails = session.scalars(select(Job).where(Job.kind == "mail")).all()
    assert len(told) == 2
    assert all(b"23-02-2027" not in bytes(str(job.payload), "utf-8") for job in mails)
    for who in (OFFICER, FG):
        assert "Het convenant ‘Convenant’ loopt af op 23-02-2027." in text_of(world, who, "/")
    assert "Binnen drie maanden loopt af" in text_of(world, FG, "/registers")
    with db.transaction() as session:
        session.scalars(select(Convenant)).one().valid_until = date(2027, 2, 24)
        assert not register_watch.of_case(session, case, date(2026, 11, 23))


def test_a_missing_fg_and_a_missing_term_are_told_at_the_registers(world: World) -> None:
    papers(world)
    with db.transaction() as session:
        session.scalars(select(Convenant)).one().retention_months = None
        for role in session.scalars(select(UserRole).where(UserRole.role == "fg")):
            session.delete(role)
    page = text_of(world, OFFICER, "/registers")
    assert "Er is geen FG." in page and "geen bewaartermijn bij het convenant ‘Convenant’" in page
