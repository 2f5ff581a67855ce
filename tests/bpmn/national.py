"""The national process, walked without a database: people by hand, machines by a few lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from engine import definitions, runtime
from tests.runtime.drawing import Play

ROOT = Path(__file__).parents[2]
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONTENT = definitions.from_files(definitions.read_folder(ROOT, "werkproces-2016"))
FACTS = {
    "stap": 2,
    "achter_poort": True,
    "gegeven": "politiegegeven",
    "verstrekker": "politie",
    "ontvangers": ["burgemeester", "om"],
    "ontvanger_soort": "publiek",
    "ontvanger_in_convenant": True,
    "convenant_geldig": True,
    "wpg20_dekt": True,
    "noodzaak_gemotiveerd": True,
    "dpia_vastgesteld": True,
    "leeftijd_onder_12": False,
    "online_heimelijk": False,
    "toestemming_of_plicht": False,
    "mandaat_burgemeester": True,
    "ontvanger_betrokken": True,
}
SIGNAL = {"groep": "groep-1", "groep_alias": "Groep Vijverpark", "gebied": "Noord", "urgentie": "middel"}
SCORES = {"ernst": 3, "risico": 3, "ontwikkeling": 2, "impact": 4, "trend": "gelijk"}
NEED = {
    "doel": "Rust op het plein",
    "proportionaliteit": "Alleen deze groep",
    "subsidiariteit": "Met minder lukt het niet",
    "motivering": "De overlast neemt toe",
    "groepsomschrijving": "Tien tot vijftien jongeren",
    "vraag": "Hoe zit de groep in elkaar?",
    "gewenste_datum": START.date() + timedelta(days=30),
    "besluitnummer": "WPG-2026-001",
    "bron_online": "nee",
    "jongste_leeftijd": 14,
}
PLAN = {
    "doelen": [{"doel": "minder_overlast", "indicator": "meldingen", "startwaarde": 20, "streefwaarde": 5}],
    "acties": [
        {
            "titel": "Toezicht op vrijdag",
            "spoor": "groep",
            "soort": "bestuur",
            "eigenaar": "org-2",
            "startdatum": START.date(),
            "einddatum": START.date() + timedelta(days=60),
        },
        {
            "titel": "Sportaanbod",
            "spoor": "domein",
            "soort": "zorg",
            "eigenaar": "org-3",
            "startdatum": START.date(),
            "einddatum": START.date() + timedelta(days=60),
        },
    ],
    "evaluatiedatum": START.date() + timedelta(days=90),
}


class National(Play):
    """One case of the national process of 2016."""

    reached: ClassVar[set[tuple[str, str]]] = set()  # by all walks together: (process, element)

    def __init__(self, **facts: Any) -> None:
        self.definitions = CONTENT.definitions
        self.now = START
        self.open: dict[str, runtime.OpenTask] = {}
        self.calls: dict[str, runtime.ServiceCall] = {}
        self.history: list[runtime.Happened] = []
        self.facts = {**FACTS, **facts}
        self._take(runtime.start(self.definitions, CONTENT.process_key, SIGNAL, now=START))

    def _keep(self, result: runtime.StepResult) -> None:
        super()._take(result)
        self.reached.update((h.process_key, h.activity_id) for h in result.history if h.state == "completed")

    def _take(self, result: runtime.StepResult) -> None:
        self._keep(result)
        while self.calls:
            spiff_task_id, call = next(iter(self.calls.items()))
            self._machine(spiff_task_id, call)

    def _machine(self, spiff_task_id: str, call: runtime.ServiceCall) -> None:
        """What the handler of a topic does, as far as the process notices."""
        given = dict(call.inputs)
        if call.topic == "privacy.vastleggen" and given["uitkomst"] == "weigeren":
            r = self.result
            self._keep(
                runtime.throw(self.definitions, r.snapshot, r.scopes, spiff_task_id, "delen_geweigerd", now=self.now)
            )
            return
        outputs: dict[str, Any] = {
            "privacy.toetsen": {"feiten": self.facts},
            "privacy.vastleggen": {"privacybesluit": "besluit-1"},
            "acties.inplannen": {"acties": [{**a, "id": n} for n, a in enumerate(given.get("acties") or [])]},
            "groepsscan.aanvragen": {"verzoek": "document-1"},
        }.get(call.topic, {})
        r = self.result
        self._keep(runtime.complete(self.definitions, r.snapshot, r.scopes, spiff_task_id, outputs, now=self.now))

    # What the people do, step by step.

    def share_signals(self, decision: str = "verzamelen", partners: tuple[str, ...] = ()) -> None:
        self.do("uitvraag_voorbereiden", partners_vragen=bool(partners), partners=list(partners), vraag="Wat ziet u?")
        for _ in partners:
            self.do("signaal_geven", heeft_signaal=True, plek="het plein")
        self.do("signalen_wegen", besluit_signalen=decision, motivering_signalen="omdat")

    def ask_partners(self, *partners: str) -> None:
        self.do("partners_kiezen", partners=list(partners), vraag="Wat weet u van de groep?")
        for _ in partners:
            self.do("informatie_geven", antwoord_gegeven=True, antwoord="Elke vrijdag overlast")

    def pass_gate(self, outcome: str = "toestaan") -> None:
        self.do(
            "uitkomst_bevestigen",
            uitkomst=outcome,
            voorwaarden="alleen dit",
            motivering_besluit="nodig",
            geldig_tot=START.date() + timedelta(days=180),
        )

    def scan(self, *, complete: tuple[bool, ...] = (True,)) -> None:
        self.do("noodzaak_opstellen", **NEED)
        self.pass_gate()
        for each in complete:
            self.deliver()
            self.do("levering_controleren", levering_compleet=each, aanvulling=None if each else "de brief")

    def deliver(self) -> None:
        self.do("groepsscan_leveren", datum_levering=self.now.date(), namenlijst=["kluis-1"])

    def judge(self, judgement: str = "problematisch", *, partners: tuple[str, ...] = ("org-2", "org-3")) -> None:
        self.do("groepsgedrag_beoordelen", oordeel=judgement, partners_nodig=bool(partners), motivering_oordeel="omdat")
        if judgement == "niet_problematisch":
            self.do("lichte_aanpak_vastleggen", vervolg="lichte_aanpak", toelichting_vervolg="Gesprek")
        elif partners:
            self.do("partners_uitnodigen", genodigden=list(partners), uitnodiging="Denkt u mee?")

    def gather(self, *partners: str) -> None:
        """Step 2 whole."""
        self.ask_partners(*partners)
        self.scan()
        self.judge(partners=partners or ("org-2",))

    def make_picture(self, decision: str = "compleet") -> None:
        while "puzzelstuk_leggen" in self.activities:
            self.do("puzzelstuk_leggen", doet_mee=True, puzzelstuk="Vooral op vrijdag", met_personen=False)
        self.do("beeld_opstellen", dynamiek="wisselend", problematiek="overlast", kansen="sport", **SCORES)
        self.do("conceptplan_opstellen", conceptplan="Samen aan de slag", concept_doelen=["minder_overlast"])
        self.do("beeld_toetsen", besluit_beeld=decision, motivering_beeld="omdat")

    def advise(self, decision: str = "prioriteren") -> None:
        self.do("advies_opstellen", probleemdefinitie="Overlast", opties="Drie", advies="Doen", gevraagd_besluit="Ja")
        self.do("prioriteit_besluiten", besluit_overleg=decision, datum_overleg=self.now.date(), overleg="driehoek")

    def plan(self, *, agree: bool = True) -> None:
        self.do("plan_opstellen", **PLAN)
        while "akkoord_geven" in self.activities:
            self.do("akkoord_geven", akkoord=agree, toelichting=None if agree else "te druk")

    def discuss(self, decision: str) -> None:
        self.do(
            "voortgang_bespreken",
            besluit_voortgang=decision,
            motivering_voortgang="omdat",
            noodzaak="Zorg is nodig",
            bron_online="nee",
            toestemming=True,
            jongste_leeftijd=15,
            **SCORES,
        )

    def conclude(self, decision: str) -> None:
        self.do("afronding_beoordelen", besluit_afronding=decision, motivering_afronding="omdat")
        if decision != "door":
            self.do("evalueren", wat_werkte="Samen", samenwerking="Goed", lijst_afgesloten=True, **SCORES)
            self.do(
                "acties_overdragen", overdrachten=[{"wat": "Toezicht", "soort": "actie", "nieuwe_eigenaar": "org-2"}]
            )

    def to_step(self, step: int) -> National:
        """Walk straight to the beginning of a step."""
        way = [self.share_signals, self.gather, self.make_picture, self.advise, self.plan]
        for go in way[: step - 1]:
            go()
        if step == 7:
            self.discuss("afronden")
        return self


def to_step(step: int, **facts: Any) -> National:
    return National(**facts).to_step(step)
