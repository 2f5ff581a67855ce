"""The sentences people read when an answer is missing; the same words in the summary and at the field."""

from __future__ import annotations

from forms.fields import CHOICE_KINDS, Field


class Doubt(str):
    """Not a fault: something to look at again. `token` is what the form sends back when it may stay as it is."""

    token: str

    def __new__(cls, text: str, token: str) -> Doubt:
        made = super().__new__(cls, text)
        made.token = token
        return made


def missing(field: Field, label: str, *, nothing_to_choose: bool = False) -> str:
    """What to say when a required field has no answer; a form may give its own sentence."""
    own = field.properties.get("melding_leeg")
    if own:
        return own
    if nothing_to_choose:
        return f"Er is niets om uit te kiezen bij {quoted(label)}. Vraag uw beheerder om hulp"
    if field.kind == "checkbox":
        return f"Zet een vinkje bij {quoted(label)}"
    if field.kind == "filepicker":
        return f"Kies een bestand bij {quoted(label)}"
    if field.kind in CHOICE_KINDS:
        return f"Kies een antwoord bij {quoted(label)}"
    if label.endswith("?"):
        return f"Vul een antwoord in bij {quoted(label)}"
    return f"Vul {quoted(label)} in"


def quoted(label: str) -> str:
    return f"‘{label}’"


def too_few(label: str, least: int) -> str:
    return f"Voeg bij {quoted(label)} minstens {least} {'rij' if least == 1 else 'rijen'} toe"


def too_many(label: str, most: int) -> str:
    return f"Gebruik bij {quoted(label)} hooguit {most} {'rij' if most == 1 else 'rijen'}"


def appeared(label: str) -> str:
    return f"Door uw antwoorden is er een vraag bij gekomen: {quoted(label)}. Kijk of u die wilt invullen"


def not_allowed(label: str) -> str:
    return f"Het antwoord bij {quoted(label)} kan zo niet"
