"""After an FG-toets: the FG advises in writing, and two people who are no FG share, or nobody does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossier import handtekeningen, privacy
from dossier.handtekeningen import Capacity, Given
from dossier.privacy import Outcome
from dossier.users import UserRole
from engine.registry import BpmnError, Registry
from tests.dossier.dossier_world import NOW, World
from tests.handlers.handler_world import call, context
from tests.handlers.test_privacy_handlers import SCAN, facts_of

TABLE = {"uitkomst": "fg_toets", "grondslag": "CBP; Gemeentewet 172b"}
SIGNERS = ["regisseur", "burgemeester", "fg", "officier"]


def sign(
    registry: Registry, case: World, who: str, capacity: str, word: str, text: str = "Zo is het", **at: Any
) -> str:
    asked = {**SCAN, "hoedanigheid": capacity, "uitkomst": word, "toelichting": text, **at}
    return str(call(registry, "privacy.ondertekenen", case, at=context(case, by=who), **asked).handtekening)


def share(registry: Registry, case: World, *, second: str = "burgemeester", **changes: Any) -> privacy.PrivacyBesluit:
    """Record what was decided; the newest decision."""
    asked = {
        **SCAN,
        "feiten": facts_of(registry, case),
        "toets": TABLE,
        "uitkomst": "toestaan",
        "motivering": "Nodig",
        "geldig_tot": date(2026, 9, 1),
        "tweede_akkoord": "ja",
        "tweede_motivering": "Ik vind dat ook",
        **changes,
    }
    try:
        call(registry, "privacy.vastleggen", case, at=context(case, by=second), **asked)
    except BpmnError:
        case.session.flush()
    return privacy.decisions(case.session, case.instance_id)[0]


def test_with_written_advice_and_two_people_it_may_be_shared(registry: Registry, case: World) -> None:
    # given
    fg = sign(registry, case, "fg", "fg", "toestaan", "Kies voor zorg")
    first = sign(registry, case, "regisseur", "beslisser", "toestaan")
    # when
    besluit = share(registry, case, fg_handtekening=fg, eerste_handtekening=first)
    # then
    assert privacy.holds(besluit, NOW)
    assert (besluit.confirmed_by, besluit.seconded_by) == (
        case.people["regisseur"].key,
        case.people["burgemeester"].key,
    )
    assert (besluit.fg_advies, besluit.fg_toelichting, besluit.fg_door) == (
        "toestaan",
        "Kies voor zorg",
        case.people["fg"].key,
    )
    assert besluit.seconded_reason == "Ik vind dat ook"


def test_what_the_fg_advised_against_is_shared_only_with_a_reason(registry: Registry, case: World) -> None:
    fg = sign(registry, case, "fg", "fg", "weigeren")
    silent = sign(registry, case, "regisseur", "beslisser", "toestaan", "")
    assert share(registry, case, fg_handtekening=fg, eerste_handtekening=silent).uitkomst is Outcome.WEIGEREN
    told = sign(registry, case, "regisseur", "beslisser", "toestaan", "Er is acuut gevaar")
    assert share(registry, case, fg_handtekening=fg, eerste_handtekening=told).uitkomst is Outcome.TOESTAAN


@pytest.mark.parametrize(
    "changes",
    [
        {"fg_handtekening": None},
        {"fg_handtekening": "handtekening-99"},
        {"fg_handtekening": "iets"},
        {"eerste_handtekening": None},
        {"second": "regisseur"},
        {"second": "fg"},
        {"tweede_akkoord": "nee"},
        {"tweede_akkoord": None},
        {"uitkomst": "voorwaarden", "voorwaarden": "Kort"},
        {"toets": {"uitkomst": "weigeren"}},
    ],
    ids=str,
)
def test_without_one_of_them_nothing_is_shared(registry: Registry, case: World, changes: dict[str, Any]) -> None:
    fg = sign(registry, case, "fg", "fg", "toestaan")
    first = sign(registry, case, "regisseur", "beslisser", "toestaan")
    besluit = share(registry, case, **{"fg_handtekening": fg, "eerste_handtekening": first, **changes})
    assert besluit.uitkomst is Outcome.WEIGEREN


def test_an_advice_for_another_question_does_not_count(registry: Registry, case: World) -> None:
    fg = sign(registry, case, "fg", "fg", "toestaan", ontvanger="om")
    first = sign(registry, case, "regisseur", "beslisser", "toestaan")
    assert share(registry, case, fg_handtekening=fg, eerste_handtekening=first).uitkomst is Outcome.WEIGEREN


def test_what_a_person_decided_is_no_advice_of_the_fg(registry: Registry, case: World) -> None:
    first = sign(registry, case, "regisseur", "beslisser", "toestaan")
    assert share(registry, case, fg_handtekening=first, eerste_handtekening=first).uitkomst is Outcome.WEIGEREN
    posing = sign(registry, case, "officier", "fg", "toestaan")
    assert share(registry, case, fg_handtekening=posing, eerste_handtekening=first).uitkomst is Outcome.WEIGEREN


words = st.sampled_from(["weigeren", "fg_toets", "voorwaarden", "toestaan", ""])
people = st.sampled_from(SIGNERS)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    advises=people,
    first=people,
    second=people,
    also_fg=st.none() | people,
    word=words,
    decided=words,
    agrees=st.sampled_from(["ja", "nee", ""]),
)
def test_whoever_signs_an_fg_never_decides_and_nobody_shares_alone(
    registry: Registry,
    case: World,
    advises: str,
    first: str,
    second: str,
    also_fg: str | None,
    word: str,
    decided: str,
    agrees: str,
) -> None:
    with case.session.begin_nested() as savepoint:
        if also_fg is not None and also_fg != "fg":
            case.people[also_fg].roles.append(UserRole(role="fg"))
            case.session.flush()
        besluit = share(
            registry,
            case,
            second=second,
            uitkomst=decided,
            voorwaarden="Kort",
            tweede_akkoord=agrees,
            fg_handtekening=sign(registry, case, advises, "fg", word),
            eerste_handtekening=sign(registry, case, first, "beslisser", decided),
        )
        if besluit.uitkomst in privacy.ALLOWING:
            fgs = {"fg", also_fg}
            assert first != second and not {first, second} & fgs
            assert advises in fgs and agrees == "ja"
        savepoint.rollback()
    case.session.expire_all()


def test_a_signature_of_another_case_is_none(registry: Registry, case: World) -> None:
    signed = handtekeningen.sign(
        case.session, case.instance_id, Capacity.FG, Given("toestaan", "Ja"), scope=["2"], by="user-1", now=NOW
    )
    reference = signed.reference
    for instance_id, capacity, scope in (
        (case.instance_id + 1, Capacity.FG, ["2"]),
        (case.instance_id, Capacity.DECIDER, ["2"]),
        (case.instance_id, Capacity.FG, ["3"]),
    ):
        asked = {"instance_id": instance_id, "capacity": capacity, "scope": scope}
        assert handtekeningen.find(case.session, reference, **asked) is None  # type: ignore[arg-type]
