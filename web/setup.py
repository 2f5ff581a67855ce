"""Puts the screens together: every blueprint is named here, once."""

from __future__ import annotations

from functools import partial

from flask import Flask
from werkzeug.routing import IntegerConverter

from web import (
    account,
    accounts,
    action_papers,
    actions,
    archiving,
    assets,
    audit,
    audit_page,
    breakglass,
    calendar,
    case,
    cases,
    clock,
    contributing,
    convenant_documents,
    convenants,
    correcting,
    council,
    dashboard,
    day,
    deliveries,
    diagrams,
    documents,
    dossier_print,
    errors,
    extending,
    filters,
    frame,
    handbook,
    handover,
    health,
    incidents,
    language,
    invitations,
    link_making,
    login,
    mail_log,
    mail_wishes,
    measuring,
    message,
    metrics,
    moves,
    names,
    notices,
    oidc,
    operator,
    operator_deeds,
    organisations,
    outage,
    outlines,
    packages,
    pages,
    partner_link,
    people,
    permissions,
    persons,
    privacy_decisions,
    privacy_watch,
    publishing_rule,
    registers,
    rights,
    rights_deeds,
    scan_judging,
    scans,
    search,
    second_factor,
    security,
    seen,
    settings,
    signal,
    task,
    tasks,
    together,
    vault_log,
    watch,
    wpg20,
)
    welcome,
from web.desk import (
    comparing,
    draft_settings,
    drafts,
    form_editor,
    form_preview,
    heat,
    letter_templates,
    mirroring,
    modeler,
    moving,
    publishing,
    scenarios,
    step_help,
    table_editor,
    table_rows,
    table_trying,
    trying,
    walk_page,
)
from web.parts import WebParts

BLUEPRINTS = (
    health.bp,
    metrics.bp,
    login.bp,
    second_factor.bp,
    oidc.bp,
    partner_link.bp,
    invitations.bp,
    account.bp,
    pages.bp,
    language.bp,
    handbook.bp,
    day.bp,
    tasks.bp,
    welcome.bp,
    together.bp,
    filters.bp,
    search.bp,
    task.bp,
    cases.bp,
    case.bp,
    clock.bp,
    link_making.bp,
    correcting.bp,
    signal.bp,
    diagrams.bp,
    outlines.bp,
    message.bp,
    documents.bp,
    dossier_print.bp,
    council.bp,
    dashboard.bp,
    persons.bp,
    names.bp,
    actions.bp,
    archiving.bp,
    extending.bp,
    measuring.bp,
    contributing.bp,
    action_papers.bp,
    notices.bp,
    mail_wishes.bp,
    calendar.bp,
    packages.bp,
    settings.bp,
    drafts.bp,
    draft_settings.bp,
    step_help.bp,
    letter_templates.bp,
    trying.bp,
    walk_page.bp,
    scenarios.bp,
    comparing.bp,
    mirroring.bp,
    table_trying.bp,
    table_rows.bp,
    table_editor.bp,
    form_editor.bp,
    form_preview.bp,
    publishing.bp,
    heat.bp,
    moving.bp,
    modeler.bp,
    publishing_rule.bp,
    organisations.bp,
    accounts.bp,
    convenants.bp,
    convenant_documents.bp,
    privacy_decisions.bp,
    privacy_watch.bp,
    registers.bp,
    wpg20.bp,
    incidents.bp,
    mail_log.bp,
    moves.bp,
    operator.bp,
    operator_deeds.bp,
    handover.bp,
    breakglass.bp,
    rights.bp,
    rights_deeds.bp,
    vault_log.bp,
    audit_page.bp,
    deliveries.bp,
    scans.bp,
    scan_judging.bp,
)


LARGEST = 2**31 - 1  # what a number of PostgreSQL's holds; a larger one in an address is of nothing that exists


def init_app(app: Flask, parts: WebParts) -> None:
    """Give the application its screens; `app` must be made with static_folder=None."""
    app.extensions["zevenstap"] = parts
    app.url_map.converters["int"] = partial(IntegerConverter, max=LARGEST)  # type: ignore[assignment]
    watch.register(app)
    security.protect(app, secret_key=parts.secret_key, secure_cookies=parts.secure_cookies)
    language.register(app)
    assets.init_app(app)
    people.register(app)
    oidc.register(app)
    frame.register(app)
    errors.register(app)
    outage.register(app)
    seen.register(app)
    audit.register(app)
    welcome.register(app)
    app.before_request(permissions.guard)
    security.csrf.exempt(deliveries.bp)  # a machine that signs what it sends has no session to be abused
    security.csrf.exempt(partner_link.bp)  # they ask for the form token themselves: these pages send no referrer
    security.csrf.exempt(invitations.bp)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
