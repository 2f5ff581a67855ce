"""The documents keep up with the code: words, decisions, settings and the two commands."""

import configparser
import re
from pathlib import Path

import pytest

from engine.check import vocabulary

ROOT = Path(__file__).parent.parent
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
DECISIONS = ROOT / "docs/decisions"


def handler_modules() -> list[str]:
    """The modules that have a topic; what they share (mail, settings) needs no word of its own."""
    return sorted(path.stem for path in (ROOT / "handlers").glob("*.py") if "Handler(" in path.read_text("utf-8"))


def diagrams() -> list[str]:
    return sorted({path.stem for pattern in ("*/*.bpmn", "*/*.dmn") for path in (ROOT / "bpmn").glob(pattern)})


def glossary_row(name: str) -> str:
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("| ")]
    return next((row for row in rows if f"`{name}`" in row.split("|")[1]), "")


@pytest.mark.parametrize("name", handler_modules() + diagrams())
def test_every_handler_and_diagram_has_its_line_in_the_glossary(name: str) -> None:
    assert glossary_row(name), f"docs/glossary.md has no row for `{name}`"


def test_every_topic_stands_in_the_glossary() -> None:
    code = "".join(path.read_text("utf-8") for top in ("handlers", "dossier") for path in (ROOT / top).glob("*.py"))
    topics = re.findall(r'(?:topic=|TOPIC = |MAIL = )"([a-z]+\.[a-z]+)"', code)
    assert topics and [topic for topic in topics if f"`{topic}`" not in GLOSSARY] == []


@pytest.mark.parametrize("mark", sorted(vocabulary.PROPERTIES))
def test_every_mark_and_its_words_stand_in_the_glossary(mark: str) -> None:
    row = glossary_row(mark)
    named = set(re.findall(r"`([^`]+)`", row))
    for first, last in re.findall(r"`(\w?)\d` to `\w?(\d)`", row):
        named |= {f"{first}{number}" for number in range(1, int(last) + 1)}
    assert (vocabulary.PROPERTIES[mark] or set()) <= named


def test_the_list_of_decisions_names_every_record_in_order() -> None:
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (DECISIONS / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in DECISIONS.glob("0*.md"))


@pytest.mark.parametrize("record", sorted(DECISIONS.glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_tells_problem_choice_refusals_and_price(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    for part in ("**Problem.**", "**Choice.**", "**Refused**", "**Price.**"):
        assert part in text


def test_the_readme_names_the_settings_that_the_code_reads() -> None:
    parts = ("cli", "web", "engine", "dossier", "handlers")
    code = [*ROOT.glob("*.py"), *(p for top in parts for p in (ROOT / top).rglob("*.py"))]
    read = {name for path in code for name in re.findall(r'"(ZEVENSTAP_[A-Z_]+)"', path.read_text(encoding="utf-8"))}
    assert all(f"`{name}`" in README for name in read), read


@pytest.mark.parametrize("path", re.findall(r"\[[^]]+\]\(([\w./-]+)\)", README))
def test_what_the_readme_points_to_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_version_is_the_same_everywhere() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    version = setup["metadata"]["version"]
    assert f"softwareVersion: {version}\n" in (ROOT / "publiccode.yml").read_text(encoding="utf-8")
