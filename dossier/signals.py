"""A signal about a group: it opens a case, or joins the one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import groups
from dossier.groups import GroepSignal
from engine import history, instances
from engine.access import Actor
from engine.errors import InstanceEnded, InstanceNotFound
from engine.models import InstanceState, PackageVersion, ProcessInstance
from engine.registry import Catalogue


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
    variables = {**fields, "groep": groep.reference}
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
    if instance.state is not InstanceState.ACTIVE:
        raise InstanceEnded(instance_id)
    groep = groups.find(session, instance.business_key)
    if groep is None:
        raise InstanceNotFound(instance_id)
    groups.add_signal(session, groep, dict(fields), actor=actor, now=now, instance_id=instance_id)
    history.note(session, instance_id, kind="signal", name="Signaal toegevoegd", now=now, by=actor.user_key)


def of_case(session: Session, instance_id: int) -> list[dict[str, Any]]:
    """The fields of every signal of a case, oldest first; forms show them under the name "signalen"."""
    query = select(GroepSignal).where(GroepSignal.instance_id == instance_id).order_by(GroepSignal.id)
    return [signal.fields for signal in session.scalars(query)]
