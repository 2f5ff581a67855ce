"""Who is looking: the person of this session, as the screens and the engine know him."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from flask import Flask, request
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.exceptions import Unauthorized

from dossier import sessions
from engine import db
from engine.access import Actor
from web.parts import now, parts


@dataclass(frozen=True)
class Person(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The one who is logged in."""

    key: str
    name: str
    actor: Actor
    token: str = field(default="", repr=False)  # of his session: what the cookie holds

    def get_id(self) -> str:
        return self.token

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def titles(self) -> str:
        """The roles in Dutch, for under the name."""
        names = parts().catalogue.groups
        return ", ".join(names[group] for group in sorted(self.actor.groups) if group in names)


def register(app: Flask) -> None:
    """Let Flask-Login find the person of a session."""
    manager = LoginManager()
    manager.session_protection = "strong"  # a cookie in another browser ends the session
    manager.user_loader(load)
    manager.init_app(app)


def load(token: str) -> Person | None:
    """The person, as he is now: whose session ended, who was switched off or lost a role notices at the next click."""
    moment = now()
    with db.reading() as session:
        found = sessions.signed_in(session, token, now=moment)
    if found is None:
        return None
    name, actor = found
    # when: emergency access ends by itself
    return Person(key=actor.user_key, name=name, actor=replace(actor, at=moment), token=token)


def person_or_none() -> Person | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


def actor_or_none() -> Actor | None:
    person = person_or_none()
    return person.actor if person else None


def person() -> Person:
    """The one who is logged in; `permissions.guard` has seen to it that there is one."""
    found = person_or_none()
    if found is None:
        raise Unauthorized
    return found


def actor() -> Actor:
    return person().actor


def wanted_page() -> str | None:
    """The page somebody asked for before he was sent to the login; not after sending a form."""
    return request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None


def safe_next(target: str | None) -> str | None:
    """The address to go on to, if it is a page of this very site."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 32 or character == "\\" for character in target):
        return None
    split = urlsplit(target)
    return None if split.scheme or split.netloc else target
