"""The operator's view of all cases: where they are and what is stuck; never a title, a group or a value."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import users
from engine import db, incidents
from engine.errors import EngineError, InstanceNotFound
from engine.models import HistoricActivity, InstanceState, Job, JobState, ProcessInstance
from engine.operations import moving, overview
from engine.operations.overview import CaseLine, Which
from engine.runtime import Token
from web import words
from web.parts import now
from web.tasks import known, page_number
from web.told import lazy_gettext

bp = Blueprint("operator", __name__)
LISTS = {
    Which.RUNNING: lazy_gettext("Lopend"),
    Which.BROKEN: lazy_gettext("Met een storing"),
    Which.SUSPENDED: lazy_gettext("Opgeschort"),
    Which.PAUSED: lazy_gettext("Klok staat stil"),
    Which.COMPLETED: lazy_gettext("Afgerond"),
    Which.CANCELLED: lazy_gettext("Gestopt"),
    Which.ALL: lazy_gettext("Alle"),
}
KINDS = {
    "userTask": lazy_gettext("Taak"),
    "manualTask": lazy_gettext("Taak"),
    "serviceTask": lazy_gettext("Handler"),
    "callActivity": lazy_gettext("Deelproces"),
    "subProcess": lazy_gettext("Deelproces"),
    "transaction": lazy_gettext("Deelproces"),
    "receiveTask": lazy_gettext("Wacht op bericht"),
    "intermediateCatchEvent": lazy_gettext("Wacht op gebeurtenis"),
    "eventBasedGateway": lazy_gettext("Wacht op de eerste gebeurtenis"),
}
JOBS = {
    "handler": lazy_gettext("Handler"),
    "timer": lazy_gettext("Termijn"),
    "reminder": lazy_gettext("Herinnering"),
    "mail": "E-mail",
    "signal": lazy_gettext("Signaal van een andere zaak"),
    "message": lazy_gettext("Bericht van een andere zaak"),
    "verhuizing": lazy_gettext("Verhuizing"),
}


@dataclass(frozen=True)
class StateWord:
    word: str
    status: words.Status


@dataclass(frozen=True)
class DeedLine:
    text: str
    when: str
    detail: str


@bp.get("/zaken")
def show_list() -> Response | str:
    which = Which(known(request.args.get("toon"), [each.value for each in Which], Which.RUNNING.value))
    asked = request.args.get("nummer", "").strip()
    with db.reading() as session:
        if asked.isascii() and asked.isdecimal() and len(asked) < 10 and overview.case(session, int(asked)):
            return redirect(url_for("operator.show", instance_id=int(asked)))
        number, total = page_number(), overview.count(session, which)
        return render_template(
            "operator_cases.html",
            rows=[(line, state(line)) for line in overview.cases(session, which, page=number)],
            total=total,
            which=which,
            lists=LISTS,
            asked=asked,
            number=number,
            pages=max(1, -(-total // overview.PAGE_SIZE)),
            page_url=lambda n: url_for("operator.show_list", toon=which.value, pagina=n),
        )


@bp.get("/zaken/<int:instance_id>")
def show(instance_id: int) -> str:
    with db.reading() as session:
        line = overview.case(session, instance_id)
        if line is None:
            raise InstanceNotFound(instance_id)
        places, broken = tokens(session, instance_id)
        return render_template(
            "operator_case.html",
            line=line,
            state=state(line),
            running=line.state is InstanceState.ACTIVE,
            places=places,
            broken=broken,
            kinds=KINDS,
            jobs=[(job, JOBS.get(job.kind, job.kind), job_state(job)) for job in _jobs(session, instance_id)],
            incidents=incidents.open_incidents(session, only=incidents.Filter(instance_id=instance_id)),
            deeds=[_deed(session, row) for row in overview.deeds_done(session, instance_id)],
        )


def tokens(session: Session, instance_id: int) -> tuple[tuple[Token, ...], str]:
    """Where the case is, and in which words it cannot be told: a broken case must still show."""
    instance = session.get(ProcessInstance, instance_id)
    if instance is None or instance.state is not InstanceState.ACTIVE:
        return (), ""
    try:
        return moving.tokens(session, instance, now=now()), ""
    except EngineError as error:
        return (), type(error).__name__


def state(line: CaseLine) -> StateWord:
    """One word for how the case stands."""
    if line.state is InstanceState.CANCELLED:
        return StateWord(_("Gestopt"), words.Status.SKIPPED)
    if line.state is InstanceState.COMPLETED:
        return StateWord(_("Afgerond"), words.Status.DONE)
    if line.suspended_at is not None:
        return StateWord(_("Opgeschort"), words.Status.ATTENTION)
    if line.clock_paused_at is not None:
        return StateWord(_("Klok staat stil"), words.Status.WAITS)
    return StateWord(_("Loopt"), words.Status.BUSY)


def job_state(job: Job) -> words.Status:
    return words.Status.ATTENTION if job.error else words.Status.WAITS


def _jobs(session: Session, instance_id: int) -> list[Job]:
    """What still comes; what failed stands among the incidents."""
    return [job for job in overview.waiting_jobs(session, instance_id) if job.state is not JobState.INCIDENT]


def _deed(session: Session, row: HistoricActivity) -> DeedLine:
    by = users.name_of(session, row.by) if row.by else "Zevenstap"
    return DeedLine(row.name, words.moment(row.at, now()), f"{by} · {row.detail}" if row.detail else by)
