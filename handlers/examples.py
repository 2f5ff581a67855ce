"""What a handler would say, for who tries a process out: nothing is looked up, made or sent.

Only where something of the right kind would not do, because the process goes on with what is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from engine.registry import JobContext
from handlers import reading
from handlers.acties import OpenActions
from handlers.afronden import Compared, HandedOver
from handlers.groepsscan_ontvangst import Recorded
from handlers.privacy import Feiten
from handlers.privacybesluit import steps_of
from handlers.score import FetchedScore

ITEMS = ("ernst", "risico", "ontwikkeling", "impact")
PUBLIC = frozenset({"burgemeester", "om", "politie", "procesregisseur"})


def facts(given: Any, context: JobContext) -> Feiten:
    """All in order: a convenant that holds, a need that was reasoned, nobody under twelve."""
    steps = steps_of(given.stappen)
    receivers = list(reading.words(given.ontvanger))
    return Feiten(
        {
            "stap": reading.whole(given.stap, "stap") if given.stap is not None else min(steps, default=None),
            "achter_poort": True,
            "overdracht_zorg": False,
            "gegeven": next(iter(reading.words(given.gegeven)), None),
            "verstrekker": next(iter(reading.words(given.verstrekker)), None),
            "ontvangers": receivers,
            "ontvanger_soort": "publiek" if set(receivers) <= PUBLIC else "privaat",
            **dict.fromkeys(
                (
                    "ontvanger_in_convenant", "convenant_geldig", "wpg20_dekt", "noodzaak_gemotiveerd",
                    "dpia_vastgesteld", "ontvanger_betrokken",
                ),
                True,
            ),
            **dict.fromkeys(
                ("leeftijd_onder_12", "online_heimelijk", "toestemming_of_plicht", "mandaat_burgemeester"), False
            ),
        }
    )  # fmt: skip


def planned(given: Any, _context: JobContext) -> OpenActions:
    """The actions of the plan, each with a number; those that ended are not open."""
    rows = [row for row in reading.contexts(given.acties, "acties") if row.get("status") in (None, "open", "bezig")]
    return OpenActions([{"status": "open", **row, "id": row.get("id") or n} for n, row in enumerate(rows, 1)])


def scores(_given: Any, context: JobContext) -> FetchedScore:
    return FetchedScore({**dict.fromkeys(ITEMS, 3), "moment": "duiding", "datum": _day(context)})


def compared(_given: Any, _context: JobContext) -> Compared:
    rows = [{"onderdeel": item, "begin": 4, "nu": 2, "verschil": -2} for item in ITEMS]
    return Compared(rows, "Namen blijven zo lang bewaard als uw gemeente heeft ingesteld.")


def handed_over(given: Any, _context: JobContext) -> HandedOver:
    rows = reading.contexts(given.overdrachten, "overdrachten")
    return HandedOver(
        [{"wat": reading.text(row.get("wat")), "naar": reading.text(row.get("nieuwe_eigenaar"))} for row in rows]
    )


def recorded(given: Any, _context: JobContext) -> Recorded:
    """What came with the form; what did not is missing."""
    letter, report = given.aanbiedingsbrief, given.standaardrapportage
    names = given.namenlijst if isinstance(given.namenlijst, list) else list(reading.words(given.namenlijst))
    came = {"aanbiedingsbrief": letter, "standaardrapportage": report, "namenlijst": names}
    return Recorded(
        reading.text(letter) or None,
        reading.text(report) or None,
        [reading.text(name) for name in names],
        [name for name, value in came.items() if not value],
    )


def _day(context: JobContext) -> date:
    return context.now.date()


EXAMPLES: Mapping[str, Callable[[Any, JobContext], Any]] = {
    "privacy.toetsen": facts,
    "acties.inplannen": planned,
    "score.ophalen": scores,
    "afronden.vergelijken": compared,
    "acties.overdragen": handed_over,
    "groepsscan.vastleggen": recorded,
}
