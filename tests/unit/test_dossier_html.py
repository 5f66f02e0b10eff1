import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from common.model.submission import OutputFormat
from functions.output.dossier.document import document
from functions.output.dossier.html import report_html
from functions.output.dossier.report import report, report_json
from tests.unit.dossier_fixture import results, stated_results

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE cases; --",
    "{{ 7 * 7 }}{% raw %}",
    '=HYPERLINK("http://evil")',
    "invoice \u202egnp.exe",
    "Zahlung 🙂 支払い שלום",
    "&lt;b&gt; & </title></style></svg>",
    "x" * 500,
]


class Page(HTMLParser):
    """Collects the elements, ids and numbers of a page."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.values: list[float] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if found.get("data-value"):
            self.values.append(float(str(found["data-value"])))


def _page(made: Any) -> Page:
    return Page(report_html(document(made)))


def _numbers(value: Any) -> set[float]:
    if isinstance(value, dict):
        return set().union(*map(_numbers, value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*map(_numbers, value)) if value else set()
    return {float(value)} if isinstance(value, int | float) else set()


@pytest.mark.parametrize("made", [results(), stated_results()], ids=["log", "stated"])
def test_every_number_in_a_table_stands_in_report_json(made: Any) -> None:
    shown = _page(made).values
    assert len(shown) > 2
    assert set(shown) <= _numbers(json.loads(report_json(report(made))))


@pytest.mark.parametrize("edition", list(OutputFormat))
def test_the_same_results_give_the_same_page(edition: OutputFormat) -> None:
    assert report_html(document(results(edition))) == report_html(document(results(edition)))


def test_the_page_allows_its_own_style_sheet_and_nothing_else() -> None:
    body = report_html(document(results())).decode()
    style = re.search(r"<style>(.*?)</style>", body, re.S)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', body)
    assert style is not None
    assert policy is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    rules = policy[1].replace("&#39;", "'").replace("&#43;", "+")
    assert f"style-src 'sha256-{digest}'" in rules
    assert rules.startswith("default-src 'none';")


def test_the_page_loads_nothing_and_runs_only_the_script_that_its_policy_knows() -> None:
    page = _page(results())
    body = report_html(document(results())).decode()
    script = re.search(r"<script>(.*?)</script>", body, re.DOTALL)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in html.unescape(body)
    assert page.tags.count("script") == 1
    assert not {"iframe", "object", "embed", "base", "form"} & set(page.tags)
    links = [v for k, v in page.attributes if k in {"href", "src"} and v]
    assert links
    beside = {f"{edition.value}.html" for edition in OutputFormat}
    assert all(
        link.startswith("#") or link == "data:," or link.split("#")[0] in beside for link in links
    )
    assert not [k for k, _ in page.attributes if k == "style" or k.startswith("on")]


def test_ids_are_unique_and_links_lead_somewhere() -> None:
    page = _page(results())
    assert len(page.ids) == len(set(page.ids))
    anchors = {v[1:] for k, v in page.attributes if k == "href" and v and v.startswith("#")}
    assert anchors <= set(page.ids)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(name: str) -> None:
    plain = _page(results())
    made = _named(name)
    page = Page(report_html(document(made)))
    assert set(page.tags) == set(plain.tags)
    assert not [k for k, _ in page.attributes if k.startswith("on")]
    assert "\u202e" not in report_html(document(made)).decode()


def _named(name: str) -> Any:
    """Return the results with every name, note and sentence replaced by ``name``."""
    made = results()
    body = json.loads(report_json(report(made)))
    texts = {"name", "statement", "title", "description", "origin", "note", "message", "text"}
    texts |= {"basis", "reason", "method", "quote"}

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: name if k in texts else renamed(v) for k, v in value.items()}
        return [renamed(v) for v in value] if isinstance(value, list) else value

    parts = {
        key: type(getattr(made, key)).model_validate(_kept(body[key], renamed(body[key])))
        for key in ("workflow", "quality", "facts", "assessment", "portfolio")
    }
    return type(made)(request=made.request, **parts)


def _kept(before: Any, after: Any) -> Any:
    """Restore names that the model restricts to a list, such as those of score parts."""
    if isinstance(after, dict) and {"score", "weight", "basis"} <= set(after):
        return {**after, "name": before["name"]}
    if isinstance(after, dict):
        return {k: _kept(before[k], v) for k, v in after.items()}
    if isinstance(after, list):
        return [_kept(b, a) for b, a in zip(before, after, strict=True)]
    return after


def test_ten_thousand_characters_do_not_swell_the_page() -> None:
    made = results()
    activity = made.facts.activities[0].model_copy(update={"name": "y" * 10_000})
    facts = made.facts.model_copy(update={"activities": (activity, *made.facts.activities[1:])})
    workflow = made.workflow.model_copy(update={"name": "x" * 500})
    page = report_html(
        document(
            type(made)(
                request=made.request,
                workflow=workflow,
                quality=made.quality,
                facts=facts,
                assessment=made.assessment,
                portfolio=made.portfolio,
            )
        )
    )
    assert b"y" * 100 not in page
    assert len(page) < 1.2 * len(report_html(document(made)))


def test_what_is_assumed_is_labelled() -> None:
    body = report_html(document(results())).decode()
    assert re.search(r'24\.0 h <span class="known assumed">assumed</span>', body)
    assert body.count('<span class="badge assumed">indicative</span>') == 2


def test_every_picture_is_described() -> None:
    body = report_html(document(results())).decode()
    pictures = re.findall(r"<svg .*?</svg>", body, re.S)
    assert len(pictures) == 15  # three of them views of the process map
    for picture in pictures:
        assert 'role="img"' in picture
        assert re.search(r"<title id=\"[a-z0-9-]+\">[^<]+</title>", picture)
        assert re.search(r"<desc id=\"[a-z0-9-]+\">[^<]+</desc>", picture)
