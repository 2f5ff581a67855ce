"""The one table of route x role x participation. No row, no entry.

`guard` runs before every view and refuses what the table does not allow; the views themselves ask
`engine.access` again for what depends on the single task, document or action. `tests/web/test_access.py`
walks the table over the routes of the application.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, make_response, redirect, request, url_for
from sqlalchemy import bindparam, select
from werkzeug.wrappers import Response

from engine import access, db
from engine.access import Actor
from engine.errors import Forbidden, InstanceNotFound, TaskNotFound
from engine.models import Task
from web import form_again, people
from web.case_route_rows import OF_CASES
from web.desk.route_rows import DESK
from web.route_rows import (
    CASE_ROLES,
    DESIGNER,
    EVERYBODY,
    LOG_READERS,
    OPERATOR,
    PRIVACY,
    REGISTER_READERS,
    REGISTRARS,
    Part,
    Row,
)

TABLE: Mapping[str, Row] = {
    # frame
    "static": Row(None, cacheable=True),
    "health.show": Row(None),
    "health.alive": Row(None),
    "health.ready": Row(None),
    "metrics.show": Row(None),  # asks itself who is there
    "login.show": Row(None),
    "login.submit": Row(None),
    "login.leave": Row(EVERYBODY),
    "login.show_code": Row(None),  # who is halfway is in the cookie
    "login.submit_code": Row(None),
    "oidc.start": Row(None),
    "oidc.back": Row(None),
    "second_factor.first": Row(None),
    "second_factor.confirm_first": Row(None),
    "partner_link.arrive": Row(None),  # a partner without an account; the secret of his link, and a code
    "partner_link.show": Row(None),
    "partner_link.give_code": Row(None),
    "partner_link.hand_in": Row(None),
    "partner_link.received": Row(None),
    "invitations.arrive": Row(None),  # who chooses a password; the secret of his link
    "invitations.show": Row(None),
    "invitations.choose": Row(None),
    "second_factor.own": Row(EVERYBODY),
    "second_factor.confirm_own": Row(EVERYBODY),
    "second_factor.new_paper": Row(EVERYBODY),
    "account.show": Row(EVERYBODY),
    "account.change_password": Row(EVERYBODY),
    "account.end_session": Row(EVERYBODY),
    "account.end_others": Row(EVERYBODY),
    "account.forget_factor": Row(EVERYBODY),
    "language.choose": Row(None),
    "pages.accessibility": Row(None),
    "pages.privacy": Row(None),
    "pages.help_page": Row(None),
    "pages.security_txt": Row(None),
    "welcome.show": Row(EVERYBODY),
    "welcome.put_away": Row(EVERYBODY),
    "handbook.start": Row(EVERYBODY),
    "handbook.search": Row(EVERYBODY),
    "handbook.show": Row(EVERYBODY),
    "handbook.show_picture": Row(EVERYBODY),
    # the police side's machine: it has no session, and signs what it sends (web/deliveries.py)
    "deliveries.deliver": Row(None),
    "deliveries.refuse": Row(None),
    "deliveries.show": Row(None),
    "deliveries.other": Row(None),
    # work
    "day.show": Row(EVERYBODY, Part.LIST),
    "tasks.show_list": Row(CASE_ROLES, Part.LIST),
    "tasks.claim": Row(CASE_ROLES, Part.TASK),
    "tasks.release": Row(CASE_ROLES, Part.TASK),
    "tasks.take_over": Row(CASE_ROLES, Part.TASK),
    "together.do": Row(CASE_ROLES, Part.LIST),
    "filters.keep": Row(CASE_ROLES, Part.LIST),
    "filters.drop": Row(CASE_ROLES, Part.LIST),
    "search.ask": Row(CASE_ROLES),
    "search.show": Row(CASE_ROLES, Part.LIST),
    "task.show": Row(CASE_ROLES, Part.TASK),
    "task.submit": Row(CASE_ROLES, Part.TASK),
    "task.autosave": Row(CASE_ROLES, Part.TASK),
    "asking.show": Row(CASE_ROLES, Part.TASK),
    "asking.ask": Row(CASE_ROLES, Part.TASK),
    "asking.show_answer": Row(CASE_ROLES, Part.TASK),
    "asking.answer": Row(CASE_ROLES, Part.TASK),
    "asking.withdraw": Row(CASE_ROLES, Part.TASK),
    "notices.show_list": Row(CASE_ROLES, Part.LIST),
    "notices.seen": Row(CASE_ROLES, Part.LIST),
    "actions.show_list": Row(CASE_ROLES, Part.LIST),
    "actions.show": Row(CASE_ROLES, Part.LIST),
    "actions.update": Row(CASE_ROLES, Part.LIST),
    "mail_wishes.show": Row(EVERYBODY),
    "mail_wishes.save": Row(EVERYBODY),
    "calendar.show": Row(CASE_ROLES),
    "calendar.make": Row(CASE_ROLES),
    "calendar.revoke": Row(CASE_ROLES),
    "calendar.feed": Row(None),  # the secret in the address tells who asks
    "extending.show": Row(CASE_ROLES, Part.LIST),
    "extending.save": Row(CASE_ROLES, Part.LIST),
    "action_papers.show": Row(CASE_ROLES, Part.LIST),
    "action_papers.add": Row(CASE_ROLES, Part.LIST),
    **OF_CASES,  # groups
    # processes
    "packages.show_list": Row(DESIGNER),
    "packages.show": Row(DESIGNER),
    "packages.drawing": Row(DESIGNER),
    "packages.choose": Row(DESIGNER),
    "packages.download": Row(DESIGNER),
    "packages.element_templates": Row(DESIGNER),
    "packages.choose_file": Row(DESIGNER),
    "packages.upload": Row(DESIGNER),
    "packages.publish_again": Row(DESIGNER),
    "diagrams.of_version": Row(DESIGNER),
    "settings.show": Row(DESIGNER),
    "settings.save": Row(DESIGNER),
    **DESK,
    # operation
    "publishing_rule.show": Row(OPERATOR),
    "publishing_rule.save": Row(OPERATOR),
    "moves.show_list": Row(OPERATOR),
    "moves.choose": Row(OPERATOR),
    "moves.plan": Row(OPERATOR),
    "moves.show": Row(OPERATOR),
    "moves.start": Row(OPERATOR),
    "moves.undo": Row(OPERATOR),
    "incidents.show_list": Row(OPERATOR),
    "incidents.show": Row(OPERATOR),
    "incidents.handle": Row(OPERATOR),
    "incidents.retry": Row(OPERATOR),
    "scans.show_rejections": Row(OPERATOR),
    "mail_log.show_list": Row(OPERATOR),
    "operator.show_list": Row(OPERATOR),
    "operator.show": Row(OPERATOR),
    "operator_deeds.show": Row(OPERATOR),
    "operator_deeds.do": Row(OPERATOR),
    "rights.show_list": Row(PRIVACY),
    "rights.add": Row(PRIVACY),
    "rights.show": Row(PRIVACY),
    "rights.download": Row(PRIVACY),
    "rights.file": Row(PRIVACY),
    "rights.judge": Row(PRIVACY),
    "rights_deeds.act": Row(PRIVACY),
    "rights_deeds.extend": Row(PRIVACY),
    "rights_deeds.decide": Row(PRIVACY),
    "rights_deeds.mend": Row(PRIVACY),
    "rights_deeds.erase": Row(PRIVACY),
    "vault_log.show_list": Row(LOG_READERS),
    "audit.show_list": Row(LOG_READERS),
    "audit.as_csv": Row(LOG_READERS),
    # organisations, people, papers: nothing of a case
    "organisations.show_list": Row(REGISTRARS),
    "organisations.show": Row(REGISTRARS),
    "organisations.add": Row(OPERATOR),
    "organisations.edit": Row(OPERATOR),
    "accounts.add": Row(OPERATOR),
    "accounts.edit": Row(OPERATOR),
    "accounts.new_password": Row(OPERATOR),
    "accounts.invite_again": Row(OPERATOR),
    "accounts.withdraw": Row(OPERATOR),
    "convenants.add": Row(PRIVACY),
    "convenants.edit": Row(PRIVACY),
    "convenants.end": Row(PRIVACY),
    "convenant_documents.add": Row(PRIVACY),
    "convenant_documents.show": Row(REGISTER_READERS),
    "registers.show_list": Row(REGISTER_READERS),
    "registers.add_dpia": Row(REGISTRARS),
    "registers.edit_dpia": Row(REGISTRARS),
    "registers.add_mandaat": Row(REGISTRARS),
    "registers.edit_mandaat": Row(REGISTRARS),
    "wpg20.add": Row(REGISTRARS),
    "wpg20.edit": Row(REGISTRARS),
    "wpg20.withdraw": Row(REGISTRARS),
}


_CASE_OF_TASK = select(Task.instance_id).where(Task.id == bindparam("task_id"))


def guard() -> Response | None:
    """Refuse what the table does not allow: before every view, without exception."""
    if request.endpoint is None:
        return None  # no such address: Flask answers 404 (or 405) itself
    row = TABLE.get(request.endpoint)
    if row is None:
        abort(403)
    if row.roles is None:
        return None
    actor = people.actor_or_none()
    if actor is None:
        again = form_again.page(row, 401)
        return make_response(*again) if again else redirect(url_for("login.show", next=people.wanted_page()))
    if row.part in (Part.SIGHT, Part.CASE, Part.TASK):
        _require_part(actor, row.part)
    if not actor.groups & row.roles:
        raise Forbidden("Not for this role")
    return None


def may(endpoint: str, actor: Actor | None) -> bool:
    """Whether a menu should offer this route to this person."""
    row = TABLE.get(endpoint)
    if row is None:
        return False
    return row.roles is None or (actor is not None and bool(actor.groups & row.roles))


def _require_part(actor: Actor, part: Part) -> None:
    """404 for who takes no part, in the same words as for what does not exist."""
    args = request.view_args or {}
    with db.reading() as session:
        if part in (Part.SIGHT, Part.CASE):
            if access.takes_part(session, actor, args["instance_id"]):
                return
            access.require_sight(session, actor, args["instance_id"])
            if part is Part.CASE:
                raise Forbidden("Emergency access is for looking only")
            return
        task_id = args["task_id"]
        instance_id = session.scalar(_CASE_OF_TASK, {"task_id": task_id})
        if instance_id is None:
            raise TaskNotFound(task_id)
        if not access.takes_part(session, actor, instance_id):
            raise InstanceNotFound(instance_id)
