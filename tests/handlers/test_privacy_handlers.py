"""The privacy gate at work: facts, the decision, the refusals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import true

from dossier import privacy, registers, vault
from dossier.privacy import Outcome
from dossier.users import UserRole
from engine import access, history
from engine.registry import BpmnError, Registry
from handlers.privacybesluit import STRICT_TO_MILD, NoHumanConfirmation
from tests.dossier.dossier_world import KEY, NOW, World
from tests.handlers.handler_world import call, context

SCAN = {
    "stappen": "2,3,4,5,6,7",
    "gegeven": "politiegegeven",
    "verstrekker": "politie",
    "ontvanger": "burgemeester, om",
}
NEED = {"doel": "Orde", "proportionaliteit": "Past bij de overlast", "subsidiariteit": "Kan niet met minder"}
DECISION = {
    "toets": {"uitkomst": "toestaan", "grondslag": "Wpg 16(1), 7(2)", "toelichting": ""},
    "uitkomst": "toestaan",
    "motivering": "Nodig",
    "geldig_tot": date(2026, 9, 1),
}


def facts_of(registry: Registry, case: World, **changes: Any) -> dict[str, Any]:
    asked = {**SCAN, "stap": Decimal(2), "noodzaak": NEED, "bron_online": "nee", "jongste_leeftijd": Decimal(14)}
    found: dict[str, Any] = call(registry, "privacy.toetsen", case, **{**asked, **changes}).feiten
    return found


def record(registry: Registry, case: World, **changes: Any) -> str:
    asked = {**SCAN, "feiten": facts_of(registry, case), **DECISION, **changes}
    return str(call(registry, "privacy.vastleggen", case, **asked).privacybesluit)


def test_the_facts_of_a_groepsscan_are_complete(registry: Registry, case: World) -> None:
    assert facts_of(registry, case) == {
        "stap": 2,
        "achter_poort": True,
        "overdracht_zorg": False,
        "gegeven": "politiegegeven",
        "verstrekker": "politie",
        "ontvangers": ["burgemeester", "om"],
        "ontvanger_soort": "publiek",
        "ontvanger_in_convenant": True,
        "convenant_geldig": True,
        "wpg20_dekt": False,
        "noodzaak_gemotiveerd": True,
        "dpia_vastgesteld": True,
        "leeftijd_onder_12": False,
        "online_heimelijk": False,
        "toestemming_of_plicht": False,
        "mandaat_burgemeester": False,
        "ontvanger_betrokken": True,
    }


def test_what_nobody_knows_counts_as_strict(registry: Registry, world: World) -> None:
    # given no register says anything and nobody wrote anything down
    nothing = dict.fromkeys(("stap", "stappen", "gegeven", "verstrekker", "ontvanger"))
    # when
    found = call(registry, "privacy.toetsen", world, **nothing).feiten
    # then
    assert found == {
        "stap": None,
        "achter_poort": False,
        "overdracht_zorg": False,
        "gegeven": None,
        "verstrekker": None,
        "ontvangers": [],
        "ontvanger_soort": "privaat",
        "ontvanger_in_convenant": False,
        "convenant_geldig": False,
        "wpg20_dekt": False,
        "noodzaak_gemotiveerd": False,
        "dpia_vastgesteld": False,
        "leeftijd_onder_12": True,
        "online_heimelijk": True,
        "toestemming_of_plicht": False,
        "mandaat_burgemeester": False,
        "ontvanger_betrokken": False,
    }


def test_several_kinds_or_providers_at_once_are_unknown(registry: Registry, case: World) -> None:
    found = facts_of(registry, case, gegeven="gewoon, bijzonder", verstrekker=["politie", "om"])
    assert (found["gegeven"], found["verstrekker"]) == (None, None)


def test_an_organisation_counts_as_its_kind(registry: Registry, case: World) -> None:
    found = facts_of(registry, case, verstrekker=case.school.key, ontvanger=[case.jongerenwerk.key, "om"])
    assert (found["verstrekker"], found["ontvangers"]) == ("partner", ["jongerenwerk", "om"])
    assert found["ontvanger_soort"] == "privaat"


def test_one_receiver_without_a_signature_spoils_the_convenant(registry: Registry, case: World) -> None:
    found = facts_of(registry, case, ontvanger=["om", case.school.key])
    assert (found["convenant_geldig"], found["ontvanger_in_convenant"], found["ontvanger_betrokken"]) == (
        False,
        False,
        False,
    )


def test_a_wpg20_decision_counts_for_its_own_receivers_only(registry: Registry, case: World) -> None:
    assert facts_of(registry, case, ontvanger="jongerenwerk")["wpg20_dekt"]
    assert not facts_of(registry, case, ontvanger="jongerenwerk, om")["wpg20_dekt"]
    assert not facts_of(registry, case, ontvanger="jongerenwerk", gegeven="gewoon")["wpg20_dekt"]
    case.session.query(registers.Wpg20Besluit).one().withdrawn_on = date(2026, 3, 1)
    case.session.flush()
    assert not facts_of(registry, case, ontvanger="jongerenwerk")["wpg20_dekt"]


@pytest.mark.parametrize(
    ("need", "reasoned"),
    [
        (NEED, True),
        ({**NEED, "doel": " "}, False),
        ({"doel": "Orde"}, False),
        ("Nodig om te zien of het een groep is", True),
        ("   ", False),
        (None, False),
        (Decimal(1), False),
    ],
)
def test_a_need_must_be_written_down(registry: Registry, case: World, need: Any, reasoned: bool) -> None:
    assert facts_of(registry, case, noodzaak=need)["noodzaak_gemotiveerd"] is reasoned


def test_a_child_on_the_list_counts_whatever_the_form_says(registry: Registry, case: World) -> None:
    # given: eleven years old on the day of the test, one row per record as the form server stores it
    assert not facts_of(registry, case)["leeftijd_onder_12"]
    for born in (date(2010, 1, 1), date(2014, 3, 11)):
        vault.store(
            case.session,
            case.instance_id,
            category="namenlijst",
            kind="politiegegeven",
            step=2,
            provider="politie",
            author="user-5",
            value={"naam": "Testpersoon", "geboortedatum": born},
            now=NOW,
            key=KEY,
        )
    # then
    assert facts_of(registry, case)["leeftijd_onder_12"]


def test_a_confirmed_decision_opens_the_vault_for_its_receivers(registry: Registry, case: World) -> None:
    # when
    reference = record(registry, case)
    # then
    [besluit] = privacy.decisions(case.session, case.instance_id)
    assert reference == besluit.reference
    assert besluit.confirmed_by == case.people["regisseur"].key
    assert (besluit.stappen, besluit.ontvanger) == ([2, 3, 4, 5, 6, 7], ["burgemeester", "om"])
    assert besluit.valid_until == date(2026, 9, 1)
    assert privacy.permission(
        case.session,
        case.instance_id,
        step=6,
        kind="politiegegeven",
        provider="politie",
        receivers={"om"},
        now=NOW,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"uitkomst": "weigeren"},
        {"uitkomst": None},
        {"uitkomst": "misschien"},
        {"uitkomst": "fg_toets"},
        {"toets": None},
        {"toets": {"uitkomst": "weigeren"}},
        {"toets": {"uitkomst": "voorwaarden"}},
        {"toets": {"uitkomst": "fg_toets"}},
        {"toets": {"uitkomst": "fg_toets"}, "tweede_akkoord": "ja"},
        {"toets": {"uitkomst": "weigeren"}, "tweede_akkoord": "ja"},
        {"uitkomst": "opnieuw"},
        {"uitkomst": "voorwaarden", "voorwaarden": "  "},
        {"geldig_tot": date(2026, 3, 9)},
        {"geldig_tot": None},
        {"feiten": None},
        {"feiten": {"gegeven": "gewoon", "verstrekker": "politie", "ontvangers": ["burgemeester", "om"]}},
    ],
)
def test_whatever_is_no_clear_permission_is_refused_and_kept(
    registry: Registry, case: World, changes: dict[str, Any]
) -> None:
    with pytest.raises(BpmnError, match="delen_geweigerd"):
        record(registry, case, **changes)
    [besluit] = privacy.decisions(case.session, case.instance_id)
    assert besluit.uitkomst in (Outcome.WEIGEREN, Outcome.FG_TOETS)
    assert not privacy.holds(besluit, NOW)
    assert [row.kind for row in history.timeline(case.session, case.instance_id, only=true())] == ["privacybesluit"]


def test_a_stricter_decision_than_the_table_stands(registry: Registry, case: World) -> None:
    record(registry, case, uitkomst="voorwaarden", voorwaarden="Alleen de burgemeester zelf")
    [besluit] = privacy.decisions(case.session, case.instance_id)
    assert (besluit.uitkomst, besluit.tabel_uitkomst) == (Outcome.VOORWAARDEN, Outcome.TOESTAAN)


def test_a_stricter_decision_needs_a_reason(registry: Registry, case: World) -> None:
    with pytest.raises(BpmnError, match="delen_geweigerd"):
        record(registry, case, uitkomst="voorwaarden", voorwaarden="Alleen de burgemeester", motivering=" ")


def test_every_row_that_matched_is_kept_with_its_basis(registry: Registry, case: World) -> None:
    # given the rows as the table gives them, the winner among them
    rows = [
        {"annotatie": "7", "uitkomst": "toestaan", "grondslag": "Wpg 16(1), 7(2)", "toelichting": "Mag", "index": 9},
        {"annotatie": "18", "uitkomst": "toestaan", "grondslag": "AVG 6(1)(e)", "toelichting": "Mag ook"},
    ]
    # when
    record(registry, case, toets_regels=rows)
    # then
    [besluit] = privacy.decisions(case.session, case.instance_id)
    assert besluit.regels is not None
    assert [(row["annotatie"], row["grondslag"]) for row in besluit.regels] == [
        ("7", "Wpg 16(1), 7(2)"),
        ("18", "AVG 6(1)(e)"),
    ]


def test_the_fg_decides_nothing_whatever_other_role_he_holds(registry: Registry, case: World) -> None:
    # given a procesregisseur who was made FG as well
    case.people["regisseur"].roles.append(UserRole(role="fg"))
    case.session.flush()
    # then
    with pytest.raises(BpmnError, match="delen_geweigerd"):
        record(registry, case)
    [besluit] = privacy.decisions(case.session, case.instance_id)
    assert besluit.uitkomst is Outcome.WEIGEREN


def test_the_machine_decides_nothing(registry: Registry, case: World) -> None:
    asked = {**SCAN, "feiten": facts_of(registry, case), **DECISION}
    with pytest.raises(NoHumanConfirmation):
        call(registry, "privacy.vastleggen", case, at=context(case, by=None), **asked)
    assert privacy.decisions(case.session, case.instance_id) == []


def test_a_register_that_became_stricter_since_the_test_refuses(registry: Registry, case: World) -> None:
    facts = facts_of(registry, case)
    case.session.query(registers.Dpia).one().adopted_on = None
    case.session.flush()
    with pytest.raises(BpmnError):
        record(registry, case, feiten=facts)


def test_a_decision_ends_with_the_papers_under_it(registry: Registry, case: World) -> None:
    # given a convenant and a Wpg 20 decision until the end of 2026, and a choice for longer
    flow = {**SCAN, "ontvanger": [case.jongerenwerk.key]}
    facts = facts_of(registry, case, ontvanger=[case.jongerenwerk.key])
    longer = {**DECISION, "geldig_tot": date(2030, 1, 1)}
    # when
    call(registry, "privacy.vastleggen", case, **{**flow, "feiten": facts, **longer})
    # then
    [besluit] = privacy.decisions(case.session, case.instance_id)
    assert besluit.valid_until == date(2026, 12, 31)


outcomes = st.sampled_from(["weigeren", "fg_toets", "voorwaarden", "toestaan", "", None, 3])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=outcomes, person=outcomes, advice=outcomes)
def test_nothing_milder_than_the_table_is_ever_recorded(
    registry: Registry, case: World, table: Any, person: Any, advice: Any
) -> None:
    case.session.query(privacy.PrivacyBesluit).delete()
    try:
        record(
            registry,
            case,
            toets={"uitkomst": table},
            uitkomst=person,
            fg_handtekening=advice,
            voorwaarden="Alleen in het overleg",
        )
    except BpmnError:
        pass
    [besluit] = privacy.decisions(case.session, case.instance_id)
    if besluit.uitkomst in privacy.ALLOWING:
        assert table in ("voorwaarden", "toestaan"), "after an FG-toets one person alone allows nothing"
        assert STRICT_TO_MILD.index(besluit.uitkomst) <= STRICT_TO_MILD.index(Outcome(table))


def test_a_mandate_lets_the_procesregisseur_count(registry: Registry, case: World) -> None:
    case.session.add(
        registers.Mandaat(
            number="M-1", given_by="burgemeester", given_to="procesregisseur", valid_from=date(2026, 1, 1)
        )
    )
    case.session.flush()
    assert facts_of(registry, case)["mandaat_burgemeester"]
    actor = case.actor("regisseur")
    assert "burgemeester" in privacy.receiver_words(case.session, actor, case.instance_id, NOW)
    assert access.takes_part(case.session, actor, case.instance_id)
