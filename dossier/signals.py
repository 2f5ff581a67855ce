"""A signal about a group: it opens a case, or joins the one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dossier import groups
from engine import history, instances, progress
from engine.access import Actor
from engine.models import PackageVersion, ProcessInstance
from engine.registry import Catalogue

SIGNALS = "signalen"  # the variable of the case in which all its signals stand


def report_new(
    session: Session,
    fields: Mapping[str, Any],
    *,
    version: PackageVersion,
    actor: Actor,
    now: datetime,
    catalogue: Catalogue,
) -> ProcessInstance:
    """Register a group that nobody registered before, and start its case with this signal."""
    groep = groups.create(
        session, alias=str(fields["groep_alias"]), area=str(fields["gebied"]), by=actor.user_key, now=now
    )
    variables = {**fields, "groep": groep.reference, SIGNALS: [dict(fields)]}
    instance = instances.start(
        session,
        version,
        variables,
        business_key=groep.reference,
        title=groep.alias,
        by=actor,
        now=now,
        catalogue=catalogue,
    )
    groups.add_signal(session, groep, dict(fields), actor=actor, now=now, instance_id=instance.id)
    return instance


def report_more(session: Session, instance_id: int, fields: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Add a signal to the open case of a group."""
    instance = instances.get(session, instance_id, by=actor)
    case = progress.lock(session, instance_id)
    known = progress.variables_of(case).get(SIGNALS) or []
    instances.set_variables(session, instance_id, {SIGNALS: [*known, dict(fields)]})
    groep = groups.find(session, instance.business_key)
    if groep is not None:
        groups.add_signal(session, groep, dict(fields), actor=actor, now=now, instance_id=instance_id)
    history.note(session, instance_id, kind="signal", name="Signaal toegevoegd", now=now, by=actor.user_key)
