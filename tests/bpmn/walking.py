"""Walks a national process outside any database, with stand-ins for the handlers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from engine import dmn, runtime
from tests.runtime.drawing import NOON, Play

FOLDER = Path(__file__).parents[2] / "bpmn" / "werkproces-2016"
SETTINGS = {
    "tweede_beslisser": "burgemeester",
    "termijn_signaal_weging": 10, "termijn_volgen": 10, "termijn_partnerreactie": 10, "termijn_groepsscan": 15,
    "termijn_groepsscan_herinnering": 10, "termijn_groepsscan_escalatie": 20, "termijn_duiding_dagen": 28,
    "termijn_groepsscan_versturen": 2,
    "termijn_driehoek_dagen": 42, "termijn_pva_dagen": 28, "termijn_voortgang_dagen": 42, "termijn_evaluatie_dagen": 42,
}  # fmt: skip
SIGNAL = {
    "groep": "groep-1", "groep_alias": "Pleingroep", "gebied": "Voorbeeldwijk", "datum_signaal": date(2026, 3, 2),
    "melder": "org-1", "plek": "het plein", "tijdstippen": ["weekend avond"], "gedrag": ["geluidsoverlast"],
    "omvang": "6_10",
    "online": [], "impact_omgeving": "middel", "urgentie": "middel", "bron": "feit", "toelichting": None,
}  # fmt: skip
SCORES = {"ernst": 3, "risico": 3, "ontwikkeling": 2, "impact": 4, "trend": "gelijk"}
ACTIONS = [
    {"titel": f"Actie {n}", "spoor": "groep", "soort": "zorg", "eigenaar": owner, "einddatum": date(2026, 9, n)}
    for n, owner in ((1, "org-1"), (2, "org-2"), (3, "org-1"))
]
PARTNERS = ["org-1", "org-2"]
PIECE = {
    "doet_mee": True, "puzzelstuk": "Wij zien de groep op vrijdag.", "herkomst": "waarneming", "feit_oordeel": "feit",
    "met_personen": False, "reden_niet": None,
    "gegeven": None, "ontvangers": None, "noodzaak": None, "bron_online": None, "toestemming": None,
    "jongste_leeftijd": None,
}  # fmt: skip
PIECE_WITH_PERSONS = PIECE | {
    "met_personen": True, "gegeven": "gewoon", "ontvangers": ["procesregisseur"], "noodzaak": "Nodig voor het beeld.",
    "bron_online": "nee", "jongste_leeftijd": 15,
}  # fmt: skip
NO_REASON = {"noodzaak": None, "bron_online": None, "toestemming": None, "jongste_leeftijd": None}

# What people answer when a test says nothing else: straight on to the end.
ANSWERS: dict[str, dict[str, Any]] = {
    "uitvraag_voorbereiden": {"partners_vragen": True, "partners": PARTNERS, "vraag": "Wat ziet u?"},
    "signaal_geven": {"heeft_signaal": True, "plek": "het park"},
    "signalen_wegen": {"besluit_signalen": "verzamelen", "motivering_signalen": "Het neemt toe."},
    "partners_kiezen": {"partners": PARTNERS, "vraag": "Wat weet u van de groep?"},
    "informatie_geven": {"antwoord_gegeven": True, "antwoord": "Vooral in de avond."},
    "noodzaak_opstellen": {
        "doel": "rust", "proportionaliteit": "past", "subsidiariteit": "kan niet anders", "motivering": "nodig",
        "groepsomschrijving": "Pleingroep", "vraag": "Wie doen mee?", "gewenste_datum": date(2026, 4, 1),
        "besluitnummer": "wpg20-1", "bron_online": "nee", "jongste_leeftijd": 14,
    },
    "fg_advies_geven": {"fg_advies": "toestaan", "fg_toelichting": "Akkoord."},
    "uitkomst_bevestigen": {"uitkomst": "toestaan", "motivering_besluit": "Past.", "geldig_tot": date(2026, 12, 1)},
    "verzending_vastleggen": {"verzonden_op": date(2026, 3, 2), "verzonden_hoe": "post"},
    "groepsscan_leveren": {"aanbiedingsbrief": "stuk-1", "standaardrapportage": "stuk-2", "namenlijst": "kluis-1"},
    "levering_controleren": {"levering_compleet": True},
    "groepsgedrag_beoordelen": {"oordeel": "problematisch", "partners_nodig": True, "motivering_oordeel": "Ernstig."},
    "noodzaak_opstellen_namen": {
        "doel": "rust", "proportionaliteit": "past", "subsidiariteit": "kan niet anders", "bron_online": "nee",
        "toestemming": False, "jongste_leeftijd": 14,
    },
    "namenlijst_opstellen": {"namenlijst": "kluis-4", "groepsscan_nodig": True},
    "groepsgedrag_bevestigen": {
        "netwerk": "Los.", "samen_gepleegd": "Vernieling.", "oordeel": "problematisch",
        "motivering_oordeel": "Ernstig.", "partners_nodig": True,
    },
    "lichte_aanpak_vastleggen": {"vervolg": "lichte_aanpak", "toelichting_vervolg": "Gesprek op het plein."},
    "partners_uitnodigen": {"genodigden": PARTNERS, "uitnodiging": "Komt u ook?"},
    "puzzelstuk_leggen": PIECE,
    "tweede_persoon_akkoord": {"tweede_akkoord": "ja", "tweede_motivering": "Eens."},
    "persoonsgegevens_inbrengen": {"personen": "kluis-2"},
    "beeld_opstellen": {"problematiek": "Overlast in de avond.", **SCORES},
    "conceptplan_opstellen": {"conceptplan": "Meer toezicht en meer te doen."},
    "beeld_toetsen": {"besluit_beeld": "compleet", "motivering_beeld": "Genoeg."},
    "advies_opstellen": {"probleemdefinitie": "Overlast.", "advies": "Prioriteit geven."},
    "prioriteit_besluiten": {"besluit_overleg": "prioriteren", "prioriteit": "hoog", "aanwijzingen": "Begin klein."},
    "plan_opstellen": {"doelen": [{"doel": "probleemgedrag"}], "acties": ACTIONS},
    "akkoord_geven": {"akkoord": True, "antwoorden": [{"titel": "Actie 1", "akkoord": True, "reden": None}]},
    "actie_uitvoeren": {"status": "klaar", "notitie": "Gedaan.", "belemmering": None},
    "voortgang_bespreken": {"besluit_voortgang": "afronden", **SCORES, **NO_REASON},
    "aanmelding_opstellen": {"persoon": "kluis-3", "reden_aanmelding": "Zorg nodig."},
    "afronding_beoordelen": {"besluit_afronding": "stoppen", "motivering_afronding": "De rust is terug."},
    "evalueren": {"wat_werkte": "Samen optrekken.", **SCORES},
    "acties_overdragen": {"overdrachten": [{"wat": "Toezicht", "nieuwe_eigenaar": "org-2"}]},
}  # fmt: skip


# What privacy.toetsen finds for a groepsscan when all is in order; the real table gives "toestaan".
FACTS = {
    "stap": 2, "achter_poort": True, "overdracht_zorg": False, "gegeven": "politiegegeven", "verstrekker": "politie",
    "ontvangers": ["burgemeester", "om"], "ontvanger_soort": "publiek", "ontvanger_in_convenant": True,
    "convenant_geldig": True, "wpg20_dekt": True, "noodzaak_gemotiveerd": True, "dpia_vastgesteld": True,
    "leeftijd_onder_12": False, "online_heimelijk": False, "toestemming_of_plicht": False, "ontvanger_betrokken": True,
    "mandaat_burgemeester": False,
}  # fmt: skip
ASK_FG = FACTS | {"gegeven": "gezondheid"}


class Refused(Exception):
    """The stand-in for the error a handler raises: sharing is refused."""


def definitions(folder: Path = FOLDER) -> runtime.Definitions:
    files = {path.name: path.read_bytes() for path in folder.glob("*.bpmn")}
    tables = {path.stem: dmn.load(path.read_bytes()) for path in folder.glob("*.dmn")}
    return runtime.load(files, decisions=tables, settings=SETTINGS)


class Walk(Play):
    """A case of the national process; machine work is done at once, people answer as the test says."""

    def __init__(self, processes: runtime.Definitions, facts: dict[str, Any] = FACTS, sent: bool = True) -> None:
        self.sent = sent  # whether the request for a groepsscan goes out by itself
        self.definitions = processes
        self.now = NOON
        self.open, self.calls, self.history = {}, {}, []
        self.facts = facts  # what privacy.toetsen finds
        self.asked: list[runtime.ServiceCall] = []
        self.done_actions: set[str] = set()
        self._take(runtime.start(processes, "werkproces", SIGNAL, now=NOON))

    def _take(self, result: runtime.StepResult) -> None:
        super()._take(result)
        while self.calls:
            call = next(iter(self.calls.values()))
            self.asked.append(call)
            try:
                self.finish(call.spiff_task_id, **self._handled(call))
            except Refused:
                self.fail(call.activity_id, "delen_geweigerd")

    def _handled(self, call: runtime.ServiceCall) -> dict[str, Any]:
        if call.topic == "privacy.toetsen":
            return {"feiten": self.facts}
        if call.topic == "privacy.ondertekenen":
            return {"handtekening": f"handtekening-{len(self.asked)}"}
        if call.topic == "privacy.vastleggen":
            if call.inputs["uitkomst"] == "weigeren":
                raise Refused
            return {"privacybesluit": f"besluit-{len(self.asked)}"}
        if call.topic == "score.ophalen":
            return {"scores": {**SCORES, "moment": "duiding", "datum": date(2026, 5, 1)}}
        if call.topic == "acties.bijwerken":
            self.done_actions.add(call.inputs["actie"])
        if call.topic == "acties.inplannen":
            planned = [{"id": a["titel"], **a} for a in call.inputs["acties"]]
            return {"acties": [a for a in planned if a["id"] not in self.done_actions]}
        if call.topic == "groepsscan.vastleggen":
            came = {name: call.inputs[name] for name in ("aanbiedingsbrief", "standaardrapportage", "namenlijst")}
            return came | {"ontbreekt": [name for name, value in came.items() if value is None]}
        made = {"verzoek": "stuk-9", "groepsscan": "groepsscan-1", "verstuurd": self.sent}
        return made if call.topic == "groepsscan.aanvragen" else {}

    def answer(self, activity_id: str, **other: Any) -> None:
        self.do(activity_id, **(ANSWERS[activity_id] | other))

    def answer_as(self, group: str, activity_id: str, **other: Any) -> None:
        mine = (k for k, t in self.open.items() if t.activity_id == activity_id and group in t.candidate_groups)
        self.finish(next(mine), **(ANSWERS[activity_id] | other))

    def on(self, until: str | None = None, **answers: dict[str, Any]) -> None:
        """People answer one after another until this task is open, or until the case ends."""
        for _ in range(200):
            ready = [t.activity_id for t in self.open.values() if t.activity_id != "actie_uitvoeren"]
            if self.completed or until in self.activities:
                return
            task = ready[0]
            self.answer(task, **answers.pop(task, {}))
        raise AssertionError(f"{until} is not reached; open: {self.activities}")

    def later(self, days: int) -> None:
        self.wait_until(self.now + timedelta(days=days))

    def inputs_of(self, topic: str) -> list[dict[str, Any]]:
        return [dict(call.inputs) for call in self.asked if call.topic == topic]

    def due(self, activity_id: str) -> datetime | None:
        return next(t.due_at for t in self.open.values() if t.activity_id == activity_id)

    @property
    def ends(self) -> set[tuple[str, str]]:
        return {(h.process_key, h.activity_id) for h in self.history if h.kind == "endEvent" and h.state == "completed"}
