"""Writes the audit trail: one line for every request that shows or changes something, and for every refusal.

A deed gets its line in the very transaction that does it, so neither is kept without the other. What only looks gets
its line after the answer was made; when that line cannot be written, the answer is not given.
"""

from __future__ import annotations

from flask import Flask, Response, g, request
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from dossier import audit
from dossier.audit import Entry
from dossier.looks import VaultLook
from engine import db, logs
from web import audit_rules, audit_trace, outage, people, permissions
from web.audit_trace import Trace
from web.parts import now

log = logs.get(__name__)

DEEDS = frozenset({audit.CHANGED, audit.CONFIGURED})
# words of an address that exist when the request succeeded
CLOSED = frozenset({"deed", "name", "process_key", "kenmerk", "table"})
THINGS = {
    "task_id": "taak",
    "action_id": "actie",
    "draft_id": "ontwerp",
    "version_id": "versie",
    "number": "nummer",
    "user_id": "gebruiker",
    "organisation_id": "organisatie",
    "session_id": "sessie",
    "request_id": "verzoek",
    "match_id": "vondst",
    "record_id": "stuk",
    "name_id": "naam",
    "goal_id": "doel",
    "contribution_id": "bijdrage",
    "scan_id": "groepsscan",
    "product_id": "product",
    "reminder_id": "melding",
    "migration_id": "verhuizing",
    "incident_id": "storing",
    "glass_id": "noodtoegang",
    "walk_id": "proef",
    "link_id": "link",
}


def register(app: Flask) -> None:
    """To be called before the guard, so that a refusal is seen as well."""
    app.before_request(begin)
    app.after_request(end)


def begin() -> None:
    endpoint = request.endpoint
    row = permissions.TABLE.get(endpoint or "")
    if endpoint is None or row is None or endpoint in audit_rules.ASKED_ALL_DAY:
        return
    actor = people.actor_or_none() if row.roles is not None else None
    if actor is None and row.roles is not None:
        return  # sent to the login: nothing was shown, and nobody knows who it was
    instance_id = (request.view_args or {}).get("instance_id")
    who = actor.user_key if actor is not None else audit.NOBODY
    g.audit = Trace(audit_rules.verb_of(endpoint, request.method), who, instance_id)


def end(response: Response) -> Response:
    """Record how the request ended, unless its own transaction did."""
    trace = audit_trace.current()
    if trace is None:
        return response
    outcome = outcome_of(trace, response.status_code)
    if not wanted(trace, outcome, response.status_code):
        return response
    try:
        with db.transaction() as session:
            trace.written = True  # this one
            audit.record(session, entry(trace, outcome))
    except (DBAPIError, TimeoutError) as problem:
        log.error("the audit trail could not be written", exc_info=problem)
        return response if response.status_code >= 400 else outage.again()
    return response


def outcome_of(trace: Trace, status: int) -> str:
    if status < 400:
        return _came_in(trace) if trace.verb == audit.CAME else audit.DONE
    if status in (401, 403):
        return audit.REFUSED
    if status == 404:
        return audit.NOT_FOUND
    return audit.FAILED if status >= 500 else audit.NOT_DONE


def wanted(trace: Trace, outcome: str, status: int) -> bool:
    """Whether a line must follow now."""
    if request.method in ("HEAD", "OPTIONS") or status == 304:
        return False  # nothing was shown
    if trace.verb is None:
        return bool(trace.who) and outcome in (audit.REFUSED, audit.NOT_FOUND)
    if outcome == audit.DONE and trace.written:
        return False
    if not trace.who and trace.verb != audit.CAME:
        return False  # what strangers try stands in the server's log; here it would push out everything else
    # A look that sends somebody on has shown him nothing.
    return not (trace.verb in (audit.VIEWED, audit.EXPORTED) and 300 <= status < 400)


def entry(trace: Trace, outcome: str) -> Entry:
    given = request.view_args or {}
    numbers = [(name, value) for name, value in given.items() if isinstance(value, int) and name != "instance_id"]
    things = [f"{THINGS.get(name, name.removesuffix('_id'))}-{value}" for name, value in numbers]
    if outcome == audit.DONE:
        things += [str(given[name]) for name in sorted(CLOSED & given.keys())]
    return Entry(
        at=now(),
        user_key=trace.who,
        verb=trace.verb or (audit.VIEWED if request.method in audit_rules.SAFE else audit.CHANGED),
        route=request.endpoint or "",
        outcome=outcome,
        instance_id=trace.instance_id,
        thing=" ".join(things),
        owner=next(((name, value) for name, value in numbers if name in audit.CASE_OF), None),
    )


def _came_in(trace: Trace) -> str:
    """Somebody with a session, somebody who still owes a code, or nobody."""
    person = people.person_or_none()
    if person is not None:
        trace.who = person.key
        return audit.DONE
    return audit.HALFWAY if trace.who else audit.NOT_DONE


@event.listens_for(db.make_session, "after_flush")
def _flushed(session: Session, _context: UOWTransaction) -> None:
    if any(not isinstance(each, VaultLook) for each in (*session.new, *session.dirty, *session.deleted)):
        session.info["deed"] = True


@event.listens_for(db.make_session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info["deed"] = True


@event.listens_for(db.make_session, "before_commit")
def _before_commit(session: Session) -> None:
    """The first transaction of a request that changes more than the log of looks takes the line along."""
    trace = audit_trace.current()
    if trace is None or trace.verb not in DEEDS or not trace.who or trace.written or trace.refused:
        return
    if session.in_nested_transaction():
        return  # a savepoint; the real end is still to come
    session.flush()  # so that it is known whether there is a deed
    if session.info.get("deed"):
        audit.record(session, entry(trace, audit.DONE))
        session.info["recorded"] = True


@event.listens_for(db.make_session, "after_commit")
def _after_commit(session: Session) -> None:
    if session.info.pop("recorded", False) and (trace := audit_trace.current()) is not None:
        trace.written = True
