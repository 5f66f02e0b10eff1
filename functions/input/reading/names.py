"""Ids for names: readable, unique, and the same for the same names in the same order."""

import re
import unicodedata
from collections.abc import Iterable

from common.model.workflow import END, START

MAX_SLUG = 60


def slug(name: str) -> str:
    """Return a readable id: lower-case ASCII letters and digits joined by underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:MAX_SLUG].strip("_")


def unique_ids(names: Iterable[str], prefix: str) -> dict[str, str]:
    """Return an id per name; ``prefix`` names what has no letters, and avoids start and end."""
    ids: dict[str, str] = {}
    taken = {START, END}
    for name in names:
        if name in ids:
            continue
        base = slug(name) or prefix
        candidate, number = base, 1
        while candidate in taken:
            number += 1
            candidate = f"{base}_{number}"
        taken.add(candidate)
        ids[name] = candidate
    return ids
