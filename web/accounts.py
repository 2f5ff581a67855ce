"""The accounts of the people of an organisation: name, roles, on or off, and a link to choose a password by."""

from __future__ import annotations

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import links, second_factor, sessions, users
from dossier.links import LinkPurpose
from dossier.organisations import Organisation
from dossier.roles import ROLES
from dossier.users import User, UserRole
from engine import db
from web import organisations, people, questions
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("accounts", __name__)
ADMINISTRATOR = "applicatiebeheerder"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,99}", re.ASCII)

NAME = Question("naam", lazy_gettext("Naam"), empty=lazy_gettext("Vul de naam in"), longest=200)
USERNAME = Question(
    "gebruikersnaam",
    lazy_gettext("Gebruikersnaam"),
    empty=lazy_gettext("Vul een gebruikersnaam in"),
    hint=lazy_gettext("Hiermee logt deze persoon in. Het mag ook een e-mailadres zijn."),
    longest=100,
)
MAIL = Question(
    "email", lazy_gettext("E-mailadres"), Kind.MAIL, hint=lazy_gettext("Voor herinneringen zonder inhoud."), longest=200
)
ROLES_HELD = Question(
    "rollen",
    lazy_gettext("Rollen"),
    Kind.MANY,
    empty=lazy_gettext("Kies ten minste één rol"),
    hint=lazy_gettext(
        "Een rol zegt welk werk iemand kan krijgen. Zaken ziet iemand pas als de organisatie meedoet in die zaak."
    ),
    options=tuple(ROLES.items()),
)
ACTIVE = Question(
    "actief",
    lazy_gettext("Dit account is aan"),
    Kind.YES,
    hint=lazy_gettext("Zet u dit uit, dan kan deze persoon meteen niets meer."),
)
TO = Question(
    "email",
    "E-mailadres",
    Kind.MAIL,
    empty=lazy_gettext("Vul een e-mailadres in: daar gaat de link heen"),
    hint=lazy_gettext("Hierheen gaat een link om zelf een wachtwoord te kiezen."),
    longest=200,
)
LOST = Question(
    "telefoon",
    lazy_gettext("Haal ook de tweede stap weg"),
    Kind.YES,
    hint=lazy_gettext(
        "Voor wie zijn telefoon en zijn codes op papier kwijt is. Controleer eerst of u de goede persoon spreekt."
    ),
)
NEW = (NAME, USERNAME, TO, ROLES_HELD)
KNOWN = (NAME, MAIL, ROLES_HELD, ACTIVE)


@bp.route("/organisaties/<int:organisation_id>/mensen", methods=["GET", "POST"])
def add(organisation_id: int) -> Response | str | tuple[str, int]:
    """A new account. Its owner gets a link and chooses a password himself: nobody else knows it."""
    with db.transaction() as session:
        organisation = organisations.get(session, organisation_id)
        if request.method == "GET":
            return _new_page(organisation, Answers())
        answers = questions.read(NEW, request.form)
        answers = questions.refuse(answers, _wrong_username(session, answers.text("gebruikersnaam")))
        if answers.errors:
            return _new_page(organisation, answers), 422
        made = users.add(
            session,
            username=answers.text("gebruikersnaam"),
            name=answers.text("naam"),
            password=None,
            organisation=organisation,
            roles=answers.list("rollen"),
            email=answers.text("email"),
        )
        _send(session, made, LinkPurpose.ACCOUNT)
        flash(_("%(name)s krijgt een e-mail met een link om een wachtwoord te kiezen.", name=made.name), "klaar")
    return redirect(url_for("organisations.show", organisation_id=organisation_id))


@bp.route("/mensen/<int:user_id>", methods=["GET", "POST"])
def edit(user_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        user = _get(session, user_id)
        if request.method == "GET":
            return _edit_page(user, _known(user))
        answers = questions.read(KNOWN, request.form)
        answers = questions.refuse(answers, _locked_out(user, answers))
        if answers.errors:
            return _edit_page(user, answers), 422
        user.name, user.email = answers.text("naam"), answers.text("email")
        user.active = answers.yes("actief")
        give_roles(user, answers.list("rollen"))
        flash(_("Het account van %(name)s is bewaard.", name=user.name), "klaar")
        return redirect(url_for("organisations.show", organisation_id=user.organisation_id))


@bp.route("/mensen/<int:user_id>/wachtwoord", methods=["GET", "POST"])
def new_password(user_id: int) -> Response | str | tuple[str, int]:
    """The old password stops at once, everywhere; by a link its owner chooses a new one."""
    with db.transaction() as session:
        user = _get(session, user_id)
        if request.method == "GET":
            return _password_page(user, questions.filled({"email": user.email}))
        answers = questions.read((TO, LOST), request.form)
        if answers.errors:
            return _password_page(user, answers), 422
        user.email = answers.text("email")
        users.without_password(user)
        sessions.end_all(session, user.id, now=now())
        if answers.yes("telefoon"):
            second_factor.forget(session, user)
        _send(session, user, LinkPurpose.RESET)
        flash(_("%(name)s is overal uitgelogd en krijgt een e-mail met een link.", name=user.name), "klaar")
        return redirect(url_for("organisations.show", organisation_id=user.organisation_id))


@bp.post("/mensen/<int:user_id>/uitnodigen")
def invite_again(user_id: int) -> Response:
    """A new link for who never chose a password; the one before stops working."""
    with db.transaction() as session:
        user = _get(session, user_id)
        link = links.newest_of(session, [user.id]).get(user.id)
        if link is None or link.used_at is not None or not user.email:
            flash(_("Er is geen uitnodiging om opnieuw te sturen. Kies Nieuw wachtwoord."), "let-op")
        else:
            _send(session, user, link.purpose)
            flash(_("%(name)s krijgt een nieuwe link. De vorige werkt niet meer.", name=user.name), "klaar")
        return redirect(url_for("organisations.show", organisation_id=user.organisation_id))


@bp.post("/mensen/<int:user_id>/uitnodiging-intrekken")
def withdraw(user_id: int) -> Response:
    """The link stops working; the account stays, and nobody can log in with it until there is a new link."""
    with db.transaction() as session:
        user = _get(session, user_id)
        link = links.newest_of(session, [user.id]).get(user.id)
        if link is not None and links.withdraw(link, by=people.person().key, now=now()):
            flash(_("De link voor %(name)s is ingetrokken.", name=user.name), "klaar")
        else:
            flash(_("Deze link werkte al niet meer."), "info")
        return redirect(url_for("organisations.show", organisation_id=user.organisation_id))


def _send(session: Session, user: User, purpose: LinkPurpose) -> None:
    lasts = parts().link_lasts if purpose is LinkPurpose.ACCOUNT else links.RESET_LASTS
    by, key = people.person().key, parts().vault_key
    links.for_user(session, user, purpose, by=by, now=now(), lasts=lasts, key=key)


def give_roles(user: User, roles: tuple[str, ...]) -> None:
    """Take the roles that are not chosen any more, add the new ones; a role from elsewhere stays."""
    user.roles = [held for held in user.roles if held.role in roles or held.role not in ROLES]
    kept = {held.role for held in user.roles}
    user.roles.extend(UserRole(role=role) for role in roles if role not in kept)


def _get(session: Session, user_id: int) -> User:
    return session.get(User, user_id) or abort(404)


def _wrong_username(session: Session, typed: str) -> dict[str, str]:
    username = typed.casefold()
    if not username:
        return {}
    if not _USERNAME.fullmatch(username):
        return {"gebruikersnaam": _("Gebruik in de gebruikersnaam 2 tot 100 letters, cijfers of de tekens . _ @ + -")}
    taken = session.scalar(select(User.id).where(User.username == username))
    return {"gebruikersnaam": _("Deze gebruikersnaam is al in gebruik")} if taken is not None else {}


def _locked_out(user: User, answers: Answers) -> dict[str, str]:
    """Nobody switches himself off: then perhaps nobody could switch him on again."""
    if user.key != people.person().key:
        return {}
    wrong = {} if answers.yes("actief") else {"actief": _("U kunt uw eigen account niet uitzetten")}
    if answers.list("rollen") and ADMINISTRATOR not in answers.list("rollen"):
        wrong["rollen"] = _("U kunt uw eigen rol applicatiebeheerder niet weghalen. Vraag het een andere beheerder")
    return wrong


def _known(user: User) -> Answers:
    roles = [held.role for held in user.roles]
    return questions.filled({"naam": user.name, "email": user.email, "actief": user.active, "rollen": roles})


def _new_page(organisation: Organisation, answers: Answers) -> str:
    return _page(
        _("Account toevoegen"),
        _("Voor %(name)s.", name=organisation.name),
        organisation,
        NEW,
        answers,
        _("Account toevoegen"),
    )


def _edit_page(user: User, answers: Answers) -> str:
    intro = _("Logt in als %(username)s.", username=user.username)
    return _page(_("Account wijzigen"), intro, user.organisation, KNOWN, answers, _("Bewaren"))


def _password_page(user: User, answers: Answers) -> str:
    intro = _(
        "Voor %(name)s (%(username)s). Het oude wachtwoord werkt daarna niet meer. Deze "
        "persoon krijgt een link om zelf een nieuw wachtwoord te kiezen. U hoort dat "
        "wachtwoord niet.",
        name=user.name,
        username=user.username,
    )
    return _page(_("Nieuw wachtwoord"), intro, user.organisation, (TO, LOST), answers, _("Link versturen"))


def _page(
    title: str, intro: str, organisation: Organisation, asked: tuple[Question, ...], answers: Answers, save: str
) -> str:
    back = url_for("organisations.show", organisation_id=organisation.id)
    return render_template(
        "registers_form.html",
        title=title,
        intro=intro,
        trail=[(_("Organisaties"), url_for("organisations.show_list")), (organisation.name, back)],
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        save=save,
        back=back,
    )
