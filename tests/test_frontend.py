"""The front-end in a real browser: diagrams, redrawn parts of forms, drafts; under the strict policy."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, render_template, request
from flask_babel import Babel
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect
from werkzeug.serving import make_server

from web import assets
from web.security import HEADERS
from web.words import Status

ROOT = Path(__file__).parent.parent
# a warning about the browser plugin's own fixtures, not about ours (pytest 9.2 with pytest-playwright 0.10.0)
pytestmark = pytest.mark.filterwarnings("ignore:Session-scoped fixtures:pytest.PytestRemovedIn10Warning")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MARKS = [
    {"element": "first", "state": "done"},
    {"element": "second", "state": "active", "count": 2, "href": "/form"},
    {"element": "third", "state": "overdue", "count": 4},
    {"element": "gone", "state": "done"},
]
SCROLL_TO = """figure.scrollIntoView({block: "end"});
    figure.querySelector(".zs-figuur__vlak").scrollTo(left, 0);"""
ON_TOP = """mark => { const {x, y, width, height} = mark.getBoundingClientRect();
    return mark.contains(document.elementFromPoint(x + width / 2, y + height / 2)); }"""
DIAGRAM_PAGE = """{% extends "base.html" %}
{% from "macros/title.html" import page_title %}{% from "macros/panel.html" import panel %}
{% from "macros/status.html" import status %}{% from "macros/table.html" import table, row, cell %}
{% from "macros/pagination.html" import pagination %}{% from "macros/message.html" import alert %}
{% from "macros/diagram.html" import diagram, outline, viewer_assets %}
{% block title %}Diagram{% endblock %}{% block scripts %}{{ viewer_assets() }}{% endblock %}
{% block heading %}{{ page_title("Groep Molenveld") }}{% endblock %}
{% block content %}
{% call alert("klaar") %}<p class="utrecht-paragraph">Bewaard</p>{% endcall %}
{% call panel("proces", "Het proces") %}
{{ outline([{"name": "Signaal wegen", "icon": "punt", "text": "Nu bezig", "url": "/form", "current": true}]) }}
{{ diagram("/diagram.xml", marks, "Stap 1") }}{% endcall %}
{% call panel("taken", "Taken") %}{% call table("Taken", ["Taak", "Status"]) %}{% for one in Status %}
{% call row() %}{% call cell() %}Taak{% endcall %}{% call cell("Status") %}{{ status(one) }}{% endcall %}{% endcall %}
{% endfor %}{% endcall %}{{ pagination(3, 9, page_url) }}{% endcall %}
{% endblock %}
{% block aside %}{% call panel("zij", "Opzij") %}<p class="utrecht-paragraph">Tekst</p>{% endcall %}{% endblock %}"""
FORM_PAGE = """{% extends "base.html" %}
{% from "macros/title.html" import page_title %}{% from "macros/button.html" import button %}
{% from "macros/message.html" import error_summary %}
{% block title %}Formulier{% endblock %}{% block heading %}{{ page_title("Formulier") }}{% endblock %}
{% block content %}<form id="f" class="zs-vorm" method="post" action="/form" enctype="multipart/form-data"
 data-draft-url="/draft" data-refresh-name="_verversen">
{{ error_summary([("row0", "Vul in wat u zag")]) if wrong }}
{% for row in rows %}<div class="zs-herhaling"><label class="utrecht-form-label" for="row{{ loop.index0 }}">Rij</label>
<input class="utrecht-textbox" id="row{{ loop.index0 }}" name="row" value="{{ row }}"></div>{% endfor %}
<label class="utrecht-form-label" for="kind">Soort</label>
<select class="utrecht-select utrecht-select--html-select" id="kind" name="kind" data-refresh>
<option>kort</option><option{% if kind == "lang" %} selected{% endif %}>lang</option></select>
{% if kind == "lang" %}<label class="utrecht-form-label" for="extra">Uitleg</label>
<input class="utrecht-textbox" id="extra" name="extra">{% endif %}
<label class="utrecht-form-label" for="file">Bestand</label><input type="file" id="file" name="file">
<div class="zs-knoppen">{{ button("Rij erbij", "secondary-action", "_add", "row", {"data-part": "#f"}) }}
{{ button("Afronden", "primary-action") }}</div>
<p class="zs-meta" role="status" data-draft-status data-kept="Concept bewaard om {tijd} uur"
 data-failed="Bewaren lukte niet"></p></form>{% endblock %}"""


def diagram_xml() -> str:
    names = ["first", "second", "third"]
    tasks = "".join(f'<bpmn:userTask id="{name}" name="Taak {name}"/>' for name in names)
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}">'
        f'<dc:Bounds x="{200 + 1500 * i}" y="100" width="100" height="80"/></bpmndi:BPMNShape>'
        for i, name in enumerate(names)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
        f' id="d" targetNamespace="test"><bpmn:process id="p" isExecutable="true">{tasks}</bpmn:process>'
        f'<bpmndi:BPMNDiagram id="g"><bpmndi:BPMNPlane id="l" bpmnElement="p">{shapes}</bpmndi:BPMNPlane>'
        "</bpmndi:BPMNDiagram></bpmn:definitions>"
    )


def form_page() -> str:
    rows = request.form.getlist("row") or ["eerste"]
    if "_add" in request.form:
        rows.append("")
    wrong = request.method == "POST" and not {"_add", "_verversen"} & request.form.keys()
    return render_template("form.html", rows=rows, kind=request.form.get("kind"), wrong=wrong)


def make_app(drafts: list[dict[str, str]]) -> Flask:
    app = Flask("front", static_folder=None)
    app.secret_key = "test"
    own = DictLoader({"diagram.html": DIAGRAM_PAGE, "form.html": FORM_PAGE})
    app.jinja_loader = ChoiceLoader([own, FileSystemLoader(ROOT / "web/templates")])
    Babel(app, default_locale="nl")
    assets.init_app(app)
    app.jinja_env.globals.update(Status=Status, csrf_token=lambda: "token")
    person = SimpleNamespace(name="Sanne de Boer", titles="Procesregisseur")
    menu = [SimpleNamespace(label=label, url="#", current=label == "Groepen") for label in ("Mijn dag", "Groepen")]
    app.context_processor(lambda: {"gemeente": "Gemeente Voorbeeld", "gebruiker": person, "menu": menu})

    def diagram_page() -> str:
        return render_template("diagram.html", marks=MARKS, page_url=lambda number: f"?pagina={number}")

    def draft() -> tuple[str, int]:
        drafts.append(request.form.to_dict())
        return "", 204

    app.add_url_rule("/diagram", "diagram", diagram_page)
    app.add_url_rule("/diagram.xml", "xml", lambda: Response(diagram_xml(), mimetype="application/xml"))
    app.add_url_rule("/form", "form", form_page, methods=["GET", "POST"])
    app.add_url_rule("/draft", "draft", draft, methods=["POST"])
    for endpoint in ("login.leave", "pages.accessibility", "pages.privacy", "pages.help_page"):
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")
    app.after_request(lambda response: response.headers.extend(HEADERS) or response)
    return app


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = os.environ.get("ZEVENSTAP_TEST_BROWSER") or shutil.which("chromium")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return {**browser_type_launch_args, "args": quiet, **({"executable_path": found} if found else {})}


@pytest.fixture
def drafts() -> list[dict[str, str]]:
    return []


@pytest.fixture
def site(drafts: list[dict[str, str]]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, make_app(drafts), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complained of: broken policy, missing file, error in a script."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        heard.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def diagram(site: str, page: Page, complaints: list[str]) -> Page:
    page.goto(f"{site}/diagram")
    expect(page.locator("figure[data-ready=true]")).to_be_visible()
    return page


def canvas_width(page: Page) -> int:
    return int(page.locator("[data-canvas]").evaluate("element => element.offsetWidth"))


def test_a_diagram_shows_where_the_case_stands_within_the_strict_policy(diagram: Page, complaints: list[str]) -> None:
    expect(diagram.locator(".zs-bord-teken--done")).to_have_text("✓")
    expect(diagram.locator(".zs-bord-teken--active")).to_have_text("2")
    expect(diagram.locator(".zs-bord-teken--overdue")).to_have_text("4 te laat")
    assert complaints == []


def test_the_watermark_of_bpmn_io_stays_in_sight_however_the_drawing_scrolls(diagram: Page) -> None:
    for _ in range(4):
        diagram.get_by_role("button", name="Vergroten").click()
    for left in (0, 9999):
        diagram.locator("figure").evaluate("(figure, left) => {" + SCROLL_TO + "}", left)
        assert diagram.locator(".bjs-powered-by").evaluate(ON_TOP)
    diagram.locator(".bjs-powered-by").click()
    expect(diagram.locator(".bjs-powered-by-lightbox")).to_be_visible()
    diagram.keyboard.press("Escape")
    expect(diagram.locator(".bjs-powered-by-lightbox")).to_have_count(0)


def test_a_diagram_is_zoomed_and_made_to_fit_by_keyboard(diagram: Page) -> None:
    area = diagram.locator(".zs-figuur__vlak")
    before = canvas_width(diagram)
    area.focus()
    diagram.keyboard.press("+")
    assert canvas_width(diagram) > before
    diagram.keyboard.press("0")
    assert canvas_width(diagram) <= area.evaluate("element => element.clientWidth")


def test_the_open_element_is_in_sight_at_once_and_leads_to_its_task(diagram: Page, site: str) -> None:
    area, element = diagram.locator(".zs-figuur__vlak"), diagram.locator("[data-element-id=second]")
    frame, box = area.bounding_box(), element.bounding_box()
    assert frame and box
    assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
    element.click()
    diagram.wait_for_url(f"{site}/form")


def test_a_diagram_that_cannot_be_fetched_says_so(site: str, page: Page) -> None:
    page.route("**/diagram.xml", lambda route: route.fulfill(status=404))
    page.goto(f"{site}/diagram")
    expect(page.locator("figure")).to_contain_text("Het diagram kon niet worden geladen")


def test_without_script_the_outline_tells_it_and_no_empty_frame_is_shown(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/diagram")
    expect(page.get_by_role("link", name="Signaal wegen")).to_be_visible()
    expect(page.locator("figure")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", ["diagram", "form"])
def test_axe_finds_nothing_and_the_page_does_not_scroll_sideways(site: str, page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/{path}")
    if path == "diagram":
        expect(page.locator("figure[data-ready=true]")).to_be_visible()
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_row_is_added_without_leaving_the_page_and_without_losing_what_was_filled_in(
    site: str, page: Page, tmp_path: Path, complaints: list[str]
) -> None:
    (tmp_path / "brief.txt").write_text("brief")
    page.goto(f"{site}/form")
    page.get_by_label("Rij").fill("gezien bij de vijver")
    page.get_by_label("Bestand").set_input_files(tmp_path / "brief.txt")
    page.get_by_role("button", name="Rij erbij").click()
    expect(page.get_by_label("Rij")).to_have_count(2)
    expect(page.get_by_label("Rij").first).to_have_value("gezien bij de vijver")
    assert page.get_by_label("Bestand").input_value().endswith("brief.txt")
    expect(page.get_by_role("button", name="Rij erbij")).to_be_focused()
    assert complaints == []


def test_a_field_that_depends_on_another_appears_when_that_changes(site: str, page: Page) -> None:
    page.goto(f"{site}/form")
    page.get_by_label("Soort").focus()
    page.get_by_label("Soort").select_option("lang")
    expect(page.get_by_label("Uitleg")).to_be_visible()
    expect(page.get_by_label("Soort")).to_be_focused()


def test_what_someone_types_while_the_server_draws_is_not_lost(site: str, page: Page) -> None:
    page.goto(f"{site}/form")

    def slowly(route: Route) -> None:
        response = route.fetch()
        page.get_by_label("Rij").press_sequentially("snel ")
        route.fulfill(response=response)

    page.route("**/form", slowly)
    page.get_by_label("Soort").select_option("lang")
    expect(page.get_by_label("Uitleg")).to_be_visible()
    expect(page.get_by_label("Rij")).to_have_value("snel eerste")
    expect(page.get_by_label("Rij")).to_be_focused()


def test_two_quick_clicks_add_two_rows(site: str, page: Page) -> None:
    page.goto(f"{site}/form")
    page.get_by_role("button", name="Rij erbij").evaluate("button => { button.click(); button.click(); }")
    expect(page.get_by_label("Rij")).to_have_count(3)


def test_a_form_is_kept_as_a_draft_while_someone_types(site: str, page: Page, drafts: list[dict[str, str]]) -> None:
    page.goto(f"{site}/form")
    page.get_by_label("Rij").fill("half af")
    expect(page.get_by_role("status")).to_contain_text("Concept bewaard om", timeout=10_000)
    assert [draft["row"] for draft in drafts] == ["half af"]
    assert "file" not in drafts[0]


def test_the_summary_of_errors_gets_the_focus_and_leads_to_the_field(site: str, page: Page) -> None:
    page.goto(f"{site}/form")
    page.get_by_role("button", name="Afronden").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Rij")).to_be_focused()


def test_the_menu_of_the_user_closes_with_escape(site: str, page: Page) -> None:
    page.goto(f"{site}/form")
    page.locator(".zs-gebruiker summary").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Uitloggen")).to_be_hidden()
    expect(page.locator(".zs-gebruiker summary")).to_be_focused()
