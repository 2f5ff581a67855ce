"""The facts and the national privacy table together: what really may be shared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dossier import organisations, registers
from dossier.organisations import OrganisationKind
from engine import access, dmn, feel
from engine.registry import Registry
from handlers.privacybesluit import STRICT_TO_MILD
from tests.dossier.dossier_world import NOW, World
from tests.handlers.handler_world import ROOT, call
from tests.handlers.test_privacy_handlers import NEED

TABLE = dmn.load((Path(ROOT) / "bpmn" / "werkproces-2016" / "privacytabel.dmn").read_bytes())
MILDNESS = [outcome.value for outcome in STRICT_TO_MILD]
SCAN = {"gegeven": "politiegegeven", "verstrekker": "politie", "ontvanger": "burgemeester, om"}


def outcome(registry: Registry, case: World, **asked: Any) -> str:
    given = {
        "stap": Decimal(3),
        "noodzaak": NEED,
        "bron_online": "nee",
        "jongste_leeftijd": Decimal(14),
        **asked,
    }
    facts = call(registry, "privacy.toetsen", case, **given).feiten
    result = dmn.decide(TABLE, "privacytabel", {"feiten": facts}, feel.Environment(NOW))
    return str(result.outputs[0]["uitkomst"])


def test_the_police_may_deliver_a_groepsscan(registry: Registry, case: World) -> None:
    assert outcome(registry, case, **SCAN, stap=Decimal(2)) == "toestaan"


@pytest.mark.parametrize(
    "stricter",
    [
        {"noodzaak": None},
        {"bron_online": None},
        {"bron_online": "gesloten"},
        {"jongste_leeftijd": None},
        {"jongste_leeftijd": Decimal(11)},
        {"stap": Decimal(1)},
        {"stap": None},
        {"gegeven": None},
        {"gegeven": "bijzonder"},
        {"ontvanger": None},
        {"ontvanger": "burgemeester, om, partner"},
        {"ontvanger": "procesregisseur"},
        {"verstrekker": None},
    ],
)
def test_with_less_known_or_more_shared_a_groepsscan_is_not_simply_allowed(
    registry: Registry, case: World, stricter: dict[str, Any]
) -> None:
    assert outcome(registry, case, **{**SCAN, "stap": Decimal(2), **stricter}) != "toestaan"


def test_without_a_dpia_nothing_is_shared(registry: Registry, case: World) -> None:
    case.session.query(registers.Dpia).one().adopted_on = None
    case.session.flush()
    assert outcome(registry, case, **SCAN) == "weigeren"


def test_police_data_reach_youth_work_only_under_the_wpg20_decision(registry: Registry, case: World) -> None:
    flow = {"gegeven": "politiegegeven", "verstrekker": "politie", "ontvanger": case.jongerenwerk.key}
    assert outcome(registry, case, **flow) == "voorwaarden"
    case.session.query(registers.Wpg20Besluit).one().valid_until = date(2026, 3, 9)
    case.session.flush()
    assert outcome(registry, case, **flow) == "weigeren"


def test_youth_work_may_share_ordinary_data_with_convenant_partners(registry: Registry, case: World) -> None:
    flow = {"gegeven": "gewoon", "verstrekker": case.jongerenwerk.key, "ontvanger": ["procesregisseur", "politie"]}
    assert outcome(registry, case, **flow) == "toestaan"
    assert outcome(registry, case, **{**flow, "ontvanger": ["procesregisseur", case.school.key]}) == "weigeren"
    assert outcome(registry, case, **{**flow, "gegeven": "hulpverlening"}) == "weigeren"


def test_a_person_can_be_referred_to_a_zvh_that_the_wpg20_decision_names(registry: Registry, case: World) -> None:
    # given
    flow = {
        "gegeven": "politiegegeven",
        "verstrekker": "procesregisseur",
        "ontvanger": "zvh",
        "stap": Decimal(6),
    }
    assert outcome(registry, case, **flow) == "weigeren"
    zvh = organisations.add(case.session, name="ZVH Voorbeeld", kind=OrganisationKind.ZVH)
    case.session.add(
        registers.Convenant(
            title="Convenant",
            parties=[registers.ConvenantParty(organisation_id=zvh.id, signed_on=date(2026, 1, 1))],
            valid_from=date(2026, 1, 1),
            valid_until=date(2026, 12, 31),
        )
    )
    case.session.query(registers.Wpg20Besluit).one().receivers = ["jongerenwerk", "zvh"]
    case.session.flush()
    # then
    assert outcome(registry, case, **flow) in ("voorwaarden", "fg_toets", "toestaan")


@pytest.mark.parametrize("receiver", ["om", "burgemeester", "politie", "jongerenwerk", "boa", "zvh", "partner"])
@pytest.mark.parametrize("kind", ["gewoon", "politiegegeven", "strafvorderlijk", "gezondheid", "bsn"])
def test_taking_a_paper_away_never_makes_the_outcome_milder(
    registry: Registry, case: World, kind: str, receiver: str
) -> None:
    # given
    flow = {"gegeven": kind, "verstrekker": "politie", "ontvanger": receiver}
    before = outcome(registry, case, **flow)
    # when
    for paper in (registers.Wpg20Besluit, registers.Convenant, access.Participant, registers.Dpia):
        case.session.query(paper).delete()
        case.session.flush()
        after = outcome(registry, case, **flow)
        # then
        assert MILDNESS.index(after) <= MILDNESS.index(before), paper
        before = after
