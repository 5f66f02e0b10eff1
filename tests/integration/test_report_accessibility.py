"""No edition of a report has a barrier that axe-core can find, whatever the screen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from cli.comparing import compare
from cli.comparison_page import page
from common.language import speaking
from common.model.submission import OutputFormat
from tests.axe import violations
from tests.pages import needs_browser, opened_browser, visit
from tests.unit.dossier_fixture import results, stated_results
from tests.unit.test_cli_compare import after, before

pytestmark = needs_browser
WIDTHS = (320, 768, 1920)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from opened_browser()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("edition", list(OutputFormat))
def test_no_edition_has_a_barrier(
    browser: Browser, tmp_path: Path, edition: OutputFormat, scheme: str
) -> None:
    page = visit(browser, tmp_path, results(edition), color_scheme=scheme, bypass_csp=True).page
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_stated_process_in_german_has_no_barrier(browser: Browser, tmp_path: Path) -> None:
    with speaking("de"):
        page = visit(browser, tmp_path, stated_results(), 375, bypass_csp=True).page
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_comparison_has_no_barrier(browser: Browser, tmp_path: Path, scheme: Any) -> None:
    with speaking("de"):
        found = compare(before(), after())
        (tmp_path / "comparison.html").write_bytes(page(found, "de"))
    opened = browser.new_page(color_scheme=scheme, bypass_csp=True)
    opened.goto((tmp_path / "comparison.html").as_uri())
    for width in WIDTHS:
        opened.set_viewport_size({"width": width, "height": 900})
        assert violations(opened) == []
        assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_the_engine_finds_a_barrier_where_there_is_one(browser: Browser, tmp_path: Path) -> None:
    page = visit(browser, tmp_path, stated_results(), bypass_csp=True).page
    page.evaluate("document.querySelector('.scroll').innerHTML = '<img src=\"data:,\">'")
    assert any(found.startswith("image-alt") for found in violations(page))
