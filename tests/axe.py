"""The accessibility engine axe-core, fetched once through pip with its digest checked."""

import zipfile
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.fetched import wheel

INSIDE = "axe_playwright_python/axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return what axe-core objects to on the page, one line per place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(engine())
    run: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, "
        "resultTypes: ['violations']})",
        STANDARDS,
    )
    assert len(run["passes"]) > 20, "axe-core did not look at the page"
    return [
        f"{found['id']}: {node['target']} {node['html'][:120]}"
        for found in run["violations"]
        for node in found["nodes"]
    ]


@cache
def engine() -> str:
    """Return the engine's source; where it cannot be had, skip, or fail if it is required."""
    with zipfile.ZipFile(wheel("axe")) as archive:
        return archive.read(INSIDE).decode()
