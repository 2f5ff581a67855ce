"""The organisations, their people and their convenants, recorded by the people who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from dossier import organisations, registers, users
from dossier.organisations import Organisation, OrganisationKind
from dossier.registers import Convenant
from dossier.users import User
from engine import db
from tests.web.web_world import ROLES, World, token_in_mail

BEHEERDER = "applicatiebeheerder"
PRIVACY = "privacy_officer"
FIRST = "lantaarn beuk fietspomp"
ROBIN = "robin@linde.example"
KIM = {"naam": "Robin Voorbeeld", "gebruikersnaam": "Robin", "rollen": ["partner", "jongerenwerk"], "email": ROBIN}
SIGNED = {"titel": "Convenant Voorbeeld", "ondertekend": "01-11-2026", "van": "01-11-2026", "tot": "31-10-2028"}


def organisation_of(world: World, name: str) -> int:
    """The number of the organisation this person works for."""
    return int(world.actor(name).organisation_key.removeprefix("org-"))


def user_id(username: str) -> int:
    with db.reading() as session:
        found = session.scalar(select(User.id).where(User.username == username))
    assert found is not None
    return found


def add_robin(world: World, **changes: object) -> int:
    answer = world.post(BEHEERDER, f"/organisaties/{organisation_of(world, 'partner')}/mensen", {**KIM, **changes})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return user_id("robin")


@pytest.mark.parametrize("role", [role for role in ROLES if role not in (BEHEERDER, PRIVACY)])
def test_other_roles_do_not_see_the_organisations(world: World, role: str) -> None:
    assert world.get(role, "/organisaties").status_code == 403
    assert world.get(role, "/organisaties/1").status_code == 403


def test_the_administrator_adds_an_organisation(world: World) -> None:
    # when
    data = {"naam": " School  De Linde ", "soort": "partner", "email": "zorg@linde.example"}
    answer = world.post(BEHEERDER, "/organisaties/nieuw", data)

    # then
    assert answer.status_code == 302
    with db.reading() as session:
        made = session.scalar(select(Organisation).where(Organisation.name == "School De Linde"))
        assert made is not None and made.active
        assert (made.kind, made.email) == (OrganisationKind.PARTNER, "zorg@linde.example")
    assert "School De Linde" in world.get(BEHEERDER, "/organisaties").get_data(as_text=True)


def test_what_was_typed_stays_when_an_answer_is_wrong(world: World) -> None:
    page = world.post(
        BEHEERDER, "/organisaties/nieuw", {"naam": "School <De Linde>", "soort": "", "email": "geen adres"}
    )

    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert 'value="School &lt;De Linde&gt;"' in text and 'value="geen adres"' in text
    assert '<a class="utrecht-link utrecht-link--html-a" href="#soort">Kies de soort organisatie</a>' in text
    assert 'id="soort"' in text and "<title>Fout: " in text


def test_two_organisations_cannot_have_the_same_name(world: World) -> None:
    data = {"naam": "ORGANISATIE politie", "soort": "politie"}

    assert world.post(BEHEERDER, "/organisaties/nieuw", data).status_code == 422


def test_an_organisation_that_stops_is_not_offered_any_more(world: World) -> None:
    number = organisation_of(world, "partner")
    world.post(BEHEERDER, f"/organisaties/{number}/wijzigen", {"naam": "Organisatie partner", "soort": "partner"})

    with db.reading() as session:
        assert f"org-{number}" not in {each["value"] for each in organisations.options(session)}
    assert "doet niet meer mee" in world.get(BEHEERDER, "/organisaties").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/organisaties/999", "/organisaties/999/wijzigen", "/organisaties/999/mensen"])
def test_an_organisation_that_is_not_there_is_not_found(world: World, path: str) -> None:
    assert world.get(BEHEERDER, path).status_code == 404


def test_the_privacy_officer_manages_no_people(world: World) -> None:
    number = organisation_of(world, "partner")

    assert world.get(PRIVACY, f"/organisaties/{number}").status_code == 200
    assert "Kim van Partner" not in world.get(PRIVACY, f"/organisaties/{number}").get_data(as_text=True)
    for path in (f"/organisaties/{number}/mensen", f"/organisaties/{number}/wijzigen", "/organisaties/nieuw"):
        assert world.post(PRIVACY, path, KIM).status_code == 403
    for path in ("/mensen/1", "/mensen/1/wachtwoord"):
        assert world.post(PRIVACY, path, KIM).status_code == 403


def choose(world: World, token: str, password: str = FIRST) -> TestResponse:
    """Robin opens the link of the mail and chooses a password."""
    client = world.app.test_client()
    client.get(f"/wachtwoord-kiezen/{token}")
    return client.post("/wachtwoord-kiezen", data={"nieuw": password, "nogmaals": password})


def test_a_new_person_chooses_a_password_that_nobody_else_knows_and_holds_the_roles(world: World) -> None:
    add_robin(world)
    token = token_in_mail(world, ROBIN)

    assert choose(world, token).headers["Location"] == "/"
    assert choose(world, token, "een heel ander wachtwoord").status_code == 404
    answer = world.app.test_client().post("/inloggen", data={"naam": "robin", "wachtwoord": FIRST})
    assert answer.status_code == 302
    assert {"partner", "jongerenwerk"} < world.actor("robin").groups


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"email": ""}, "Vul een e-mailadres in: daar gaat de link heen"),
        ({"gebruikersnaam": "POLITIE"}, "al in gebruik"),
        ({"gebruikersnaam": "twee woorden"}, "Gebruik in de gebruikersnaam"),
        ({"rollen": ["baas van alles"]}, "Kies ten minste één rol"),
        ({"naam": ""}, "Vul de naam in"),
        ({"email": "a@b"}, "Vul een e-mailadres in"),
    ],
)
def test_an_account_that_is_not_right_is_refused_and_kept_on_the_page(
    world: World, change: dict[str, object], message: str
) -> None:
    number = organisation_of(world, "partner")
    page = world.post(BEHEERDER, f"/organisaties/{number}/mensen", {**KIM, **change})

    text = page.get_data(as_text=True)
    assert page.status_code == 422 and message in text
    if "naam" not in change:
        assert 'value="Robin Voorbeeld"' in text
    if "rollen" not in change:
        assert 'value="jongerenwerk" checked' in text


def test_roles_change_and_what_stays_is_not_made_twice(world: World) -> None:
    number = add_robin(world)

    data = {"naam": "Robin Voorbeeld", "rollen": ["partner", "boa"], "actief": "ja"}
    assert world.post(BEHEERDER, f"/mensen/{number}", data).status_code == 302
    with db.reading() as session:
        robin = session.get(User, number)
        assert robin is not None and sorted(held.role for held in robin.roles) == ["boa", "partner"]


def test_who_is_switched_off_can_do_nothing_from_that_moment(world: World) -> None:
    # given
    number = user_id("politie")
    assert world.get("politie", "/taken").status_code == 200

    # when
    world.post(BEHEERDER, f"/mensen/{number}", {"naam": "Kim van Politie", "rollen": ["politie"]})

    # then
    assert "/inloggen" in world.get("politie", "/taken").headers["Location"]


def test_until_somebody_chose_a_password_nothing_fits(world: World) -> None:
    add_robin(world)

    for guess in ("", "nobody has this password", "None", "!"):
        answer = world.app.test_client().post("/inloggen", data={"naam": "robin", "wachtwoord": guess})
        assert answer.status_code == 422


@pytest.mark.parametrize(
    ("first", "again", "told"),
    [("kort", "kort", "ten minste 12"), (FIRST, FIRST + "x", "niet hetzelfde"), ("wachtwoord123", "", "Vul het")],
)
def test_a_password_that_will_not_do_leaves_the_link_as_it_was(world: World, first: str, again: str, told: str) -> None:
    add_robin(world)
    client = world.app.test_client()
    client.get(f"/wachtwoord-kiezen/{token_in_mail(world, ROBIN)}")

    answer = client.post("/wachtwoord-kiezen", data={"nieuw": first, "nogmaals": again})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and told in page and FIRST not in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert client.post("/wachtwoord-kiezen", data={"nieuw": FIRST, "nogmaals": FIRST}).status_code == 302


def test_a_new_link_replaces_the_old_one_and_a_withdrawn_one_opens_nothing(world: World) -> None:
    number = add_robin(world)
    first = token_in_mail(world, ROBIN)

    assert world.post(BEHEERDER, f"/mensen/{number}/uitnodigen").status_code == 302
    second = token_in_mail(world, ROBIN)
    assert first != second and choose(world, first).status_code == 404
    page = world.get(BEHEERDER, f"/organisaties/{organisation_of(world, 'partner')}").get_data(as_text=True)
    assert "Link: verstuurd" in page
    world.post(BEHEERDER, f"/mensen/{number}/uitnodiging-intrekken")
    assert choose(world, second).status_code == 404

    world.post(BEHEERDER, f"/mensen/{number}/uitnodigen")
    third = token_in_mail(world, ROBIN)
    world.clock.forward(days=8)
    assert choose(world, third).status_code == 404


def test_a_link_for_who_is_switched_off_opens_nothing(world: World) -> None:
    number = add_robin(world)
    token = token_in_mail(world, ROBIN)
    world.post(BEHEERDER, f"/mensen/{number}", {"naam": "Robin Voorbeeld", "rollen": ["partner"]})

    assert choose(world, token).status_code == 404


def test_a_reset_stops_the_old_password_at_once(world: World) -> None:
    number = add_robin(world)
    choose(world, token_in_mail(world, ROBIN))

    assert world.post(BEHEERDER, f"/mensen/{number}/wachtwoord", {"email": ""}).status_code == 422
    world.post(BEHEERDER, f"/mensen/{number}/wachtwoord", {"email": ROBIN})

    with db.transaction() as session:
        assert users.authenticate(session, "robin", FIRST, now=world.clock()) is None
    assert choose(world, token_in_mail(world, ROBIN), "tweede keer anders gekozen").status_code == 302
    with db.transaction() as session:
        assert users.authenticate(session, "robin", "tweede keer anders gekozen", now=world.clock()) is not None


@pytest.mark.parametrize("data", [{"rollen": ["partner"], "actief": "ja"}, {"rollen": [BEHEERDER]}])
def test_the_administrator_cannot_lock_himself_out(world: World, data: dict[str, object]) -> None:
    page = world.post(BEHEERDER, f"/mensen/{user_id(BEHEERDER)}", {"naam": "Kim van Beheer", **data})

    assert page.status_code == 422
    assert "U kunt uw eigen" in page.get_data(as_text=True)
    assert world.get(BEHEERDER, "/organisaties").status_code == 200


def test_a_convenant_counts_from_the_moment_it_is_recorded(world: World) -> None:
    # given
    number = organisation_of(world, "partner")
    today = world.clock().date()
    with db.reading() as session:
        assert registers.convenant_of(session, number, today) is None

    # when
    answer = world.post(PRIVACY, f"/organisaties/{number}/convenant", SIGNED)

    # then
    assert answer.status_code == 302
    with db.reading() as session:
        found = registers.convenant_of(session, number, today)
        assert found is not None and registers.last_day(found).isoformat() == "2028-10-31"
    assert "geldig tot en met 31 oktober 2028" in world.get(PRIVACY, "/organisaties").get_data(as_text=True)


def test_an_unsigned_convenant_is_a_draft_and_can_be_signed_later(world: World) -> None:
    number, today = organisation_of(world, "partner"), world.clock().date()
    world.post(PRIVACY, f"/organisaties/{number}/convenant", {**SIGNED, "ondertekend": ""})
    with db.reading() as session:
        paper = session.scalars(select(Convenant.id)).one()
        assert registers.convenant_of(session, number, today) is None
    assert "Concept" in world.get(PRIVACY, "/organisaties").get_data(as_text=True)

    signed = {**SIGNED, "partijen": [str(number)], f"ondertekend-{number}": SIGNED["ondertekend"]}
    assert world.post(PRIVACY, f"/convenanten/{paper}", signed).status_code == 302
    with db.reading() as session:
        assert registers.convenant_of(session, number, today) is not None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tot": "31-10-2025"}, "Vul een einddatum in op of na 01-11-2026"),
        ({"van": "31-11-2026"}, "31-11-2026 bestaat niet"),
        ({"ondertekend": "24-11-2026"}, "ligt in de toekomst"),
        ({"titel": ""}, "Vul de naam van het convenant in"),
    ],
)
def test_a_convenant_with_wrong_dates_is_refused_with_the_dates_kept(
    world: World, change: dict[str, str], message: str
) -> None:
    data = {**SIGNED, **change}
    page = world.post(PRIVACY, f"/organisaties/{organisation_of(world, 'partner')}/convenant", data)

    text = page.get_data(as_text=True)
    assert page.status_code == 422 and message in text
    assert all(f'value="{typed}"' in text for typed in data.values())


def test_the_administrator_reads_convenants_but_does_not_record_them(world: World) -> None:
    number = organisation_of(world, "partner")
    world.post(PRIVACY, f"/organisaties/{number}/convenant", SIGNED)

    assert "Convenant Voorbeeld" in world.get(BEHEERDER, f"/organisaties/{number}").get_data(as_text=True)
    assert world.post(BEHEERDER, f"/organisaties/{number}/convenant", SIGNED).status_code == 403
    assert world.post(BEHEERDER, "/convenanten/1", SIGNED).status_code == 403


def test_a_convenant_that_ends_soon_asks_for_attention(world: World) -> None:
    soon = world.clock().date() + timedelta(days=20)
    number = organisation_of(world, "partner")
    world.post(PRIVACY, f"/organisaties/{number}/convenant", {**SIGNED, "tot": f"{soon:%d-%m-%Y}"})

    assert "Let op" in world.get(PRIVACY, "/organisaties").get_data(as_text=True)


def test_these_pages_show_nothing_of_a_case(world: World, case: int) -> None:
    number = organisation_of(world, "procesregisseur")

    for path in ("/organisaties", f"/organisaties/{number}"):
        text = world.get(BEHEERDER, path).get_data(as_text=True)
        assert "Molenveld" not in text and f"/groepen/{case}" not in text
