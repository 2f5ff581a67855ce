"""A case told as work: each verb completes real tasks through the engine, at the moment the story says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cli.demo import answers
from cli.demo.people import Cast
from dossier import documents, signals, submissions
from dossier.keys import InstallationKey
from dossier.submissions import Personal, Upload
from engine import db, definitions, jobs, tasks
from engine.models import PackageVersion, Task
from engine.registry import Catalogue

PACKAGE = "werkproces-2016"


@dataclass
class Story:
    """One group, from its first signal on; `now` moves forward as the story is told."""

    cast: Cast
    catalogue: Catalogue
    key: InstallationKey
    now: datetime
    instance_id: int = field(default=0)

    @property
    def today(self) -> date:
        return self.now.date()

    def later(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.machines()

    def machines(self) -> None:
        while jobs.run_due(self.catalogue, now=self.now):
            pass

    def begin(self, alias: str, area: str, who: str, **fields: Any) -> None:
        with db.transaction() as session:
            version: PackageVersion = definitions.latest(session, PACKAGE)
            actor = self.cast.actors[who]
            given = answers.signal(alias, area, actor.organisation_key, self.today) | fields
            instance = signals.report_new(
                session, given, version=version, actor=actor, now=self.now, catalogue=self.catalogue
            )
            self.instance_id = instance.id

    def do(
        self,
        activity_id: str,
        who: str,
        values: dict[str, Any],
        *,
        persons: dict[str, Personal] | None = None,
        uploads: tuple[Upload, ...] = (),
    ) -> None:
        """Complete the first open task of this element that the person may do."""
        actor = self.cast.actors[who]
        with db.transaction() as session:
            task = self._find(session, activity_id, who)
            variables = submissions.keep(
                session,
                self.instance_id,
                step=task.step,
                values=values,
                persons=persons or {},
                uploads=uploads,
                actor=actor,
                now=self.now,
                key=self.key,
            )
            tasks.complete(session, task.id, variables, by=actor, now=self.now, catalogue=self.catalogue)
        self.machines()

    def _find(self, session: Any, activity_id: str, who: str) -> Task:
        actor = self.cast.actors[who]
        found = [
            task
            for task in tasks.of_instance(session, self.instance_id)
            if task.activity_id == activity_id and tasks.may_do(task, actor)
        ]
        if not found:
            raise LookupError(f"{who} has no task {activity_id} in case {self.instance_id}")
        return found[0]

    # The verbs.

    def weigh(self) -> None:
        self.do("uitvraag_voorbereiden", "regisseur", {"partners_vragen": False})
        self.do("signalen_wegen", "regisseur", answers.WEIGHED)

    def ask_partners(self, *shorts: str) -> None:
        keys = [self.cast.organisations[short] for short in shorts]
        self.do("partners_kiezen", "regisseur", {"partners": keys, "vraag": "Wat weet u van het gedrag van de groep?"})

    def answer(self, who: str, text: str) -> None:
        self.do("informatie_geven", who, {"antwoord_gegeven": True, "antwoord": text})

    def request_scan(self) -> None:
        self.do("noodzaak_opstellen", "regisseur", answers.need(self.today))
        self.do("uitkomst_bevestigen", "regisseur", answers.permitted(self.today))

    def deliver_scan(self) -> None:
        letter = documents.File("brief.pdf", "application/pdf", answers.pdf("Aanbiedingsbrief groepsscan"))
        report = documents.File("rapport.pdf", "application/pdf", answers.pdf("Standaardrapportage groepsscan"))
        rows = answers.names(self.today)
        self.do(
            "groepsscan_leveren",
            "wijkagent",
            {"datum_levering": self.today, "toelichting_levering": "De drie producten zijn compleet."},
            persons={"namenlijst": Personal("namenlijst", "politiegegeven", rows)},
            uploads=(
                Upload("aanbiedingsbrief", "Aanbiedingsbrief", "aanbiedingsbrief", "politiegegeven", letter),
                Upload("standaardrapportage", "Standaardrapportage", "standaardrapportage", "politiegegeven", report),
            ),
        )
        self.do("levering_controleren", "regisseur", {"levering_compleet": True})

    def judge(self, *shorts: str) -> None:
        self.do("groepsgedrag_beoordelen", "regisseur", answers.JUDGED)
        keys = [self.cast.organisations[short] for short in shorts]
        invitation = "Wij maken samen een beeld van de groep. Brengt u uw puzzelstuk in?"
        self.do("partners_uitnodigen", "regisseur", {"genodigden": keys, "uitnodiging": invitation})

    def dismiss(self) -> None:
        self.do("groepsgedrag_beoordelen", "regisseur", answers.NOT_PROBLEMATIC)
        self.do("lichte_aanpak_vastleggen", "regisseur", answers.LIGHT)

    def lay_piece(self, who: str, text: str) -> None:
        self.do("puzzelstuk_leggen", who, answers.piece(text))

    def make_picture(self) -> None:
        self.do("beeld_opstellen", "regisseur", answers.PICTURE)
        self.do("conceptplan_opstellen", "regisseur", answers.DRAFT_PLAN)
        self.do(
            "beeld_toetsen",
            "regisseur",
            {"besluit_beeld": "compleet", "motivering_beeld": "Alle puzzelstukken zijn er."},
        )

    def advise(self) -> None:
        meeting = self.today + timedelta(days=33)
        self.do("advies_opstellen", "regisseur", {**answers.ADVICE, "overleg_gepland_op": meeting})

    def decide(self) -> None:
        self.do("prioriteit_besluiten", "burgemeester", answers.prioritised(self.today))

    def draw_up_plan(self) -> None:
        self.do("plan_opstellen", "regisseur", answers.plan(self.today, self.cast.organisations))

    def agree(self, *people: str) -> None:
        for who in people:
            with db.reading() as session:
                asked = tasks.context(session, self._find(session, "akkoord_geven", who), now=self.now)["antwoorden"]
            agreed = [{**row, "akkoord": True} for row in asked]
            self.do("akkoord_geven", who, {"akkoord": True, "antwoorden": agreed})

    def finish_action(self, who: str, note: str) -> None:
        self.do("actie_uitvoeren", who, {"status": "klaar", "notitie": note})

    def discuss(self, **scores: int) -> None:
        self.do("voortgang_bespreken", "regisseur", answers.progress(**scores))
