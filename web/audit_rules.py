"""Which verb of the audit trail a route has. What nobody decided about is recorded, so nothing slips away."""

from __future__ import annotations

from dossier import audit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ASKED_ALL_DAY = frozenset(
    {"static", "health.show", "health.alive", "health.ready", "metrics.show"}
)  # never, also when refused

# Looking is not recorded: they hold nothing of one case, or only rows that lead to one.
QUIET = frozenset(
    {
        "login.show",
        "login.show_code",
        "oidc.start",
        "second_factor.first",
        "second_factor.own",
        "partner_link.arrive",  # who it is, is known when the code is right
        "partner_link.show",
        "partner_link.received",
        "invitations.arrive",
        "invitations.show",
        "day.show",
        "tasks.show_list",
        "actions.show_list",
        "notices.show_list",
        "cases.show_list",
        "signal.choose",
        "signal.show",
        "handover.show_list",
        "operator.show_list",
        "incidents.show_list",
        "scans.show_rejections",
        "breakglass.show",
        "council.show",  # figures over all cases together
        "dashboard.show",  # figures, and rows that lead to a case
        "diagrams.of_case",  # the drawing without the case; the page that asks for it is recorded
        "diagrams.of_version",
        "outlines.of_version",
        "outlines.of_draft",
        "deliveries.show",  # the police side's machine asks whether it may deliver
        "deliveries.other",
    }
)
# Deeds that happen while somebody types or looks, not because he does something.
QUIET_DEEDS = frozenset(
    {
        "task.autosave",
        "drafts.present",
        "notices.seen",
        "form_preview.draw",
        "language.choose",
        "welcome.put_away",
    }
)
# Blueprints without cases: looking is quiet, every deed is recorded.
WITHOUT_CASES = frozenset(
    {
        "pages",
        "welcome",
        "handbook",
        "account",
        "mail_wishes",
        "calendar",
        "packages",
        "settings",
        "organisations",
        "accounts",
        "convenants",
        "registers",
        "wpg20",
        "publishing_rule",
        "moves",
        "mail_log",
        # the designer's desk
        "drafts",
        "draft_settings",
        "step_help",
        "letter_templates",
        "trying",
        "walk_page",
        "scenarios",
        "comparing",
        "mirroring",
        "table_editor",
        "table_rows",
        "table_trying",
        "form_editor",
        "form_preview",
        "heat",
        "moving",
        "publishing",
        "modeler",
    }
)
# Their deeds change how the installation works, or for whom.
CONFIGURING = frozenset(
    {
        "packages",
        "settings",
        "publishing",
        "publishing_rule",
        "moves",
        "organisations",
        "accounts",
        "convenants",
        "convenant_documents",
        "registers",
        "wpg20",
        "second_factor",
        "account",
        "invitations",
        "mail_wishes",
        "calendar",
    }
)
COMING_IN = frozenset({"login.submit", "login.submit_code", "oidc.back", "second_factor.confirm_first"})
EXPORTS = frozenset(
    {
        "council.as_csv",
        "council.as_word",
        "calendar.feed",
        "dossier_print.show",
        "dossier_print.show_persons",
        "packages.download",
        "drafts.download",
        "rights.download",
        "rights.file",
    }
)


def verb_of(endpoint: str, method: str) -> str | None:
    """The verb with which a request to this route is recorded; None: only a refusal is."""
    blueprint = endpoint.partition(".")[0]
    if endpoint in COMING_IN:
        return audit.CAME
    if endpoint == "login.leave":
        return audit.LEFT
    if endpoint in EXPORTS or endpoint.endswith((".as_csv", ".download")):
        return audit.EXPORTED
    if blueprint == "search":  # a form, so that what is asked stands in no address; only that somebody searched
        return None if method in SAFE else audit.VIEWED
    if method not in SAFE:
        if endpoint in QUIET_DEEDS:
            return None
        return audit.CONFIGURED if blueprint in CONFIGURING else audit.CHANGED
    if endpoint in QUIET or endpoint in ASKED_ALL_DAY or blueprint in WITHOUT_CASES:
        return None
    return audit.VIEWED
