"""Pages of a report in a real browser, without a network."""

import os
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from common.language import Language, spoken
from functions.output.dossier.document import document
from functions.output.dossier.html import report_html

CHROMIUM = shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and "WFO_REQUIRE_BROWSER" not in os.environ,
    reason="chromium is not on this machine",
)


def opened_browser() -> Iterator[Browser]:
    """Yield a browser and close it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page, and what it said and asked for while it was opened."""

    page: Page
    messages: list[str]
    requests: list[str]


@cache
def _report(pickled: bytes, language: Language) -> bytes:
    """Return the report of these results in the language that is spoken, made once."""
    return report_html(document(pickle.loads(pickled)))  # noqa: S301 - our own


def visit(browser: Browser, folder: Path, made: Any, width: int = 1280, **options: Any) -> Visit:
    """Open the report of these results."""
    file = folder / "report.html"
    file.write_bytes(_report(pickle.dumps(made), spoken()))
    page = browser.new_page(viewport={"width": width, "height": 900}, **options)
    found = Visit(page, [], [])
    page.on("console", lambda message: found.messages.append(message.text))
    page.on("pageerror", lambda error: found.messages.append(str(error)))
    page.on("dialog", lambda dialog: found.messages.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: found.requests.append(request.url))
    page.goto(file.as_uri())
    return found
