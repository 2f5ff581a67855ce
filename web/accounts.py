"""The accounts of the people of an organisation: name, roles, password, on or off."""

from __future__ import annotations

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import passwords, second_factor, sessions, users
from dossier.organisations import Organisation
from dossier.roles import ROLES
from dossier.users import SHORTEST_PASSWORD, User, UserRole
from engine import db
from web import organisations, people, questions
from web.parts import now, parts
from web.questions import Answers, Kind, Question

bp = Blueprint("accounts", __name__)
ADMINISTRATOR = "applicatiebeheerder"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,99}", re.ASCII)

NAME = Question("naam", "Naam", empty="Vul de naam in", longest=200)
USERNAME = Question(
    "gebruikersnaam",
    "Gebruikersnaam",
    empty="Vul een gebruikersnaam in",
    hint="Hiermee logt deze persoon in. Het mag ook een e-mailadres zijn.",
    longest=100,
)
MAIL = Question("email", "E-mailadres", Kind.MAIL, hint="Voor herinneringen zonder inhoud.", longest=200)
ROLES_HELD = Question(
    "rollen",
    "Rollen",
    Kind.MANY,
    empty="Kies ten minste één rol",
    hint="Een rol zegt welk werk iemand kan krijgen. Zaken ziet iemand pas als de organisatie meedoet in die zaak.",
    options=tuple(ROLES.items()),
)
ACTIVE = Question(
    "actief", "Dit account is aan", Kind.YES, hint="Zet u dit uit, dan kan deze persoon meteen niets meer."
)
PASSWORD = Question(
    "wachtwoord",
    "Wachtwoord",
    Kind.SECRET,
    empty=f"Vul een wachtwoord in van ten minste {SHORTEST_PASSWORD} tekens",
    hint=f"Ten minste {SHORTEST_PASSWORD} tekens. Geef het veilig door, niet in dezelfde mail als de gebruikersnaam.",
    longest=200,
)
LOST = Question(
    "telefoon",
    "Haal ook de tweede stap weg",
    Kind.YES,
    hint="Voor wie zijn telefoon en zijn codes op papier kwijt is. Controleer eerst of u de goede persoon spreekt.",
)
NEW = (NAME, USERNAME, MAIL, ROLES_HELD, PASSWORD)
KNOWN = (NAME, MAIL, ROLES_HELD, ACTIVE)


@bp.route("/organisaties/<int:organisation_id>/mensen", methods=["GET", "POST"])
def add(organisation_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        organisation = organisations.get(session, organisation_id)
        if request.method == "GET":
            return _new_page(organisation, Answers())
        answers = questions.read(NEW, request.form)
        username = answers.text("gebruikersnaam")
        wrong = _wrong_username(session, username)
        wrong |= _wrong_password(answers, answers.text("naam"), username, organisation.name)
        answers = questions.refuse(answers, wrong)
        if answers.errors:
            return _new_page(organisation, answers), 422
        made = users.add(
            session,
            username=username,
            name=answers.text("naam"),
            password=answers.text("wachtwoord"),
            organisation=organisation,
            roles=answers.list("rollen"),
            email=answers.text("email"),
        )
        flash(f"{made.name} kan nu inloggen als {made.username}.", "klaar")
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
        flash(f"Het account van {user.name} is bewaard.", "klaar")
        return redirect(url_for("organisations.show", organisation_id=user.organisation_id))


@bp.route("/mensen/<int:user_id>/wachtwoord", methods=["GET", "POST"])
def new_password(user_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        user = _get(session, user_id)
        if request.method == "GET":
            return _password_page(user, Answers())
        answers = questions.read((PASSWORD, LOST), request.form)
        answers = questions.refuse(answers, _wrong_password(answers, user.username, user.name, user.organisation.name))
        if answers.errors:
            return _password_page(user, answers), 422
        users.set_password(user, answers.text("wachtwoord"))
        sessions.end_all(session, user.id, now=now())
        if answers.yes("telefoon"):
            second_factor.forget(session, user)
        flash(f"{user.name} heeft een nieuw wachtwoord, en is overal uitgelogd.", "klaar")
        return redirect(url_for("organisations.show", organisation_id=user.organisation_id))


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
        return {"gebruikersnaam": "Gebruik in de gebruikersnaam 2 tot 100 letters, cijfers of de tekens . _ @ + -"}
    taken = session.scalar(select(User.id).where(User.username == username))
    return {"gebruikersnaam": "Deze gebruikersnaam is al in gebruik"} if taken is not None else {}


def _wrong_password(answers: Answers, *about: str) -> dict[str, str]:
    weak = passwords.weakness(answers.text("wachtwoord"), about=(*about, parts().gemeente))
    return {"wachtwoord": weak} if weak else {}


def _locked_out(user: User, answers: Answers) -> dict[str, str]:
    """Nobody switches himself off: then perhaps nobody could switch him on again."""
    if user.key != people.person().key:
        return {}
    wrong = {} if answers.yes("actief") else {"actief": "U kunt uw eigen account niet uitzetten"}
    if answers.list("rollen") and ADMINISTRATOR not in answers.list("rollen"):
        wrong["rollen"] = "U kunt uw eigen rol applicatiebeheerder niet weghalen. Vraag het een andere beheerder"
    return wrong


def _known(user: User) -> Answers:
    roles = [held.role for held in user.roles]
    return questions.filled({"naam": user.name, "email": user.email, "actief": user.active, "rollen": roles})


def _new_page(organisation: Organisation, answers: Answers) -> str:
    return _page("Account toevoegen", f"Voor {organisation.name}.", organisation, NEW, answers, "Account toevoegen")


def _edit_page(user: User, answers: Answers) -> str:
    intro = f"Logt in als {user.username}."
    return _page("Account wijzigen", intro, user.organisation, KNOWN, answers, "Bewaren")


def _password_page(user: User, answers: Answers) -> str:
    intro = f"Voor {user.name} ({user.username}). Het oude wachtwoord werkt daarna niet meer."
    return _page("Nieuw wachtwoord", intro, user.organisation, (PASSWORD, LOST), answers, "Wachtwoord bewaren")


def _page(
    title: str, intro: str, organisation: Organisation, asked: tuple[Question, ...], answers: Answers, save: str
) -> str:
    back = url_for("organisations.show", organisation_id=organisation.id)
    return render_template(
        "registers_form.html",
        title=title,
        intro=intro,
        trail=[("Organisaties", url_for("organisations.show_list")), (organisation.name, back)],
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        save=save,
        back=back,
    )
