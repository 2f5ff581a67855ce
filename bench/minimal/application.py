"""A case with tasks on one page: login, CSRF, a form of thirty fields, and the textbook way to save a workflow.

The textbook way: the whole workflow, its diagram and its history included, as JSON in one column.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, Response, abort, redirect, render_template_string, request
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_wtf import CSRFProtect
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import Engine, ForeignKey, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.wrappers import Response as AnyResponse

from bench.drawing import FIELDS, for_the_bare_engine, seven_stages

LOGIN = """<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<input name="naam"><input name="wachtwoord" type="password"><button>Inloggen</button></form>"""
FORM = """<!doctype html><title>{{ task }}</title><h1>{{ task }}</h1><form method="post">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
{% for name, value in fields %}<label for="{{ name }}">{{ name }}</label>
<input id="{{ name }}" name="{{ name }}" value="{{ value }}" required>{% endfor %}
<button>Afronden</button></form>"""
SERIALIZER = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
make_session = sessionmaker()


class Base(DeclarativeBase):
    """The tables of the little application."""


class User(Base, UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    __tablename__ = "minimal_user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]


class Case(Base):
    __tablename__ = "minimal_case"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("minimal_user.id"))
    state: Mapped[str]


def connect(url: str) -> Engine:
    """Durable as ours is: on SQLite a write-ahead log that is on the disk before a commit returns."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _record: Any) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")

    Base.metadata.create_all(engine)
    make_session.configure(bind=engine)
    return engine


def furnish(name: str, password: str, cases: int) -> None:
    """Somebody who logs in, and the cases that are his."""
    with make_session() as session, session.begin():
        user = User(name=name, password=generate_password_hash(password))
        session.add(user)
        session.flush()
        session.add_all(Case(owner_id=user.id, state=new_state()) for _ in range(cases))


def new_state() -> str:
    parser = BpmnParser()
    parser.add_bpmn_str(for_the_bare_engine(seven_stages()))
    workflow = BpmnWorkflow(parser.get_spec("p"))
    workflow.get_next_task(state=TaskState.READY).set_data(**FIELDS, opnieuw=True)
    workflow.do_engine_steps()
    state: str = SERIALIZER.serialize_json(workflow)
    return state


def create_app(url: str) -> Flask:
    """Two pages: log in, and the open task of a case."""
    connect(url)
    app = Flask(__name__)
    app.config.update(SECRET_KEY="only for the bench", SESSION_COOKIE_NAME="minimal", WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)
    logins = LoginManager(app)
    logins.user_loader(_user)
    app.add_url_rule("/inloggen", view_func=login, methods=["GET", "POST"])
    app.add_url_rule("/zaak/<int:case_id>", view_func=login_required(task), methods=["GET", "POST"])
    return app


def _user(user_id: str) -> User | None:
    with make_session() as session:
        return session.get(User, int(user_id))


def login() -> str | AnyResponse:
    if request.method == "GET":
        return render_template_string(LOGIN)
    with make_session() as session:
        user = session.scalars(select(User).where(User.name == request.form["naam"])).one_or_none()
        if user is None or not check_password_hash(user.password, request.form["wachtwoord"]):
            abort(403)
        login_user(user)
    return redirect("/")


def task(case_id: int) -> str | AnyResponse:
    """The form of the open task; sent, the task is done and the case saved."""
    with make_session() as session, session.begin():
        case = session.scalars(select(Case).where(Case.id == case_id).with_for_update()).one_or_none()
        if case is None or case.owner_id != current_user.id:
            abort(404)
        workflow = SERIALIZER.deserialize_json(case.state)
        open_task = workflow.get_next_task(state=TaskState.READY, manual=True)
        if request.method == "GET":
            fields = [(name, open_task.data.get(name, "")) for name in FIELDS]
            return render_template_string(FORM, task=open_task.task_spec.name, fields=fields)
        missing = [name for name in FIELDS if not request.form.get(name)]
        if missing:
            return Response("Vul alles in", 422)
        open_task.set_data(**{name: request.form[name] for name in FIELDS})
        open_task.run()
        workflow.do_engine_steps()
        case.state = SERIALIZER.serialize_json(workflow)
    return redirect(f"/zaak/{case_id}")


def from_environment() -> Flask:
    app = create_app(os.environ["MINIMAL_DATABASE_URL"])
    furnish(os.environ["MINIMAL_NAME"], os.environ["MINIMAL_PASSWORD"], int(os.environ["MINIMAL_CASES"]))
    return app
