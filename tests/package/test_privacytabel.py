"""The privacy table: an example of every row, and a stricter fact never gives a milder outcome."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import dmn, feel

PATH = Path(__file__).parents[2] / "bpmn" / "werkproces-2016" / "privacytabel.dmn"
TABLE = dmn.load(PATH.read_bytes())
ENVIRONMENT = feel.Environment(now=datetime(2026, 11, 23, 12, tzinfo=UTC))
SEVERITY = ["toestaan", "voorwaarden", "fg_toets", "weigeren"]

FAVOURABLE: dict[str, Any] = {
    "stap": 2,
    "achter_poort": True,
    "overdracht_zorg": True,
    "gegeven": "gewoon",
    "verstrekker": "jongerenwerk",
    "ontvangers": ["politie"],
    "ontvanger_soort": "publiek",
    "ontvanger_in_convenant": True,
    "convenant_geldig": True,
    "wpg20_dekt": True,
    "noodzaak_gemotiveerd": True,
    "dpia_vastgesteld": True,
    "leeftijd_onder_12": False,
    "online_heimelijk": False,
    "toestemming_of_plicht": True,
    "mandaat_burgemeester": True,
    "ontvanger_betrokken": True,
}
STRICT: dict[str, Any] = {
    "stap": 1,
    "achter_poort": False,
    "overdracht_zorg": False,
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
KINDS = [
    "gewoon", "politiegegeven", "strafvorderlijk", "strafrechtelijk_gemeente",
    "hulpverlening", "gezondheid", "bijzonder", "bsn",
]  # fmt: skip
PARTIES = [
    "politie", "om", "burgemeester", "procesregisseur", "gemeente", "boa", "jongerenwerk", "partner", "halt",
    "reclassering", "rvdk", "gi", "veilig_thuis", "college_jeugdwet", "zvh",
]  # fmt: skip
POLICE = {"gegeven": "politiegegeven", "verstrekker": "politie"}
WPG_18 = ["halt", "reclassering", "rvdk", "gi", "veilig_thuis", "college_jeugdwet"]

EXAMPLES: list[tuple[str, dict[str, Any], str]] = [
    ("rij_01_bijzonder", {"gegeven": "bijzonder"}, "weigeren"),
    ("rij_01_bijzonder", {"gegeven": "iets nieuws"}, "weigeren"),
    ("rij_02_noodzaak", {"noodzaak_gemotiveerd": False}, "weigeren"),
    ("rij_03_stap_1", {"stap": 1}, "weigeren"),
    ("rij_03_voor_de_poort", {"achter_poort": False}, "weigeren"),
    ("rij_03_stap_7", {"stap": 7, "overdracht_zorg": False}, "weigeren"),
    ("rij_04_online", {"online_heimelijk": True}, "weigeren"),
    ("rij_05_dpia", {"dpia_vastgesteld": False}, "weigeren"),
    ("rij_06_onder_12", {"leeftijd_onder_12": True}, "fg_toets"),
    ("rij_07_om_burgemeester", {**POLICE, "ontvangers": ["om"]}, "toestaan"),
    ("rij_07_om_burgemeester", {**POLICE, "ontvangers": ["burgemeester", "om"]}, "toestaan"),
    ("rij_07_om_burgemeester", {**POLICE, "ontvangers": ["procesregisseur"]}, "toestaan"),
    *[("rij_08_wettelijke_ontvangers", {**POLICE, "ontvangers": [r]}, "voorwaarden") for r in WPG_18],
    ("rij_08_wettelijke_ontvangers", {**POLICE, "ontvangers": ["om", "halt"]}, "voorwaarden"),
    ("rij_09_besluit_dekt", {**POLICE, "ontvangers": ["jongerenwerk"]}, "voorwaarden"),
    ("rij_10_besluit_ontbreekt", {**POLICE, "ontvangers": ["jongerenwerk"], "wpg20_dekt": False}, "weigeren"),
    (
        "rij_11_doorverstrekken",
        {"gegeven": "politiegegeven", "verstrekker": "gemeente", "ontvangers": ["zvh"], "wpg20_dekt": False},
        "weigeren",
    ),
    ("rij_12_strafvorderlijk_om", {"gegeven": "strafvorderlijk", "verstrekker": "om"}, "voorwaarden"),
    ("rij_12_strafvorderlijk_ander", {"gegeven": "strafvorderlijk", "verstrekker": "politie"}, "weigeren"),
    (
        "rij_13_strafrechtelijk_privaat",
        {"gegeven": "strafrechtelijk_gemeente", "verstrekker": "boa", "ontvanger_soort": "privaat"},
        "fg_toets",
    ),
    ("rij_14_beroepsgeheim", {"gegeven": "hulpverlening", "toestemming_of_plicht": False}, "weigeren"),
    ("rij_15_gezondheid", {"gegeven": "gezondheid"}, "fg_toets"),
    ("rij_16_bsn", {"gegeven": "bsn"}, "weigeren"),
    ("rij_17_buiten_convenant", {"ontvanger_in_convenant": False}, "weigeren"),
    ("rij_18_gewoon", {}, "toestaan"),
    ("rij_18_gewoon", {"stap": 7}, "toestaan"),
]


def ask(feiten: dict[str, Any]) -> tuple[str, set[str]]:
    """The outcome, and the ids of all rows that matched."""
    result = dmn.decide(TABLE, "privacytabel", {"feiten": feiten}, ENVIRONMENT)
    answer = dmn.map_result(result, "singleResult")
    return answer["uitkomst"], {row.rule_id for row in result.matched}


def severity(feiten: dict[str, Any]) -> int:
    return SEVERITY.index(ask(feiten)[0])


@pytest.mark.parametrize(("row", "facts", "outcome"), EXAMPLES, ids=lambda v: v if isinstance(v, str) else "")
def test_every_row_of_the_table_decides_its_own_case(row: str, facts: dict[str, Any], outcome: str) -> None:
    found, rows = ask(FAVOURABLE | facts)

    assert row in rows
    assert found == outcome


def test_every_row_has_an_example() -> None:
    matched = {rule for _, facts, _ in EXAMPLES for rule in ask(FAVOURABLE | facts)[1]}

    assert matched == {row for row, _, _ in EXAMPLES}


@pytest.mark.parametrize(
    "facts",
    [
        {"gegeven": "hulpverlening"},
        {"gegeven": "strafrechtelijk_gemeente", "verstrekker": "boa"},
        {"convenant_geldig": False},
        {"ontvanger_betrokken": False},
        {**POLICE, "ontvangers": ["jongerenwerk"], "convenant_geldig": False},
        {"gegeven": "politiegegeven", "verstrekker": "procesregisseur", "ontvangers": ["zvh"]},
    ],
    ids=str,
)
def test_a_case_that_fits_no_row_goes_to_the_fg(facts: dict[str, Any]) -> None:
    assert ask(FAVOURABLE | facts) == ("fg_toets", set())


def test_the_regisseur_counts_as_burgemeester_only_with_a_recorded_mandaat() -> None:
    facts = FAVOURABLE | POLICE | {"ontvangers": ["procesregisseur"], "mandaat_burgemeester": None}

    assert ask(facts) == ("voorwaarden", {"rij_09_besluit_dekt"})
    assert ask(facts | {"wpg20_dekt": False}) == ("weigeren", {"rij_10_besluit_ontbreekt"})


def test_om_and_burgemeester_need_no_convenant_for_police_data() -> None:
    facts = FAVOURABLE | POLICE | {"ontvangers": ["om"], "ontvanger_in_convenant": False}

    assert ask(facts | {"convenant_geldig": False, "wpg20_dekt": False})[0] == "toestaan"


def test_every_matching_row_is_told_not_only_the_winner() -> None:
    outcome, rows = ask(FAVOURABLE | {"dpia_vastgesteld": False, "leeftijd_onder_12": True})

    assert outcome == "weigeren"
    assert rows == {"rij_05_dpia", "rij_06_onder_12", "rij_18_gewoon"}


def test_nothing_known_is_refused() -> None:
    assert ask({})[0] == "weigeren"


@pytest.mark.parametrize("fact", [f for f in FAVOURABLE if f not in {"overdracht_zorg", "mandaat_burgemeester"}])
def test_a_fact_of_the_wrong_type_is_never_read_as_favourable(fact: str) -> None:
    facts = FAVOURABLE | POLICE | {"ontvangers": ["jongerenwerk"]}
    wrong = facts | {fact: {"onzin": 1}}

    assert severity(wrong) >= severity(facts)


facts_known = st.fixed_dictionaries(
    {
        "stap": st.sampled_from([2, 3, 4, 5, 6, 7, 2, 3, 1, None, "2", 9]),
        "gegeven": st.sampled_from([*KINDS, "politiegegeven", "gewoon", "onzin", None]),
        "verstrekker": st.sampled_from([*PARTIES, "politie", "om", None]),
        "ontvangers": st.lists(st.sampled_from(PARTIES), min_size=1, max_size=3),
        "ontvanger_soort": st.sampled_from(["publiek", "publiek", "privaat", None]),
    }
    | {
        fact: st.sampled_from([not strict, not strict, not strict, strict, None])
        for fact, strict in STRICT.items()
        if isinstance(strict, bool)
    }
)


@given(facts=facts_known, fact=st.sampled_from(sorted(FAVOURABLE)), unknown=st.booleans())
def test_making_a_fact_stricter_never_gives_a_milder_outcome(facts: dict[str, Any], fact: str, unknown: bool) -> None:
    stricter = facts | {fact: None if unknown else STRICT.get(fact)}

    assert severity(stricter) >= severity(facts)


@given(facts=facts_known, more=st.sampled_from([*PARTIES, "org-3"]))
def test_one_more_receiver_never_gives_a_milder_outcome(facts: dict[str, Any], more: str) -> None:
    assert severity(facts | {"ontvangers": [*facts["ontvangers"], more]}) >= severity(facts)


@pytest.mark.parametrize("fact", sorted(STRICT))
def test_an_unknown_fact_counts_as_its_strict_value(fact: str) -> None:
    for _, facts, _ in EXAMPLES:
        case = FAVOURABLE | facts
        strict = ask(case | {fact: STRICT[fact]})

        assert ask(case | {fact: None}) == strict
        assert ask({name: value for name, value in case.items() if name != fact}) == strict
        assert SEVERITY.index(strict[0]) >= severity(case)


@pytest.mark.parametrize("nobody", [None, []])
@pytest.mark.parametrize("facts", [{}, POLICE], ids=["gewoon", "politie"])
def test_data_for_nobody_in_particular_is_refused(facts: dict[str, Any], nobody: list[str] | None) -> None:
    assert ask(FAVOURABLE | facts | {"ontvangers": nobody})[0] == "weigeren"
