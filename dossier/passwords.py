"""What a password must be: long, and not one that is guessed first. Nothing about capitals, signs or months.

After NIST SP 800-63B (length, a list of known passwords, no forced change) and the advice of the Dutch NCSC.
"""

from __future__ import annotations

from collections.abc import Iterable

from zxcvbn import zxcvbn

from dossier.users import SHORTEST_PASSWORD

LOOKED_AT = 72  # characters that are judged; a longer password is fine
STRONG_ENOUGH = 3  # of 4: more than 10^8 guesses
HERE = ("zevenstap", "welkom", "wachtwoord", "gemeente", "jeugdgroep", "groepsscan", "politie")


def weakness(password: str, *, about: Iterable[str] = ()) -> str:
    """The sentence that says why a password will not do, or ""; `about` are words of this person and this place."""
    if not password:
        return ""
    if len(password) < SHORTEST_PASSWORD:
        return f"Kies een wachtwoord van ten minste {SHORTEST_PASSWORD} tekens"
    known = [word for text in about for word in (text, *text.split()) if word]
    if zxcvbn(password[:LOOKED_AT], user_inputs=[*HERE, *known])["score"] < STRONG_ENOUGH:
        return "Dit wachtwoord is te makkelijk te raden. Kies bijvoorbeeld vier woorden die niets met elkaar hebben"
    return ""
