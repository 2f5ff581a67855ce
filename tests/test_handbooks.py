"""The handbooks say what is so: commands, formulas, settings, examples, names on screen and links."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import shlex
import textwrap
from dataclasses import fields
from functools import cache
from pathlib import Path

import orjson
import pytest
from lxml import etree

import app
import handlers
from cli import main as command
from dossier import letters
from dossier.keys import InstallationKey
from dossier.roles import ROLES
from engine import check, feel
from engine.check.findings import Severity
from engine.feel.registry import BUILTINS
from engine.packages import folder
from engine.registry import Catalogue, Handler
from forms import components, filetypes, schema
from handlers.planned import PLANNED_BY_US
from handlers.settings import HandlerSettings
from web.words import Status

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PACKAGE = "werkproces-2016"
HANDBOOKS = ("behandelaar", "ontwerper", "beheerder", "developer")
PAGES = {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in sorted(DOCS.rglob("*.md"))}
MANIFEST = orjson.loads((ROOT / f"bpmn/{PACKAGE}/pakket.json").read_bytes())
SETTINGS = {row["sleutel"]: row for row in MANIFEST["instellingen"]}
REGISTRY = handlers.registry(HandlerSettings(Path(), InstallationKey(b""), base_url="", municipality=""))
EXAMPLE = "ontwerper/taak-toevoegen.md"  # the page that adds a task, a form and a setting of its own
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language, without the indent of a list around them."""
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", PAGES[page], re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for block in found]


def everywhere(language: str) -> list[tuple[str, str]]:
    return [(page, block) for page in PAGES for block in blocks(page, language)]


def commands() -> list[str]:
    """What stands in blocks of shell, and in a sentence with arguments; a verb alone is only named."""
    lines = [line.split("#")[0].strip() for _, block in everywhere("sh") for line in block.splitlines()]
    inline = [found for text in PAGES.values() for found in re.findall(r"`(zevenstap [a-z]+ [^`\n]+)`", text)]
    found = {line.removeprefix(".venv/bin/") for line in (*lines, *inline)}
    return sorted(line for line in found if line.startswith("zevenstap "))


def named_verbs() -> set[str]:
    return {verb for text in PAGES.values() for verb in re.findall(r"`zevenstap ([a-z]+)", text)}


def parser_verbs() -> set[str]:
    return set(re.findall(r"^    (\w+)", command.parser().format_help().split("opdrachten:")[1], re.MULTILINE))


@pytest.mark.parametrize("line", commands())
def test_every_command_in_the_documents_is_one_the_program_takes(line: str) -> None:
    assert command.parser().parse_args(shlex.split(line)[1:]).run


def test_every_verb_that_is_named_exists() -> None:
    assert len(commands()) > 10
    assert named_verbs() <= parser_verbs()


def test_the_changelog_opens_with_unreleased_and_names_every_verb() -> None:
    assert re.findall(r"^## (.+)$", PAGES["changelog.md"], re.MULTILINE)[0] == "Unreleased"
    assert all(verb in PAGES["changelog.md"] for verb in parser_verbs())


def test_scripts_that_are_named_exist() -> None:
    named = {name for text in PAGES.values() for name in re.findall(r"\bscript/[a-z]+", text)}
    assert named
    assert all((ROOT / name).is_file() for name in named)


@pytest.mark.parametrize(
    "expression", sorted({line for _, block in everywhere("feel") for line in block.splitlines() if line.strip()})
)
def test_every_formula_in_the_documents_is_feel(expression: str) -> None:
    assert feel.compile_expression(expression)


def test_the_functions_in_the_handbook_exist() -> None:
    table = PAGES["ontwerper/feel.md"].split("## Functies")[1].split("## ")[0]
    named = set(re.findall(r"`([^`]+)`", table))
    assert len(named) > 30
    assert named <= BUILTINS.keys()


def test_every_setting_that_is_named_exists() -> None:
    made = {orjson.loads(block)["sleutel"] for block in blocks(EXAMPLE, "json") if '"sleutel"' in block}
    asked = {name for text in PAGES.values() for name in re.findall(r"\binstellingen\.(?!md\b)(\w+)", text)}
    assert asked
    assert asked <= SETTINGS.keys() | made


def test_the_table_of_settings_is_that_of_the_package() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (\w+)", PAGES["ontwerper/instellingen.md"], re.MULTILINE)
    assert {row[0]: row[1:] for row in rows} == {key: setting_row(key) for key in SETTINGS}


def setting_row(key: str) -> tuple[str, str, str]:
    row = SETTINGS[key]
    value, unit = row["waarde"] or "–", row["eenheid"]
    return row["label"], f"{value}" if unit == "tekst" else f"{value} {unit}", row["soort"]


def test_the_settings_that_do_nothing_yet_are_named_as_such() -> None:
    places = [p for top in ("bpmn", "forms", "dossier", "handlers", "engine") for p in (ROOT / top).rglob("*.*")]
    text = "\n".join(p.read_text("utf-8") for p in places if p.suffix in {".bpmn", ".dmn", ".form", ".py"})
    idle = {key for key in SETTINGS if not re.search(rf"\b{key}\b", text)}
    part = PAGES["ontwerper/instellingen.md"].split("## Nog niet")[1].split("\n## ")[0]
    assert set(re.findall(r"`(\w+)`", part)) == idle


def test_the_names_in_a_letter_are_those_of_ours() -> None:
    letter = (ROOT / f"bpmn/{PACKAGE}/brieven/groepsscan-verzoek.txt").read_text("utf-8")
    name = r"\{\{ (\w+) \}\}"
    part = PAGES["ontwerper/hulp-en-brieven.md"].split("### Het verzoek om een groepsscan")[1].split("\n### ")[0]
    assert set(re.findall(name, part)) == set(re.findall(name, letter))


def test_the_environment_table_names_what_the_program_reads() -> None:
    places = ("app.py", "handlers/installation.py", "handlers/politie.py")
    code = "".join((ROOT / name).read_text("utf-8") for name in places)
    read = set(re.findall(r'"(ZEVENSTAP_\w+|PORT)"', code))
    rows = [line for line in PAGES["beheerder/omgeving.md"].splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])} == read


def files_of_the_example() -> dict[str, bytes]:
    """The national package after somebody did what the page says."""
    form, setting = blocks(EXAMPLE, "json")
    task, flow = blocks(EXAMPLE, "xml")
    files = folder.read_folder(ROOT, PACKAGE)
    path = f"bpmn/{PACKAGE}/stap_4_advies.bpmn"
    drawing = files[path].decode()
    identifier = re.findall(r'id="(\w+)"', flow)[0]
    drawing, changed = re.subn(rf'<bpmn:sequenceFlow id="{identifier}"[^>]*/>', flow.strip(), drawing)
    assert changed == 1
    files[path] = drawing.replace("</bpmn:process>", f"{task}</bpmn:process>").encode()
    files[f"forms/{PACKAGE}/{orjson.loads(form)['id']}.form"] = form.encode()
    manifest = {**MANIFEST, "instellingen": [*MANIFEST["instellingen"], orjson.loads(setting)]}
    files[f"bpmn/{PACKAGE}/pakket.json"] = orjson.dumps(manifest)
    return files


def catalogue() -> Catalogue:
    return Catalogue(
        registry=REGISTRY,
        groups=ROLES,
        describe_form=schema.describe,
        expression_names=app.GIVEN,
    )


def test_the_task_of_the_example_passes_the_check() -> None:
    findings = check.check_package(files_of_the_example(), catalogue())
    assert not [f for f in findings if f.severity is Severity.ERROR]
    assert {f.rule for f in findings} == {"tekening"}  # as the page says of who does not draw it


def test_the_buttons_of_the_example_are_those_of_the_package() -> None:
    skipping, messages = map(orjson.loads, blocks("ontwerper/overslaan.md", "json"))
    [helping] = map(orjson.loads, blocks("ontwerper/hulp-en-brieven.md", "json"))
    assert skipping["overslaan"].items() <= MANIFEST["overslaan"].items()
    assert helping["hulp"].items() <= MANIFEST["hulp"].items()
    assert all(message in MANIFEST["berichten"] for message in messages["berichten"])


def test_the_field_with_person_data_is_taken_as_such() -> None:
    [field] = map(orjson.loads, blocks("ontwerper/formulieren.md", "json"))
    form = schema.load(orjson.dumps({"type": "default", "schemaVersion": 19, "components": [field]}))
    assert form.person_fields


def test_the_kinds_of_fields_and_files_are_those_of_the_form_server() -> None:
    table = PAGES["ontwerper/formulieren.md"].split("## Soorten onderdelen")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named == components.KINDS
    files = PAGES["ontwerper/formulieren.md"].split("## Bestanden")[1].split("\n## ")[0]
    assert set(re.findall(r"`(\.\w+)`", files)) == filetypes.EXTENSIONS.keys()


def test_the_topics_are_those_of_the_handlers() -> None:
    page = PAGES["ontwerper/servicetaken.md"]
    rows = " ".join(line for line in page.splitlines() if line.startswith("| `"))
    topics = {handler.topic for handler in REGISTRY}
    assert set(re.findall(r"`(\w+\.\w+)`", rows)) == topics - PLANNED_BY_US
    assert all(f"`{topic}`" in page for topic in PLANNED_BY_US)


@pytest.mark.parametrize(("page", "block"), everywhere("xml"))
def test_every_bpmn_example_is_well_formed_and_names_a_topic_that_exists(page: str, block: str) -> None:
    root = etree.fromstring(f'<all xmlns:bpmn="{BPMN}" xmlns:camunda="{CAMUNDA}">{block}</all>')
    for task in root.iter(f"{{{BPMN}}}serviceTask"):
        handler = REGISTRY[task.get(f"{{{CAMUNDA}}}topic", "")]
        given = {each.get("name") for each in task.iter(f"{{{CAMUNDA}}}inputParameter")}
        assert given <= handler.inputs


@pytest.mark.parametrize(("page", "block"), everywhere("python"))
def test_every_python_example_reads_and_imports_what_exists(page: str, block: str) -> None:
    try:
        tree = ast.parse(block)
    except SyntaxError:
        tree = ast.parse(f"{{{block}}}")  # a line of a table
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module != "__future__":
            module = importlib.import_module(node.module)
            assert all(
                hasattr(module, a.name) or importlib.util.find_spec(f"{node.module}.{a.name}") for a in node.names
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Handler":
            assert {k.arg for k in node.keywords} <= {f.name for f in fields(Handler)}


def test_the_statuses_in_the_handbook_are_those_on_screen() -> None:
    table = PAGES["behandelaar/inloggen-en-mijn-dag.md"].split("| Betekent |")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.count("|") == 3 and "---" not in line]
    named = {word.strip() for cell in cells for word in cell.split(",")}
    assert len(named) > 5
    assert named <= {status.word for status in Status}


@cache
def words_on_screen() -> str:
    """Everything the program can show: templates, views, and what the package brings."""
    places = [*(ROOT / "web").glob("*.py"), *(ROOT / "web/templates").rglob("*.html")]
    places += [*(ROOT / f"bpmn/{PACKAGE}").glob("*.*"), *(ROOT / f"forms/{PACKAGE}").glob("*.form")]
    return "\n".join(path.read_text("utf-8") for path in places)


CHOSEN = re.compile(r"(?:[Kk]ies|knop|link|taak|In|of|dan|Met|met|onder|Bij|bij) \*\*([^*\n]+)\*\*")


def names_to_find() -> list[str]:
    pages = [page for page in PAGES if page.startswith(("behandelaar/", "beheerder/"))]
    found = {name for page in pages for name in CHOSEN.findall(PAGES[page])}
    return sorted(name for name in found if "…" not in name and name[:1].isupper())


@pytest.mark.parametrize("name", names_to_find())
def test_what_a_reader_must_choose_stands_on_a_screen(name: str) -> None:
    assert name in words_on_screen()


def tasks_drawn(pattern: str) -> set[str]:
    return {
        str(task.get("name"))
        for path in (ROOT / "bpmn").glob(pattern)
        for task in etree.parse(path).getroot().iter(f"{{{BPMN}}}userTask")
    }


def tasks_told(page: str) -> set[str]:
    """The tasks in the second column of the table."""
    rows = [line.split("|")[2] for line in page.splitlines() if line.count("|") == 5][2:]
    return {name.strip() for row in rows for name in row.split(", als")[0].split(",")}


def test_the_tasks_of_the_seven_steps_are_those_of_the_diagrams() -> None:
    page = PAGES["behandelaar/zeven-stappen.md"]
    of_2016, renewed = page.split("## Wat is anders in het werkproces van 2023?")
    named = set(re.findall(r"taak heet dan \*\*(.+?)\*\*", page))
    assert tasks_told(of_2016) | named == tasks_drawn(f"{PACKAGE}/*.bpmn")
    told = tasks_told(renewed)
    assert tasks_drawn("werkproces-2023/stap_2*.bpmn") <= told <= tasks_drawn("werkproces-2023/*.bpmn")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)#\s]+)[^)]*\)", PAGES[page]):
        assert (DOCS / page).parent.joinpath(target).exists(), target


@pytest.mark.parametrize("book", HANDBOOKS)
def test_the_index_of_a_handbook_names_every_page(book: str) -> None:
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", PAGES[f"{book}/README.md"]))
    assert linked == {path.name for path in (DOCS / book).glob("*.md")} - {"README.md"}
    assert f"]({book}/README.md)" in PAGES["README.md"]


@pytest.mark.parametrize("book", HANDBOOKS[:3])
def test_a_handbook_says_what_is_not_there_yet(book: str) -> None:
    assert "## Nog niet" in PAGES[f"{book}/README.md"]


def test_the_error_names_of_the_handbook_exist() -> None:
    modules = [importlib.import_module(name) for name in ("engine.errors", "dossier.errors", "handlers.mail")]
    table = PAGES["beheerder/storingen.md"].split("## Veelvoorkomende fouten")[1].split("\n## ")[0]
    ours = set(re.findall(r"`([A-Z]\w+)`", table)) - {"ConnectionRefusedError", "TimeoutError"}
    assert len(ours) > 3
    assert all(any(hasattr(module, name) for module in [*modules, letters]) for name in ours)
