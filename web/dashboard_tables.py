"""The figures of the dashboard as tables: each has columns, rows, a drawing and a file, and the rows are the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dossier import dashboard, organisations, roles, waiting
from dossier.dashboard import Chosen
from dossier.waiting import Party
from web import steps, words
from web.bars import Bar, Drawing
from web.parts import parts
from web.spreadsheet import Cell

MACHINE = "Zevenstap"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Table:
    """A subject of the dashboard."""

    key: str
    title: str
    note: str
    heads: Mapping[str, str]  # name of the column in the file -> heading on screen
    rows: Sequence[tuple[Cell, ...]]
    drawing: Drawing

    def cells(self, row: tuple[Cell, ...]) -> list[tuple[str, Cell]]:
        """What of a row stands on the page, each with the heading of its column."""
        return [(head, value) for head, value in zip(self.heads.values(), row, strict=True) if head]


def steps_of(session: Session, chosen: Chosen, now: datetime) -> Table:
    found = {each.step: each for each in dashboard.stands(session, chosen, now=now)}
    kinds = [*range(1, 8), *([None] if None in found else [])]
    rows = [
        (*_step(number), found[number].running if number in found else 0, found[number].late if number in found else 0)
        for number in kinds
    ]
    return Table(
        "stappen",
        _("Lopende zaken per stap"),
        _("Hoe het nu staat. “Met iets te laat” zijn zaken met een taak na de termijn."),
        {
            "stapnummer": "",
            "stap": _("Stap"),
            "lopende_zaken": _("Lopende zaken"),
            "zaken_met_iets_te_laat": _("Met iets te laat"),
        },
        rows,
        Drawing(
            [Bar(name, running, late) for _number, name, running, late in rows],
            _("Lopende zaken"),
            _("Met iets te laat"),
        ),
    )


def paces_of(session: Session, chosen: Chosen, now: datetime) -> Table:
    found = {each.step: each for each in dashboard.paces(session, chosen, now=now)}
    rows: list[tuple[Cell, ...]] = []
    bars = []
    for number in (*range(1, 8), None):
        each = found.get(number, dashboard.Pace(number))
        days = round(each.median / DAY) if each.median is not None else None
        code, name = _step(number) if number else (None, _("Hele zaak, van begin tot einde"))
        terms = (each.dated, each.over) if number else (None, None)
        rows.append((code, name, each.finished, days, *terms))
        if days is not None:
            bars.append(Bar(name, days, text=words.count(days, _("dag"), _("dagen"))))
    return Table(
        "doorlooptijd",
        _("Doorlooptijd en termijnen"),
        _(
            "Van wat in deze periode klaar was. Een stap duurt van de eerste tot de laatste taak; de helft was sneller "
            "dan de middelste duur, de helft langzamer. Tijd dat de klok stilstond telt mee."
        ),
        {
            "stapnummer": "",
            "stap": _("Stap"),
            "afgerond": _("Afgerond"),
            "middelste_duur_dagen": _("Middelste duur, dagen"),
            "taken_met_termijn": _("Taken met termijn"),
            "taken_na_termijn": _("Na de termijn"),
        },
        rows,
        Drawing(bars, _("Middelste duur in dagen")),
    )


def late_of(session: Session, chosen: Chosen, now: datetime) -> Table:
    found = sorted(dashboard.late(session, chosen, now=now), key=lambda each: each.step or 9)
    rows = [
        (*_step(each.step), each.week, each.month, each.longer, each.total, words.local(each.oldest)) for each in found
    ]
    return Table(
        "te-laat",
        _("Taken die te laat zijn"),
        _("Open taken na hun termijn, en hoe lang al."),
        {
            "stapnummer": "",
            "stap": _("Stap"),
            "tot_7_dagen": _("Tot 7 dagen"),
            "8_tot_28_dagen": _("8 tot 28 dagen"),
            "langer": _("Langer"),
            "te_laat": _("Samen"),
            "oudste_termijn": _("Oudste termijn"),
        },
        rows,
        Drawing(
            [Bar(_step(each.step)[1], each.total, each.longer) for each in found],
            _("Taken te laat"),
            _("Langer dan 28 dagen"),
        ),
    )


def actions_of(session: Session, chosen: Chosen, now: datetime) -> Table:
    names = organisations.names(session)
    found = [
        (names.get(each.owner, each.owner), each) for each in dashboard.actions(session, chosen, today=words.local(now))
    ]
    found.sort(key=lambda pair: (-pair[1].late, pair[0]))
    return Table(
        "acties",
        _("Acties per organisatie"),
        _("Open en te laat: hoe het nu staat. Klaar en gestopt: in deze periode."),
        {
            "organisatie": _("Organisatie"),
            "open": _("Open"),
            "te_laat": _("Waarvan te laat"),
            "klaar": _("Klaar"),
            "gestopt": _("Niet gelukt of vervallen"),
        },
        [(name, each.open, each.late, each.done, each.stopped) for name, each in found],
        Drawing([Bar(name, each.open, each.late) for name, each in found], _("Open acties"), _("Te laat")),
    )


def waiting_of(session: Session, chosen: Chosen, now: datetime) -> Table:
    names = organisations.names(session)
    found = [
        (*_who(each, names), each.cases, each.tasks, words.local(each.since) if each.since else None)
        for each in waiting.parties(session, chosen)
    ]
    if idle := waiting.nobody(session, chosen):
        found.append((MACHINE, _("een datum of een bericht"), idle, 0, None))
    return Table(
        "wachten",
        _("Op wie wachten zaken?"),
        _(
            "Hoe het nu staat. Wacht een zaak op meer partijen, dan telt zij bij elke partij mee. "
            "Wie het langst laat wachten, staat boven."
        ),
        {
            "wacht_op": _("Wacht op"),
            "rol_of_werk": _("Rol of werk"),
            "zaken": _("Zaken"),
            "taken": _("Taken"),
            "sinds": _("Sinds"),
        },
        found,
        Drawing(
            [Bar(f"{who}, {what}" if what else who, cases) for who, what, cases, *_rest in found],
            _("Zaken die wachten"),
        ),
    )


Maker = Callable[[Session, Chosen, datetime], Table]
TABLES: Mapping[str, Maker] = {
    "stappen": steps_of,
    "doorlooptijd": paces_of,
    "te-laat": late_of,
    "acties": actions_of,
    "wachten": waiting_of,
}


def role(key: str) -> str:
    return str(roles.ROLES.get(key, key))


def handler(topic: str) -> str:
    """What a handler is called on screen."""
    registry = parts().catalogue.registry
    return registry[topic].title if topic in registry else topic


def _who(party: Party, names: Mapping[str, str]) -> tuple[str, str]:
    if party.topic:
        return MACHINE, handler(party.topic) + (f" ({_('storing')})" if party.stuck else "")
    if not party.organisation:
        return role(party.role), _("nog niemand in de zaak")
    return names.get(party.organisation, party.organisation), role(party.role) if party.role else ""


def _step(number: int | None) -> tuple[int | None, str]:
    return number, steps.name(number) if number else _("In geen stap")
