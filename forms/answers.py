"""From what was typed in one field to its value, or to the sentence that says why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import regex

from engine import feel
from forms import moments, options, texts
from forms.fields import CHOICE_KINDS, LIST_KINDS, TEXT_KINDS, Bound, Field, Scope
from forms.options import Option

MAX_LENGTH = {"textfield": 1_000, "textarea": 20_000}
PATTERN_SECONDS = 0.1
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[\d\s()/-]{6,24}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d{1,20}|\d{1,3}(\.\d{3}){1,6})(,\d{1,10})?|[+-]?\d{1,20}\.\d{1,10}", re.ASCII)


class Refused(ValueError):
    """An answer that cannot be accepted; the text is what the person reads."""


def value_of(field: Field, raw: Any, offer: Sequence[Option], env: feel.Environment) -> Any:
    """The typed value of a raw answer, None for no answer; raises Refused. Typed values stay as they are."""
    if field.kind == "checkbox":
        return raw is True or (isinstance(raw, str) and raw.lower() in ("true", "on", "1", "ja"))
    if field.kind in LIST_KINDS:
        return _chosen(field, raw, offer)
    if raw is None or raw == "":
        return None
    if field.kind in CHOICE_KINDS:
        return _one(field, raw, offer)
    if field.kind in TEXT_KINDS:
        return _text(field, raw)
    if field.kind == "number":
        return _number(field, raw)
    if field.kind == "datetime":
        return _moment(field, raw, env)
    return None


def is_empty(field: Field, value: Any) -> bool:
    """Whether this counts as not answered."""
    return value is None or value == [] or (field.kind == "checkbox" and value is False)


def check(field: Field, value: Any, scope: Scope, env: feel.Environment) -> None:
    """Hold a value against the limits of its field; raises Refused."""
    if field.kind in TEXT_KINDS:
        _check_text(field, value, scope, env)
    elif field.kind == "number":
        _check_number(field, Decimal(value), scope, env)
    elif field.kind == "datetime" and field.limits.no_past:
        _check_not_passed(value, env)


def _text(field: Field, raw: Any) -> str | None:
    text = texts.clean(raw if isinstance(raw, str) else texts.words(raw), lines=field.kind == "textarea")
    if len(text) > MAX_LENGTH[field.kind]:
        raise Refused(f"Dit antwoord is te lang: {len(text)} tekens. Gebruik hooguit {MAX_LENGTH[field.kind]} tekens")
    return text.strip() or None


def _one(field: Field, raw: Any, offer: Sequence[Option]) -> Any:
    found = options.matching(offer, raw)
    if found is None:
        raise Refused("Deze keuze is er niet (meer). Kies opnieuw")
    return found.value


def _chosen(field: Field, raw: Any, offer: Sequence[Option]) -> list[Any]:
    given = raw if isinstance(raw, list | tuple) else [] if raw in (None, "") else [raw]
    wanted = {options.token(item) for item in given if not isinstance(item, Mapping | list)}
    found = [option.value for option in offer if option.token in wanted]
    if len(found) != len(wanted):
        raise Refused("Een van deze keuzes is er niet (meer). Kies opnieuw")
    return found


def _number(field: Field, raw: Any) -> Decimal | str:
    if isinstance(raw, str):
        text = raw.strip().replace("\u00a0", "").replace(" ", "").replace("\u2212", "-")
        if len(text) > 60 or not _NUMBER.fullmatch(text):
            raise Refused("Vul een getal in met cijfers, bijvoorbeeld 12 of 2,5")
        if "," in text or re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+", text):
            text = text.replace(".", "").replace(",", ".")
    else:
        text = str(raw)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused("Vul een getal in met cijfers, bijvoorbeeld 12 of 2,5") from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 20:
        raise Refused("Dit getal is te groot")
    _check_decimals(field, number)
    return texts.number(number).replace(",", ".") if field.as_text else number


def _check_decimals(field: Field, number: Decimal) -> None:
    exponent = number.normalize().as_tuple().exponent
    if field.decimals is None or not isinstance(exponent, int) or -exponent <= field.decimals:
        return
    if field.decimals == 0:
        raise Refused("Vul een heel getal in, zonder komma")
    word = "cijfer" if field.decimals == 1 else "cijfers"
    raise Refused(f"Gebruik hooguit {field.decimals} {word} achter de komma")


def _moment(field: Field, raw: Any, env: feel.Environment) -> date | time | datetime | None:
    try:
        if field.subtype == "time":
            return _time(raw)
        if field.subtype == "date":
            return _date(raw)
        return _both(raw, env)
    except moments.NoSuchDay as error:
        if not field.limits.no_past:
            raise Refused(str(error)) from None
        what, _, _ = str(error).partition(". ")
        raise Refused(f"{what}. {_from_today(env)}") from None
    except moments.NotAMoment as error:
        raise Refused(str(error)) from None


def _date(raw: Any) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = raw.strip() if isinstance(raw, str) else texts.words(raw)
    return moments.read_date(text) if text else None


def _time(raw: Any) -> time | None:
    if isinstance(raw, datetime):
        return raw.time()
    if isinstance(raw, time):
        return raw
    text = raw.strip() if isinstance(raw, str) else texts.words(raw)
    return moments.read_time(text) if text else None


def _both(raw: Any, env: feel.Environment) -> datetime | None:
    if isinstance(raw, datetime):
        return raw
    if isinstance(raw, Mapping):
        day, hour = _date(raw.get("datum") or ""), _time(raw.get("tijd") or "")
    else:
        first, _, second = str(raw).strip().replace("T", " ").partition(" ")
        day, hour = _date(first), _time(second.strip())
    if day is None and hour is None:
        return None
    if day is None or hour is None:
        raise Refused("Vul een datum en een tijd in")
    return datetime.combine(day, hour, env.zone)


def limit(bound: Bound, scope: Scope, env: feel.Environment) -> Decimal | None:
    """A limit as a number; one that cannot be computed does not limit."""
    found = bound if isinstance(bound, int | float | str | None) else bound.value(scope, env)
    if found is None or isinstance(found, bool):
        return None
    try:
        number = Decimal(str(found))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _check_text(field: Field, value: str, scope: Scope, env: feel.Environment) -> None:
    least, most = limit(field.limits.min_length, scope, env), limit(field.limits.max_length, scope, env)
    if least is not None and len(value) < least:
        raise Refused(f"Dit antwoord is te kort: {len(value)} tekens. Gebruik er minstens {texts.number(least)}")
    if most is not None and len(value) > most:
        raise Refused(f"Dit antwoord is te lang: {len(value)} tekens. Gebruik er hooguit {texts.number(most)}")
    if field.limits.validation_type == "email" and not _EMAIL.fullmatch(value):
        raise Refused("Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl")
    if field.limits.validation_type == "phone" and not _PHONE.fullmatch(value):
        raise Refused("Vul een telefoonnummer in met cijfers")
    if field.limits.pattern and not _matches(field.limits.pattern, value):
        raise Refused(field.limits.pattern_message or "Dit antwoord heeft niet de goede vorm")


def _matches(pattern: str, value: str) -> bool:
    """Unanchored, as form-js does it; Python's own `re` cannot be stopped, so the package `regex` is used."""
    try:
        return regex.search(pattern, value, timeout=PATTERN_SECONDS) is not None
    except TimeoutError:
        raise Refused("Dit antwoord kan niet worden gecontroleerd. Maak het korter") from None


def _check_number(field: Field, value: Decimal, scope: Scope, env: feel.Environment) -> None:
    least, most = limit(field.limits.minimum, scope, env), limit(field.limits.maximum, scope, env)
    if least is not None and most is not None and not least <= value <= most:
        raise Refused(f"Vul een getal in van {texts.number(least)} tot en met {texts.number(most)}")
    if least is not None and value < least:
        raise Refused(f"Vul een getal in van {texts.number(least)} of hoger")
    if most is not None and value > most:
        raise Refused(f"Vul een getal in van {texts.number(most)} of lager")


def _check_not_passed(value: date | time | datetime, env: feel.Environment) -> None:
    now = env.now.astimezone(env.zone)
    if isinstance(value, datetime):
        passed = value < now
    elif isinstance(value, date):
        passed = value < now.date()
    else:
        passed = False
    if passed:
        given = texts.words(value if not isinstance(value, datetime) else value.date())
        raise Refused(f"{given} is al voorbij. {_from_today(env)}")


def _from_today(env: feel.Environment) -> str:
    return f"Vul een datum in van {texts.words(env.now.astimezone(env.zone).date())} of later"
