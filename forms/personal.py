"""Whether a text looks as if it holds person data: a number of a citizen, a telephone, an address, a name.

It says what it sees and nobody is stopped by it: who typed it looks again, changes it, or says that it may stay. The
signs are chosen to be quiet: a warning that is mostly wrong is soon not read any more. So a name is only seen by a
first name from the list below, by initials, by "meneer" or "mevrouw", or by a word as "van der" between two
capitals; never when it belongs to a street, a school or another place. Names of other kinds go unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

BSN, PHONE, MAIL, ADDRESS, NAME = "burgerservicenummer", "telefoonnummer", "e-mailadres", "adres", "naam"
KINDS = (NAME, BSN, PHONE, MAIL, ADDRESS)
LONGEST = 20_000  # characters that are looked at

_BSN = re.compile(r"(?<![\d.,-])(?:\d{9}|\d{3}[ .]\d{3}[ .]\d{3}|\d{4}[ .]\d{2}[ .]\d{3})(?![\d.,-]?\d)")
_PHONE = re.compile(r"(?<![\w+])(?:\+31|0031|0)[ .-]?(?:\(0\)[ .-]?)?[1-9](?:[ .-]?\d){8}(?!\d)")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_POSTCODE = re.compile(r"(?<![\w])([1-9]\d{3})( ?)([A-Z]{2})(?![\w])")
_STREET = re.compile(r"(?<!\w)[A-Z][\w'’-]{2,40}(?:straat|laan|weg|kade|gracht|singel|dreef|steeg|hof)\s\d{1,4}(?!\d)")
_WORD = re.compile(r"[^\W\d_](?:[\w'’]|-(?=\w)|\.(?=\w)){0,40}\.?")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,4}")
# Two capitals after a year are an abbreviation far more often than a postcode: "in 2026 OM en politie".
_AFTER_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_LETTERS = frozenset({"SA", "SD", "SS"})  # never given out
BETWEEN = frozenset({"van", "de", "der", "den", "ten", "ter", "te", "el", "al", "ben", "in", "op", "'t", "’t"})
TITLES = frozenset({"meneer", "mevrouw", "dhr", "mw", "mevr"})
_PLACE = re.compile(
    r"(?:straat|laan|weg|kade|gracht|singel|plein|park|brug|school|college|lyceum|huis|kerk|hal|markt|buurt|wijk|veld|"
    r"club|stichting|dijk|poort|tunnel|station|haven|centrum|moskee|bibliotheek|hof|toren|vereniging|instituut)s?$"
)
# First names that many people in the Netherlands bear and that are hardly ever anything else.
FIRST = frozenset(
    """
    aad abdel abdelkader abdellah abdul achmed adam ahmed aisha albert alex alexander ali amber amina amir amira
    andré andrea angela anja anke anna anne anneke annemarie anouk anton arie arjan arjen arthur astrid ayoub ayse
    aziz bart bas bianca bilal bram brahim bryan carla carlos carolien chantal charlotte chris christiaan claudia
    corné daan dana daniel daphne david debbie dennis diana dick dimitri dirk dylan ebru edwin elif elise ellen els
    emine emma emre eric erik erwin esra esther eva evelien fatih fatima fatma femke fleur floor frank frans fred
    gerard gert gijs guus hakan hamza hans hanneke harm harrie hasan hassan hatice henk herman hugo hussein ibrahim
    ilse imane inge ingrid irene iris ismail jaap jack jacqueline jan janine jasmijn jasper jayden jeffrey jelle
    jennifer jeroen jesse jessica jip joep johan johanna john joke jolanda joost joris joyce judith julia jurgen karel
    karim karin kees kelly kevin khalid kim klaas koen lars laura lieke linda lisa loes lotte louis luc lucas luuk
    maaike maarten machteld mahmoud malik marcel maria marieke marijke marit marjan mark marloes martijn martin maryam
    mathijs matthijs mehmet melissa merel michael michel michelle mieke milan miranda mohamed mohammed moniek monique
    moussa mustafa nadia naomi natasja nick nicole niels nina noah noor nora olga omar osman oscar patricia patrick
    paul pauline peter petra piet pieter pim quincy rachid ramon rashid rebecca remco renate rené richard rick rob
    robert robin roel rogier romy ronald ruben rutger ruud saïd sabine samira sander sanne sara sarah selma sem serkan
    shanice sharon sjaak sjoerd soufiane stefan steven stijn susanne suzanne sven teun thijs thomas tim tom tomas ton
    ursula valentijn vera vincent wesley wilma wim wouter yasin yasmine youssef yusuf yvonne zakaria zeynep
    """.split()
)


def signs(text: str) -> tuple[str, ...]:
    """What the text looks as if it holds, in the words of KINDS."""
    text = text[:LONGEST]
    found = set()
    if any(_eleven(re.sub(r"\D", "", each)) for each in _BSN.findall(text)):
        found.add(BSN)
    if _PHONE.search(text):
        found.add(PHONE)
    if _MAIL.search(text):
        found.add(MAIL)
    if _STREET.search(text) or any(_postcode(*each) for each in _POSTCODE.findall(text)):
        found.add(ADDRESS)
    if any(_is_name(run) for run in _runs(text)):
        found.add(NAME)
    return tuple(kind for kind in KINDS if kind in found)


def warning(kinds: tuple[str, ...]) -> str:
    """The sentence for at the field."""
    articles = {BSN: "een burgerservicenummer", MAIL: "een e-mailadres", ADDRESS: "een adres"}
    words = [articles.get(kind, f"een {kind}") for kind in kinds]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} of {words[-1]}"
    return f"Hier lijkt {listed} te staan. Dit veld is niet afgeschermd. Haal het weg, of kies dat het mag blijven"


def _eleven(digits: str) -> bool:
    """The test that every burgerservicenummer passes."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return total % 11 == 0 and int(digits) > 0


def _postcode(number: str, space: str, letters: str) -> bool:
    return letters not in _NO_LETTERS and not (space and _AFTER_YEAR.fullmatch(number))


def _runs(text: str) -> Iterator[list[str]]:
    """Stretches of words with capitals, with what may stand between them: ["Jan", "de", "Vries"]."""
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        apart = text[end : match.start()].strip(" ") != "" or run[-1:] == [""]
        if run and apart:
            yield run
            run = []
        bare = word if _INITIALS.fullmatch(word) else word.rstrip(".")
        if bare[:1].isupper() or (bare.lower() in BETWEEN and run) or bare.lower() in TITLES:
            run.append(bare)
        elif run:
            yield run
            run = []
        end = match.start() + len(bare)
    if run:
        yield run


def _is_name(run: list[str]) -> bool:
    while run and run[-1].lower() in BETWEEN:
        run = run[:-1]
    capitals = [word for word in run if word[:1].isupper() and word.lower() not in BETWEEN | TITLES]
    if not capitals or any(_PLACE.search(word.lower()) for word in capitals):
        return False
    if any(word.lower() in FIRST and not word.isupper() for word in capitals):
        return True
    if run[0].lower() in TITLES or (_INITIALS.fullmatch(run[0]) and len(capitals) > 1):
        return True
    return _joined(run)


def _joined(run: list[str]) -> bool:
    """As in "Xander van der Berg"; with one such word between it is as often "Hart van Oost"."""
    small = [word for word in run[1:-1] if word in BETWEEN]
    return len(run) >= 4 and len(small) >= 2 and len(run) - len(small) == 2
