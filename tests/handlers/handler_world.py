"""What tests of handlers start from: a case, an installation, and a job that calls."""

from __future__ import annotations

from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import handlers
from dossier import groups
from engine import values
from engine.models import Job
from engine.registry import JobContext, Registry
from handlers.settings import HandlerSettings
from tests.dossier.dossier_world import KEY, NOW, World, sign_everything

ROOT = Path(__file__).parents[2]
TERMS = {"actie_herinnering_voor_dagen": 7, "actie_herinnering_na_dagen": 7}


def letters(_session: object, _instance_id: int) -> Mapping[str, bytes]:
    folder = ROOT / "bpmn" / "werkproces-2016"
    return {f"bpmn/werkproces-2016/brieven/{f.name}": f.read_bytes() for f in (folder / "brieven").iterdir()}


@pytest.fixture
def installation(tmp_path: Path) -> HandlerSettings:
    return HandlerSettings(
        home=tmp_path / "var",
        key=KEY,
        base_url="https://zevenstap.voorbeeld.example",
        municipality="Gemeente Voorbeeld",
        sender="zevenstap@voorbeeld.example",
        package_settings=lambda _session, _instance_id: TERMS,
        package_files=letters,
    )


@pytest.fixture
def registry(installation: HandlerSettings) -> Registry:
    return handlers.registry(installation)


@pytest.fixture
def case(world: World) -> World:
    """The world with a group and everything signed."""
    groups.create(world.session, alias="Kastanjeplein", area="Noord", by="user-1", now=NOW)
    sign_everything(world)
    return world


def context(world: World, *, job_id: int = 7, step: int | None = 2, by: str | None = "regisseur") -> JobContext:
    return JobContext(
        job_id=job_id,
        instance_id=world.instance_id,
        attempt=1,
        now=NOW,
        activity_id="iets_doen",
        step=step,
        actor_key=world.people[by].key if by else None,
    )


def call(registry: Registry, topic: str, world: World, *, at: JobContext | None = None, **given: Any) -> Any:
    """Call an inner handler as the engine does."""
    handler = registry[topic]
    assert handler.inner
    output = handler.call(world.session, handler.input_type(**given), at or context(world))
    world.session.flush()
    return output


def call_outer(registry: Registry, topic: str, world: World, at: JobContext, **given: Any) -> Any:
    """Load, call and record an outer handler."""
    handler = registry[topic]
    assert not handler.inner
    loaded: Any = handler.input_type(**given)
    if handler.load is not None:
        loaded = handler.load(world.session, loaded, at)
    outcome = handler.call(loaded, at)
    return handler.record(world.session, loaded, outcome, at) if handler.record else outcome


def mails(installation: HandlerSettings) -> list[EmailMessage]:
    files = sorted((installation.home / "uitbak").glob("*"))
    return [message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]  # type: ignore[misc]


def mail_jobs(world: World) -> list[dict[str, Any]]:
    world.session.flush()
    query = select(Job.payload).where(Job.kind == "mail").order_by(Job.id)
    return [values.loads(payload) for payload in world.session.scalars(query)]
