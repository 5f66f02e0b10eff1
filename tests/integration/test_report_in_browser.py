"""The report as a reader sees it: opened in a real browser, without a network."""

import dataclasses
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from common.model.submission import OutputFormat
from tests.pages import needs_browser, opened_browser
from tests.pages import visit as _visit
from tests.unit.dossier_fixture import results, stated_results

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202e'\"</title>"

pytestmark = needs_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from opened_browser()


def _hostile() -> Any:
    made = results(name=HOSTILE)
    activities = tuple(a.model_copy(update={"name": HOSTILE}) for a in made.workflow.activities)
    return dataclasses.replace(
        made,
        workflow=made.workflow.model_copy(update={"activities": activities}),
        portfolio=made.portfolio.model_copy(update={"notes": (HOSTILE,)}),
    )


def _box(page: Page, selector: str) -> dict[str, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return dict(box)


@pytest.mark.parametrize("edition", list(OutputFormat))
def test_opens_without_a_complaint_or_a_request(
    browser: Browser, tmp_path: Path, edition: OutputFormat
) -> None:
    visit = _visit(browser, tmp_path, results(edition))
    assert visit.messages == []
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in visit.requests if url.startswith("file:")]) == 1


def test_the_style_sheet_applies_under_the_policy(browser: Browser, tmp_path: Path) -> None:
    page = _visit(browser, tmp_path, results()).page
    display = page.locator(".opening").evaluate("e => getComputedStyle(e).display")
    fill = page.locator(".picture .bar").first.evaluate("e => getComputedStyle(e).fill")
    assert (display, fill) == ("grid", "rgb(61, 109, 153)")


@pytest.mark.parametrize("made", [results(), stated_results()], ids=["log", "stated"])
@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_the_page_never_scrolls_sideways(
    browser: Browser, tmp_path: Path, width: int, made: Any
) -> None:
    page = _visit(browser, tmp_path, made, width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_process_map_is_there_and_readable(browser: Browser, tmp_path: Path) -> None:
    page = _visit(browser, tmp_path, results()).page
    seen = page.locator("#process svg:visible")
    assert seen.count() == 1
    box = seen.bounding_box()
    assert box is not None
    assert box["width"] > 500
    assert box["height"] > 500
    names = seen.locator("text.name").all_text_contents()
    assert " ".join(names).startswith("Declaration submitted")
    assert seen.locator("rect.node").count() == 11


def test_the_detail_of_the_process_map_is_chosen_with_the_keyboard(
    browser: Browser, tmp_path: Path
) -> None:
    page = _visit(browser, tmp_path, results()).page
    chosen = page.locator("#process .views > input:checked")
    before = chosen.get_attribute("id")
    steps = page.locator("#process svg:visible rect.node").count()
    chosen.focus()
    page.keyboard.press("ArrowLeft")

    assert chosen.get_attribute("id") != before
    assert page.locator("#process svg:visible").count() == 1
    assert page.locator("#process svg:visible rect.node").count() < steps
    assert "put together as one" in page.locator("#process .view:visible").inner_text()


def test_no_name_stands_out_of_its_box(browser: Browser, tmp_path: Path) -> None:
    page = _visit(browser, tmp_path, results()).page
    outside = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll('#process rect.node')]
            .map(r => r.getBoundingClientRect());
          return [...document.querySelectorAll('#process text.name')]
            .map(t => t.getBoundingClientRect())
            .filter(t => !boxes.some(b => b.left <= t.left && t.right <= b.right
              && b.top <= t.top && t.bottom <= b.bottom)).length;
        }"""
    )
    assert outside == 0


def test_hostile_names_are_text_and_not_elements(browser: Browser, tmp_path: Path) -> None:
    visit = _visit(browser, tmp_path, _hostile())
    assert visit.messages == []
    assert visit.page.locator("img").count() == 0
    assert visit.page.locator("script").count() == 1  # the page's own
    assert "<img src=x onerror=alert(1)>" in visit.page.locator("h1").inner_text()
    assert visit.page.title().startswith("<img src=x onerror=alert(1)><script>")
    assert "\u202e" not in visit.page.content()


CONTRAST = """() => {
  const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const colour = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = colour(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('p, li, th, td, dt, dd, span, a, h1, h2, h3, caption')]
    .filter(e => e.textContent.trim() && e.offsetParent !== null)
    .map(e => {
      const pair = [light(colour(getComputedStyle(e).color)), light(behind(e))].sort();
      return [(Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), e.className, e.tagName];
    })
    .filter(found => found[0] < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(browser: Browser, tmp_path: Path, scheme: str) -> None:
    page = _visit(browser, tmp_path, results(), color_scheme=scheme).page
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(253, 252, 250)", "dark": "rgb(18, 23, 30)"}[scheme]
    assert page.evaluate(CONTRAST) == []


def test_headings_descend_one_step_at_a_time(browser: Browser, tmp_path: Path) -> None:
    page = _visit(browser, tmp_path, results()).page
    levels = [
        int(tag[1])
        for tag in page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(e => e.tagName)")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_prints_without_losing_the_folded_tables(browser: Browser, tmp_path: Path) -> None:
    page = _visit(browser, tmp_path, results()).page
    page.emulate_media(media="print")
    assert _box(page, "details table")["height"] > 100
    assert page.locator("nav:visible").count() == 0
    assert page.pdf().startswith(b"%PDF-")


@pytest.mark.parametrize(
    "picture", ["parts", "flow", "week", "utilisation", "decisions", "handoffs"]
)
def test_words_of_a_picture_of_measurements_stay_inside_and_apart(
    browser: Browser, tmp_path: Path, picture: str
) -> None:
    page = _visit(browser, tmp_path, results()).page
    words, outside, together = page.evaluate(
        """key => {
          const svg = document.getElementById(`${key}-picture-title`).closest('svg');
          const box = svg.getBoundingClientRect();
          const texts = [...svg.querySelectorAll('text')].map(t => t.getBoundingClientRect());
          const outside = texts.filter(t => t.left < box.left - 1 || t.right > box.right + 1
            || t.top < box.top - 1 || t.bottom > box.bottom + 1);
          const together = texts.filter((a, i) => texts.slice(i + 1).some(b =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3));
          return [texts.length, outside.length, together.length];
        }""",
        picture,
    )
    assert words > 3
    assert (outside, together) == (0, 0)
