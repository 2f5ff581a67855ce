"""People, organisations and logging in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from dossier import groups, logins, membership, organisations, users
from dossier.errors import WeakPassword
from dossier.organisations import OrganisationKind
from engine import access
from tests.dossier.dossier_world import NOW, PASSWORD, World, make_instance


def test_the_right_password_lets_a_person_in(world: World) -> None:
    user = users.authenticate(world.session, " Agent ", PASSWORD, now=NOW)
    assert user is world.people["agent"]
    assert user.last_login_at == NOW


@pytest.mark.parametrize(("username", "password"), [("agent", "fout wachtwoord"), ("niemand", PASSWORD), ("", "")])
def test_a_wrong_name_or_password_lets_nobody_in(world: World, username: str, password: str) -> None:
    assert users.authenticate(world.session, username, password, now=NOW) is None


def test_a_person_who_left_cannot_log_in_nor_keep_a_session(world: World) -> None:
    agent = world.people["agent"]
    agent.active = False
    assert users.authenticate(world.session, "agent", PASSWORD, now=NOW) is None
    assert users.get(world.session, agent.id) is None


def test_a_password_is_never_kept_readable(world: World) -> None:
    assert PASSWORD not in world.people["agent"].password_hash


def test_a_short_password_is_refused(world: World) -> None:
    with pytest.raises(WeakPassword):
        users.set_password(world.people["agent"], "kort")


def test_an_actor_has_its_roles_and_its_organisation_as_groups(world: World) -> None:
    actor = world.actor("agent")
    assert actor.user_key == world.people["agent"].key
    assert actor.groups == {"politie", world.politie.key}


def test_the_machine_and_an_unknown_key_have_a_name_too(world: World) -> None:
    assert users.name_of(world.session, None) == "Zevenstap"
    assert users.name_of(world.session, "user-99999") == "Onbekende gebruiker"
    assert users.name_of(world.session, "user-x") == "Onbekende gebruiker"
    assert users.name_of(world.session, world.people["agent"].key) == "Test Agent"


def test_five_failures_from_one_address_stop_a_sixth(session: Session) -> None:
    # given
    for _ in range(5):
        assert not logins.throttled(session, "agent", "adres", NOW)
        logins.record_failure(session, "agent", "adres", NOW)
        session.flush()
    # then
    assert logins.throttled(session, "AGENT ", "adres", NOW)
    assert not logins.throttled(session, "agent", "ander adres", NOW)
    assert not logins.throttled(session, "agent", "adres", NOW + timedelta(minutes=16))


def test_many_addresses_cannot_guess_one_name_for_ever(session: Session) -> None:
    for number in range(20):
        logins.record_failure(session, "agent", f"adres-{number}", NOW)
    session.flush()
    assert logins.throttled(session, "agent", "nieuw adres", NOW)


def test_one_address_cannot_try_every_name(session: Session) -> None:
    for number in range(30):
        logins.record_failure(session, f"naam-{number}", "adres", NOW)
    session.flush()
    assert logins.throttled(session, "nog een naam", "adres", NOW)


def test_logging_in_forgets_the_failures(session: Session) -> None:
    for _ in range(5):
        logins.record_failure(session, "agent", "adres", NOW)
    session.flush()
    logins.record_success(session, "agent", "adres")
    assert not logins.throttled(session, "agent", "adres", NOW)


def test_a_role_stands_for_the_organisations_whose_people_hold_it(world: World) -> None:
    assert membership.organisations_of(world.session, "politie") == [(world.politie.key, "politie")]
    world.people["agent"].active = False
    world.session.flush()
    assert membership.organisations_of(world.session, "politie") == []


def test_an_organisation_key_stands_for_that_organisation_as_partner(world: World) -> None:
    assert membership.organisations_of(world.session, world.school.key) == [(world.school.key, "partner")]


@pytest.mark.parametrize("group", ["partner", "beheerder", "coordinator", "bestuur", "applicatiebeheerder"])
def test_a_lane_without_cases_invites_nobody(world: World, group: str) -> None:
    assert membership.organisations_of(world.session, group) == []


def test_a_role_means_only_the_people_who_take_part(world: World) -> None:
    # given a second police unit that does not take part
    other = organisations.add(world.session, name="Politie Elders", kind=OrganisationKind.POLITIE)
    users.add(
        world.session,
        username="elders",
        name="Test Elders",
        password=PASSWORD,
        organisation=other,
        roles=("politie",),
    )
    # then
    found = membership.people(world.session, world.instance_id, "politie")
    assert found == [world.people["agent"]]


def test_the_form_offers_organisations_by_name(world: World) -> None:
    labels = [option["label"] for option in organisations.options(world.session)]
    assert labels == sorted(labels)
    assert {"label": "Voorbeeldschool", "value": world.school.key} in organisations.options(world.session)


def test_only_the_groups_of_ones_own_cases_are_offered(world: World) -> None:
    # given two open groups, each with a running case
    seen = groups.create(world.session, alias="Kastanjeplein", area="Noord", by="user-1", now=NOW)
    groups.create(world.session, alias="Havenkade", area="Noord", by="user-1", now=NOW)
    assert seen.reference == "groep-1"  # the case of the fixture
    make_instance(world.session, "groep-2")
    # then
    assert groups.open_groups(world.session, world.actor("agent"), area="Noord") == [seen]
    assert groups.open_groups(world.session, world.actor("agent"), area="Zuid") == []
    assert groups.open_groups(world.session, world.actor("mentor")) == []
    assert groups.running_instance(world.session, seen, world.actor("agent")) == world.instance_id
    assert groups.running_instance(world.session, seen, world.actor("mentor")) is None


def test_a_signal_keeps_who_gave_it_and_what_was_seen(world: World) -> None:
    # given
    groep = groups.create(world.session, alias="Kastanjeplein", area="Noord", by="user-1", now=NOW)
    # when
    groups.add_signal(
        world.session,
        groep,
        {"datum_signaal": NOW.date(), "gedrag": ["geluid"]},
        actor=world.actor("jongerenwerker"),
        now=NOW,
    )
    world.session.flush()
    # then
    [signal] = groep.signals
    assert signal.organisation_key == world.jongerenwerk.key
    assert signal.seen_on == NOW.date()
    assert signal.fields["gedrag"] == ["geluid"]


def test_a_partner_is_a_participant_by_invitation(world: World) -> None:
    assert not access.takes_part(world.session, world.actor("mentor"), world.instance_id)
    access.invite(world.session, world.instance_id, organisation_key=world.school.key, role="partner", now=NOW)
    assert access.takes_part(world.session, world.actor("mentor"), world.instance_id)
    people = membership.people(world.session, world.instance_id, world.school.key)
    assert people == [world.people["mentor"]]
