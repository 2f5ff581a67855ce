"""Whole cases of the national process of 2016, walked on the engine and saved and restored after every step."""

from __future__ import annotations

from typing import Any

import pytest

from engine.runtime import Definitions, NotWaiting
from tests.bpmn.reading import read
from tests.bpmn.walking import ASK_FG, FACTS, FOLDER, PIECE_WITH_PERSONS, Walk, definitions


@pytest.fixture(scope="module")
def processes() -> Definitions:
    return definitions()


@pytest.fixture
def case(processes: Definitions) -> Walk:
    return Walk(processes)


def groups_of(case: Walk, activity_id: str) -> list[tuple[str, ...]]:
    return [t.candidate_groups for t in case.open.values() if t.activity_id == activity_id]


def test_a_case_goes_straight_through_the_seven_steps(case: Walk) -> None:
    case.on()
    assert case.completed and case.result.end_activity_id == "aanpak_gestopt"
    assert [c.topic for c in case.asked] == [
        "privacy.toetsen", "privacy.vastleggen",
        "groepsscan.aanvragen", "groepsscan.vastleggen", "groepsscan.aanbieden",
        "bijdragen.vastleggen", "score.vastleggen", "score.ophalen",
        "document.maken", "bericht.sturen", "prioriteit.vastleggen", "document.maken",
        "acties.inplannen", "acties.inplannen", "document.maken",
        "acties.inplannen", "score.vastleggen", "document.maken", "afronden.vergelijken", "score.vastleggen",
        "acties.inplannen", "acties.overdragen", "bericht.sturen", "document.maken",
    ]  # fmt: skip


# Step 1


def test_partners_give_their_signals_side_by_side_and_the_regisseur_sees_all(case: Walk) -> None:
    case.answer("uitvraag_voorbereiden")
    assert groups_of(case, "signaal_geven") == [("org-1",), ("org-2",)]
    case.answer_as("org-2", "signaal_geven", heeft_signaal=False, reden_geen="Wij zien niets.")
    case.answer_as("org-1", "signaal_geven")
    seen = case.sees("signalen_wegen")["partnersignalen"]
    assert [(s["partner"], s["heeft_signaal"]) for s in seen] == [("org-1", True), ("org-2", False)]


def test_the_regisseur_can_weigh_without_asking_partners(case: Walk) -> None:
    case.answer("uitvraag_voorbereiden", partners_vragen=False)
    assert case.activities == ["signalen_wegen"]
    assert case.sees("signalen_wegen")["signalen"][0]["plek"] == "het plein"


def test_signals_can_be_closed(case: Walk) -> None:
    case.on(signalen_wegen={"besluit_signalen": "sluiten"})
    assert case.result.end_activity_id == "signalen_gesloten"


def test_signals_that_are_followed_are_weighed_again_after_the_term(case: Walk) -> None:
    case.on("signalen_wegen")
    case.answer("signalen_wegen", besluit_signalen="volgen")
    assert case.activities == []
    case.later(days=21)
    assert case.activities == ["signalen_wegen"]


@pytest.mark.parametrize("task", ["signaal_geven", "informatie_geven", "puzzelstuk_leggen"])
def test_partners_who_are_late_get_a_reminder_and_may_still_answer(case: Walk, task: str) -> None:
    case.on(task)
    case.later(days=21)
    assert case.inputs_of("herinnering.versturen") == [
        {"groep": "groep-1", "aan": ["org-1", "org-2"], "taak": task}
    ]  # fmt: skip
    assert groups_of(case, task) == [("org-1",), ("org-2",)]


@pytest.mark.parametrize(
    ("task", "collected", "then"),
    [
        ("signaal_geven", "partnersignalen", "signalen_wegen"),
        ("informatie_geven", "reacties", "groepsgedrag_beoordelen"),
        ("puzzelstuk_leggen", "puzzelstukken", "beeld_opstellen"),
    ],
)
def test_closing_a_round_keeps_what_was_already_given(case: Walk, task: str, collected: str, then: str) -> None:
    case.on(task)
    case.answer_as("org-2", task)
    case.send("uitvraag_sluiten")
    case.on(then)
    assert [given["partner"] for given in case.sees(then)[collected]] == ["org-2"]


# Step 2 and the groepsscan


def test_the_police_deliver_after_the_gate_and_not_before(case: Walk) -> None:
    case.on("uitkomst_bevestigen")
    assert "groepsscan.aanvragen" not in [c.topic for c in case.asked]
    case.answer("uitkomst_bevestigen")
    assert groups_of(case, "groepsscan_leveren") == [("politie",)]
    assert case.inputs_of("groepsscan.aanvragen")[0]["besluitnummer"] == "wpg20-1"


def test_the_gate_hands_scope_and_need_to_the_privacy_check(case: Walk) -> None:
    case.on("uitkomst_bevestigen")
    (asked,) = case.inputs_of("privacy.toetsen")
    assert {k: asked[k] for k in ("stap", "stappen", "gegeven", "verstrekker", "ontvanger", "bron_online")} == {
        "stap": 2, "stappen": "2,3,4,5,6,7", "gegeven": "politiegegeven", "verstrekker": "politie",
        "ontvanger": "burgemeester, om", "bron_online": "nee",
    }  # fmt: skip
    assert asked["noodzaak"]["doel"] == "rust"


def test_a_refused_scan_leaves_step_two_to_judge_without_names(case: Walk) -> None:
    case.on("uitkomst_bevestigen")
    case.answer("uitkomst_bevestigen", uitkomst="weigeren")
    assert case.activities == ["groepsgedrag_beoordelen"]
    assert {"delen_geweigerd", "groepsscan_niet_toegestaan"} <= set(case.happened)


def test_the_fg_advises_first_when_the_table_says_so(processes: Definitions) -> None:
    case = Walk(processes, ASK_FG)
    case.on("fg_advies_geven")
    assert groups_of(case, "fg_advies_geven") == [("fg",)]
    case.answer("fg_advies_geven")
    assert case.sees("uitkomst_bevestigen")["toets"]["uitkomst"] == "fg_toets"
    case.answer("uitkomst_bevestigen")
    assert groups_of(case, "tweede_persoon_akkoord") == [("burgemeester",)]
    case.answer("tweede_persoon_akkoord")
    (advice, first), (kept,) = case.inputs_of("privacy.ondertekenen"), case.inputs_of("privacy.vastleggen")
    assert (advice["hoedanigheid"], advice["uitkomst"], first["hoedanigheid"]) == ("fg", "toestaan", "beslisser")
    assert kept["fg_handtekening"] != kept["eerste_handtekening"] and kept["tweede_akkoord"] == "ja"


def test_facts_that_were_mended_are_tested_again(processes: Definitions) -> None:
    case = Walk(processes, FACTS | {"dpia_vastgesteld": False})
    case.on("uitkomst_bevestigen")
    case.facts = FACTS
    case.answer("uitkomst_bevestigen", uitkomst="opnieuw")
    assert case.sees("uitkomst_bevestigen")["toets"]["uitkomst"] == "toestaan"
    case.answer("uitkomst_bevestigen")
    assert len(case.inputs_of("privacy.vastleggen")) == 1


def test_a_refusal_after_an_fg_toets_needs_no_second_person(processes: Definitions) -> None:
    case = Walk(processes, ASK_FG)
    case.on("uitkomst_bevestigen")
    case.answer("uitkomst_bevestigen", uitkomst="weigeren")
    assert case.activities == ["groepsgedrag_beoordelen"]


def test_the_gate_shows_a_person_the_outcome_of_the_table(processes: Definitions) -> None:
    case = Walk(processes, FACTS | {"noodzaak_gemotiveerd": False})
    case.on("uitkomst_bevestigen")
    assert case.sees("uitkomst_bevestigen")["toets"]["uitkomst"] == "weigeren"


def test_a_late_scan_reminds_the_police_and_then_warns_the_regisseur(case: Walk) -> None:
    case.on("groepsscan_leveren")
    due = case.due("groepsscan_leveren")
    case.later(days=16)
    assert [i["aan"] for i in case.inputs_of("herinnering.versturen")] == ["politie"]
    case.later(days=16)
    assert [i["aan"] for i in case.inputs_of("herinnering.versturen")] == ["politie", "procesregisseur"]
    assert case.due("groepsscan_leveren") == due
    assert case.activities == ["groepsscan_leveren"]


def test_a_letter_sent_by_hand_starts_the_terms_when_that_is_recorded(processes: Definitions) -> None:
    case = Walk(processes, sent=False)
    case.on("verzending_vastleggen")
    case.later(days=20)
    assert [i["aan"] for i in case.inputs_of("herinnering.versturen")] == ["procesregisseur"]
    assert case.activities == ["verzending_vastleggen"]
    case.answer("verzending_vastleggen")
    assert case.inputs_of("groepsscan.verzonden")[0]["verzonden_hoe"] == "post"
    case.later(days=9)
    assert len(case.inputs_of("herinnering.versturen")) == 1  # the police have had no ten working days yet
    case.later(days=9)
    assert [i["aan"] for i in case.inputs_of("herinnering.versturen")] == ["procesregisseur", "politie"]


@pytest.mark.parametrize(("sent", "end"), [(True, "verzoek_ingetrokken"), (False, "groepsscan_niet_toegestaan")])
def test_a_request_that_is_withdrawn_ends_and_the_case_goes_on(processes: Definitions, sent: bool, end: str) -> None:
    case = Walk(processes, sent=sent)
    case.on("groepsscan_leveren" if sent else "verzending_vastleggen")
    case.send("groepsscan_ingetrokken")
    assert ("groepsscan", end) in case.ends
    assert len(case.inputs_of("groepsscan.intrekken")) == (1 if sent else 0)
    assert case.activities == ["groepsgedrag_beoordelen"]


def test_an_incomplete_delivery_goes_back_to_the_police_with_what_is_missing(case: Walk) -> None:
    case.on("levering_controleren")
    again = {"vervolg_levering": "aanvulling", "aanvulling": "De brief ontbreekt."}
    case.answer("levering_controleren", levering_compleet=False, **again)
    assert case.sees("groepsscan_leveren")["aanvulling"] == "De brief ontbreekt."
    assert case.inputs_of("groepsscan.aanbieden") == []
    case.on("groepsgedrag_beoordelen")
    assert case.inputs_of("groepsscan.aanbieden") == [
        {"groep": "groep-1", "groepsscan": "groepsscan-1", "ontvanger": "om"}
    ]


def test_what_is_still_missing_is_known_to_who_checks_the_delivery(case: Walk) -> None:
    case.on("groepsscan_leveren")
    case.answer("groepsscan_leveren", namenlijst=None)
    assert case.sees("levering_controleren")["ontbreekt"] == ["namenlijst"]


def test_after_a_refusal_the_case_can_go_on_without_a_groepsscan(case: Walk) -> None:
    case.on("groepsscan_leveren")
    case.answer("groepsscan_leveren", weigert=True, weigering="geen_capaciteit")
    case.answer("levering_controleren", levering_compleet=False, vervolg_levering="stoppen")
    assert ("groepsscan", "groepsscan_niet_geleverd") in case.ends
    assert case.inputs_of("groepsscan.aanbieden") == []
    case.on("groepsgedrag_beoordelen")


def test_when_the_group_is_not_problematic_the_list_is_destroyed_and_the_case_ends(case: Walk) -> None:
    case.on("lichte_aanpak_vastleggen", groepsgedrag_beoordelen={"oordeel": "niet_problematisch"})
    assert case.inputs_of("namenlijst.vernietigen")[0]["groep"] == "groep-1"
    case.answer("lichte_aanpak_vastleggen")
    assert case.result.end_activity_id == "geen_problematische_groep"


# Step 3


def test_without_invited_partners_the_regisseur_makes_the_picture_alone(case: Walk) -> None:
    case.on("beeld_opstellen", groepsgedrag_beoordelen={"partners_nodig": False})
    assert "partners_uitnodigen" not in case.happened
    assert case.sees("beeld_opstellen")["puzzelstukken"] == []


def test_a_partner_confirms_the_sharing_of_his_own_piece_and_gives_it_after_that(case: Walk) -> None:
    case.on("puzzelstuk_leggen")
    case.answer_as("org-1", "puzzelstuk_leggen")
    case.answer_as("org-2", "puzzelstuk_leggen", **PIECE_WITH_PERSONS)
    assert groups_of(case, "uitkomst_bevestigen") == [("org-2",)]
    asked = case.inputs_of("privacy.toetsen")[-1]
    assert (asked["stap"], asked["gegeven"], asked["verstrekker"], asked["ontvanger"]) == (
        3, "gewoon", "org-2", ["procesregisseur"],
    )  # fmt: skip
    assert "persoonsgegevens_inbrengen" not in case.activities
    case.answer("uitkomst_bevestigen", uitkomst="voorwaarden", voorwaarden="Alleen voor het beeld.")
    assert groups_of(case, "persoonsgegevens_inbrengen") == [("org-2",)]
    case.answer("persoonsgegevens_inbrengen")
    assert case.activities == ["beeld_opstellen"]


def test_one_partner_who_declines_does_not_hold_up_another(case: Walk) -> None:
    case.on("puzzelstuk_leggen")
    case.answer_as("org-1", "puzzelstuk_leggen", **PIECE_WITH_PERSONS)
    case.answer_as("org-2", "puzzelstuk_leggen", **PIECE_WITH_PERSONS)
    case.answer_as("org-1", "uitkomst_bevestigen", uitkomst="weigeren")
    case.answer_as("org-2", "uitkomst_bevestigen")
    assert groups_of(case, "persoonsgegevens_inbrengen") == [("org-2",)]
    case.answer("persoonsgegevens_inbrengen")
    shared = case.sees("beeld_opstellen")["gedeelde_bijdragen"]
    assert shared == [{"partner": "org-1", "gedeeld": False}, {"partner": "org-2", "gedeeld": True}]


def test_an_incomplete_picture_goes_back_to_gathering_information(case: Walk) -> None:
    case.on("beeld_toetsen")
    case.answer("beeld_toetsen", besluit_beeld="meer_informatie")
    assert case.activities == ["partners_kiezen"]


# Steps 4 and 5


@pytest.mark.parametrize("decision", ["licht", "niet"])
def test_a_group_without_priority_ends_the_case(case: Walk, decision: str) -> None:
    case.on(prioriteit_besluiten={"besluit_overleg": decision})
    assert case.result.end_activity_id == "niet_geprioriteerd"


def test_the_overleg_can_send_the_picture_back(case: Walk) -> None:
    case.on("prioriteit_besluiten")
    assert groups_of(case, "prioriteit_besluiten") == [("procesregisseur", "burgemeester")]
    case.answer("prioriteit_besluiten", besluit_overleg="terug")
    assert case.activities == ["puzzelstuk_leggen", "puzzelstuk_leggen"]


def test_every_owner_agrees_once_and_a_no_brings_the_plan_back(case: Walk) -> None:
    case.on("akkoord_geven")
    assert case.sees("akkoord_geven")["acties"]
    assert groups_of(case, "akkoord_geven") == [("org-1",), ("org-2",)]
    asked = [case.visible(k)["antwoorden"] for k, t in case.open.items() if t.activity_id == "akkoord_geven"]
    assert [[row["titel"] for row in rows] for rows in asked] == [["Actie 1", "Actie 3"], ["Actie 2"]]
    assert asked[1][0]["soort"] == "Zorg en hulp" and "akkoord" not in asked[1][0]
    case.answer_as("org-1", "akkoord_geven")
    no = {"titel": "Actie 2", "akkoord": False, "reden": "Te vroeg."}
    case.answer_as("org-2", "akkoord_geven", akkoord=False, antwoorden=[no])
    assert case.sees("plan_opstellen")["akkoorden"][1] == {"eigenaar": "org-2", "akkoord": False, "acties": [no]}
    assert [given["acties"] for given in case.inputs_of("acties.inplannen")] == [[]]
    case.on("voortgang_bespreken")
    planned = case.inputs_of("acties.inplannen")[1]
    assert planned["acties"] and planned["doelen"] and [a["akkoord"] for a in planned["akkoorden"]] == [True, True]


# Step 6


def test_every_action_goes_to_its_owner_with_its_own_due_date(case: Walk) -> None:
    case.on("voortgang_bespreken")
    assert groups_of(case, "actie_uitvoeren") == [("org-1",), ("org-2",), ("org-1",)]
    due = [t.due_at.day for t in case.open.values() if t.activity_id == "actie_uitvoeren" and t.due_at]
    assert due == [1, 2, 3]


def test_progress_is_discussed_again_and_again_until_something_changes(case: Walk) -> None:
    case.on("voortgang_bespreken")
    for _ in range(3):
        case.answer("voortgang_bespreken", besluit_voortgang="doorgaan")
    assert case.activities.count("voortgang_bespreken") == 1
    assert [s["moment"] for s in case.inputs_of("score.vastleggen")] == [
        "duiding",
        "voortgang",
        "voortgang",
        "voortgang",
    ]


@pytest.mark.parametrize(
    ("answer", "then"),
    [
        ("plan_bijstellen", "plan_opstellen"),
        ("beeld_bijstellen", "puzzelstuk_leggen"),
        ("opnieuw_adviseren", "advies_opstellen"),
        ("afronden", "afronding_beoordelen"),
    ],
)
def test_leaving_step_six_takes_its_open_actions_along(case: Walk, answer: str, then: str) -> None:
    case.on("voortgang_bespreken")
    case.answer("voortgang_bespreken", besluit_voortgang=answer)
    assert set(case.activities) == {then}


def test_a_new_scan_in_step_six_passes_the_gate_with_step_six(case: Walk) -> None:
    case.on("voortgang_bespreken")
    case.answer("voortgang_bespreken", besluit_voortgang="nieuwe_groepsscan")
    case.on("voortgang_bespreken")
    assert case.inputs_of("privacy.toetsen")[-1]["stap"] == 6
    assert len(case.inputs_of("groepsscan.aanvragen")) == 2


@pytest.mark.parametrize(
    ("outcome", "then"), [("toestaan", "aanmelding_opstellen"), ("weigeren", "voortgang_bespreken")]
)
def test_a_person_is_passed_on_only_through_the_gate(case: Walk, outcome: str, then: str) -> None:
    case.on("voortgang_bespreken")
    case.answer("voortgang_bespreken", besluit_voortgang="opschalen", noodzaak="Zorg nodig.")
    case.answer("uitkomst_bevestigen", uitkomst=outcome)
    assert then in case.activities
    case.on("voortgang_bespreken")
    assert [p["persoon"] for p in case.inputs_of("opschalen.aanmelden")] == ["kluis-3"] * (outcome == "toestaan")


def test_back_in_step_six_a_finished_action_is_not_asked_again(case: Walk) -> None:
    case.on("voortgang_bespreken")
    case.answer_as("org-2", "actie_uitvoeren")
    assert case.inputs_of("acties.bijwerken")[0]["actie"] == "Actie 2"
    case.on("afronding_beoordelen")
    case.answer("afronding_beoordelen", besluit_afronding="door")
    assert groups_of(case, "actie_uitvoeren") == [("org-1",), ("org-1",)]


def test_a_new_plan_starts_from_the_actions_that_are_still_open(case: Walk) -> None:
    # given
    case.on("voortgang_bespreken")
    case.answer_as("org-2", "actie_uitvoeren")
    # when
    case.answer("voortgang_bespreken", besluit_voortgang="plan_bijstellen")
    # then
    left = case.sees("plan_opstellen")["acties"]
    assert [action["titel"] for action in left] == ["Actie 1", "Actie 3"]
    case.answer("plan_opstellen", acties=left)
    assert groups_of(case, "akkoord_geven") == [("org-1",)]


# Step 7


def test_scaling_down_evaluates_and_hands_over_what_is_left(case: Walk) -> None:
    case.on("acties_overdragen", afronding_beoordelen={"besluit_afronding": "afschalen"})
    assert case.inputs_of("score.vastleggen")[-1]["moment"] == "evaluatie"
    assert len(case.sees("acties_overdragen")["acties"]) == 3
    case.answer("acties_overdragen")
    assert case.inputs_of("bericht.sturen")[-1]["aan"] == ["org-2"]
    assert case.result.end_activity_id == "aanpak_afgeschaald"


def test_when_nothing_is_left_nobody_gets_a_message(case: Walk) -> None:
    case.on(acties_overdragen={"overdrachten": []})
    assert case.inputs_of("bericht.sturen")[-1]["aan"] == []


# At any moment, and skipping


def test_a_scan_can_be_asked_at_any_moment_several_times_while_the_case_goes_on(case: Walk) -> None:
    case.on("voortgang_bespreken")
    case.send("groepsscan_gevraagd", scan_stap=6)
    case.send("groepsscan_gevraagd", scan_stap=6)
    assert case.activities.count("noodzaak_opstellen") == 2
    assert "voortgang_bespreken" in case.activities
    for task in ("noodzaak_opstellen", "uitkomst_bevestigen", "groepsscan_leveren", "levering_controleren"):
        case.answer(task)
        case.answer(task)
    assert case.happened.count("groepsscan_afgehandeld") == 2
    assert case.inputs_of("privacy.toetsen")[-1]["stap"] == 6


def test_the_end_of_the_case_ends_a_scan_that_is_still_open(case: Walk) -> None:
    case.on("acties_overdragen")
    case.send("groepsscan_gevraagd", scan_stap=7)
    case.answer("acties_overdragen")
    assert case.completed and case.activities == []


@pytest.mark.parametrize(
    ("task", "delivered", "then"),
    [
        ("signaal_geven", {"besluit_signalen": "verzamelen"}, "partners_kiezen"),
        ("puzzelstuk_leggen", {"besluit_beeld": "compleet", "conceptplan": "Kort."}, "advies_opstellen"),
        ("plan_opstellen", {"doelen": [], "acties": []}, "voortgang_bespreken"),
        ("voortgang_bespreken", {"besluit_voortgang": "afronden"}, "afronding_beoordelen"),
    ],
)
def test_a_skipped_step_leaves_no_work_behind(case: Walk, task: str, delivered: dict[str, Any], then: str) -> None:
    case.on(task)
    case.send("stap_overslaan", reden="Al gedaan in een ander overleg.", **delivered)
    assert case.activities == [then]


@pytest.mark.parametrize("task", ["partners_kiezen", "groepsscan_leveren", "advies_opstellen", "evalueren"])
def test_steps_two_four_and_seven_cannot_be_skipped(case: Walk, task: str) -> None:
    case.on(task)
    assert "stap_overslaan" not in {a.message for a in case.result.awaited}


def test_a_task_of_a_skipped_step_is_refused(case: Walk) -> None:
    case.on("plan_opstellen")
    old = case.find("plan_opstellen")
    case.send("stap_overslaan", reden="Klaar.", doelen=[], acties=[])
    with pytest.raises(NotWaiting):
        case.finish(old)


# Together


def test_together_a_few_cases_reach_every_end_of_every_diagram(processes: Definitions) -> None:
    full = Walk(processes)
    for late in ("signaal_geven", "informatie_geven", "groepsscan_leveren", "puzzelstuk_leggen"):
        full.on(late)
        full.later(days=40)
    full.answer_as("org-1", "puzzelstuk_leggen", **PIECE_WITH_PERSONS)
    full.answer_as("org-2", "puzzelstuk_leggen", **PIECE_WITH_PERSONS)
    full.on("akkoord_geven", uitkomst_bevestigen={"uitkomst": "weigeren"})
    full.later(days=40)
    full.on("voortgang_bespreken")
    for owner in ("org-1", "org-1", "org-2"):
        full.answer_as(owner, "actie_uitvoeren")
    full.send("groepsscan_gevraagd", scan_stap=6)
    full.on("afronding_beoordelen")
    full.answer("afronding_beoordelen", besluit_afronding="door")
    full.on()
    others = [
        {"signalen_wegen": {"besluit_signalen": "sluiten"}},
        {"uitkomst_bevestigen": {"uitkomst": "weigeren"}, "groepsgedrag_beoordelen": {"oordeel": "niet_problematisch"}},
        {"prioriteit_besluiten": {"besluit_overleg": "niet"}},
        {"levering_controleren": {"levering_compleet": False, "vervolg_levering": "stoppen"}},
        {"afronding_beoordelen": {"besluit_afronding": "afschalen"}},
    ]
    reached = set(full.ends)
    for answers in others:
        case = Walk(processes)
        case.on(None, **answers)
        reached |= case.ends
    for sent in (True, False):
        case = Walk(processes, sent=sent)
        case.on("groepsscan_leveren" if sent else "verzending_vastleggen")
        case.later(days=4)
        case.send("groepsscan_ingetrokken")
        reached |= case.ends
    drawn = {(d.path.stem, end.id) for d in map(read, FOLDER.glob("*.bpmn")) for end in d.of("endEvent")}
    assert reached == drawn
