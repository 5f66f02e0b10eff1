"""What a page of a report can do beyond being read, and that it can be read without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.pages import needs_browser, opened_browser, visit
from tests.unit.dossier_fixture import results

pytestmark = needs_browser
STEPS = "#process table"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from opened_browser()


def _opened(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def _column(page: Page, column: int) -> list[str]:
    cells = page.locator(f"{STEPS} >> nth=0").locator(f"tbody tr > :nth-child({column})")
    return cells.all_inner_texts()


def test_a_table_sorts_by_numbers_up_down_and_back(browser: Browser, tmp_path: Path) -> None:
    page = visit(browser, tmp_path, results()).page
    _opened(page)
    head = page.locator(f"{STEPS} >> nth=0").locator("thead th:nth-child(3)")
    as_given = _column(page, 3)
    head.locator("button").focus()
    page.keyboard.press("Enter")
    rising = [float(text.replace(",", "")) for text in _column(page, 3)]
    assert rising == sorted(rising)
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert [float(t.replace(",", "")) for t in _column(page, 3)] == rising[::-1]
    page.keyboard.press("Enter")
    assert _column(page, 3) == as_given
    assert head.get_attribute("aria-sort") is None


def test_what_is_not_known_stays_at_the_end(browser: Browser, tmp_path: Path) -> None:
    page = visit(browser, tmp_path, results()).page
    page.evaluate(
        """() => {
          const rows = document.querySelector('#process table').tBodies[0].rows;
          const cell = rows[0].cells[2];
          delete cell.dataset.value;
          cell.textContent = 'not known';
        }"""
    )
    _opened(page)
    button = page.locator(f"{STEPS} >> nth=0").locator("thead th:nth-child(3) button")
    for _ in range(2):
        button.click()
        assert _column(page, 3)[-1] == "not known"


def test_a_flow_tells_its_values_under_the_pointer(browser: Browser, tmp_path: Path) -> None:
    page = visit(browser, tmp_path, results()).page
    flow = page.locator("#process svg:visible .mark-of polygon.tip").first
    flow.scroll_into_view_if_needed()
    tip = page.locator("body > .told")
    flow.hover()
    page.wait_for_timeout(200)  # scrolling hides it
    flow.hover(position={"x": 4, "y": 4})
    assert "→" in tip.inner_text()
    page.keyboard.press("Escape")
    assert tip.is_hidden()


def _tab_to(page: Page, region: str) -> None:
    """Go from the region that holds a picture to its first mark, as a reader would."""
    page.locator(f"{region} >> visible=true").first.focus()
    page.keyboard.press("Tab")


def _mark(page: Page) -> str:
    told: str = page.evaluate("document.activeElement.getAttribute('aria-label') || ''")
    return told


def test_every_picture_with_values_is_one_stop_of_the_tab_key(
    browser: Browser, tmp_path: Path
) -> None:
    page = visit(browser, tmp_path, results()).page
    marks, stops = page.evaluate(
        """() => {
          const svgs = [...document.querySelectorAll('svg.picture:has(.mark-of)')];
          return ['.mark-of', '[tabindex="0"]'].map(
            css => svgs.map(svg => svg.querySelectorAll(css).length));
        }"""
    )
    assert sum(marks) > 200
    assert set(stops) == {1}
    unnamed = page.locator(".mark-of:not([role=img][aria-label])").count()
    assert unnamed == 0


@pytest.mark.parametrize("section", ["#process", "#people", "#handoffs", "#variants", "#time"])
def test_arrows_lead_to_every_value_of_a_picture(
    browser: Browser, tmp_path: Path, section: str
) -> None:
    page = visit(browser, tmp_path, results()).page
    _tab_to(page, f"{section} figure .scroll:has(.mark-of)")
    picture = "document.activeElement.closest('svg')"
    wanted = page.evaluate(
        f"[...{picture}.querySelectorAll('.mark-of')].map(m => m.getAttribute('aria-label'))"
    )
    found = [_mark(page)]
    for _ in range(len(wanted) - 1):
        page.keyboard.press("ArrowRight")
        found.append(_mark(page))
    assert sorted(found) == sorted(wanted)
    page.keyboard.press("Home")
    assert _mark(page) == found[0]
    page.keyboard.press("End")
    assert _mark(page) == found[-1]


def test_the_keyboard_shows_the_values_that_the_pointer_shows(
    browser: Browser, tmp_path: Path
) -> None:
    page = visit(browser, tmp_path, results()).page
    tip = page.locator("body > .told")
    _tab_to(page, "#process .view:visible .scroll")
    assert tip.inner_text().startswith(_mark(page))
    assert "Arrow keys" in tip.inner_text()
    page.keyboard.press("ArrowDown")
    assert tip.inner_text() == _mark(page)
    page.wait_for_function(  # the page scrolls smoothly
        """() => {
          const box = document.querySelector('body > .told').getBoundingClientRect();
          return box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
        }"""
    )
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    page.keyboard.press("ArrowDown")
    assert tip.is_visible()
    page.keyboard.press("Tab")
    assert tip.is_hidden()
    assert page.evaluate("!document.activeElement.closest('svg')")


def test_a_mark_that_is_touched_tells_its_values(browser: Browser, tmp_path: Path) -> None:
    page = visit(browser, tmp_path, results(), 375, has_touch=True).page
    cell = page.locator("#handoffs .mark-of").first
    cell.tap()
    assert page.locator("body > .told").inner_text() == cell.get_attribute("aria-label")


def test_the_map_grows_by_button_and_key_and_fits_again(browser: Browser, tmp_path: Path) -> None:
    page = visit(browser, tmp_path, results(), 375).page

    def width() -> float:
        box = page.locator("#process svg:visible").bounding_box()
        assert box is not None
        return box["width"]

    before = width()
    page.locator("#process .view:visible .zoom button").first.click()
    assert width() == pytest.approx(before * 1.3, rel=0.02)
    page.locator("#process .view:visible .scroll").focus()
    page.keyboard.press("+")
    assert width() == pytest.approx(before * 1.69, rel=0.02)
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('#process .zoomed').scrollLeft > 0")
    page.keyboard.press("0")
    assert width() == pytest.approx(before, rel=0.01)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_without_script_everything_can_be_read(browser: Browser, tmp_path: Path) -> None:
    plain = visit(browser, tmp_path, results(), java_script_enabled=False).page
    with_script = visit(browser, tmp_path, results()).page
    for selector in ("p", "li", "td", "figcaption", "summary", "h2", "h3"):
        here, there = (p.locator(f"main {selector}").count() for p in (plain, with_script))
        assert here == there > 0
    assert plain.locator("#process svg:visible").count() == 1
    plain.locator("#process .views > label").first.click()
    assert "put together as one" in plain.locator("#process .view:visible").inner_text()
    assert plain.locator(".sort, .zoom").count() == 0


def test_zoom_and_sort_break_no_rule_of_the_policy(browser: Browser, tmp_path: Path) -> None:
    opened = visit(browser, tmp_path, results())
    opened.page.locator("#process .view:visible .zoom button").first.click()
    _opened(opened.page)
    opened.page.locator(".sort").first.click()
    assert opened.messages == []
