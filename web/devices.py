"""What a person calls the machine he works on: "Firefox op Windows", and no more than that."""

from __future__ import annotations

# The first that fits wins: Edge and Chrome also call themselves Safari.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def words(user_agent: str) -> str:
    browser = next((name for part, name in BROWSERS if part in user_agent), "Onbekende browser")
    system = next((name for part, name in SYSTEMS if part in user_agent), "")
    return f"{browser} op {system}" if system else browser
