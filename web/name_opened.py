"""One name of the list, opened for a purpose, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dossier import names
from dossier.listed import ListedName
from dossier.privacy import today
from engine.access import Actor
from web.questions import Answers, Question


@dataclass(frozen=True)
class Opened:
    """One name, with everything its questions may depend on."""

    row: ListedName
    value: Any  # None when the guard said no
    refusal: str
    settings: Mapping[str, Any]
    reason: str
    step: int | None
    actor: Actor
    moment: datetime

    @property
    def known(self) -> Mapping[str, Any]:
        return self.value if isinstance(self.value, Mapping) else {}

    @property
    def name(self) -> str:
        return str(self.known.get("naam") or "een naam op de lijst")

    @property
    def minor(self) -> bool:
        """Under sixteen, or perhaps: then somebody represents."""
        years = names.age(self.known.get("geboortedatum"), today(self.moment))
        return years is None or years < names.MINOR


@dataclass(frozen=True)
class Deed:
    """One thing to do: its page and its act, which returns what to tell."""

    title: str
    save: str
    asked: Callable[[Opened], tuple[Question, ...]]
    do: Callable[[Session, Opened, Answers], str]
    intro: Callable[[Opened], str] = lambda _: ""
    known: Callable[[Opened], Answers] = lambda _: Answers()
    wrong: Callable[[Opened, Answers], Mapping[str, str]] = lambda _opened, _answers: {}
    reads: bool = False  # only for who may open the name
