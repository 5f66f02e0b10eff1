"""What tests need and nothing else: fetched once through pip, with its digest checked."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.paths import ROOT


def wheel(name: str) -> Path:
    """Return the wheel that ``requirements/<name>.txt`` pins.

    Where it cannot be had, the test is skipped, or fails if WFO_REQUIRE_BROWSER says so.
    """
    kept = ROOT / "build" / name
    wheels = sorted(kept.glob("*.whl")) or _fetched(name, kept)
    return wheels[0]


def _fetched(name: str, kept: Path) -> list[Path]:
    kept.mkdir(parents=True, exist_ok=True)
    pinned = ROOT / "requirements" / f"{name}.txt"
    command: list[Any] = ["download", "--no-deps", "--require-hashes", "-q", "-r", pinned]
    done = subprocess.run(  # noqa: S603
        [*_pip(), *command, "-d", kept], capture_output=True, text=True, check=False
    )
    wheels = sorted(kept.glob("*.whl"))
    if wheels:
        return wheels
    if "WFO_REQUIRE_BROWSER" in os.environ:
        pytest.fail(f"{name} cannot be fetched: {done.stderr[-500:]}")
    pytest.skip(f"{name} cannot be fetched from the package index", allow_module_level=True)


def _pip() -> list[str]:
    """Return how pip is called: some environments have none of their own."""
    own = [sys.executable, "-m", "pip"]
    has_own = subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603
    return own if has_own else [shutil.which("pip3") or "pip"]
