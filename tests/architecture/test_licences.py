"""Everything we install says under which licence, and none of it is (A/L)GPL."""

import re
from importlib.metadata import distribution

import pytest

from tests.paths import ROOT

LOCKED = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "lock.txt").read_text(), re.MULTILINE)


def licence_of(name: str) -> str:
    """Return what a distribution's metadata says of its licence, however it says it."""
    metadata = distribution(name).metadata
    classifiers = [c for c in metadata.get_all("Classifier", []) if c.startswith("License ::")]
    said = [metadata.get("License-Expression"), *classifiers, (metadata.get("License") or "")[:300]]
    return " | ".join(part for part in said if part)


@pytest.mark.parametrize("name", LOCKED)
def test_every_locked_library_is_permissive_or_weak_copyleft(name):
    licence = licence_of(name)

    assert licence, f"{name} states no licence"
    assert not re.search(r"\b(A|L)?GPL|General Public License", licence), licence
